import { ofEachModule } from '../semantic/of-code.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import type { Call, Expression, FunctionNode, Module } from '../syntax/tree.ts';

/** The call that a function is written as an argument of. */
export function callGivenTo(module: Module, fn: FunctionNode): Call | undefined {
  return fn.passedTo && callsOf(module).get(fn.passedTo.callee);
}

/** The calls of a module by their callees. */
const callsOf = ofEachModule((module): ReadonlyMap<Expression, Call> => {
  const found = new Map<Expression, Call>();
  for (const fn of module.functions) {
    eachExpressionOf(fn.body, (node) => {
      if (node.kind === 'call') found.set(node.callee, node);
    });
  }
  return found;
});
