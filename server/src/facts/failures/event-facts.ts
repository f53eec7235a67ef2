import type { DroppedCallback } from '../../concepts/dropped-callback.ts';
import type { UncheckedResponse } from '../../concepts/unchecked-response.ts';
import type { UnguardedParse } from '../../concepts/unguarded-parse.ts';
import type { UnheardError } from '../../concepts/unheard-error.ts';
import type { CollectInput } from '../collect-input.ts';
import type { RouteInsight } from '../route-facts.ts';
import { createCallers } from './callers.ts';
import type { Entry } from './entries.ts';
import { jobEntries } from './job-entries.ts';
import { collectDropped } from './dropped-callbacks.ts';
import { collectUnchecked } from './unchecked-responses.ts';
import { collectUnguarded } from './unguarded-parses.ts';
import { collectUnheard } from './unheard-errors.ts';
import { serverCalls, type CallSite } from './server-frames.ts';

/** Failures of what runs beside requests: listeners, timers, jobs, and what emits errors. */
export interface EventFacts {
  /** What packages call at times of their own. */
  readonly entries: readonly Entry[];
  readonly droppedCallbacks: readonly DroppedCallback[];
  readonly unheardErrors: readonly UnheardError[];
  readonly uncheckedResponses: readonly UncheckedResponse[];
  readonly unguardedParses: readonly UnguardedParse[];
}

/** Each kind is looked for when somebody asks, on calls that are looked up once. */
export function createEventFacts(input: CollectInput, insights: readonly RouteInsight[]): EventFacts {
  const callers = createCallers(input.evaluator, input.frameworks, input.isBefore);
  let calls: readonly CallSite[] | undefined;
  let droppedCallbacks: readonly DroppedCallback[] | undefined;
  let unheardErrors: readonly UnheardError[] | undefined;
  let uncheckedResponses: readonly UncheckedResponse[] | undefined;
  let unguardedParses: readonly UnguardedParse[] | undefined;
  const callsOnce = () => (calls ??= serverCalls(input, callers, insights));
  return {
    get entries() {
      return jobEntries(input, callers, callsOnce());
    },
    get droppedCallbacks() {
      return (droppedCallbacks ??= collectDropped(input, callsOnce()));
    },
    get unheardErrors() {
      return (unheardErrors ??= collectUnheard(input, callers, callsOnce()));
    },
    get uncheckedResponses() {
      return (uncheckedResponses ??= collectUnchecked(input, callsOnce()));
    },
    get unguardedParses() {
      return (unguardedParses ??= collectUnguarded(input, callsOnce()));
    },
  };
}
