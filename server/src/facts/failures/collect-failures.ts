import type { LeakedError, LostCause, SwallowedError, UnawaitedReturn } from '../../concepts/caught.ts';
import { standsDead } from '../../semantic/live-code.ts';
import type { Frame } from '../../semantic/values.ts';
import type { FunctionNode, Place } from '../../syntax/tree.ts';
import { knowsCause } from '../../workspace/language-level.ts';
import { byFilesOf } from '../by-file.ts';
import type { CollectInput } from '../collect-input.ts';
import { shapeOf, unwrapHandler } from '../guards.ts';
import { once } from '../once.ts';
import type { RunFrames } from '../run-frames.ts';
import { serverCode } from '../server-code.ts';
import { ignoredIn } from './ignored-errors.ts';
import { leakedIn } from './leaks.ts';
import { lostCausesIn } from './lost-causes.ts';
import { swallowedIn } from './swallowed-errors.ts';
import type { Talk } from './talks.ts';
import { unawaitedIn } from './unawaited-returns.ts';

/** What becomes of failures in the functions of server code, file by file and in source order. */
export interface FailureFacts {
  /** Every place where a failure disappears. */
  swallowed(file: string): readonly SwallowedError[];
  /** Every promise that leaves a `try` unsettled. */
  unawaited(file: string): readonly UnawaitedReturn[];
  /** Every failure that is told on without its cause. */
  lostCauses(file: string): readonly LostCause[];
  /** What handlers, their middleware and what these call send of errors to callers; each once. */
  leaked(file: string): readonly LeakedError[];
}

export function createFailureFacts(input: CollectInput, frames: RunFrames): FailureFacts {
  const { evaluator, source } = input;
  const parses = input.frameworks.flatMap(({ events }) => events?.parses ?? []);
  const answering = new Set(input.frameworks.flatMap(({ routing, packages }) => (routing ? packages : [])));
  const isServer = serverCode(input);
  const talks = once(() => talksIn(input));
  const swallowTools = once(() => swallowToolsOf(input));
  const inFunctions = <T extends { readonly at: Place }>(file: string, find: (frame: Frame) => readonly T[]): readonly T[] =>
    frames.standing(file).filter(({ module }) => isServer(module)).flatMap((frame) => find(frame).filter(({ at }) => !standsDead(evaluator, at, frame)));
  return {
    swallowed: (file) => inFunctions(file, (frame) => [...swallowedIn(swallowTools(), frame), ...ignoredIn(swallowTools(), frame)]),
    unawaited: (file) => inFunctions(file, (frame) => unawaitedIn(input, frame)),
    lostCauses: (file) => inFunctions(file, (frame) => lostCausesIn({ evaluator, source, parses, answering, loggers: input.loggers, mayCause: (one) => knowsCause(evaluator.program.project, one) }, frame)),
    leaked(file) {
      const leaks = talks()(file).flatMap(({ frame, talk }) => leakedIn(input, frame, talk));
      return [...new Map(leaks.map((leak) => [leak.at.start, leak])).values()];
    },
  };
}

function swallowToolsOf({ evaluator, source, frameworks, startup, loggers, failureLoggers }: CollectInput) {
  const handlers = new Set([...startup.registrations.values()].flat().flatMap(({ handlers: own }) => own.flatMap(({ values }) => values.flatMap((value) => (value.kind === 'function' ? [value.fn] : [])))));
  return { evaluator, source, loggers, failureLoggers, probes: frameworks.flatMap(({ probes }) => probes ?? []), isHandler: (fn: FunctionNode) => handlers.has(fn) };
}

/** What handlers and their middleware run, each function once, with the conversation that it is part of; file by file. */
function talksIn(input: CollectInput): (file: string) => readonly { readonly frame: Frame; readonly talk: Talk }[] {
  const { evaluator, roles, reach } = input;
  const isServer = serverCode(input);
  const talks = [...input.startup.registrations.values()].flat().flatMap(({ host, handlers }) => handlers.flatMap((handler) => {
    const inner = handler.values.length === 1 ? unwrapHandler(evaluator, roles, handler.values[0]) : undefined;
    if (inner?.kind !== 'function') return [];
    const { routing } = host.framework;
    const talk: Talk = { conversation: routing.conversation, shape: shapeOf(inner.fn.parameters.length, routing, handler.as), handler: inner.fn };
    return [{ talk, reached: reach.followByFile(inner) }];
  }));
  const talksInto = byFilesOf(talks, ({ reached }) => reached.keys());
  return (file) => {
    const found = new Map<FunctionNode, { readonly frame: Frame; readonly talk: Talk }>();
    for (const { talk, reached } of talksInto(file)) {
      for (const { frame } of reached.get(file) ?? []) if (!found.has(frame.fn) && isServer(frame.module)) found.set(frame.fn, { frame, talk });
    }
    return [...found.values()];
  };
}
