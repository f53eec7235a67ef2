import type { OptionPath } from '../frameworks/vocabulary/options.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { Value } from '../semantic/values.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { Module, ObjectLiteral, Property } from '../syntax/tree.ts';
import type { ConfiguredCall } from './configured-calls.ts';
import { placeOfValue, valueOr } from './kept-values.ts';
import { indentAt, insertion, type Source } from './source.ts';

/** An option to be written: the keys that lead to it, and its value as text. */
export interface NewOption {
  readonly path: OptionPath;
  readonly text: string;
}

/** Adds properties behind those that an object has, in its own layout. */
export function addProperties(text: string, file: string, object: ObjectLiteral, properties: readonly string[]): TextEdit {
  const last = object.properties[object.properties.length - 1];
  if (!last) return { at: { file, start: object.start, end: object.end }, text: `{ ${properties.join(', ')} }` };
  const rest = text.slice(last.end, object.end - 1);
  const hasComma = /^\s*,/.test(rest);
  const at = hasComma ? last.end + rest.indexOf(',') + 1 : last.end;
  const isTall = text.slice(object.start, last.start).includes('\n');
  if (!isTall) return insertion(file, at, `${hasComma ? ' ' : ', '}${properties.join(', ')}`);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lead = `${newline}${indentAt(text, last.start)}`;
  return insertion(file, at, `${hasComma ? '' : ','}${lead}${properties.join(`,${lead}`)}${hasComma ? ',' : ''}`);
}

/** Writes options into a call, where its options stand: in the call, or in the object that it is given by name. `undefined` where the place can't be edited. */
export function optionEdits(evaluator: Evaluator, source: Source, call: ConfiguredCall, options: readonly NewOption[]): readonly TextEdit[] | undefined {
  const { node, frame, row } = call;
  const { file } = frame.module;
  const argument = node.args[row.options];
  const wanted = options.map(({ path, text }) => ({ path: [...(row.within ?? []), ...path], text }));
  if (argument) {
    const [value, ...others] = evaluator.evaluate(argument, frame);
    if (value?.kind === 'object' && others.length === 0) return objectEdits(evaluator, source, value, wanted);
    return argument.kind === 'literal' ? [{ at: { file, start: argument.start, end: argument.end }, text: objectText(wanted) }] : undefined;
  }
  if (row.options !== node.args.length) return undefined;
  const last = node.args[node.args.length - 1];
  return node.argsStart === node.end ? undefined : [insertion(file, last?.end ?? node.argsStart, `${last ? ', ' : ''}${objectText(wanted)}`)];
}

function objectEdits(evaluator: Evaluator, source: Source, value: Value & { kind: 'object' }, options: readonly NewOption[]): readonly TextEdit[] | undefined {
  const { node, frame } = value;
  const { file } = frame.module;
  const added: NewOption[] = [];
  const edits: TextEdit[] = [];
  for (const [key, own] of byFirstKey(options)) {
    const property = node.properties.find((one): one is Property => !('kind' in one) && one.key === key);
    if (!property) {
      added.push(...own);
      continue;
    }
    const inner = own.map(({ path, text }) => ({ path: path.slice(1), text }));
    const values = evaluator.evaluate(property.value, frame);
    const [held, ...others] = values;
    if (inner.every(({ path }) => path.length > 0) && held?.kind === 'object' && others.length === 0) {
      const nested = objectEdits(evaluator, source, held, inner);
      if (!nested) return undefined;
      edits.push(...nested);
    } else {
      const isNothing = property.value.kind !== 'literal' && values.every((one) => one.kind === 'literal' && (one.value === undefined || one.value === null));
      edits.push(replaceProperty(source.text(file), frame.module, property, inner, isNothing));
    }
  }
  return added.length === 0 ? edits : [...edits, addProperties(source.text(file), file, node, propertyTexts(added))];
}

/** `keeps`: nobody gives a value yet, and who gives one later keeps it. */
function replaceProperty(whole: string, { file }: Module, property: Property, options: readonly NewOption[], keeps: boolean): TextEdit {
  const [only] = options;
  const otherwise = only && only.path.length === 0 ? only.text : objectText(options);
  const { start, end } = keeps ? placeOfValue(whole, property, property.value) : property.value;
  const text = keeps ? valueOr(whole, { start, end }, property.value, '??', otherwise) : otherwise;
  return property.shorthand ? { at: { file, start: property.start, end: property.end }, text: `${property.key ?? ''}: ${text}` } : { at: { file, start, end }, text };
}

function objectText(options: readonly NewOption[]): string {
  return `{ ${propertyTexts(options).join(', ')} }`;
}

function propertyTexts(options: readonly NewOption[]): readonly string[] {
  return [...byFirstKey(options)].map(([key, own]) => {
    const [only] = own;
    if (only && own.length === 1 && only.path.length === 1) return `${key}: ${only.text}`;
    return `${key}: ${objectText(own.map(({ path, text }) => ({ path: path.slice(1), text })))}`;
  });
}

function byFirstKey(options: readonly NewOption[]): ReadonlyMap<string, readonly NewOption[]> {
  const groups = new Map<string, NewOption[]>();
  for (const option of options) {
    const [key = ''] = option.path;
    groups.set(key, [...(groups.get(key) ?? []), option]);
  }
  return groups;
}
