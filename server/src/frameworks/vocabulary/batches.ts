import type { Slot } from '../model.ts';

/** Where a key stands in a call that finds one row, and what stands there when many are found; `{{keys}}` is the list of keys. */
export type KeyPlace =
  /** The value of the only field of an object: `{ id: key }`. */
  | { readonly in: 'filter'; readonly slot: Slot & { readonly slot: 'argument' | 'option' }; readonly becomes: string }
  /** The argument itself, which is the value of `field`: `findById(key)`. */
  | { readonly in: 'argument'; readonly field: string; readonly becomes: string }
  /** The second argument of a function that compares: `{ where: eq(users.id, key) }`. */
  | { readonly in: 'comparison'; readonly slot: Slot & { readonly slot: 'option' }; readonly equal: string; readonly lists: string }
  /** A method behind the call: `.where('id', '=', key)`. What gives one row is the last, and is left out or becomes another. `{{quote}}` and `{{field}}` are as written. */
  | { readonly in: 'chain'; readonly by: string; readonly becomes: string; readonly last: string; readonly many?: string };

/** How one row is found by a key, and how those of many keys are. */
export interface KeyedReadRow {
  readonly key: KeyPlace;
  /** The method that finds many. */
  readonly method?: string;
  /** The call finds by a unique field whatever that is called. */
  readonly isUnique?: boolean;
  /** Keys are compared as texts: they may be objects, or numbers that came as texts. */
  readonly isText?: boolean;
  /** What is given where there is no row; absent: `undefined`. */
  readonly orElse?: string;
  /** An empty list of keys is an error, or was one. */
  readonly failsForNone?: boolean;
  /** What the new text needs by name, from the package. */
  readonly imports?: { readonly name: string; readonly package: string };
  /** Methods behind the call that mean the same for many rows. */
  readonly keeps?: readonly string[];
}

/** How one row is made of an object, and how many are of a list of objects. */
export interface InsertRow {
  /** Where the object stands. */
  readonly row: Slot & { readonly slot: 'argument' | 'option' } | { readonly slot: 'behind'; readonly method: string };
  /** The method that makes many; absent: the same. */
  readonly method?: string;
  /** An empty list is an error. */
  readonly failsForNone?: boolean;
  /** Objects inside the row are orders to write other tables. */
  readonly nestsWrites?: boolean;
  /** Methods behind the call that mean the same for many rows, where no result is used. */
  readonly keeps?: readonly string[];
}
