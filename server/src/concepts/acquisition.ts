import type { Span, TextEdit } from '../syntax/text.ts';
import type { NamedPlace, RouteReference } from './facts.ts';

/** Something that was taken and has to be given back: a connection of a pool, a session, a transaction. */
export interface Acquisition {
  /** The method that takes it. */
  readonly at: Span;
  readonly label: string;
  /** A connection that was made for this, and belongs to no pool. */
  readonly isOwn?: boolean;
  readonly takes: 'connection' | 'session' | 'transaction' | 'query runner';
  /**
   * How it is lost: `never` is it given back; `failure` of what is named keeps it; a way `out` at a place does. `pooled`: a transaction was begun on whichever
   * connection was free, and nobody can end it.
   */
  readonly loss: 'never' | 'failure' | 'out' | 'pooled';
  /** What fails, or where the way out is. */
  readonly by?: NamedPlace;
  readonly reachedFrom: readonly RouteReference[];
  /** Whether it stands in exported code that others may call. */
  readonly isService: boolean;
  /** What gives it back on every way; `undefined` where the code has another shape. */
  release(): readonly TextEdit[] | undefined;
}
