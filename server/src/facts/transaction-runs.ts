import type { FrameworkModel } from '../frameworks/model.ts';
import { matches, type ApiPath } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { Frame } from '../semantic/values.ts';
import { ofEachBody } from '../semantic/of-code.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import type { Call, Expression, FunctionNode, Module } from '../syntax/tree.ts';
import { callsOf } from './calls.ts';
import { surroundingsOf } from './failures/surroundings.ts';
import type { Reach } from './reach.ts';

/** Transactions that are begun and ended by hand. */
const BEGINNING = new Set(['startTransaction', 'beginTransaction', 'begin']);
const BEGINNING_TEXT = /^\s*(begin|start transaction)\b/i;

/** Whether a function begins a transaction that somebody has to end: by a method without a callback, or by a text. */
export const beginsByHand = ofEachBody((fn): boolean => {
  let begins = false;
  eachExpressionOf(fn.body, (node) => {
    if (node.kind === 'template' && node.tag && BEGINNING_TEXT.test(node.texts[0] ?? '')) begins = true;
    if (node.kind !== 'call' || (node.callee.kind !== 'member' && node.callee.kind !== 'name')) return;
    if ((BEGINNING.has(node.callee.name) && !node.args.some(({ kind }) => kind === 'function')) || BEGINNING_TEXT.test(textOf(node.args[0]))) begins = true;
  });
  return begins;
});

/** The functions of the project that run in a library's transactions: what is handed to its runners, what these call, and what is called between a beginning and an end. */
export function runByTransactions(tools: { readonly evaluator: Evaluator; readonly modules: readonly Module[]; readonly reach: Reach }, { transactions }: FrameworkModel): ReadonlySet<FunctionNode> {
  const { evaluator, modules, reach } = tools;
  const found = new Set<FunctionNode>();
  const runners = transactions?.runners;
  const names = runners?.pattern.kind === 'member' ? runners.pattern.names : undefined;
  for (const module of modules) {
    for (const fn of module.functions) {
      const frame = evaluator.frames.generic(module, fn.id);
      if (!frame) continue;
      if (fn.form !== 'module' && beginsByHand(fn)) for (const reached of reach.followFrame(frame)) found.add(reached.frame.fn);
      eachExpressionOf(fn.body, (node) => {
        if (!runners || node.kind !== 'call' || node.callee.kind !== 'member' || names?.has(node.callee.name) === false) return;
        if (!evaluator.evaluate(node.callee, frame).some((value) => value.kind === 'api' && matches(runners, value))) return;
        const given = node.args.flatMap((argument) => evaluator.evaluate(argument, frame));
        for (const value of given) if (value.kind === 'function') for (const reached of reach.reachedFrom(value)) found.add(reached.fn);
      });
    }
  }
  return found;
}

/** Whether the callback that a function of the project is given runs in a transaction of a library whose transactions hold all that runs meanwhile: `transaction(work) { return this.db.transaction(work)(); }`. */
export function isHandedToRunner(evaluator: Evaluator, { transactions }: FrameworkModel, { callee, index }: NonNullable<FunctionNode['passedTo']>, frame: Frame): boolean {
  const call = surroundingsOf(frame.module).parentOf(callee);
  return transactions?.runners !== undefined && transactions.holdsAll === true && call?.in === 'expression' && call.node.kind === 'call' && handsOn(evaluator, transactions.runners, call.node, index, frame);
}

/** Whether what a call of the project is given goes on to a runner: `transaction(list) { return client.$transaction(list); }`. */
export function handsOn(evaluator: Evaluator, runners: ApiPath, node: Call, index: number, frame: Frame): boolean {
  return evaluator.evaluate(node.callee, frame).some((value) => {
    const name = value.kind === 'function' ? value.fn.parameters[index]?.name : undefined;
    const inside = value.kind === 'function' && name !== undefined ? evaluator.callFrame(value, node, frame) : undefined;
    return inside !== undefined && callsOf(inside.fn).some(({ node: inner }) => inner.args.some((argument) => argument.kind === 'name' && argument.name === name)
      && evaluator.evaluate(inner.callee, inside).some((runner) => runner.kind === 'api' && matches(runners, runner)));
  });
}

function textOf(node: Expression | undefined): string {
  if (node?.kind === 'literal' && typeof node.value === 'string') return node.value;
  return node?.kind === 'template' ? node.texts[0] ?? '' : '';
}
