import type { Presence } from '../concepts/presence.ts';
import type { QueryRow } from '../frameworks/model.ts';
import { bodiesOf } from '../semantic/returns.ts';
import type { ApiValue, Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Binding, Call, Expression, FunctionNode, Module, Statement } from '../syntax/tree.ts';
import { functionAround, surroundingsOf } from './failures/surroundings.ts';

/** A call of a chain. */
export interface ChainedCall {
  readonly name: string;
  readonly args: readonly Expression[];
  /** Where the arguments stand, if not beside the query. */
  readonly frame?: Frame;
  /** It may not happen: it stands under a condition. */
  readonly isConditional?: boolean;
}

/** What becomes of a query builder: the methods called on it, and whether what runs can be seen to be only that. */
export interface Fate {
  readonly ends: Expression;
  readonly chained: readonly ChainedCall[];
  /** `present`: it runs as it stands; `absent`: it is a stream, or never runs; `unknown`: others may still build on it. */
  readonly runs: Presence;
  /** The method that runs it, where one does. */
  readonly ran?: string;
  /** Of a builder in a variable: where else it is run. */
  readonly others?: readonly OtherRun[];
  /** What earlier runs called on it: it is the same builder. */
  readonly before?: readonly ChainedCall[];
}

/** A builder is run once more: `const total = await query.getCount();` after `await query.getMany()`. */
export interface OtherRun {
  readonly at: Expression;
  readonly chained: readonly ChainedCall[];
  /** What earlier runs called on it: it is the same builder. */
  readonly before: readonly ChainedCall[];
  readonly ran?: string;
}

/** Where a query stands. */
export interface Surroundings {
  /** What becomes of a builder; of other calls nothing. */
  readonly fate: Fate;
  /** The statement that it stands in, and the expressions of that statement around it, innermost last. */
  readonly statement: Statement;
  readonly parents: readonly Expression[];
}

