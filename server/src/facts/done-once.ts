import { ofEachBody } from '../semantic/of-code.ts';
import { eachStatement, expressionsOf, partsOf } from '../semantic/returns.ts';
import type { Expression, Statement } from '../syntax/tree.ts';

/**
 * The calls in a function whose result is kept for the next time, and only made where nothing is kept yet: `cache ??= load()`,
 * `if (!instance) instance = new Server()`, `return settings || (settings = read())`, and what stands behind `if (this.rates) return this.rates`.
 */
export const doneOnceIn = ofEachBody((fn): ReadonlySet<Expression> => {
  const found = new Set<Expression>();
  eachStatement(fn.body, (statement) => {
    for (const expression of expressionsOf(statement)) visit(expression, [], found);
    if (statement.kind === 'if') visitBranch(statement, found);
  });
  for (const statement of behindKept(fn.body)) {
    eachStatement([statement], (inner) => {
      for (const expression of expressionsOf(inner)) collectCalls(expression, found);
    });
  }
  return found;
});

/** What runs only where nothing is kept yet: behind a `return` of something that a condition looked at, and that is kept anew there. */
function behindKept(body: readonly Statement[]): readonly Statement[] {
  for (const [index, statement] of body.entries()) {
    const [only] = statement.kind === 'if' && statement.otherwise.length === 0 && statement.then.length === 1 ? statement.then : [];
    const kept = statement.kind === 'if' && only?.kind === 'return' && only.value?.kind === 'member' && only.value.object.kind === 'this' ? only.value.name : undefined;
    const rest = body.slice(index + 1);
    if (kept !== undefined && statement.kind === 'if' && namesIn(statement.test).includes(kept) && keeps(rest, kept)) return rest;
  }
  return [];
}

function keeps(body: readonly Statement[], name: string): boolean {
  let found = false;
  eachStatement(body, (statement) => {
    for (const node of expressionsOf(statement)) if (node.kind === 'assign' && node.target.kind === 'member' && node.target.object.kind === 'this' && node.target.name === name) found = true;
  });
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
