import { eachExpressionOf } from '../semantic/returns.ts';
import type { Call, Expression, FunctionNode, Module } from '../syntax/tree.ts';

const calls = new WeakMap<Module, ReadonlyMap<Expression, Call>>();

/** The call that a function is written as an argument of. */
export function callGivenTo(module: Module, fn: FunctionNode): Call | undefined {
  return fn.passedTo && callsOf(module).get(fn.passedTo.callee);
}

/** The calls of a module by their callees. */
function callsOf(module: Module): ReadonlyMap<Expression, Call> {
  const known = calls.get(module);
  if (known) return known;
  const found = new Map<Expression, Call>();
  for (const fn of module.functions) {
    eachExpressionOf(fn.body, (node) => {
      if (node.kind === 'call') found.set(node.callee, node);
    });
  }
  calls.set(module, found);
  return found;
}
