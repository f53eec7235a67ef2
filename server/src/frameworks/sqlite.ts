import { api, defineFramework, either, preparedText, sqlText, type QueryRow } from './model.ts';

/** Synchronous: statements are prepared, then run. */
const synchronous = either(
  api('better-sqlite3', 'libsql', 'bun:sqlite').instance(), api('better-sqlite3').call(),
  api('better-sqlite3', 'libsql', 'bun:sqlite').member('Database').instance(),
  api('node:sqlite').member('DatabaseSync').instance(),
);
const prepared = synchronous.member('prepare', 'query').call();
const statement = prepared.fluent('pluck', 'raw', 'expand', 'safeIntegers', 'bind');

/** With callbacks; `sqlite` makes promises of them. */
const library = either(api('sqlite3'), api('sqlite3').member('verbose').call());
const wrapped = either(api('sqlite').member('open').call(), api('sqlite').member('Database').instance());
const asynchronous = either(library.member('Database', 'cached').instance(), wrapped);
const readied = asynchronous.member('prepare').call();

const queries: readonly QueryRow[] = [
  { at: statement.member('all', 'values'), operation: 'raw', returns: 'many', sql: preparedText('sqlite', prepared) },
  // One row, or one at a time.
  { at: statement.member('get', 'iterate'), operation: 'raw', returns: 'one', sql: preparedText('sqlite', prepared) },
  { at: statement.member('run'), operation: 'raw', returns: 'nothing', isSynchronous: true, sql: preparedText('sqlite', prepared) },
  { at: either(synchronous, asynchronous).member('exec'), operation: 'raw', returns: 'nothing', sql: sqlText('sqlite') },
  { at: asynchronous.member('all'), operation: 'raw', returns: 'many', sql: sqlText('sqlite') },
  { at: asynchronous.member('get', 'each'), operation: 'raw', returns: 'one', sql: sqlText('sqlite') },
  { at: asynchronous.member('run'), operation: 'raw', returns: 'nothing', sql: sqlText('sqlite') },
  { at: readied.member('all'), operation: 'raw', returns: 'many', sql: preparedText('sqlite', readied) },
  { at: readied.member('get', 'each'), operation: 'raw', returns: 'one', sql: preparedText('sqlite', readied) },
  { at: readied.member('run'), operation: 'raw', returns: 'nothing', sql: preparedText('sqlite', readied) },
];

export default defineFramework({
  name: 'SQLite',
  packages: ['better-sqlite3', 'node:sqlite', 'sqlite3', 'sqlite', 'libsql', 'bun:sqlite'],
  docs: 'https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md',
  queries,
  // One connection: what runs until the function is done runs in its transaction.
  transactions: { runners: synchronous.member('transaction'), holdsAll: true },
  promises: { started: [{ at: wrapped.member('all', 'get', 'run', 'exec') }] },
  effects: [{ effect: 'queries', at: either(statement.member('all', 'get', 'run', 'iterate'), synchronous.member('exec'), asynchronous.member('all', 'get', 'each', 'run', 'exec')) }],
});
