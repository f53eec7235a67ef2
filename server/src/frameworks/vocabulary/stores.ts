import type { ApiPath } from '../../semantic/api-path.ts';

/** `equals` compare with a value, `lists` with several, `others` otherwise; the operator of `compares` is the second argument. */
export interface ColumnFilters {
  readonly equals: readonly string[];
  readonly lists: readonly string[];
  readonly others: readonly string[];
  readonly compares: readonly string[];
}

/** Where the ends of a range stand. It is unbounded where they are a pair of `whole`, bounded by positions that are counted from one end, and where `word` stands among the arguments. */
export interface RangeRow {
  readonly from: number;
  readonly to: number;
  readonly whole: readonly (readonly [string | number, string | number])[];
  /** Whether the ends are positions and not values. */
  readonly isCounted: boolean;
  readonly word: string;
}

/** How the classes of an entity say which of their fields are unique, in decorators. */
export interface EntityRow {
  /** What makes a class an entity. */
  readonly entity: ApiPath;
  /** Decorators of the fields that are the primary key, together. */
  readonly primary: ApiPath;
  /** Decorators of a field that is unique, for certain. */
  readonly unique: ApiPath;
  /** Decorators of a field or class that may be unique, by an option of one of their arguments. */
  readonly optional: ApiPath;
  readonly option: string;
  /** The fields that a class's decorator names: a list among its arguments, or under this key. */
  readonly properties: string;
  /** Decorators of a field that holds the row of another entity, which a function among their arguments gives; where the option is `cascade`, the database deletes this row with that one. */
  readonly references?: { readonly at: ApiPath; readonly option: string; readonly cascade: string };
  /** Decorators of a list of rows of another entity, given by a function, which hold one of them by what another function reads; with the option all are loaded whenever this row is. */
  readonly children?: { readonly at: ApiPath; readonly option: string };
}
