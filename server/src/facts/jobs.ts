import type { RouteReference } from '../concepts/facts.ts';
import type { FrameworkModel } from '../frameworks/model.ts';
import { createRowFinder } from '../semantic/api-index.ts';
import { lastNamesOf } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { frameQuestion } from '../semantic/frame-questions.ts';
import { callsOf } from './calls.ts';
import type { CollectInput } from './collect-input.ts';
import { decoratedMethods, type DecoratedMethod } from './decorated-methods.ts';
import { serverCode } from './server-code.ts';
import { calleeText, decoratorName, lastNameOf } from './source.ts';
import type { Frame, FunctionValue, Value } from '../semantic/values.ts';
import type { Call, Module } from '../syntax/tree.ts';

/** A function that runs at times of its own, or when a message comes: what it reaches is run again and again without a request. */
export interface Job {
  /** What it was given to, at that call. */
  readonly entry: RouteReference;
  /** The activations that run then. */
  readonly frames: readonly Frame[];
}

/** The calls of a function that give something to what runs it later. */
const scheduledIn = frameQuestion((evaluator: Evaluator, frameworks: readonly FrameworkModel[]) => {
  const rows = frameworks.flatMap(({ schedules = [] }) => schedules).map((at) => ({ at }));
  const find = createRowFinder(rows);
  const names = new Set(rows.flatMap(({ at }) => lastNamesOf(at.pattern)));
  return (frame: Frame): readonly { readonly node: Call; readonly frame: Frame }[] => callsOf(frame.fn).flatMap(({ node }) => {
    const isNamed = node.callee.kind === 'name' || (node.callee.kind === 'member' && names.has(node.callee.name));
    return isNamed && evaluator.evaluate(node.callee, frame).some((value) => value.kind === 'api' && find(value)) ? [{ node, frame }] : [];
  });
});

/** The jobs of server code: what schedulers, timers, queues and emitters are given, and the methods that are decorated for them. */
export function collectJobs(input: CollectInput): readonly Job[] {
  const { evaluator, source, reach } = input;
  const scheduled = scheduledIn(evaluator, input.frameworks);
  const findMethod = createRowFinder(input.frameworks.flatMap(({ events }) => events?.methods ?? []));
  const modules = input.modules.filter(serverCode(input));
  return [...modules.flatMap(givenIn), ...decoratedMethods(evaluator, input.frameworks, modules).flatMap(ofMethod)];

  function givenIn(module: Module): readonly Job[] {
    return scheduled.ofModule(module).flatMap(({ node, frame }) => {
      const given = node.args.flatMap((argument) => evaluator.evaluate(argument, frame)).flatMap((value) => functionsIn(value));
      return jobOf({ label: calleeText(source, module, node.callee), at: lastNameOf(module, node.callee) }, given);
    });
  }

  /** Whatever its package's version makes of failures, it calls the method. */
  function ofMethod({ value, decorator, origin, frame, method }: DecoratedMethod): readonly Job[] {
    return findMethod(origin, (row) => row.method === method) ? jobOf(decoratorName(source, frame.module, decorator), [value]) : [];
  }

  function jobOf(entry: RouteReference, given: readonly FunctionValue[]): readonly Job[] {
    const frames = given.flatMap((value) => reach.activationsFrom(value));
    return frames.length === 0 ? [] : [{ entry, frames }];
  }

  /** A function, or those among options: `CronJob.from({ onTick })`. */
  function functionsIn(value: Value): readonly FunctionValue[] {
    if (value.kind === 'function') return [value];
    if (value.kind !== 'object') return [];
    return value.node.properties.flatMap((property) => ('kind' in property ? [] : evaluator.evaluate(property.value, value.frame).filter((one) => one.kind === 'function')));
  }
}
