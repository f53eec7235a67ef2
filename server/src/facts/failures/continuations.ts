import type { Expression, Property, Spread, Statement } from '../../syntax/tree.ts';

/** How code goes on behind a failure that left no trace. */
export type Continuation = { readonly with: 'nothing' | 'next round' } | { readonly with: 'value'; readonly value: Expression };

/** Keys of an object that tells failure apart. */
const TELLING = /^(error|errors|err|ok|success|successful|succeeded|failed|failure|sent|valid|isValid|status|statusCode|code|reason|message|type|kind|state|result)$/i;

/**
 * How code goes on when all that is done about a failure are these statements; `undefined` where something is done about it (a call, an
 * assignment, a `throw`), or what is returned may tell it apart from success.
 */
export function goesOn(body: readonly Statement[]): Continuation | undefined {
  const [only, ...others] = body;
  if (!only) return { with: 'nothing' };
  if (others.length > 0) return undefined;
  switch (only.kind) {
    case 'continue': return { with: 'next round' };
    case 'block': return goesOn(only.body);
    case 'return': return only.value ? ofValue(only.value) : { with: 'nothing' };
    case 'expression': return only.value.kind === 'literal' || only.value.kind === 'name' ? { with: 'nothing' } : undefined;
    default: return undefined;
  }
}

/** What is returned in place of a result: what success could give as well. `false` and nothing may be what callers ask for. */
function ofValue(value: Expression): Continuation | undefined {
  switch (value.kind) {
    case 'literal': return value.value === undefined || value.value === null || value.value === false || (typeof value.value === 'string' && value.value !== '') ? undefined : { with: 'value', value };
    case 'array': return value.elements.length === 0 ? { with: 'value', value } : undefined;
    case 'object': return value.properties.every(isEmptyResult) ? { with: 'value', value } : undefined;
    default: return undefined;
  }
}

/** `{ items: [], total: 0 }`: as if there were none. */
function isEmptyResult(property: Property | Spread): boolean {
  if ('kind' in property || property.key === undefined || TELLING.test(property.key)) return false;
  const { value } = property;
  return (value.kind === 'literal' && (value.value === 0 || value.value === '')) || (value.kind === 'array' && value.elements.length === 0) || (value.kind === 'object' && value.properties.every(isEmptyResult));
}
