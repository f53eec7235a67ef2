import type { Span } from '../syntax/text.ts';
import type { RouteReference } from './facts.ts';
import type { Presence } from './presence.ts';

/** A write of as many rows as its filter leaves. */
export interface MassWrite {
  readonly label: string;
  readonly table: string;
  /** The method that makes it this write. */
  readonly at: Span;
  readonly operation: 'update' | 'delete';
  /** Whether anything leaves rows out; what is built elsewhere is unknown. */
  readonly filter: Presence;
  /** The only conditions, as written, where a caller may leave them out and the library then filters by nothing. */
  readonly mayVanish?: string;
  /** A comment stands beside it: somebody says why. */
  readonly isExplained: boolean;
  /** The routes whose handlers or middleware run it. */
  readonly reachedFrom: readonly RouteReference[];
  /** Whether it stands in exported code that others may call. */
  readonly isService: boolean;
}
