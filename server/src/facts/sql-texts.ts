import type { Evaluator } from '../semantic/evaluate.ts';
import { frameOfFunction } from '../semantic/frames.ts';
import { literalText } from '../semantic/value-sets.ts';
import type { Frame, Value } from '../semantic/values.ts';
import { HOLE } from '../sql/sql-tokens.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Span } from '../syntax/text.ts';
import type { Binding, Expression, Module, Template } from '../syntax/tree.ts';
import { surroundingsOf } from './failures/surroundings.ts';
import type { Source } from './source.ts';

/** A part of a text: as it stands in a file, as it was computed (without a place), or a hole for what nobody knows. */
type Piece = { readonly text: string; readonly at?: Span };

/** SQL as the program puts it together: what is known of it, with holes, and where each part is written. */
export interface SqlText {
  readonly text: string;
  /** The expression that the text begins in; several calls may share it. */
  readonly key: object;
  /** Whether it came through a parameter of this activation, or of one around it. */
  isGivenTo(frame: Frame): boolean;
  /** Where an offset of the text is written; `undefined` for computed parts and for text that is written with escapes. */
  placeOf(offset: number): Span | undefined;
  /** The whole of it, for want of anything smaller. */
  readonly at: Span;
}

export interface SqlTexts {
  /** The text that an expression comes to; `keys` of an object may hold it. */
  read(expression: Expression, frame: Frame, keys?: readonly string[]): SqlText | undefined;
}

interface Written {
  readonly pieces: readonly Piece[];
  readonly expression: Expression;
  readonly frame: Frame;
  /** The activations through whose parameters it came. */
  readonly through?: readonly Frame[];
}

const UNREAD: readonly Piece[] = [{ text: HOLE }];

/** Definitions that lead to one another are followed so far. */
const MAX_STEPS = 12;

