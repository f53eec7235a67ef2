import type { ApiPath } from '../../semantic/api-path.ts';
import type { Slot } from '../model.ts';

/** What a query's row says of a write. */
export interface WriteParts {
  /**
   * A write of every row that its filter leaves: without a filter, of all. `dropsUndefined`: a condition whose value is undefined is none; `keepsAll`: what may
   * be called on a builder and leaves no row out, where anything else might.
   */
  readonly writesMany?: { readonly dropsUndefined?: boolean; readonly keepsAll?: readonly string[] };
  /** It writes whatever was changed of the rows that were read. */
  readonly writesChanged?: boolean;
  /** A write that can be repeated: it inserts or updates, as is needed. */
  readonly isIdempotent?: boolean;
  /** Methods of the chain that make a write one that can be repeated: `.onConflict('email').merge()`. */
  readonly repeatableBy?: readonly string[];
  /** The option that makes a write one that can be repeated. */
  readonly repeatableIf?: Slot & { readonly slot: 'option' };
  /** It has run when the call returns: nothing waits for it. */
  readonly isSynchronous?: boolean;
  /** Methods of the chain behind which it has run when the call returns. */
  readonly atOnceBy?: readonly string[];
  /** The option by which a write is told the transaction that it belongs to. */
  readonly joins?: Slot & { readonly slot: 'option' };
  /** Methods of the chain, before the write or behind it, one of whose arguments is the transaction that it belongs to: `Order.query(tx)`. */
  readonly joinsBy?: Readonly<Record<string, number>>;
  /** Methods by which a write is asked for the rows that it wrote, its own or those of its chain: `findOneAndUpdate`, `returning`. */
  readonly givesBack?: Readonly<Record<string, 'one' | 'many'>>;
  /** The same of an argument or an option, by the write's method: `insert(order, '*')`. */
  readonly givesBackIf?: Readonly<Record<string, Slot>>;
  /** The write inserts what was made right there: by `new`, or by one of these methods. */
  readonly insertsNew?: readonly string[];
  /** The method of the chain that names the table instead. */
  readonly tableBy?: string;
}

/** How a library makes several writes one. */
export interface TransactionRow {
  /** What belongs to a transaction: what its callback gets, what is annotated so. Absent where it is begun on a connection by a text. */
  readonly handles?: ApiPath;
  /** Where a handle is written as a parameter's type, it may be a transaction's or not. */
  readonly eitherHandles?: ApiPath;
  /** Types of parameters that a transaction's handle fits as well as a client. */
  readonly lent?: ApiPath;
  /** Connections of one's own: who took one may have begun a transaction on it, and handed it on. */
  readonly connections?: ApiPath;
  /** Methods whose callback, or list of writes, is one transaction. */
  readonly runners?: ApiPath;
  /** All that runs inside a runner's callback belongs to its transaction, whatever it is asked of: there is one connection, or the library remembers which is meant. */
  readonly holdsAll?: boolean;
  /** With such a call anywhere (`first`: what its first argument is), everything inside a runner's callback belongs to its transaction untold. */
  readonly ambient?: { readonly at: ApiPath; readonly first?: string };
  /** Decorators of methods that run in one. */
  readonly decorators?: ApiPath;
  /** What a fix writes. */
  readonly wraps?: TransactionCode;
}

/** A transaction as code: `client.by(async (handle) => { … })`. */
export interface TransactionCode {
  /** What it is asked of, and what its handle stands for inside. */
  readonly client: ApiPath;
  /** What stands behind the client and before the callback. */
  readonly by: string;
  readonly handle: string;
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
