import type { Presence } from '../concepts/presence.ts';
import type { FrameworkModel } from '../frameworks/model.ts';
import { matches, type ApiPath } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import type { ApiValue, Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Call, Expression, FunctionNode, Module } from '../syntax/tree.ts';
import { isListRun } from './listed-queries.ts';
import type { QuerySite } from './query-sites.ts';
import type { Reach } from './reach.ts';
import { beginsByHand, handsOn, isHandedToRunner, runByTransactions } from './transaction-runs.ts';
import { calleeOf, chainedBy } from './write-parts.ts';

/** Where a write stands: the function that makes it, whatever callbacks lie between, and the transaction's callback that it is in. */
export interface Standing {
  /** Whether it belongs to a transaction. */
  readonly joined: Presence;
  readonly owner: FunctionNode;
  /** The callback of a transaction around it. */
  readonly runner?: FunctionNode;
}

/** Methods that call a function as part of what the function around it does. */
const TRANSPARENT = new Set(['map', 'flatMap', 'forEach', 'then', 'reduce', 'each', 'eachSeries', 'finally']);
/** What the project calls its own transactions, where their code doesn't say. */
const TRANSACTION_NAME = /transact|atomic|unitofwork|\buow|with_?(session|tx|trx)/i;

export interface StandingTools {
  readonly evaluator: Evaluator;
  readonly frameworks: readonly FrameworkModel[];
  readonly modules: readonly Module[];
  readonly reach: Reach;
}

