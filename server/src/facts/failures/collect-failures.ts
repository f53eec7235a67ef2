import type { LeakedError, LostCause, SwallowedError, UnawaitedReturn } from '../../concepts/caught.ts';
import type { Frame } from '../../semantic/values.ts';
import type { FunctionNode } from '../../syntax/tree.ts';
import { knowsCause } from '../../workspace/language-level.ts';
import type { CollectInput } from '../collect-input.ts';
import { shapeOf, unwrapHandler } from '../guards.ts';
import { serverCode } from '../server-code.ts';
import { ignoredIn } from './ignored-errors.ts';
import { leakedIn } from './leaks.ts';
import { lostCausesIn } from './lost-causes.ts';
import { swallowedIn } from './swallowed-errors.ts';
import { unawaitedIn } from './unawaited-returns.ts';

/** Every place of server code where a failure disappears, in source order. */
export function collectSwallowed(input: CollectInput): readonly SwallowedError[] {
  const { evaluator, source, frameworks } = input;
  const handlers = new Set([...input.startup.registrations.values()].flat().flatMap(({ handlers: own }) => own.flatMap(({ values }) => values.flatMap((value) => (value.kind === 'function' ? [value.fn] : [])))));
  const tools = { evaluator, source, loggers: input.loggers, failureLoggers: input.failureLoggers, probes: frameworks.flatMap(({ probes }) => probes ?? []), isHandler: (fn: FunctionNode) => handlers.has(fn) };
  return inFunctions(input, (frame) => [...swallowedIn(tools, frame), ...ignoredIn(tools, frame)]);
}

/** Every promise of server code that leaves a `try` unsettled, in source order. */
export function collectUnawaited(input: CollectInput): readonly UnawaitedReturn[] {
  return inFunctions(input, (frame) => unawaitedIn(input, frame));
}

/** Every failure of server code that is told on without its cause, in source order. */
export function collectLostCauses(input: CollectInput): readonly LostCause[] {
  const { evaluator, source } = input;
  return inFunctions(input, (frame) => lostCausesIn({ evaluator, source, loggers: input.loggers, mayCause: (file) => knowsCause(evaluator.program.project, file) }, frame));
}

/** What the handlers of server code, their middleware and what these call send of errors to callers; each once. */
export function collectLeaked(input: CollectInput): readonly LeakedError[] {
  const { evaluator, roles, reach } = input;
  const isServer = serverCode(input);
  const found = new Map<string, LeakedError>();
  const seen = new Set<FunctionNode>();
  for (const { host, handlers } of [...input.startup.registrations.values()].flat()) {
    const { routing } = host.framework;
    for (const handler of handlers) {
      const inner = handler.values.length === 1 ? unwrapHandler(evaluator, roles, handler.values[0]) : undefined;
      if (inner?.kind !== 'function') continue;
      const talk = { conversation: routing.conversation, shape: shapeOf(inner.fn.parameters.length, routing, handler.as), handler: inner.fn };
      for (const frame of reach.reachedFrom(inner)) {
        if (seen.has(frame.fn) || !isServer(frame.module)) continue;
        seen.add(frame.fn);
        for (const leak of leakedIn(input, frame, talk)) found.set(`${leak.at.file}:${leak.at.start}`, leak);
      }
    }
  }
  return [...found.values()];
}

function inFunctions<T>(input: CollectInput, find: (frame: Frame) => readonly T[]): readonly T[] {
  return input.modules.filter(serverCode(input)).flatMap((module) => module.functions.flatMap((fn) => {
    const frame = input.evaluator.frames.generic(module, fn.id);
    return frame ? find(frame) : [];
  }));
}
