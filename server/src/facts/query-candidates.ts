import type { QueryRow } from '../frameworks/model.ts';
import { eachStatement, expressionsOf, partsOf } from '../semantic/returns.ts';
import type { Call, Expression, FunctionNode, Statement, Template } from '../syntax/tree.ts';

/** A call that may be a query, by its name alone. */
export interface Candidate {
  readonly node: Call | Template;
  readonly parents: readonly Expression[];
  readonly statement: Statement;
}

const candidates = new WeakMap<FunctionNode, readonly Candidate[]>();

/** Calls of a function's own statements whose method or function has the name of a query, with the expressions around them, innermost last. */
export function candidatesOf(fn: FunctionNode, names: ReadonlySet<string>): readonly Candidate[] {
  const known = candidates.get(fn);
  if (known) return known;
  const found: Candidate[] = [];
  const visit = (node: Expression, parents: readonly Expression[], statement: Statement): void => {
    const callee = node.kind === 'call' ? node.callee : node.kind === 'template' ? node.tag : undefined;
    if ((callee?.kind === 'member' || callee?.kind === 'name') && names.has(callee.name) && (node.kind === 'call' || node.kind === 'template')) found.push({ node, parents, statement });
    for (const part of partsOf(node)) visit(part, [...parents, node], statement);
  };
  eachStatement(fn.body, (statement) => {
    for (const expression of expressionsOf(statement)) visit(expression, [], statement);
  });
  candidates.set(fn, found);
  return found;
}

/** The names that a row's calls go under. */
export function lastNames({ at }: QueryRow): readonly string[] {
  const { pattern } = at;
  return pattern.kind === 'member' && pattern.names ? [...pattern.names] : [];
}
