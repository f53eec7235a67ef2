import { eachExpressionOf } from '../../semantic/returns.ts';
import { findBinding } from '../../syntax/find-binding.ts';
import type { Binding, Expression, Module, Statement } from '../../syntax/tree.ts';

/** Whether statements read one of a module's bindings, functions in them included. */
export function readsBinding(body: readonly Statement[], module: Module, bindings: readonly number[]): boolean {
  const wanted = new Set<Binding | undefined>(bindings.map((id) => module.bindings[id]));
  let found = false;
  const visit = (node: Expression): void => {
    if (found) return;
    if (node.kind === 'name' && wanted.has(findBinding(module, node.scope, node.name))) found = true;
    const inner = node.kind === 'function' ? module.functions[node.id] : undefined;
    if (inner) eachExpressionOf(inner.body, visit);
  };
  eachExpressionOf(body, visit);
  return found;
}
