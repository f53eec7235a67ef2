import type { QueryRow } from '../frameworks/model.ts';
import type { Pattern } from '../semantic/api-path.ts';
import { eachStatement, expressionsOf, partsOf } from '../semantic/returns.ts';
import type { Call, Expression, FunctionNode, Statement, Template } from '../syntax/tree.ts';

/** A call that may be a query, by how it is written alone. */
export interface Candidate {
  readonly node: Call | Template;
  readonly parents: readonly Expression[];
  readonly statement: Statement;
}

/** What queries are called by. */
export interface CandidateNames {
  readonly names: ReadonlySet<string>;
  /** Whether there are queries that have no name of their own: `knex('orders')`, whatever `knex` is called. */
  readonly areAnonymous: boolean;
}

const candidates = new WeakMap<readonly Statement[], { readonly anonymous: boolean; readonly found: readonly Candidate[] }>();

/** Calls of a function's own statements that may be queries, and tagged templates, with the expressions around them, innermost last. */
export function candidatesOf(fn: FunctionNode, { names, areAnonymous }: CandidateNames): readonly Candidate[] {
  const { body } = fn;
  const known = candidates.get(body);
  if (known && known.anonymous === areAnonymous) return known.found;
  const found: Candidate[] = [];
  const visit = (node: Expression, parents: readonly Expression[], statement: Statement): void => {
    const callee = node.kind === 'call' ? node.callee : node.kind === 'template' ? node.tag : undefined;
    const isNamed = (callee?.kind === 'member' || callee?.kind === 'name') && names.has(callee.name);
    if ((node.kind === 'template' && callee) || (node.kind === 'call' && (isNamed || (areAnonymous && isAnonymous(node))))) found.push({ node, parents, statement });
    for (const part of partsOf(node)) visit(part, [...parents, node], statement);
  };
  eachStatement(body, (statement) => {
    for (const expression of expressionsOf(statement)) visit(expression, [], statement);
  });
  candidates.set(body, { anonymous: areAnonymous, found });
  return found;
}

/** The statement that a call stands in, and the expressions around it, innermost last. */
export function surroundingsOf(fn: FunctionNode, node: Expression): Pick<Candidate, 'parents' | 'statement'> | undefined {
  let found: Pick<Candidate, 'parents' | 'statement'> | undefined;
  const visit = (at: Expression, parents: readonly Expression[], statement: Statement): void => {
    if (at === node) found = { parents, statement };
    else if (at.start <= node.start && at.end >= node.end) for (const part of partsOf(at)) visit(part, [...parents, at], statement);
  };
  eachStatement(fn.body, (statement) => {
    for (const expression of expressionsOf(statement)) visit(expression, [], statement);
  });
  return found;
}

/** A call with a table: its name, an object that gives it another one, or what holds the name. */
function isAnonymous(node: Call): boolean {
  if (node.isNew || node.args.length !== 1) return false;
  const [table] = node.args;
  return table?.kind === 'name' || table?.kind === 'member' || table?.kind === 'object' || table?.kind === 'template' || (table?.kind === 'literal' && typeof table.value === 'string');
}

/** What the queries of some rows are called by. */
export function namesOfRows(rows: readonly QueryRow[]): CandidateNames {
  const names = new Set<string>();
  let areAnonymous = false;
  for (const row of rows) {
    const own = namesOf(row.at.pattern);
    if (!own) areAnonymous = true;
    for (const name of own ?? []) names.add(name);
  }
  return { names, areAnonymous };
}

/** Whether the query is a call of something that has no name of its own. */
export function isNameless({ at }: QueryRow): boolean {
  return namesOf(at.pattern) === undefined;
}

/** The names of a method; nothing where what is called isn't a method. */
function namesOf(pattern: Pattern): readonly string[] | undefined {
  if (pattern.kind === 'member') return [...(pattern.names ?? [])];
  if (pattern.kind !== 'either') return undefined;
  const own = pattern.paths.map(namesOf);
  return own.some((names) => names === undefined) ? undefined : own.flatMap((names) => names ?? []);
}
