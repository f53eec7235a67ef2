import { eachExpression, eachStatement } from '../semantic/returns.ts';
import type { Expression, FunctionNode, Place } from '../syntax/tree.ts';
import { isIn } from './write-order.ts';

/** Whether a place of a function runs only once enough has come together: under `if (buffer.length >= SIZE)`, every hundredth time. Conditions that stand around `whole` as well don't count. */
export function isFlush(fn: FunctionNode, place: Place, whole: Place): boolean {
  let found = false;
  eachStatement(fn.body, (statement) => {
    if (statement.kind === 'if' && isIn(statement.then, place) && !isIn(statement.then, whole) && asksForSize(statement.test)) found = true;
  });
  return found;
}

function asksForSize(test: Expression): boolean {
  let found = false;
  eachExpression(test, (node) => {
    if (node.kind !== 'binary') return;
    if (node.operator === '%') found = true;
    // More than none isn't enough.
    if (['>=', '>', '==', '==='].includes(node.operator) && isSize(node.left) && !(node.right.kind === 'literal' && (node.right.value === 0 || node.right.value === 1))) found = true;
  });
  return found;
}

function isSize(node: Expression): boolean {
  return node.kind === 'member' && (node.name === 'length' || node.name === 'size');
}
