import type { DecoratedRouting, HandlerRow, HolderRow } from '../frameworks/vocabulary/decorators.ts';
import type { Slot } from '../frameworks/model.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { literalText } from '../semantic/value-sets.ts';
import type { ApiValue, Value } from '../semantic/values.ts';
import type { Applied } from './applied-decorators.ts';
import { listed, optionOf, type Written } from './listed.ts';

/** Paths as written; one that can't be known is its expression in angle brackets. */
export type Paths = readonly string[];

/** What an application says of the paths of all its routes. */
export interface PathSettings {
  readonly prefix: string;
  /** Paths that the prefix doesn't stand before. */
  readonly except: readonly { readonly path: string; readonly method: string }[];
  /** How versions are written in paths; absent where they aren't. */
  readonly versions?: { readonly mark: string; readonly first: Versions | undefined };
}

/** Versions as text; `undefined` among them stands for none. */
export type Versions = readonly (string | undefined)[];

export function argumentOf(value: ApiValue, slot: Slot, evaluator: Evaluator): Written | undefined {
  const { site } = value;
  if (site?.node.kind !== 'call' || !('index' in slot)) return undefined;
  const expression = site.node.args[slot.index];
  const written = expression && { expression, frame: site.frame };
  return slot.slot === 'option' ? optionOf(evaluator, written, slot.key) : written;
}

/** The prefixes that a class writes; `undefined` where it holds no handlers. */
export function holderPaths(evaluator: Evaluator, { holders, version }: DecoratedRouting, decorators: readonly Applied[]): { readonly paths: Paths; readonly versions?: Versions } | undefined {
  for (const { value } of decorators) {
    const row = value && holders.find(({ at }) => matches(at, value));
    if (!value || !row) continue;
    const argument = row.path && argumentOf(value, row.path, evaluator);
    const isOptions = argument && evaluator.evaluate(argument.expression, argument.frame).some((one) => one.kind === 'object');
    const written = isOptions && row.pathOption !== undefined ? optionOf(evaluator, argument, row.pathOption) : isOptions ? undefined : argument;
    const own = isOptions ? versionOption(row, argument) : undefined;
    const versions = own ? versionsIn(evaluator, version, own) : undefined;
    return { paths: written ? texts(evaluator, written) : [''], ...(versions && { versions }) };
  }
  return undefined;

  function versionOption({ versionOption: key }: HolderRow, options: Written): Written | undefined {
    return key === undefined ? undefined : optionOf(evaluator, options, key);
  }
}

/** The paths of a handler, from the decorator that makes it one. */
export function handlerPaths(evaluator: Evaluator, row: HandlerRow, value: ApiValue, name: string): Paths {
  for (const slot of row.paths) {
    const written = argumentOf(value, slot, evaluator);
    const found = written ? evaluator.evaluate(written.expression, written.frame) : [];
    if (!written || found.some((one) => one.kind === 'function' || (row.isHttp && one.kind === 'object') || (one.kind === 'literal' && one.value === undefined))) continue;
    if (row.isNamedByMethod && found.every((one) => one.kind !== 'literal' && one.kind !== 'array')) continue;
    return texts(evaluator, written);
  }
  return [row.isNamedByMethod ? name : ''];
}

export function versionOf(evaluator: Evaluator, { version }: DecoratedRouting, decorators: readonly Applied[]): Versions | undefined {
  for (const { value } of decorators) {
    if (!value || !version || !matches(version.at, value) || value.site?.node.kind !== 'call') continue;
    const [expression] = value.site.node.args;
    if (expression) return versionsIn(evaluator, version, { expression, frame: value.site.frame });
  }
  return undefined;
}

