import type { Value } from '../semantic/values.ts';

/** Keys of a filter that hold filters, not values; in small letters, without `$`. */
export const COMBINING: ReadonlySet<string> = new Set(['and', 'or', 'nor', 'not']);

/** `orderId` of the table `Order` or `orders` is that table's own key and refers to no other. */
export function isOwnKey(key: string, table: string): boolean {
  const name = key.replace(/(Id|_id|ID)$/, '').toLowerCase();
  return table.toLowerCase() === name || table.toLowerCase() === `${name}s`;
}

/** A list that is written, or made from another one. */
export function isList(value: Value): boolean {
  return value.kind === 'array' || (value.kind === 'api' && value.step === 'call' && value.of?.name === 'map');
}
