import type { Span, TextEdit } from '../syntax/text.ts';
import type { NamedPlace, RouteReference } from './facts.ts';

/** A number of rows that the caller decides: what a request says becomes the limit of a query, and nothing caps it. */
export interface PageSize {
  /** Where the value becomes the limit. */
  readonly at: Span;
  /** The request's value, as it is read: `req.query.limit`. */
  readonly input: NamedPlace;
  /** The query, and its table. */
  readonly query: NamedPlace;
  readonly table: string;
  readonly route: RouteReference;
  /** The project's own page size, where one is in scope. */
  readonly pageSize?: string;
  /** The value with a cap around it. */
  cap(limit: string): readonly TextEdit[];
}
