import type { Presence } from '../concepts/presence.ts';
import type { QueryRow } from '../frameworks/model.ts';
import { eachStatement, expressionsOf, partsOf } from '../semantic/returns.ts';
import type { Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Binding, Call, Expression, Module, Statement } from '../syntax/tree.ts';

/** What becomes of a query builder: the methods called on it, and whether what runs can be seen to be only that. */
export interface Fate {
  readonly ends: Expression;
  readonly chained: readonly { readonly name: string; readonly args: readonly Expression[] }[];
  /** `present`: it runs as it stands; `absent`: it is a stream, or never runs; `unknown`: others may still build on it. */
  readonly runs: Presence;
  /** The method that runs it, where one does. */
  readonly ran?: string;
}

/** Follows a builder through its chain, its `await`, or the variable that holds it. `parents`: expressions around it, innermost last. */
export function fateOf(node: Call, parents: readonly Expression[], statement: Statement, frame: Frame, row: QueryRow): Fate {
  const chained: Fate['chained'][number][] = [];
  let ends: Expression = node;
  let at = parents.length - 1;
  let current: Expression = node;
  const takesCallback = node.args.some((argument) => argument.kind === 'function');
  const passAwait = (): void => {
    const outer = parents[at];
    if (!row.isCursor || outer?.kind !== 'await') return;
    current = outer;
    at -= 1;
  };
  for (passAwait(); at >= 1; at -= 2, passAwait()) {
    const [member, call] = [parents[at], parents[at - 1]];
    if (member?.kind !== 'member' || member.object !== current || call?.kind !== 'call' || call.callee !== member) break;
    current = call;
    if (row.runs?.includes(member.name)) return { ends, chained, runs: 'present', ran: member.name };
    chained.push({ name: member.name, args: call.args });
    ends = call;
    if (!row.isCursor && call.args.some((argument) => argument.kind === 'function')) return { ends, chained, runs: 'unknown' };
  }
  if (takesCallback) return { ends, chained, runs: row.isCursor ? 'unknown' : 'present' };
  const parent = parents[at];
  return { ends, chained, ...(parent ? { runs: runsIn(parent, current, row) } : runsAs(current, statement, frame, row, chained)) };
}

/** Places that wait for what they are given. */
const WAITING = new Set(['all', 'allSettled', 'race', 'any']);

function runsIn(parent: Expression, current: Expression, row: QueryRow): Presence {
  if (row.isCursor) return 'unknown';
  if (parent.kind === 'await') return 'present';
  if (parent.kind === 'array') return 'present'; // a list of promises, as for `Promise.all`
  if (parent.kind === 'call' && parent.args.includes(current) && parent.callee.kind === 'member' && WAITING.has(parent.callee.name)) return 'present';
  return 'unknown';
}

function runsAs(current: Expression, statement: Statement, frame: Frame, row: QueryRow, chained: Fate['chained'][number][]): Pick<Fate, 'runs' | 'ran'> {
  if (statement.kind === 'loop') return { runs: statement.awaits ? 'absent' : 'unknown' };
  if (statement.kind === 'return') return { runs: frame.fn.isAsync && !row.isCursor ? 'present' : 'unknown' };
  if (statement.kind !== 'declare') return { runs: 'absent' };
  const binding = frame.module.bindings.find((one) => one.definitions.some((definition) => definition.kind === 'value' && definition.value === current && definition.path.length === 0));
  return binding ? runsByName(binding, frame.module, row, chained) : { runs: 'unknown' };
}

/** A builder in a variable: what statements call on it is part of the chain; where it is handed on, others may build on it. */
function runsByName(binding: Binding, module: Module, row: QueryRow, chained: Fate['chained'][number][]): Pick<Fate, 'runs' | 'ran'> {
  if (binding.definitions.length > 1) return { runs: 'unknown' };
  let answer: Pick<Fate, 'runs' | 'ran'> = { runs: 'absent' };
  let open = false;
  const look = (node: Expression, parents: readonly Expression[], statement: Statement): void => {
    if (node.kind === 'name' && node.name === binding.name && isSameBinding(node, binding, module)) {
      const links = linksOf(node, parents);
      const outer = parents[parents.length - 1 - 2 * links.length];
      const end = links.findIndex(({ name }) => row.runs?.includes(name));
      if (end >= 0) answer = { runs: 'present', ran: links[end]?.name };
      else if (outer?.kind === 'await' && !row.isCursor) answer = { runs: 'present' };
      else if (links.some(({ name }) => isLimit(name, row)) || (!isStandingAlone(outer, statement, links) && !links.some(({ name }) => row.boundedBy?.includes(name)))) open = true;
      chained.push(...links.filter(({ name }, index) => (end >= 0 ? index < end : !isLimit(name, row) && !row.boundedBy?.includes(name))));
    }
    for (const part of partsOf(node)) look(part, [...parents, node], statement);
  };
  for (const fn of module.functions) {
    eachStatement(fn.body, (statement) => {
      for (const expression of expressionsOf(statement)) look(expression, [], statement);
    });
  }
  return open ? { runs: 'unknown' } : answer;
}

/** In a statement of its own a limit may stand under a condition. */
function isLimit(name: string, row: QueryRow): boolean {
  return row.limits?.some((slot) => slot.slot === 'chained' && slot.method === name) ?? false;
}

/** `query.where(…);` builds, and hands nothing on. */
function isStandingAlone(outer: Expression | undefined, statement: Statement, links: Fate['chained']): boolean {
  return outer === undefined && statement.kind === 'expression' && links.length > 0;
}

/** The calls that are chained to an expression, innermost first. */
function linksOf(node: Expression, parents: readonly Expression[]): Fate['chained'] {
  const links: Fate['chained'][number][] = [];
  let current = node;
  for (let at = parents.length - 1; at >= 1; at -= 2) {
    const [member, call] = [parents[at], parents[at - 1]];
    if (member?.kind !== 'member' || member.object !== current || call?.kind !== 'call' || call.callee !== member) break;
    links.push({ name: member.name, args: call.args });
    current = call;
  }
  return links;
}

function isSameBinding(node: Expression & { kind: 'name' }, binding: Binding, module: Module): boolean {
  return findBinding(module, node.scope, node.name) === binding;
}
