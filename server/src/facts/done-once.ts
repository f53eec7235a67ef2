import { eachStatement, expressionsOf, partsOf } from '../semantic/returns.ts';
import type { Expression, FunctionNode, Statement } from '../syntax/tree.ts';

const memo = new WeakMap<FunctionNode, ReadonlySet<Expression>>();

/**
 * The calls in a function whose result is kept for the next time, and only made where nothing is kept yet: `cache ??= load()`,
 * `if (!instance) instance = new Server()`, `return settings || (settings = read())`.
 */
export function doneOnceIn(fn: FunctionNode): ReadonlySet<Expression> {
  const known = memo.get(fn);
  if (known) return known;
  const found = new Set<Expression>();
  eachStatement(fn.body, (statement) => {
    for (const expression of expressionsOf(statement)) visit(expression, [], found);
    if (statement.kind === 'if') visitBranch(statement, found);
  });
  memo.set(fn, found);
  return found;
}

function visitBranch(statement: Statement & { kind: 'if' }, found: Set<Expression>): void {
  const asked = namesIn(statement.test);
  eachStatement(statement.then, (inner) => {
    for (const expression of expressionsOf(inner)) visit(expression, asked, found);
  });
}

/** `asked` are the names that the conditions around have looked at. */
function visit(node: Expression, asked: readonly string[], found: Set<Expression>): void {
  if (node.kind === 'assign') {
    const target = node.target.kind === 'name' || node.target.kind === 'member' ? node.target.name : undefined;
    const keeps = node.operator === '??=' || node.operator === '||=' || (target !== undefined && asked.includes(target));
    if (keeps) collectCalls(node.value, found);
  }
  const inner = node.kind === 'binary' && (node.operator === '||' || node.operator === '??') ? [...asked, ...namesIn(node.left)] : asked;
  for (const part of partsOf(node)) visit(part, inner, found);
}

function collectCalls(node: Expression, found: Set<Expression>): void {
  if (node.kind === 'call') found.add(node);
  for (const part of partsOf(node)) collectCalls(part, found);
}

function namesIn(node: Expression): readonly string[] {
  const own = node.kind === 'name' || node.kind === 'member' ? [node.name] : [];
  return [...own, ...partsOf(node).flatMap(namesIn)];
}
