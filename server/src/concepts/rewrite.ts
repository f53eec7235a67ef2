import type { Span, TextEdit } from '../syntax/text.ts';
import type { NamedPlace, RouteReference } from './facts.ts';

/** A value of a row that is read, changed in memory and written back: what others wrote in between is lost. */
export interface Rewrite {
  readonly label: string;
  /** The method that writes it back. */
  readonly at: Span;
  /** The value as it is read: `order.stock`. */
  readonly value: string;
  readonly read: NamedPlace;
  readonly reachedFrom: readonly RouteReference[];
  /** Whether it stands in exported code that others may call. */
  readonly isService: boolean;
  /** The library's own operator instead, which leaves the arithmetic to the database; `undefined` where nobody can say how. */
  atomic(): readonly TextEdit[] | undefined;
}
