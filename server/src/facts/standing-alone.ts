import { ofEachBody } from '../semantic/of-code.ts';
import { eachStatement } from '../semantic/returns.ts';
import type { Expression, FunctionNode } from '../syntax/tree.ts';

/** Methods that drop what their callback gives. */
const DROPPING = new Set(['forEach', 'each']);

/** The calls of a function whose results nobody waits for, because they are statements of their own: `notify(user);`, `void notify(user).catch(log);`. */
export const standingAlone = ofEachBody((fn): ReadonlySet<Expression> => {
  const found = new Set<Expression>();
  eachStatement(fn.body, (statement) => {
    if (statement.kind === 'expression') collectChain(statement.value, found);
    if (statement.kind === 'return' && statement.value && isDropped(fn)) collectChain(statement.value, found);
  });
  return found;
});

function collectChain(value: Expression, found: Set<Expression>): void {
  let at: Expression | undefined = value.kind === 'unary' ? value.value : value;
  for (; at?.kind === 'call'; at = at.callee.kind === 'member' ? at.callee.object : undefined) found.add(at);
}

/** `topics.forEach((topic) => bus.on(topic, store))`: what the arrow gives is dropped. */
function isDropped({ block, passedTo }: FunctionNode): boolean {
  return !block && passedTo?.callee.kind === 'member' && DROPPING.has(passedTo.callee.name);
}
