import type { Span } from '../syntax/text.ts';
import type { NamedPlace, Reuse } from './facts.ts';
import type { UnseenRejection } from './unseen-rejection.ts';

/** A text from outside that is read by what throws for a wrong one, where nobody catches that. */
export interface UnguardedParse {
  /** The last name of what reads it. */
  readonly at: Span;
  readonly label: string;
  /** What calls the function that this happens in: `socket.on`, the handler of a route. */
  readonly entry: NamedPlace;
  readonly consequence: UnseenRejection | 'exception-is-heard' | 'is-lost' | 'is-repeated';
  /** With its failures logged, or given to the `reject` of the promise around. */
  handle(): (Reuse & { readonly rejects: boolean }) | undefined;
}
