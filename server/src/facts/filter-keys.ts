import type { Evaluator } from '../semantic/evaluate.ts';
import type { ClassValue, Frame, Value } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Expression, TypeReference } from '../syntax/tree.ts';
import { argumentsOf } from './entity-keys.ts';

/** Keys of a filter that hold filters, not values; in small letters, without `$`. */
export const COMBINING: ReadonlySet<string> = new Set(['and', 'or', 'nor', 'not']);

/** Classes above another one, at most. */
const MAX_DEPTH = 5;

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
  return evaluator.evaluate(expression.object, frame).some((value) => value.kind === 'instance' && value.of.kind === 'class' && isListField(evaluator, value.of, expression.name, 0));
}

/** Its own field, else its parent's: a class, or what a package makes of one (`PartialType(CreateOrder)`). */
function isListField(evaluator: Evaluator, { node, frame }: ClassValue, field: string, depth: number): boolean {
  const own = node.members.find(({ name, isStatic }) => name === field && !isStatic);
  if (own || !node.extends || depth > MAX_DEPTH) return isListType(own?.type);
  const parents = evaluator.evaluate(node.extends, frame).flatMap((value) => (value.kind === 'api' && value.site?.node.kind === 'call' ? argumentsOf(evaluator, value) : [value]));
  return parents.some((value) => value.kind === 'class' && isListField(evaluator, value, field, depth + 1));
}

function isListType(type: TypeReference | undefined): boolean {
  return type?.name.length === 1 && (type.name[0] === 'Array' || type.name[0] === 'ReadonlyArray');
}
