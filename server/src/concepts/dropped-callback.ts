import type { Span, TextEdit } from '../syntax/text.ts';
import type { NamedPlace, Reuse } from './facts.ts';
import type { UnseenRejection } from './unseen-rejection.ts';

/** An asynchronous function that is called by something that ignores what it promises. */
export interface DroppedCallback {
  /** The keyword `async`. */
  readonly at: Span;
  /** What ignores it: `socket.on`, `forEach`. */
  readonly by: NamedPlace;
  /** `truthy`: the promise is taken for a yes. `unsettled`: what the call gives waits for ever. */
  readonly ending: 'unhandled' | 'lost' | 'unsettled' | 'truthy';
  /** What an unhandled rejection comes to here. */
  readonly consequence: UnseenRejection;
  /** The first call that can reject, or the `throw`. */
  readonly cause: NamedPlace & { readonly isThrow: boolean };
  /** As a loop that waits for each round. */
  loop(): readonly TextEdit[] | undefined;
  /** With its failures logged, or given to the `reject` of the promise around. */
  handle(): (Reuse & { readonly rejects: boolean }) | undefined;
}
