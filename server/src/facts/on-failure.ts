import { eachStatement } from '../semantic/returns.ts';
import type { FunctionNode, Place, Statement } from '../syntax/tree.ts';

/** Whether a place of a function runs only where something failed: in a `catch`. One that stands around `whole` as well doesn't count. */
export function isOnFailure(fn: FunctionNode, place: Place, whole?: Place): boolean {
  let found = false;
  eachStatement(fn.body, (statement) => {
    if (statement.kind !== 'try' || !statement.handler) return;
    const { body } = statement.handler;
    if (covers(body, place) && !(whole && covers(body, whole))) found = true;
  });
  return found;
}

function covers(body: readonly Statement[], place: Place): boolean {
  return body.some(({ start, end }) => start <= place.start && end >= place.end);
}
