import type { RouteReference } from '../concepts/facts.ts';
import { createRowFinder } from '../semantic/api-index.ts';
import { lastNamesOf } from '../semantic/api-path.ts';
import { callsOf } from './calls.ts';
import type { CollectInput } from './collect-input.ts';
import { serverCode } from './server-code.ts';
import { calleeText, lastNameOf } from './source.ts';
import type { Frame, FunctionValue, Value } from '../semantic/values.ts';

/** A function that runs at times of its own, or when a message comes: what it reaches is run again and again without a request. */
export interface Job {
  /** What it was given to, at that call. */
  readonly entry: RouteReference;
  /** The activations that run then. */
  readonly frames: readonly Frame[];
}

/** The jobs of server code: what schedulers, timers, queues and emitters are given. */
export function collectJobs(input: CollectInput): readonly Job[] {
  const { evaluator, source, reach } = input;
  const rows = input.frameworks.flatMap(({ schedules = [] }) => schedules).map((at) => ({ at }));
  const find = createRowFinder(rows);
  const names = new Set(rows.flatMap(({ at }) => lastNamesOf(at.pattern)));
  const isServer = serverCode(input);
  return input.modules.filter(isServer).flatMap((module) => module.functions.flatMap((fn) => {
    const frame = evaluator.frames.generic(module, fn.id);
    const calls = frame ? callsOf(fn).filter(({ node: { callee } }) => callee.kind === 'name' || (callee.kind === 'member' && names.has(callee.name))) : [];
    return calls.flatMap(({ node }): readonly Job[] => {
      if (!frame || !evaluator.evaluate(node.callee, frame).some((value) => value.kind === 'api' && find(value))) return [];
      const given = node.args.flatMap((argument) => evaluator.evaluate(argument, frame)).flatMap((value) => functionsIn(value));
      const frames = given.flatMap((value) => reach.activationsFrom(value));
      return frames.length === 0 ? [] : [{ entry: { label: calleeText(source, module, node.callee), at: lastNameOf(module, node.callee) }, frames }];
    });
  }));

  /** A function, or those among options: `CronJob.from({ onTick })`. */
  function functionsIn(value: Value): readonly FunctionValue[] {
    if (value.kind === 'function') return [value];
    if (value.kind !== 'object') return [];
    return value.node.properties.flatMap((property) => ('kind' in property ? [] : evaluator.evaluate(property.value, value.frame).filter((one) => one.kind === 'function')));
  }
}
