import type { Presence } from '../concepts/presence.ts';
import type { QueryRow } from '../frameworks/model.ts';
import { eachStatement, expressionsOf, partsOf } from '../semantic/returns.ts';
import type { Frame } from '../semantic/values.ts';
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
  return { ends, chained, runs: parent ? runsIn(parent, current, row) : runsAs(current, statement, frame, row) };
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

function runsAs(current: Expression, statement: Statement, frame: Frame, row: QueryRow): Presence {
  if (statement.kind === 'loop') return statement.awaits ? 'absent' : 'unknown';
  if (statement.kind === 'return') return frame.fn.isAsync && !row.isCursor ? 'present' : 'unknown';
  if (statement.kind !== 'declare') return 'absent';
  const binding = frame.module.bindings.find((one) => one.definitions.some((definition) => definition.kind === 'value' && definition.value === current && definition.path.length === 0));
  return binding ? runsByName(binding, frame.module, row) : 'unknown';
}

/** A builder in a variable: it runs as it was built if the variable is only awaited, or asked to run. */
function runsByName(binding: Binding, module: Module, row: QueryRow): Presence {
  if (binding.definitions.length > 1) return 'unknown';
  let answer: Presence = 'absent';
  let open = false;
  const look = (node: Expression, parents: readonly Expression[]): void => {
    if (node.kind === 'name' && node.name === binding.name && isSameBinding(node, binding, module)) {
      const parent = parents[parents.length - 1];
      if (parent?.kind === 'await' && !row.isCursor) answer = 'present';
      else if (parent?.kind === 'member' && row.runs?.includes(parent.name)) answer = 'present';
      else open = true;
    }
    for (const part of partsOf(node)) look(part, [...parents, node]);
  };
  for (const fn of module.functions) {
    eachStatement(fn.body, (statement) => {
      for (const expression of expressionsOf(statement)) look(expression, []);
    });
  }
  return open ? 'unknown' : answer;
}

function isSameBinding(node: Expression & { kind: 'name' }, binding: Binding, module: Module): boolean {
  for (let at = node.scope; at >= 0; at = module.scopes[at]?.parent ?? -1) {
    const id = module.scopes[at]?.names.get(node.name);
    if (id !== undefined) return module.bindings[id] === binding;
  }
  return false;
}
