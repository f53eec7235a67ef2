import { NOTHING_KNOWN, UNKNOWN, type Argument, type Value } from './values.ts';

/** More possible values than this are not kept apart. */
const MAX_VALUES = 12;

/** Whether a value says nothing about where it comes from. */
export function isVague(value: Value): boolean {
  return value.kind === 'unknown' || value.kind === 'parameter' || isNothing(value);
}

/** `undefined` or `null`. */
export function isNothing(value: Value): boolean {
  return value.kind === 'literal' && (value.value === undefined || value.value === null);
}

/** `undefined`: what a call leaves off, what an object doesn't hold. */
export function isUndefined(value: Value): boolean {
  return value.kind === 'literal' && value.value === undefined;
}

/** The text of a value that is one literal; where a default stands beside something unknown (`env.PREFIX || '/api'`), the default. */
export function literalText(values: readonly Value[]): string | undefined {
  const literals = values.flatMap((value) => (value.kind === 'literal' && (typeof value.value === 'string' || typeof value.value === 'number') ? [String(value.value)] : []));
  const isOpen = values.some((value) => value.kind !== 'literal' && value.kind !== 'unknown' && !(value.kind === 'api'));
  return literals.length === 1 && !isOpen ? literals[0] : undefined;
}

/** `5 * 1024`, where both are one number. */
export function product(left: readonly Value[], right: readonly Value[]): readonly Value[] {
  const [a] = left;
  const [b] = right;
  if (left.length !== 1 || right.length !== 1 || a?.kind !== 'literal' || b?.kind !== 'literal') return NOTHING_KNOWN;
  return typeof a.value === 'number' && typeof b.value === 'number' ? [{ kind: 'literal', value: a.value * b.value }] : NOTHING_KNOWN;
}

/** Drops repeated values; too many possible values are as good as none. */
export function union(values: readonly Value[]): readonly Value[] {
  if (values.length < 2) return values.length === 0 ? NOTHING_KNOWN : values;
  const kept: Value[] = [];
  return addTo(kept, values) ? kept : [...kept, UNKNOWN];
}

/** The union of what each value leads to; where that is too much, the rest is not asked for. */
export function unionOf<T>(values: readonly T[], next: (value: T) => readonly Value[]): readonly Value[] {
  const [only] = values;
  if (only !== undefined && values.length === 1) return union(next(only));
  const kept: Value[] = [];
  for (const value of values) if (!addTo(kept, next(value))) return [...kept, UNKNOWN];
  return kept.length === 0 ? NOTHING_KNOWN : kept;
}

/** Whether a union has given up: more values would change nothing. */
export function isTooMany(values: readonly Value[]): boolean {
  return values.length > MAX_VALUES;
}

/** Adds the values that aren't there; whether there was room for them. */
function addTo(kept: Value[], values: readonly Value[]): boolean {
  for (const value of values) {
    if (kept.includes(value) || kept.some((other) => isSame(other, value))) continue;
    if (kept.length === MAX_VALUES) return false;
    kept.push(value);
  }
  return true;
}

/** Whether two values are the same thing, as far as identity matters: the same function in the same frame, the same allocation. */
export function isSame(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'unknown') return b.kind === 'unknown' && a.typed?.type === b.typed?.type;
  if (a.kind === 'literal') return b.kind === 'literal' && a.value === b.value;
  if (a.kind === 'function') return b.kind === 'function' && a.fn === b.fn && a.frame === b.frame;
  if (a.kind === 'class') return b.kind === 'class' && a.node === b.node;
  if (a.kind === 'instance') return b.kind === 'instance' && a.key === b.key;
  if (a.kind === 'object') return b.kind === 'object' && a.node === b.node && a.frame === b.frame;
  if (a.kind === 'namespace') return b.kind === 'namespace' && a.module === b.module;
  if (a.kind !== 'api' || b.kind !== 'api' || a.step !== b.step || a.name !== b.name) return false;
  if (a.site?.node !== b.site?.node || a.site?.frame !== b.site?.frame) return false;
  return a.of === b.of || (a.of !== undefined && b.of !== undefined && isSame(a.of, b.of));
}

/** Whether two answers to a question are the same, one by one: also what was handed over, and what lists hold. */
export function areSame(some: readonly Value[], others: readonly Value[]): boolean {
  return some.length === others.length && some.every((one, index) => isAlike(one, others[index]));
}

function isAlike(a: Value, b: Value | undefined): boolean {
  if (!b) return false;
  if (a.kind === 'parameter') return b.kind === 'parameter' && a.frame === b.frame && a.index === b.index && a.path.join('\n') === b.path.join('\n') && a.typed?.type === b.typed?.type;
  if (a.kind === 'builtin') return b.kind === 'builtin' && a.name === b.name && isAlike(a.of, b.of);
  if (a.kind === 'array') return b.kind === 'array' && a.open === b.open && a.elements.length === b.elements.length && a.elements.every((one, index) => isSameArgument(one, b.elements[index]));
  return isSame(a, b) && ('typed' in a ? a.typed?.type : undefined) === ('typed' in b ? b.typed?.type : undefined);
}

function isSameArgument(one: Argument, other: Argument | undefined): boolean {
  if (!other || one === other) return one === other;
  if ('values' in one) return 'values' in other && areSame(one.values, other.values);
  return 'expression' in other && one.expression === other.expression && one.frame === other.frame;
}
