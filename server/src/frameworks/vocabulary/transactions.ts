import type { ApiPath } from '../../semantic/api-path.ts';
import type { Slot } from '../model.ts';

/** What a query's row says of a write. */
export interface WriteParts {
  /** A write of every row that its filter leaves: without a filter, of all. `dropsUndefined`: a condition whose value is undefined is none. */
  readonly writesMany?: { readonly dropsUndefined?: boolean };
  /** It writes whatever was changed of the rows that were read. */
  readonly writesChanged?: boolean;
  /** A write that can be repeated: it inserts or updates, as is needed. */
  readonly isIdempotent?: boolean;
  /** The option by which a write is told the transaction that it belongs to. */
  readonly joins?: Slot & { readonly slot: 'option' };
  /** The method of the chain that names the table instead. */
  readonly tableBy?: string;
}

/** How a library makes several writes one. */
export interface TransactionRow {
  /** What belongs to a transaction: what its callback gets, what is annotated so. */
  readonly handles: ApiPath;
  /** Where a handle is written as a parameter's type, it may be a transaction's or not. */
  readonly eitherHandles?: ApiPath;
  /** Methods whose callback, or list of writes, is one transaction. */
  readonly runners?: ApiPath;
  /** With such a call anywhere (`first`: what its first argument is), everything inside a runner's callback belongs to its transaction untold. */
  readonly ambient?: { readonly at: ApiPath; readonly first?: string };
  /** Decorators of methods that run in one. */
  readonly decorators?: ApiPath;
  /** The method of the client that takes a list of writes, or a callback with a handle: what a fix writes. */
  readonly wrapsBy?: string;
}

/** How a library keeps two writers of one row from overwriting each other. */
export interface ConcurrencyRow {
  /** Options of a schema, names and packages by which a project has its rows checked when they are written. */
  readonly versionedBy: { readonly options?: readonly string[]; readonly imports?: readonly string[]; readonly packages?: readonly string[] };
  /** The option of a read that locks the row. */
  readonly lock?: string;
  /** What stands in place of the value that was computed: `{{amount}}` is what is added or taken. */
  readonly value?: { readonly add: string; readonly take: string };
  /** What stands in place of the assignment and the write: `{{row}}`, `{{model}}`, `{{field}}`, `{{amount}}`. */
  readonly write?: { readonly add: string; readonly take: string };
}

/** What a library's model says of writes besides its rows. */
export interface WriteModel {
  readonly transactions?: TransactionRow;
  readonly concurrency?: ConcurrencyRow;
}