/** Tells which writes belong to a transaction. */
export function createStandings(tools: StandingTools): (site: QuerySite) => Standing | undefined {
  const { evaluator, frameworks: models, modules } = tools;
  const ambient = new Map<FrameworkModel, boolean>();
  const run = new Map<FrameworkModel, ReadonlySet<FunctionNode>>();
  const isAmbient = (model: FrameworkModel): boolean => {
    const known = ambient.get(model) ?? callsAmbient(model);
    ambient.set(model, known);
    return known;
  };

  function callsAmbient({ transactions }: FrameworkModel): boolean {
    const row = transactions?.ambient;
    if (!row) return false;
    const { pattern } = row.at;
    const names = pattern.kind === 'member' ? pattern.names : undefined;
    return modules.some((module) => module.functions.some((fn) => {
      const frame = evaluator.frames.generic(module, fn.id);
      let found = false;
      eachExpressionOf(fn.body, (node) => {
        if (!frame || node.kind !== 'call' || node.callee.kind !== 'member' || names?.has(node.callee.name) === false) return;
        const [first] = node.args;
        if (row.first !== undefined && !(first?.kind === 'literal' && first.value === row.first)) return;
        if (isFrom(row.at, node.callee, frame)) found = true;
      });
      return found;
    }));
  }

  /** Functions that transactions of such a library run, wherever they stand. */
  const runsInside = (model: FrameworkModel, fn: FunctionNode): boolean => {
    const known = run.get(model) ?? (model.transactions?.holdsAll ? runByTransactions(tools, model) : new Set());
    run.set(model, known);
    return known.has(fn);
  };

  /** `undefined` where the function runs when somebody else says so, or nobody can tell. */
  function standingOf(site: QuerySite): Standing | undefined {
    const { frame, model } = site;
    const { module } = frame;
    let { fn } = frame;
    let at: Frame | undefined = frame;
    let runner: FunctionNode | undefined;
    while (fn.passedTo) {
      const { callee } = fn.passedTo;
      const outer: Frame | undefined = at?.parent;
      const name = lastName(callee);
      const isRunner = outer !== undefined && (models.some(({ transactions }) => transactions?.runners !== undefined && isFrom(transactions.runners, callee, outer)) || (TRANSACTION_NAME.test(name) && isHandedToRunner(evaluator, model, fn.passedTo, outer)));
      if (name === 'catch' || (!isRunner && TRANSACTION_NAME.test(name))) return undefined;
      if (!isRunner && !TRANSPARENT.has(name)) break;
      if (isRunner) runner ??= fn;
      const parent = module.functions[fn.parent];
      if (!parent || parent.form === 'module') break;
      fn = parent;
      at = outer;
    }
    for (let outer: FunctionNode | undefined = fn; outer && outer.form !== 'module'; outer = module.functions[outer.parent]) if (beginsByHand(outer)) return undefined;
    if (isDecorated(model, frame, fn) || isAmbient(model)) return undefined;
    if (!runner && runsInside(model, fn)) return undefined;
    return { joined: runner && model.transactions?.holdsAll ? 'present' : joinedBy(site), owner: fn, ...(runner && { runner }) };
  }

  function joinedBy({ runBy, ...own }: QuerySite): Presence {
    const site = runBy ?? own;
    const { model: { transactions }, node, frame, parents } = site;
    const callee = calleeOf(node);
    if (!transactions || !callee) return 'unknown';
    if (transactions.runners && parents.some((parent) => parent.kind === 'call' && transactions.runners && isFrom(transactions.runners, parent.callee, frame))) return 'present';
    const { runners } = transactions;
    const runs = (call: Call, index: number, home: Frame): boolean => runners !== undefined && (isFrom(runners, call.callee, home) || (TRANSACTION_NAME.test(lastName(call.callee)) && handsOn(evaluator, runners, call, index, home)));
    const listed = runners ? isListRun(evaluator, runs, node, frame) : 'absent';
    if (listed !== 'absent') return listed;
    const all = evaluator.evaluate(callee, frame);
    const values = all.filter((value) => value.kind === 'api');
    if (values.some((value) => transactions.handles && hasIn(transactions.handles, value))) return 'present';
    const root = rootOf(callee);
    if (all.length > values.length && !site.row.isMade) return 'unknown'; // `(tx ?? db).insert(orders)`
    if (root.kind !== 'this' && transactions.eitherHandles && values.some((value) => transactions.eitherHandles && hasIn(transactions.eitherHandles, value))) return 'unknown';
    const isGiven = isParameter(root, frame);
    if (isGiven && values.length > 1) return 'unknown';
    if (isGiven && values.some((value) => transactions.lent && hasIn(transactions.lent, value, 'typed'))) return 'unknown';
    const taken = values.flatMap((value) => (transactions.connections ? partIn(transactions.connections, value) ?? [] : []));
    if (taken.some((value) => isGiven || root.kind === 'this' || (value.site && beginsByHand(value.site.frame.fn)))) return 'unknown';
    const told = toldByChain(site);
    return told === 'absent' ? joinsState(site, root) : told;
  }

  /** Whether a call of the chain names a transaction: `Order.query(tx)`, `.transacting(tx)`. */
  function toldByChain(site: QuerySite): Presence {
    const { row: { joinsBy = {} }, frame } = site;
    const answers = chainedBy(site, new Set(Object.keys(joinsBy))).flatMap(({ name, args }): Presence[] => {
      const argument = args[joinsBy[name] ?? 0];
      if (!argument) return [];
      const values = evaluator.evaluate(argument, frame);
      if (values.some((value) => value.kind === 'api' && models.some(({ transactions }) => transactions?.handles && hasIn(transactions.handles, value)))) return ['present'];
      if (isParameter(argument, frame) && values.some((value) => value.kind === 'api' && models.some(({ transactions }) => transactions?.lent && hasIn(transactions.lent, value, 'typed')))) return ['unknown'];
      return values.every((value) => value.kind === 'api' || (value.kind === 'literal' && (value.value === undefined || value.value === null))) ? ['absent'] : ['unknown'];
    });
    return answers.find((answer) => answer !== 'absent') ?? 'absent';
  }

  /** Whether a write is told its transaction: in its options, by its chain, or by the query that found the row. */
  function joinsState({ row: { joins }, node, frame, parents }: QuerySite, root: Expression): Presence {
    if (!joins || node.kind !== 'call') return 'absent';
    if (parents.some((parent) => parent.kind === 'member' && parent.name === joins.key)) return 'present';
    const binding = root.kind === 'name' ? findBinding(frame.module, root.scope, root.name) : undefined;
    const isFoundInside = binding?.definitions.some((definition) => definition.kind === 'value' && definition.value.kind === 'await' && mentionsKey(definition.value, joins.key)) ?? false;
    if (isFoundInside) return 'present';
    if (node.args.slice(0, joins.index + 1).some(({ kind }) => kind === 'spread')) return 'unknown';
    const options = node.args[joins.index];
    if (!options) return 'absent';
    const values = evaluator.evaluate(options, frame);
    const answers = values.map((value): Presence => {
      if (value.kind !== 'object') return value.kind === 'function' ? 'absent' : 'unknown';
      if (value.node.properties.some((property) => !('kind' in property) && property.key === joins.key)) return 'present';
      return value.node.properties.some((property) => 'kind' in property || property.key === undefined) || value.node.owner !== undefined ? 'unknown' : 'absent';
    });
    return answers.length > 0 && answers.every((answer) => answer === 'absent') ? 'absent' : answers.includes('present') ? 'present' : 'unknown';
  }

  function isFrom(path: ApiPath, callee: Expression, frame: Frame): boolean {
    return (callee.kind === 'member' || callee.kind === 'name') && evaluator.evaluate(callee, frame).some((value) => value.kind === 'api' && matches(path, value));
  }

  function isDecorated({ transactions }: FrameworkModel, { module }: Frame, fn: FunctionNode): boolean {
    const owner = fn.classId === undefined ? undefined : module.classes[fn.classId];
    const member = owner?.members.find(({ value }) => value?.kind === 'function' && value.id === fn.id);
    const frame = owner && evaluator.frames.generic(module, owner.fn);
    return [...member?.decorators ?? [], ...owner?.decorators ?? []].some((decorator) => {
      const callee = decorator.kind === 'call' ? decorator.callee : decorator;
      if (callee.kind === 'name' && TRANSACTION_NAME.test(callee.name)) return true;
      const { decorators } = transactions ?? {};
      return frame !== undefined && decorators !== undefined && evaluator.evaluate(decorator, frame).some((value) => value.kind === 'api' && matches(decorators, value));
    });
  }

  return standingOf;
}

