import { meaningMind } from './anonymous-members.ts';
import { DOUBT, type Mind } from './anonymous-minds.ts';
import { awaited } from './anonymous-expressions.ts';
import { callActivation, refuse, type Run } from './anonymous-run.ts';

/** Fills the parameters that functions make which run before the handler. One that refuses every stranger leaves nothing to run. */
export function makeParameters(run: Run, args: Mind[]): boolean {
  for (const [index, maker] of run.makers ?? []) {
    const shape = run.conversation.shapes.find(({ of }) => of === 'parameter');
    const frame = run.evaluator.frames.enter(maker, undefined, 'anonymous', maker.frame.depth);
    const given = (shape?.parameters ?? []).map((meaning) => (meaning ? meaningMind(run, meaning, DOUBT) : DOUBT));
    args[index] = frame ? awaited(run, callActivation(run, { frame, env: new Map() }, given)) : DOUBT;
    if (run.raised !== 'never') refuse(run, 'unclear');
    if (run.raised === 'always') return false;
    run.raised = 'never';
  }
  return true;
}
