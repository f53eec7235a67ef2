import type { DroppedCallback } from '../../concepts/dropped-callback.ts';
import type { UncheckedResponse } from '../../concepts/unchecked-response.ts';
import type { UnguardedParse } from '../../concepts/unguarded-parse.ts';
import type { UnheardError } from '../../concepts/unheard-error.ts';
import type { CollectInput } from '../collect-input.ts';
import { once } from '../once.ts';
import type { RouteInsight } from '../route-facts.ts';
import { createCallers } from './callers.ts';
import { createDropped } from './dropped-callbacks.ts';
import type { Entry } from './entries.ts';
import { jobEntries } from './job-entries.ts';
import { createUnchecked } from './unchecked-responses.ts';
import { createUnguarded } from './unguarded-parses.ts';
import { createUnheard } from './unheard-errors.ts';
import { callingSites, serverFrames } from './server-frames.ts';

/** Failures of what runs beside requests, file by file: listeners, timers, jobs, and what emits errors. */
export interface EventFacts {
  /** What packages call at times of their own, in the whole program. */
  entries(): readonly Entry[];
  droppedCallbacks(file: string): readonly DroppedCallback[];
  unheardErrors(file: string): readonly UnheardError[];
  uncheckedResponses(file: string): readonly UncheckedResponse[];
  unguardedParses(file: string): readonly UnguardedParse[];
}

/** Each kind is looked for when somebody asks, in activations that are found once. */
export function createEventFacts(input: CollectInput, insights: readonly RouteInsight[]): EventFacts {
  const callers = createCallers(input.evaluator, input.frameworks, input.isBefore);
  const frames = once(() => serverFrames(input, callers, insights));
  const calling = once(() => frames().ask(callingSites(input.evaluator, callers)));
  const dropped = once(() => createDropped(input, calling()));
  const unheard = once(() => createUnheard(input, callers, frames(), calling()));
  const unchecked = once(() => createUnchecked(input, frames()));
  const unguarded = once(() => createUnguarded(input, calling));
  return {
    entries: () => jobEntries(input, callers, calling()),
    droppedCallbacks: (file) => dropped()(file),
    unheardErrors: (file) => unheard()(file),
    uncheckedResponses: (file) => unchecked()(file),
    unguardedParses: (file) => unguarded()(file),
  };
}
