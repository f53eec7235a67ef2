import type { DroppedCallback } from '../../concepts/dropped-callback.ts';
import type { UncheckedResponse } from '../../concepts/unchecked-response.ts';
import type { UnguardedParse } from '../../concepts/unguarded-parse.ts';
import type { UnheardError } from '../../concepts/unheard-error.ts';
import { byFile } from '../by-file.ts';
import type { CollectInput } from '../collect-input.ts';
import { once } from '../once.ts';
import type { RouteInsight } from '../route-facts.ts';
import { createCallers } from './callers.ts';
import { createDropped } from './dropped-callbacks.ts';
import type { Entry } from './entries.ts';
import { jobEntries } from './job-entries.ts';
import { collectUnchecked } from './unchecked-responses.ts';
import { createUnguarded } from './unguarded-parses.ts';
import { createUnheard } from './unheard-errors.ts';
import { serverCalls } from './server-frames.ts';

/** Failures of what runs beside requests, file by file: listeners, timers, jobs, and what emits errors. */
export interface EventFacts {
  /** What packages call at times of their own, in the whole program. */
  entries(): readonly Entry[];
  droppedCallbacks(file: string): readonly DroppedCallback[];
  unheardErrors(file: string): readonly UnheardError[];
  uncheckedResponses(file: string): readonly UncheckedResponse[];
  unguardedParses(file: string): readonly UnguardedParse[];
}

/** Each kind is looked for when somebody asks, on calls that are looked up once. */
export function createEventFacts(input: CollectInput, insights: readonly RouteInsight[]): EventFacts {
  const callers = createCallers(input.evaluator, input.frameworks, input.isBefore);
  const calls = once(() => serverCalls(input, callers, insights));
  const dropped = once(() => createDropped(input, calls()));
  const unheard = once(() => createUnheard(input, callers, calls()));
  const unchecked = once(() => byFile(collectUnchecked(input, calls()), ({ at }) => at.file));
  const unguarded = once(() => createUnguarded(input, calls()));
  return {
    entries: () => jobEntries(input, callers, calls()),
    droppedCallbacks: (file) => dropped()(file),
    unheardErrors: (file) => unheard()(file),
    uncheckedResponses: (file) => unchecked()(file),
    unguardedParses: (file) => unguarded()(file),
  };
}
