import type { Evaluator } from '../semantic/evaluate.ts';
import type { Frame, Value } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Expression, TypeReference } from '../syntax/tree.ts';

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

/** Whether a value is annotated as a list: a parameter `ids: string[]`, or a field of a class. */
export function isDeclaredList(evaluator: Evaluator, expression: Expression, frame: Frame): boolean {
  if (expression.kind === 'name') return isListType(findBinding(frame.module, expression.scope, expression.name)?.type);
  if (expression.kind !== 'member') return false;
  const owners = evaluator.evaluate(expression.object, frame).flatMap((value) => (value.kind === 'instance' && value.of.kind === 'class' ? [value.of.node] : []));
  return owners.some(({ members }) => members.some(({ name, isStatic, type }) => name === expression.name && !isStatic && isListType(type)));
}

function isListType(type: TypeReference | undefined): boolean {
  return type?.name.length === 1 && (type.name[0] === 'Array' || type.name[0] === 'ReadonlyArray');
}