export function createSqlTexts(evaluator: Evaluator, source: Source): SqlTexts {
  function follow(expression: Expression, frame: Frame, steps: number): Written | undefined {
    if (steps > MAX_STEPS) return undefined;
    const on = (pieces: readonly Piece[]): Written => ({ pieces, expression, frame });
    const inner = (node: Expression, isParameter = false) => piecesOf(node, frame, steps, isParameter);
    switch (expression.kind) {
      case 'literal': return typeof expression.value === 'string' ? on([{ text: expression.value, at: placeIn(frame.module, expression.start + 1, expression.end - 1) }]) : undefined;
      case 'template': return isFragment(expression, frame) ? on(templatePieces(expression, frame, (part) => inner(part, expression.tag !== undefined))) : undefined;
      case 'binary': return expression.operator === '+' ? on([...inner(expression.left), ...inner(expression.right)]) : undefined;
      case 'await': return follow(expression.value, frame, steps + 1);
      case 'name': return followName(expression.name, expression.scope, frame, steps);
      case 'member': return followMember(expression, frame, steps);
      case 'call': {
        const { callee } = expression;
        if (callee.kind === 'member' && callee.name === 'trim') return follow(callee.object, frame, steps + 1);
        return callee.kind === 'member' && callee.name === 'join' && callee.object.kind === 'array' ? joined(expression, callee.object.elements, frame, steps) : undefined;
      }
      default: return undefined;
    }
  }

  /** In a plain template a constant is text; in a tagged one it is a parameter, and only another tagged template is text. */
  function piecesOf(node: Expression, frame: Frame, steps: number, isParameter: boolean): readonly Piece[] {
    const written = follow(node, frame, steps + 1);
    if (written && (!isParameter || written.expression.kind === 'template')) return isParameter && written.expression.kind === 'template' && !written.expression.tag ? UNREAD : written.pieces;
    const text = isParameter ? undefined : onlyText(evaluator.evaluate(node, frame));
    return text === undefined ? UNREAD : [{ text }];
  }

  /** A template without a tag, or with a package's; what a project's own tag makes of it, nobody knows. */
  function isFragment({ tag }: Template, frame: Frame): boolean {
    return !tag || evaluator.evaluate(tag, frame).some((value) => value.kind === 'api');
  }

  function templatePieces(node: Template, { module }: Frame, partOf: (part: Expression) => readonly Piece[]): readonly Piece[] {
    const whole = source.text(module.file);
    let start = whole.indexOf('`', node.tag ? node.tag.end : node.start) + 1;
    return node.texts.flatMap((text, index): readonly Piece[] => {
      const part = node.parts[index];
      const end = part ? whole.lastIndexOf('${', part.start) : node.end - 1;
      const piece = { text, at: placeIn(module, start, end) };
      if (part) start = whole.indexOf('}', part.end) + 1;
      return part ? [piece, ...partOf(part)] : [piece];
    });
  }

  function joined(call: Expression & { kind: 'call' }, elements: readonly Expression[], frame: Frame, steps: number): Written | undefined {
    const [between] = call.args;
    const separator = between ? onlyText(evaluator.evaluate(between, frame)) : ',';
    if (separator === undefined || elements.some(({ kind }) => kind === 'spread')) return undefined;
    return { expression: call, frame, pieces: elements.flatMap((element, index) => [...(index > 0 ? [{ text: separator }] : []), ...piecesOf(element, frame, steps, false)]) };
  }

  function followName(name: string, scope: number, frame: Frame, steps: number): Written | undefined {
    const found = findBinding(frame.module, scope, name);
    if (!found) return undefined;
    const fn = frame.module.scopes[found.scope]?.fn ?? 0;
    const home = frameOfFunction(frame, fn) ?? evaluator.frames.generic(frame.module, fn);
    return home && followBinding(found, home, steps);
  }

  /** Only what is set once: a text that statements add to may have gained anything. */
  function followBinding(binding: Binding, home: Frame, steps: number): Written | undefined {
    const { definitions } = binding;
    const [only] = definitions;
    if (!only || definitions.length > 1) return undefined;
    if (only.kind === 'value') return only.path.length === 0 && !only.fallback && !isAddedTo(binding, only.value, home.module) ? follow(only.value, home, steps + 1) : undefined;
    if (only.kind === 'import') return followImport(home.module, only.specifier, only.imported, steps);
    if (only.kind !== 'parameter' || only.rest || only.path.length > 0) return undefined;
    const given = home.args?.[only.index];
    const written = given && 'expression' in given ? follow(given.expression, given.frame, steps + 1) : undefined;
    return written && { ...written, through: [home, ...written.through ?? []] };
  }

  function followImport(module: Module, specifier: string, name: string, steps: number): Written | undefined {
    const resolution = evaluator.program.resolve(module.file, specifier);
    const target = resolution.kind === 'file' ? evaluator.program.module(resolution.path) : undefined;
    return target && followExport(target, name, steps + 1);
  }

  function followExport(module: Module, name: string, steps: number): Written | undefined {
    if (steps > MAX_STEPS) return undefined;
    const [only, other] = module.exports.get(name) ?? [];
    if (!only || other) return undefined;
    if (only.kind === 'from') return followImport(module, only.specifier, only.imported, steps);
    const home = evaluator.frames.generic(module, only.kind === 'value' ? only.fn : 0);
    if (!home) return undefined;
    return only.kind === 'value' ? follow(only.value, home, steps + 1) : followName(only.name, 0, home, steps + 1);
  }

  function followMember({ object, name }: Expression & { kind: 'member' }, frame: Frame, steps: number): Written | undefined {
    const [holder, other] = evaluator.evaluate(object, frame);
    if (!holder || other) return undefined;
    if (holder.kind === 'namespace') return followExport(holder.module, name, steps + 1);
    return followKey(holder, name, steps);
  }

  function followKey(holder: Value, key: string, steps: number): Written | undefined {
    if (holder.kind !== 'object') return undefined;
    const { node, frame } = holder;
    const isAssigned = node.owner !== undefined && (frame.module.bindings[node.owner]?.members.some((member) => member.name === key || member.name === '*') ?? false);
    const [only, other] = node.properties.flatMap((property) => (!('kind' in property) && property.key === key ? [property.value] : []));
    return only && !other && !isAssigned ? follow(only, frame, steps + 1) : undefined;
  }

  function throughKeys(expression: Expression, frame: Frame, keys: readonly string[]): Written | undefined {
    const [value, other] = evaluator.evaluate(expression, frame);
    if (!value || other) return undefined;
    for (const key of keys) {
      const written = followKey(value, key, 0);
      if (written) return written;
    }
    return undefined;
  }

  return {
    read(expression, frame, keys = []) {
      const written = follow(expression, frame, 0) ?? throughKeys(expression, frame, keys);
      return written && textOf(source, written);
    },
  };
}

function textOf(source: Source, { pieces, expression, frame, through = [] }: Written): SqlText {
  let length = 0;
  const placed = pieces.map((piece) => {
    const start = length;
    length += piece.text.length;
    return { ...piece, start, end: length };
  });
  return {
    text: pieces.map(({ text }) => text).join(''),
    key: expression,
    isGivenTo(activation) {
      for (let around: Frame | undefined = activation; around; around = around.parent) if (through.includes(around)) return true;
      return false;
    },
    at: { file: frame.module.file, start: expression.start, end: expression.end },
    placeOf(offset) {
      const piece = placed.find(({ start, end }) => start <= offset && offset <= end && end > start);
      if (!piece?.at || source.text(piece.at.file).slice(piece.at.start, piece.at.end) !== piece.text) return undefined;
      const at = piece.at.start + offset - piece.start;
      return { file: piece.at.file, start: at, end: at };
    },
  };
}

/** What a tag made may be added to where it is: `query.append(sql` LIMIT 10`);`. */
function isAddedTo(binding: Binding, value: Expression, module: Module): boolean {
  if (value.kind !== 'template' || !value.tag) return false;
  const surroundings = surroundingsOf(module);
  return surroundings.usesOf(binding).some((use) => {
    const { parents: [call, member], statement } = surroundings.expressionsAround(use);
    return statement?.kind === 'expression' && call?.kind === 'call' && member?.kind === 'member' && call.callee === member && member.object === use;
  });
}

function placeIn({ file }: Module, start: number, end: number): Span {
  return { file, start, end };
}

function onlyText(values: readonly Value[]): string | undefined {
  return values.length === 1 ? literalText(values) : undefined;
}
