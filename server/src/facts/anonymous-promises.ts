import type { Call } from '../syntax/tree.ts';
import { argumentMinds, callBack, callMind, isFunction } from './anonymous-calls.ts';
import { awaited } from './anonymous-expressions.ts';
import { DOUBT, literalMind, SOMETHING, type Activation, type Mind, type PromiseState } from './anonymous-minds.ts';
import { doubtfully, type Run } from './anonymous-run.ts';

/** `new Promise((resolve, reject) => …)`. */
export function newPromise(run: Run, args: readonly Mind[], activation: Activation): Mind {
  const promise: PromiseState = { fulfils: false, rejects: false, value: DOUBT };
  const [executor] = args;
  if (!executor || !isFunction(executor)) return DOUBT;
  const outer = run.raised;
  run.raised = 'never';
  callBack(run, [executor], [{ kind: 'settle', promise, fulfils: true }, { kind: 'settle', promise, fulfils: false }], activation);
  if (run.raised !== 'never') promise.rejects = true;
  run.raised = outer;
  if (!promise.fulfils && !promise.rejects) return DOUBT;
  return { kind: 'promise', promise };
}

/** `Promise.resolve(x)`, `Promise.reject(x)`. */
export function promiseOf(run: Run, name: string, args: readonly Mind[]): Mind {
  const [first] = args;
  if (name === 'resolve') return first?.kind === 'promise' ? first : { kind: 'promise', promise: { fulfils: true, rejects: false, value: first ?? literalMind(undefined) } };
  if (name === 'reject') run.outcome.refusesUnclearly = true;
  if (name === 'reject') return { kind: 'promise', promise: { fulfils: false, rejects: true, value: DOUBT } };
  return DOUBT;
}

/** `.then(…)`, `.catch(…)`, `.finally(…)` on a promise, or on something that may be one. */
export function callContinuation(run: Run, object: Mind, node: Call, activation: Activation): Mind {
  const name = node.callee.kind === 'member' ? node.callee.name : '';
  const thrown = run.raised;
  run.raised = 'never';
  const state: PromiseState = object.kind === 'promise' ? object.promise : { fulfils: thrown !== 'always', rejects: thrown !== 'never' || object.kind === 'unknown', value: object };
  const args = argumentMinds(run, node, activation);
  const handlers = name === 'then' ? [args[0], args[1]] : name === 'catch' ? [undefined, args[0]] : [args[0], args[0]];
  const result: PromiseState = { fulfils: false, rejects: false, value: DOUBT };
  const both = state.fulfils && state.rejects;
  const settle = (handler: Mind | undefined, given: Mind, fulfilled: boolean) => {
    if (!handler) {
      if (fulfilled) {
        result.fulfils = true;
        result.value = given;
      } else result.rejects = true;
      return;
    }
    const call = () => awaited(run, callMind(run, handler, name === 'finally' ? [] : [given], node, activation));
    const value = both ? doubtfully(run, call) : call();
    if (run.raised !== 'always') {
      result.fulfils = true;
      result.value = value;
    }
    if (run.raised !== 'never') result.rejects = true;
    run.raised = 'never';
  };
  if (state.fulfils) settle(handlers[0], state.value, true);
  if (state.rejects) settle(handlers[1], SOMETHING, false);
  return { kind: 'promise', promise: result };
}
