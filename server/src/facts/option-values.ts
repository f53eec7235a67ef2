import type { Presence } from '../concepts/presence.ts';
import type { OptionPath } from '../frameworks/vocabulary/options.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { union } from '../semantic/value-sets.ts';
import type { Frame, ObjectValue, Value } from '../semantic/values.ts';
import type { Span } from '../syntax/text.ts';
import type { Property } from '../syntax/tree.ts';
import type { Source } from './source.ts';

/** Where an option is written. */
export interface WrittenOption {
  readonly frame: Frame;
  readonly property: Property;
}

/** An option of a call. `values` is what a present one can be. */
export interface OptionState {
  readonly presence: Presence;
  readonly values: readonly Value[];
  /** Where it is written, if in one place. */
  readonly written?: WrittenOption;
}

const ABSENT: OptionState = { presence: 'absent', values: [] };
const UNREADABLE: OptionState = { presence: 'unknown', values: [] };

/** The option that a path of keys leads to, in what options can be. Without a path, the options themselves. */
export function optionAt(evaluator: Evaluator, options: readonly Value[], path: OptionPath): OptionState {
  const [key, ...rest] = path;
  if (key === undefined) return stateOf(options);
  return merge(options.map((value) => optionIn(evaluator, value, key, rest)));
}

function stateOf(values: readonly Value[]): OptionState {
  if (values.every(isNothing)) return ABSENT;
  return values.some((value) => value.kind === 'unknown' || value.kind === 'parameter' || isNothing(value)) ? UNREADABLE : { presence: 'present', values };
}

function optionIn(evaluator: Evaluator, value: Value, key: string, rest: OptionPath): OptionState {
  // `cors: true` turns something on with the options that it has anyway.
  if (isNothing(value) || (value.kind === 'literal' && typeof value.value === 'boolean')) return ABSENT;
  if (value.kind !== 'object') return UNREADABLE;
  if (isAssigned(value, [key, ...rest])) return UNREADABLE;
  for (const property of value.node.properties.toReversed()) {
    if ('kind' in property) {
      const spread = optionAt(evaluator, evaluator.evaluate(property.value, value.frame), [key, ...rest]);
      // `...(isProduction && { secure: true })` is there or isn't.
      if (spread.presence !== 'absent') return isConditional(property.value.kind, property.value) ? UNREADABLE : spread;
    } else if (property.key === undefined) {
      return UNREADABLE;
    } else if (property.key === key) {
      return valueOf(evaluator, property, value, rest);
    }
  }
  return ABSENT;
}

function valueOf(evaluator: Evaluator, property: Property, { frame }: ObjectValue, rest: OptionPath): OptionState {
  if (property.accessor || isConditional(property.value.kind, property.value)) return UNREADABLE;
  if (property.value.kind === 'regex') return { presence: 'present', values: [], written: { frame, property } };
  const state = optionAt(evaluator, evaluator.evaluate(property.value, frame), rest);
  return rest.length > 0 || state.presence === 'absent' ? state : { ...state, written: { frame, property } };
}

function isConditional(kind: string, node: { readonly operator?: string } | object): boolean {
  return kind === 'binary' && 'operator' in node && node.operator === '&&';
}

/** Options may be written after the object is made: `options.cookie.secure = true`. */
function isAssigned({ node, frame }: ObjectValue, path: OptionPath): boolean {
  if (node.owner === undefined) return false;
  const names = path.map((_, index) => path.slice(0, index + 1).join('.'));
  return frame.module.bindings[node.owner]?.members.some((member) => member.name === '*' || names.includes(member.name)) ?? false;
}

function merge(states: readonly OptionState[]): OptionState {
  const [first] = states;
  if (first && states.length === 1) return first;
  if (states.every(({ presence }) => presence === 'absent')) return ABSENT;
  if (!states.every(({ presence }) => presence === 'present')) return UNREADABLE;
  return { presence: 'present', values: union(states.flatMap(({ values }) => values)) };
}

function isNothing(value: Value): boolean {
  return value.kind === 'literal' && (value.value === undefined || value.value === null);
}

/** What an option is known to be, if it is one literal. */
export function onlyLiteral({ presence, values }: OptionState): string | number | boolean | undefined {
  const [value] = values;
  if (presence !== 'present' || values.length !== 1 || value?.kind !== 'literal') return undefined;
  return value.value ?? undefined;
}

/** Whether an option that is switched on by a literal is: `absent` where it is missing or switched off. */
export function isOn(state: OptionState, byDefault: boolean): Presence {
  if (state.presence === 'absent') return byDefault ? 'present' : 'absent';
  const value = onlyLiteral(state);
  if (value === undefined) return 'unknown';
  return value === false || value === 0 || value === '' ? 'absent' : 'present';
}

/** An option as a squiggle: what is written of it on its first line. */
export function optionSpan(source: Source, { frame: { module }, property }: WrittenOption): Span {
  const [line = ''] = source.text(module.file).slice(property.start, property.end).split(/\r?\n/);
  return { file: module.file, start: property.start, end: property.start + line.length };
}
