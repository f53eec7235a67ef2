import type { Evaluator } from '../semantic/evaluate.ts';
import type { Frame } from '../semantic/values.ts';
import type { Expression, Module, Statement } from '../syntax/tree.ts';
import { callsOf } from './calls.ts';
import { surroundingsOf } from './query-candidates.ts';

/** Functions that hand on what another one gives, at most. */
const MAX_STEPS = 4;

/**
 * Whether of a list that an expression gives only the first item is taken: there (`const [row] = await find()`), or by the call
 * of that activation, where the function returns the list. `runs` are methods that run what the expression is.
 */
export function isFirstTaken(evaluator: Evaluator, node: Expression, frame: Frame, runs: readonly string[] = [], steps = 0): boolean {
  const around = surroundingsOf(frame.fn, node);
  if (!around) return false;
  const parents = [...around.parents];
  let current = node;
  while (isSameList(parents[parents.length - 1], current, runs)) current = parents.pop() ?? current;
  const parent = parents[parents.length - 1];
  if (parent) return parent.kind === 'index' && parent.object === current && parent.index.kind === 'literal' && parent.index.value === 0;
  if (around.statement.kind === 'declare') return isOnlyFirstNamed(current, frame.module);
  return isReturned(around.statement, current) && steps < MAX_STEPS && isFirstTakenBy(evaluator, frame, steps);
}

/** `await` and what runs a query give the list itself. */
function isSameList(parent: Expression | undefined, current: Expression, runs: readonly string[]): boolean {
  if (parent?.kind === 'await') return true;
  if (parent?.kind === 'member') return parent.object === current && runs.includes(parent.name);
  return parent?.kind === 'call' && parent.callee === current;
}

function isReturned(statement: Statement, value: Expression): boolean {
  return statement.kind === 'return' && statement.value === value;
}

function isFirstTakenBy(evaluator: Evaluator, frame: Frame, steps: number): boolean {
  const { caller, fn } = frame;
  if (!caller) return false;
  const calls = callsOf(caller.fn).filter(({ node }) => evaluator.evaluate(node.callee, caller).some((callee) => callee.kind === 'function' && callee.fn === fn && evaluator.callFrame(callee, node, caller) === frame));
  return calls.length > 0 && calls.every(({ node }) => isFirstTaken(evaluator, node, caller, [], steps + 1));
}

/** `const [row] = …` */
function isOnlyFirstNamed(value: Expression, { bindings }: Module): boolean {
  const paths = bindings.flatMap(({ definitions }) => definitions.flatMap((definition) => (definition.kind === 'value' && definition.value === value ? [definition.path] : [])));
  return paths.length > 0 && paths.every(([step]) => step === 0);
}
