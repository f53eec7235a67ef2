import type { Call, Expression, Place, Property } from '../syntax/tree.ts';

/** What holds a value: the property that it is the value of, or the call that it is an argument of. */
export type Holder = Property | Call;

/** Operators whose operands need no parentheses beside `??` and `||`; the two don't mix. */
const LOOSER: Readonly<Record<'??' | '||', ReadonlySet<string>>> = { '??': new Set(['||', '&&', ',']), '||': new Set(['??', ',']) };

/** Where a value stands, with the parentheses and type assertions around it, which the tree leaves out. */
export function placeOfValue(whole: string, holder: Holder, value: Expression): Place {
  if (!('kind' in holder)) {
    const lead = holder.shorthand ? undefined : /^[^:]*:\s*/.exec(whole.slice(holder.start, value.start))?.[0];
    return lead === undefined ? value : { start: holder.start + lead.length, end: holder.end };
  }
  if (holder.args.length !== 1) return value;
  const written = whole.slice(holder.argsStart, holder.end - 1);
  return { start: holder.argsStart + written.length - written.trimStart().length, end: holder.argsStart + written.replace(/[\s,]+$/, '').length };
}

/** A value as it is written, without parentheses that only hold it together. */
export function textOfValue(whole: string, place: Place, value: Expression): string {
  const own = whole.slice(value.start, value.end);
  const text = whole.slice(place.start, place.end);
  return text.startsWith('(') && text.endsWith(')') && text.slice(1, -1).trim() === own ? own : text;
}

/** A value, and what stands for it where there is none: `take ?? 100`. `||` where it may be no number as well. */
export function valueOr(whole: string, place: Place, value: Expression, operator: '??' | '||', otherwise: string): string {
  const text = textOfValue(whole, place, value);
  const isAsserted = text !== whole.slice(value.start, value.end);
  const isOperand = isAsserted ? /^\(.*\)$|!$/s.test(text) : standsBeside(value, operator);
  return `${isOperand ? text : `(${text})`} ${operator} ${otherwise}`;
}

/** What is written instead of a value that says nothing: something else for `undefined` itself, else what callers give stays. */
export function insteadOf(whole: string, place: Place, value: Expression, otherwise: string): string {
  return value.kind === 'literal' ? otherwise : valueOr(whole, place, value, '??', otherwise);
}

function standsBeside(value: Expression, operator: '??' | '||'): boolean {
  if (value.kind === 'binary') return !LOOSER[operator].has(value.operator);
  return value.kind !== 'conditional' && value.kind !== 'assign' && value.kind !== 'function' && value.kind !== 'opaque';
}