function versionsIn(evaluator: Evaluator, version: DecoratedRouting['version'], { expression, frame }: Written): Versions {
  const values = evaluator.evaluate(expression, frame);
  const isList = values.some((value) => value.kind === 'array');
  const elements = isList ? listed(evaluator, { expression, frame }) : [{ expression, frame, values }];
  return elements.map((element) => {
    if (version && element.values.some((value) => value.kind === 'api' && matches(version.none, value))) return undefined;
    return literalText(element.values) ?? unknownText(element.expression);
  });
}

/** One text, or each of a list. */
export function texts(evaluator: Evaluator, written: Written): Paths {
  const values = evaluator.evaluate(written.expression, written.frame);
  if (!values.some((value) => value.kind === 'array')) return [textOf(evaluator, written, values)];
  return listed(evaluator, written).map((element) => textOf(evaluator, element, element.values));
}

function textOf(evaluator: Evaluator, { expression }: Written, values: readonly Value[]): string {
  const [only] = values;
  if (values.length === 1 && only?.kind === 'object') return patternText(evaluator, only);
  return literalText(values) ?? unknownText(expression);
}

/** A pattern that is an object, on one line: `{ cmd: 'sum' }` as `{"cmd":"sum"}`. */
function patternText(evaluator: Evaluator, pattern: Value & { kind: 'object' }): string {
  const parts = pattern.node.properties.map((property) => ('kind' in property || property.key === undefined ? '…' : `${JSON.stringify(property.key)}:${JSON.stringify(literalText(evaluator.member(pattern, property.key)) ?? '…')}`));
  return `{${parts.join(',')}}`;
}

/** How a part of a path that can't be known is shown: by the name that it is asked for with, else by its own. */
export function unknownText(expression: Written['expression']): string {
  const [first] = expression.kind === 'call' ? expression.args : [];
  if (first?.kind === 'literal' && typeof first.value === 'string') return `<${first.value}>`;
  if (expression.kind === 'call') return unknownText(expression.callee);
  if (expression.kind === 'binary' || expression.kind === 'await') return unknownText(expression.kind === 'binary' ? expression.left : expression.value);
  return expression.kind === 'name' || expression.kind === 'member' ? `<${expression.name}>` : '<…>';
}

/** Joins parts to a path with one slash between them, none at its end. */
export function joinPath(...parts: readonly string[]): string {
  const joined = `/${parts.join('/')}`.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
  return joined === '' ? '/' : joined;
}

/** The full paths of a handler that is reached by HTTP, each with what it is without the application's prefix. */
export function fullPaths({ prefix, except, versions }: PathSettings, method: string, parts: { readonly versions: Versions | undefined; readonly module: string; readonly holder: Paths; readonly own: Paths }): readonly { readonly path: string; readonly local: string }[] {
  const marks = versions ? (parts.versions ?? versions.first ?? [undefined]).map((one) => (one === undefined ? '' : `${versions.mark}${one}`)) : [''];
  return marks.flatMap((mark) => parts.holder.flatMap((holder) => parts.own.map((own) => {
    const local = joinPath(mark, parts.module, holder, own);
    const isExcepted = except.some((one) => (one.method === 'ALL' || one.method === method) && isCovered(one.path, local));
    return { local, path: isExcepted ? local : joinPath(prefix, local) };
  })));
}

/** Whether a path is one that a pattern names; a star, or what stands in braces, covers what lies below. */
function isCovered(pattern: string, path: string): boolean {
  const { prefix, isOpen } = openEnd(pattern);
  const whole = joinPath(prefix);
  return path.toLowerCase() === whole.toLowerCase() || (isOpen && path.startsWith(whole === '/' ? '/' : `${whole}/`));
}

/** Splits a pattern before its first star: `cats/*`, `cats/*rest`, `cats{/*rest}`, `cats/(.*)`. */
export function openEnd(pattern: string): { readonly prefix: string; readonly isOpen: boolean } {
  const at = pattern.search(/\{?\/?[({]?\.?\*|\(\.\*\)/);
  return at < 0 ? { prefix: pattern, isOpen: false } : { prefix: pattern.slice(0, at), isOpen: true };
}
