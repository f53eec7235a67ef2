import { eachStatement, eachExpressionOf, bodiesOf } from '../semantic/returns.ts';
import { holds } from '../syntax/places.ts';
import type { Expression, FunctionNode, Module, Place, Statement } from '../syntax/tree.ts';

/** Whether only one of two places runs: they stand in different branches, or the first one ends the function. */
export function areExclusive(module: Module, owner: FunctionNode, first: Place, second: Place): boolean {
  return functionsInside(module, owner).some((fn) => {
    let exclusive = false;
    eachStatement(fn.body, (statement) => {
      if (splits(statement, first, second)) exclusive = true;
      for (const body of bodiesOf(statement)) if (isIn(body, first) && !isIn(body, second) && (statement.kind !== 'try' || body !== statement.block) && isEnding(body)) exclusive = true;
      if (statement.kind === 'return' && holds(statement, first) && !holds(statement, second)) exclusive = true;
    });
    eachExpressionOf(fn.body, (node) => {
      if (node.kind === 'conditional' && isApart(node.whenTrue, node.whenFalse, first, second)) exclusive = true;
    });
    return exclusive;
  });
}

/** Whether a place stands where a failure is handled. */
export function isInHandler(module: Module, owner: FunctionNode, place: Place): boolean {
  return functionsInside(module, owner).some((fn) => {
    let found = false;
    eachStatement(fn.body, (statement) => {
      if (statement.kind === 'try' && ((statement.handler && isIn(statement.handler.body, place)) || isIn(statement.finalizer, place))) found = true;
    });
    return found;
  });
}

/** Whether the failure of the second of two writes is caught beside it, and goes no further: somebody has thought of it. */
export function isTolerated(module: Module, owner: FunctionNode, first: Place, second: Place): boolean {
  return functionsInside(module, owner).some((fn) => {
    let tolerated = false;
    eachStatement(fn.body, (statement) => {
      if (statement.kind === 'try' && statement.handler && isIn(statement.block, second) && !isIn(statement.block, first) && !isEnding(statement.handler.body)) tolerated = true;
    });
    return tolerated;
  });
}

/** A function and those inside it. */
export function functionsInside(module: Module, owner: FunctionNode): readonly FunctionNode[] {
  return module.functions.filter((fn) => fn.start >= owner.start && fn.end <= owner.end);
}

function splits(statement: Statement, first: Place, second: Place): boolean {
  if (statement.kind === 'if') return (isIn(statement.then, first) && isIn(statement.otherwise, second)) || (isIn(statement.otherwise, first) && isIn(statement.then, second));
  if (statement.kind !== 'switch') return false;
  const [a, b] = [first, second].map((place) => statement.cases.findIndex(({ body }) => isIn(body, place)));
  return a !== undefined && b !== undefined && a >= 0 && b >= 0 && a !== b;
}

function isApart(whenTrue: Expression, whenFalse: Expression, first: Place, second: Place): boolean {
  return (holds(whenTrue, first) && holds(whenFalse, second)) || (holds(whenFalse, first) && holds(whenTrue, second));
}

/** Whether a place stands in one of these statements. */
export function isIn(body: readonly Statement[], place: Place): boolean {
  return body.some((statement) => holds(statement, place));
}

/** Whether what stands behind a list of statements isn't reached from it. */
function isEnding(body: readonly Statement[]): boolean {
  const last = body[body.length - 1];
  if (!last) return false;
  if (last.kind === 'return' || last.kind === 'throw' || last.kind === 'break' || last.kind === 'continue') return true;
  if (last.kind === 'if') return isEnding(last.then) && isEnding(last.otherwise);
  if (last.kind === 'try') return isEnding(last.finalizer) || (isEnding(last.block) && (!last.handler || isEnding(last.handler.body)));
  return last.kind === 'block' && isEnding(last.body);
}
