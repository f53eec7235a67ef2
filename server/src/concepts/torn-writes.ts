import type { Span, TextEdit } from '../syntax/text.ts';
import type { NamedPlace, RouteReference } from './facts.ts';

/** Writes that belong together and are no one transaction: a failure between them leaves half. */
export interface TornWrites {
  /** The method name of the second write; of one that goes past the transaction around it, its own. */
  readonly at: Span;
  readonly label: string;
  /** What was written already, or is written inside the transaction. */
  readonly first: NamedPlace;
  /** It stands inside a transaction's callback, and uses the handle outside. */
  readonly escapes: boolean;
  /** Neither waits for the other: `Promise.all([first, second])`. */
  readonly isAtOnce: boolean;
  readonly reachedFrom: readonly RouteReference[];
  /** Whether it stands in exported code that others may call. */
  readonly isService: boolean;
  /** Both in the library's transaction; `undefined` where something stands between them, or nobody can say how. */
  wrap(): readonly TextEdit[] | undefined;
}