/** Follows a builder through its chain, its `await`, or the variable that holds it. `parents`: expressions around it, innermost last. */
export function fateOf(node: Call, parents: readonly Expression[], statement: Statement, frame: Frame, row: QueryRow): Fate {
  const chained: ChainedCall[] = [];
  let ends: Expression = node;
  let at = parents.length - 1;
  let current: Expression = node;
  const takesCallback = !row.takesFunctions && node.args.some((argument) => argument.kind === 'function');
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
    if (!row.isCursor && !row.takesFunctions && call.args.some((argument) => argument.kind === 'function')) return { ends, chained, runs: 'unknown' };
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

function runsAs(current: Expression, statement: Statement, frame: Frame, row: QueryRow, chained: ChainedCall[]): Pick<Fate, 'runs' | 'ran' | 'others' | 'before'> {
  if (statement.kind === 'loop') return { runs: statement.awaits ? 'absent' : 'unknown' };
  if (statement.kind === 'return') return { runs: frame.fn.isAsync && !row.isCursor ? 'present' : 'unknown' };
  if (statement.kind !== 'declare') return { runs: 'absent' };
  const binding = frame.module.bindings.find((one) => one.definitions.some((definition) => definition.kind === 'value' && definition.value === current && definition.path.length === 0));
  return binding ? runsByName(binding, statement, frame, row, chained) : { runs: 'unknown' };
}

/** Where a builder in a variable is used for more than building on it. */
interface Use {
  readonly links: readonly ChainedCall[];
  readonly ran?: string;
  readonly at: Expression;
  readonly isRun: boolean;
}

/** What makes it the query of another row, that one tells of. */
function otherRuns(uses: readonly Use[], first: Use, { otherwiseBy = [] }: QueryRow, shared: readonly ChainedCall[]): readonly OtherRun[] {
  return uses.filter((use) => use !== first && use.isRun && !use.links.some(({ name }) => otherwiseBy.includes(name)))
    .map((use) => ({ at: use.at, chained: [...shared, ...use.links], before: calledBefore(uses, use), ...(use.ran !== undefined && { ran: use.ran }) }));
}

/** What runs before one called on the same builder; `query.clone().where(…)` leaves it as it is. */
function calledBefore(uses: readonly Use[], run: Use): readonly ChainedCall[] {
  return uses.filter(({ at, links }) => at.start < run.at.start && !links.some(({ name }) => name === 'clone')).flatMap(({ links }) => links);
}

/** A builder in a variable: what statements call on it is part of the chain; where it is handed on, others may build on it. */
function runsByName(binding: Binding, declared: Statement, { module, fn }: Frame, row: QueryRow, chained: ChainedCall[]): Pick<Fate, 'runs' | 'ran' | 'others' | 'before'> {
  const isBuiltOn = binding.definitions.slice(1).every((definition) => definition.kind === 'value' && isMadeOf(definition.value, binding, module));
  if (!isBuiltOn) return { runs: 'unknown' };
  const beside = listAround(fn.body, declared) ?? [];
  const uses: Use[] = [];
  let open = false;
  let isKept = false; // `query = query.exec()`: from there on it is what the run gives
  const use = (node: Expression & { kind: 'name' }, parents: readonly Expression[], statement: Statement, inside: FunctionNode): void => {
    const parent = parents[parents.length - 1];
    if (parent?.kind === 'assign' && parent.target === node) return;
    const links = linksOf(node, parents);
    const outer = parents[parents.length - 1 - 2 * links.length];
    const end = links.findIndex(({ name }) => row.runs?.includes(name));
    const ran = links[end]?.name;
    const isReturned = outer === undefined && statement.kind === 'return' && inside.isAsync && !row.isCursor;
    const at = lastOf(node, ran === undefined ? links : links.slice(0, end + 1), parents);
    if (ran !== undefined && isAssignedTo(binding, parents[parents.length - 3 - 2 * end])) isKept = true;
    if (ran !== undefined) uses.push({ links: links.slice(0, end), ran, at, isRun: true });
    else if (isReturned || (outer && runsIn(outer, at, row) === 'present')) uses.push({ links, at, isRun: true });
    else if (isStandingAlone(outer, statement, links, binding) || (outer === undefined && links.length > 0 && isRunForEach(inside))) {
      const isConditional = !beside.includes(statement);
      if (isConditional && links.some((link) => isBound(link, row))) open = true;
      else chained.push(...links.map((link) => ({ ...link, isConditional })));
    } else if (!links.some(({ name }) => row.boundedBy?.includes(name))) open = true;
    else uses.push({ links, at, isRun: outer?.kind === 'await' || links.some(({ name }) => row.singleBy?.includes(name)) });
  };
  const surroundings = surroundingsOf(module);
  for (const node of surroundings.usesOf(binding)) {
    const { parents, statement } = surroundings.expressionsAround(node);
    const inside = module.functions[functionAround(module, node)];
    if (statement && inside) use(node, parents, statement, inside);
  }
  // A count beside the page is a query of its own.
  const reads = uses.filter(({ links }) => !links.some(({ name }) => row.boundedBy?.includes(name)));
  const [first = uses[0]] = reads;
  if (open) return { runs: 'unknown' };
  const others = first ? otherRuns(isKept ? uses.filter(({ links }) => links.length > 0) : uses, first, row, [...chained]) : [];
  const again = first && others.length > 0 ? { others, before: calledBefore(uses, first) } : {};
  if (reads.length > 1 && reads.some(({ links }) => links.some((link) => isBound(link, row)))) return { runs: 'unknown', ...again };
  chained.push(...(first?.links ?? []));
  return { runs: first ? 'present' : 'absent', ...(first?.ran !== undefined && { ran: first.ran }), ...again };
}

/** `query = query.where(…)`: the same query, built on. */
export function isMadeOf(value: Expression, binding: Binding, module: Module): boolean {
  if (value.kind === 'call' && value.callee.kind === 'member') return isMadeOf(value.callee.object, binding, module);
  return value.kind === 'name' && isSameBinding(value, binding, module);
}

/** The list of statements that one stands in: those beside it run whenever it does. */
export function listAround(body: readonly Statement[], statement: Statement): readonly Statement[] | undefined {
  if (body.includes(statement)) return body;
  for (const one of body) {
    for (const inner of bodiesOf(one)) {
      const found = listAround(inner, statement);
      if (found) return found;
    }
  }
  return undefined;
}

function isBound({ name }: ChainedCall, row: QueryRow): boolean {
  return (row.limits?.some((slot) => slot.slot === 'chained' && slot.method === name) ?? false) || (row.boundedBy?.includes(name) ?? false);
}

/** `query.where(…);` and `query = query.where(…);` build, and hand nothing on. */
function isStandingAlone(outer: Expression | undefined, statement: Statement, links: readonly ChainedCall[], binding: Binding): boolean {
  if (statement.kind !== 'expression' || links.length === 0) return false;
  return outer === undefined || (outer === statement.value && isAssignedTo(binding, outer));
}

function isAssignedTo(binding: Binding, outer: Expression | undefined): boolean {
  return outer?.kind === 'assign' && outer.target.kind === 'name' && outer.target.name === binding.name;
}

/** `filters.forEach((filter) => query.where(filter))`: what the callback returns, nobody gets. */
function isRunForEach({ passedTo, isAsync }: FunctionNode): boolean {
  return !isAsync && passedTo?.callee.kind === 'member' && passedTo.callee.name === 'forEach';
}

/** The outermost of the calls that are chained to an expression. */
function lastOf(node: Expression, links: readonly ChainedCall[], parents: readonly Expression[]): Expression {
  return links.length === 0 ? node : parents[parents.length - 2 * links.length] ?? node;
}

/** The calls that are chained to an expression, innermost first. */
export function linksOf(node: Expression, parents: readonly Expression[]): readonly ChainedCall[] {
  const links: ChainedCall[] = [];
  let current = node;
  for (let at = parents.length - 1; at >= 1; at -= 2) {
    const [member, call] = [parents[at], parents[at - 1]];
    if (member?.kind !== 'member' || member.object !== current || call?.kind !== 'call' || call.callee !== member) break;
    links.push({ name: member.name, args: call.args });
    current = call;
  }
  return links;
}

/** The variable that a chain begins with. */
export function receiverOf(node: Call): Expression & { kind: 'name' } | undefined {
  let receiver: Expression = node;
  while (receiver.kind === 'call' || receiver.kind === 'member') receiver = receiver.kind === 'call' ? receiver.callee : receiver.object;
  return receiver.kind === 'name' ? receiver : undefined;
}

/** The calls that other statements, or only later ones, make on the builder that is in a variable: `query.where('id', id); await query.delete();`. */
export function callsBeside(receiver: Expression & { kind: 'name' }, { module }: Frame, after = 0): readonly ChainedCall[] {
  const binding = findBinding(module, receiver.scope, receiver.name);
  if (!binding || binding.scope === 0) return [];
  const surroundings = surroundingsOf(module);
  return surroundings.usesOf(binding).filter((use) => use !== receiver && use.start >= after).flatMap((use) => linksOf(use, surroundings.expressionsAround(use).parents));
}

function isSameBinding(node: Expression & { kind: 'name' }, binding: Binding, module: Module): boolean {
  return findBinding(module, node.scope, node.name) === binding;
}

/** The calls that a value was made by, first ones first: what stands in the chain before it. */
export function callsBefore(value: ApiValue): readonly ChainedCall[] {
  const calls: ChainedCall[] = [];
  for (let at: ApiValue | undefined = value; at; at = at.of) {
    if (at.step === 'call' && at.of?.step === 'member' && at.site?.node.kind === 'call') calls.unshift({ name: at.of.name, args: at.site.node.args, frame: at.site.frame });
  }
  return calls;
}
