import type { Evaluator } from '../semantic/evaluate.ts';
import { keptBy } from '../semantic/kept-by.ts';
import type { Frame } from '../semantic/values.ts';
import type { Expression, Module } from '../syntax/tree.ts';
import type { Reach } from './reach.ts';

/** What runs when a module is loaded for what it does, as `start();` at its end: there things are handed over that nobody else names. */
export function startedFrames({ evaluator, modules, reach }: { readonly evaluator: Evaluator; readonly modules: readonly Module[]; readonly reach: Reach }): readonly Frame[] {
  return modules.filter((module) => isStarting(evaluator, module)).flatMap((module) => reach.followFrame(evaluator.frames.top(module)).map(({ frame }) => frame));
}

const isStarting = keptBy((evaluator: Evaluator, module: Module): boolean => {
  const top = evaluator.frames.top(module);
  return top.fn.body.some((statement) => statement.kind === 'expression' && isCallOfOwn(evaluator, statement.value, top));
});

/** `start()`, `await start()`, `start().catch(fail)`: a call of a function of the project. */
function isCallOfOwn(evaluator: Evaluator, expression: Expression, frame: Frame): boolean {
  if (expression.kind === 'await' || expression.kind === 'unary') return isCallOfOwn(evaluator, expression.value, frame);
  if (expression.kind !== 'call') return false;
  if (evaluator.evaluate(expression.callee, frame).some(({ kind }) => kind === 'function')) return true;
  return expression.callee.kind === 'member' && isCallOfOwn(evaluator, expression.callee.object, frame);
}
