import { ofEachBody } from '../semantic/of-code.ts';
import { bodiesOf, expressionsOf, partsOf } from '../semantic/returns.ts';
import type { Expression, Statement } from '../syntax/tree.ts';

/**
 * The expressions that a function evaluates whenever it runs to its end: not those behind a condition, in a loop that may have no pass, in a
 * `catch`. An early `return` before them is no condition: it is how input is turned away.
 */
export const certainIn = ofEachBody((fn): ReadonlySet<Expression> => {
  const found = new Set<Expression>();
  visitAll(fn.body, found);
  return found;
});

function visitAll(body: readonly Statement[], found: Set<Expression>): void {
  for (const statement of body) {
    const own = statement.kind === 'loop' && statement.iterated ? [statement.iterated] : statement.kind === 'switch' ? [statement.value] : expressionsOf(statement);
    for (const expression of own) visit(expression, found);
    if (statement.kind === 'try') {
      visitAll(statement.block, found);
      visitAll(statement.finalizer, found);
    } else if (statement.kind === 'block') for (const inner of bodiesOf(statement)) visitAll(inner, found);
  }
}

function visit(node: Expression, found: Set<Expression>): void {
  found.add(node);
  const isShort = node.kind === 'binary' && ['&&', '||', '??'].includes(node.operator);
  const parts = node.kind === 'conditional' ? [node.test] : isShort ? [node.left] : partsOf(node);
  for (const part of parts) visit(part, found);
}
