import { eachStatement } from '../semantic/returns.ts';
import type { FunctionNode, Place } from '../syntax/tree.ts';
import { isIn } from './write-order.ts';

/** Whether a place of a function runs only where something failed: in a `catch`. One that stands around `whole` as well doesn't count. */
export function isOnFailure(fn: FunctionNode, place: Place, whole?: Place): boolean {
  let found = false;
  eachStatement(fn.body, (statement) => {
    if (statement.kind !== 'try' || !statement.handler) return;
    const { body } = statement.handler;
    if (isIn(body, place) && !(whole && isIn(body, whole))) found = true;
  });
  return found;
}

/** Whether a function is what a promise calls when it is rejected: `save(row).catch(fn)`, `save(row).then(done, fn)`. */
export function isFailureCallback({ passedTo }: FunctionNode): boolean {
  if (passedTo?.callee.kind !== 'member') return false;
  const { name } = passedTo.callee;
  return name === 'catch' ? passedTo.index === 0 : name === 'then' && passedTo.index === 1;
}
