import type { Evaluator } from '../semantic/evaluate.ts';
import type { Frame, FunctionValue } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Call, Expression, Place } from '../syntax/tree.ts';
import { callsOf } from './calls.ts';

/** Functions that hand a callback on, one inside the other, at most. */
const MAX_DEPTH = 4;

/**
 * Whether what a call is given is a function that the project's own callee calls in loops of its own only: of `runEach(orders, load)` the loop is
 * in `runEach`.
 */
export function isLoopedByCallee(evaluator: Evaluator, isInLoop: (frame: Frame, at: Place) => boolean, given: Expression, frame: Frame, depth = 0): boolean {
  const call = callsOf(frame.fn).find(({ node }) => node.args.includes(given))?.node;
  const fns = call && depth < MAX_DEPTH ? evaluator.evaluate(call.callee, frame).filter((value) => value.kind === 'function') : [];
  if (!call || fns.length === 0) return false;
  return fns.every((fn) => {
    const uses = usesOf(evaluator, fn, call, call.args.indexOf(given), frame);
    return uses.length > 0 && uses.every(({ node, name, inner }) => (node.callee === name ? isInLoop(inner, node) : isLoopedByCallee(evaluator, isInLoop, name, inner, depth + 1)));
  });
}

interface Use {
  readonly node: Call;
  /** The parameter, as the callee of the call or an argument of it. */
  readonly name: Expression;
  readonly inner: Frame;
}

/** The calls in a function, and in what is written inside it, of a parameter or with it. */
function usesOf(evaluator: Evaluator, value: FunctionValue, call: Call, index: number, frame: Frame): readonly Use[] {
  const entered = evaluator.callFrame(value, call, frame);
  if (!entered) return [];
  const { module } = entered;
  const isParameter = (node: Expression): boolean => {
    const binding = node.kind === 'name' ? findBinding(module, node.scope, node.name) : undefined;
    return binding?.definitions.some((one) => one.kind === 'parameter' && one.fn === value.fn.id && one.index === index && one.path.length === 0) ?? false;
  };
  return module.functions.filter((fn) => value.fn.start <= fn.start && fn.end <= value.fn.end).flatMap((fn) => {
    const inner = evaluator.frames.inside(entered, fn.id);
    return inner ? callsOf(fn).flatMap(({ node }) => [node.callee, ...node.args].filter(isParameter).map((name): Use => ({ node, name, inner }))) : [];
  });
}
