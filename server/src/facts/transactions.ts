import type { Presence } from '../concepts/presence.ts';
import type { FrameworkModel } from '../frameworks/model.ts';
import { matches, type ApiPath } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import type { ApiValue, Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Expression, FunctionNode, Module } from '../syntax/tree.ts';
import type { QuerySite } from './query-sites.ts';

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
/** Transactions that are begun and ended by hand. */
const BEGINNING = new Set(['startTransaction', 'beginTransaction', 'begin']);

/** Tells which writes belong to a transaction. */
export function createStandings(evaluator: Evaluator, models: readonly FrameworkModel[], modules: readonly Module[]): (site: QuerySite) => Standing | undefined {
  const ambient = new Map<FrameworkModel, boolean>();
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
      const isRunner = outer !== undefined && models.some(({ transactions }) => transactions?.runners !== undefined && isFrom(transactions.runners, callee, outer));
      const name = callee.kind === 'member' || callee.kind === 'name' ? callee.name : '';
      if (name === 'catch' || (!isRunner && TRANSACTION_NAME.test(name))) return undefined;
      if (!isRunner && !TRANSPARENT.has(name)) break;
      if (isRunner) runner ??= fn;
      const parent = module.functions[fn.parent];
      if (!parent || parent.form === 'module') break;
      fn = parent;
      at = outer;
    }
    if (beginsByHand(fn) || isDecorated(model, frame, fn)) return undefined;
    if (isAmbient(model)) return undefined;
    return { joined: joinedBy(site), owner: fn, ...(runner && { runner }) };
  }

  function joinedBy(site: QuerySite): Presence {
    const { model: { transactions }, node, frame, parents } = site;
    if (!transactions || node.kind !== 'call' || node.callee.kind !== 'member') return 'unknown';
    if (transactions.runners && parents.some((parent) => parent.kind === 'call' && transactions.runners && isFrom(transactions.runners, parent.callee, frame))) return 'present';
    const values = evaluator.evaluate(node.callee, frame).filter((value) => value.kind === 'api');
    if (values.some((value) => hasIn(transactions.handles, value))) return 'present';
    const root = rootOf(node.callee);
    if (root.kind !== 'this' && transactions.eitherHandles && values.some((value) => transactions.eitherHandles && hasIn(transactions.eitherHandles, value))) return 'unknown';
    if (root.kind === 'name' && findBinding(frame.module, root.scope, root.name)?.definitions.some(({ kind }) => kind === 'parameter') && values.length > 1) return 'unknown';
    return joinsState(site, root);
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
    return callee.kind === 'member' && evaluator.evaluate(callee, frame).some((value) => value.kind === 'api' && matches(path, value));
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

/** Whether a value is, or is taken from, what a path names. */
function hasIn(path: ApiPath, value: ApiValue): boolean {
  for (let at: ApiValue | undefined = value; at; at = at.of) if (matches(path, at)) return true;
  return false;
}

function beginsByHand(fn: FunctionNode): boolean {
  let begins = false;
  eachExpressionOf(fn.body, (node) => {
    if (node.kind !== 'call' || node.callee.kind !== 'member') return;
    const [text] = node.args;
    if (BEGINNING.has(node.callee.name) || (text?.kind === 'literal' && typeof text.value === 'string' && /^\s*(begin|start transaction)\b/i.test(text.value))) begins = true;
  });
  return begins;
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