function lastName(callee: Expression): string {
  return callee.kind === 'member' || callee.kind === 'name' ? callee.name : '';
}

/** Whether a value is, or is taken from, what a path names; with `step`, only where it is known by that. */
function hasIn(path: ApiPath, value: ApiValue, step?: ApiValue['step']): boolean {
  return partIn(path, value, step) !== undefined;
}

/** What of the steps to a value a path names. */
function partIn(path: ApiPath, value: ApiValue, step?: ApiValue['step']): ApiValue | undefined {
  for (let at: ApiValue | undefined = value; at; at = at.of) if (matches(path, at) && (step === undefined || at.step === step)) return at;
  return undefined;
}

function isParameter(node: Expression, { module }: Frame): boolean {
  return node.kind === 'name' && (findBinding(module, node.scope, node.name)?.definitions.some(({ kind }) => kind === 'parameter') ?? false);
}

function rootOf(node: Expression): Expression {
  if (node.kind === 'member' || node.kind === 'index') return rootOf(node.object);
  return node.kind === 'call' ? rootOf(node.callee) : node.kind === 'await' ? rootOf(node.value) : node;
}

function mentionsKey(node: Expression, key: string): boolean {
  if (node.kind === 'await') return mentionsKey(node.value, key);
  if (node.kind !== 'call') return false;
  if (node.args.some((argument) => argument.kind === 'object' && argument.properties.some((property) => !('kind' in property) && property.key === key))) return true;
  return node.callee.kind === 'member' && (node.callee.name === key || mentionsKey(node.callee.object, key));
}
