import type { SwallowedError, UnawaitedReturn } from '../../concepts/caught.ts';
import type { FunctionNode } from '../../syntax/tree.ts';
import type { CollectInput } from '../collect-input.ts';
import { serverCode } from '../server-code.ts';
import { createFailureLoggers } from '../failure-loggers.ts';
import { ignoredIn } from './ignored-errors.ts';
import { swallowedIn } from './swallowed-errors.ts';
import { unawaitedIn } from './unawaited-returns.ts';
import type { Frame } from '../../semantic/values.ts';

/** Every place of server code where a failure disappears, in source order. */
export function collectSwallowed(input: CollectInput): readonly SwallowedError[] {
  const { evaluator, source, frameworks } = input;
  const handlers = new Set([...input.startup.registrations.values()].flat().flatMap(({ handlers: own }) => own.flatMap(({ values }) => values.flatMap((value) => (value.kind === 'function' ? [value.fn] : [])))));
  const tools = { evaluator, source, loggers: createFailureLoggers(evaluator, source, input.modules), probes: frameworks.flatMap(({ probes }) => probes ?? []), isHandler: (fn: FunctionNode) => handlers.has(fn) };
  return inFunctions(input, (frame) => [...swallowedIn(tools, frame), ...ignoredIn(tools, frame)]);
}

/** Every promise of server code that leaves a `try` unsettled, in source order. */
export function collectUnawaited(input: CollectInput): readonly UnawaitedReturn[] {
  return inFunctions(input, (frame) => unawaitedIn(input, frame));
}

function inFunctions<T>(input: CollectInput, find: (frame: Frame) => readonly T[]): readonly T[] {
  return input.modules.filter(serverCode(input)).flatMap((module) => module.functions.flatMap((fn) => {
    const frame = input.evaluator.frames.generic(module, fn.id);
    return frame ? find(frame) : [];
  }));
}
