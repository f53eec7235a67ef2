import type { ApiPath } from '../../semantic/api-path.ts';

/** Whose SQL a connection speaks; `generic` where that is configured. */
export type Dialect = 'psql' | 'mysql' | 'sqlite' | 'mssql' | 'generic';

/** Where the SQL of a call stands. A tagged template is its own text. */
export interface SqlSlot {
  readonly dialect: Dialect;
  /** The argument that holds the text; the first where nothing is said. */
  readonly argument?: number;
  /** Keys under which an object in its place holds the text: `query({ text, values })`. */
  readonly keys?: readonly string[];
  /** The call that is given the text, where it isn't the one that runs it: `db.prepare(text).all()`. */
  readonly preparedBy?: ApiPath;
  /** Only as a tag: called as a function it is something else. */
  readonly isTag?: boolean;
  /** The call makes parts of other queries as well: a text that is no statement is one. Of a tag that is always so. */
  readonly makesParts?: boolean;
  /** Methods of the call's result that read it row by row: `.cursor(100)`, `.stream()`. */
  readonly streams?: readonly string[];
}

/** The text is the first argument, or stands there under one of these keys. */
export const sqlText = (dialect: Dialect, ...keys: readonly string[]): SqlSlot => ({ dialect, keys });
export const sqlTag = (dialect: Dialect, ...streams: readonly string[]): SqlSlot => ({ dialect, isTag: true, streams });
export const preparedText = (dialect: Dialect, preparedBy: ApiPath): SqlSlot => ({ dialect, preparedBy });
