import type { Reuse } from './facts.ts';
import type { Span, TextEdit } from '../syntax/text.ts';
import type { UnseenRejection } from './unseen-rejection.ts';

/** A call whose promise nobody has: neither awaited, returned, kept nor given a rejection handler. */
export interface FloatingPromise {
  readonly at: Span;
  /** The callee as written; absent for a function that is called where it is written. */
  readonly label?: string;
  /**
   * `started`: it runs, and may reject; `continued`: so, and what is chained to it handles no rejection; `rethrown`: so, and the handler that
   * is chained to it fails again; `lazy`: it never runs; `builder`: it never runs, and awaiting it wouldn't change that; `awaited`: it is
   * awaited, which runs nothing; `onward`: it runs what comes after a middleware.
   */
  readonly kind: 'started' | 'continued' | 'rethrown' | 'lazy' | 'builder' | 'awaited' | 'onward';
  /** The method that runs a builder. */
  readonly runsBy?: string;
  /** What ends with an unhandled rejection. */
  readonly consequence: UnseenRejection | 'is-printed';
  /** What can reject, or never runs, behind a function of the project. */
  readonly cause?: { readonly label: string; readonly at: Span; readonly isThrow: boolean };
  /** What waits for it: `await`, the method that runs a builder, `return`. */
  wait(): readonly TextEdit[] | undefined;
  /** A rejection handler that logs as the project does. */
  handle(): Reuse | undefined;
}
