import { api, defineFramework, either, sqlText, type QueryRow } from './model.ts';

const library = api('slonik', '@slonik/driver');
const pool = either(library.member('createPool').call(), library.member('DatabasePool').instance());
const begun = either(
  pool.member('transaction').callback(0),
  pool.member('connect').callback(0).member('transaction').callback(0),
  pool.member('transaction').callback(0).member('transaction').callback(0),
  library.member('DatabaseTransactionConnection').instance(),
);
const connection = either(
  pool,
  begun,
  pool.member('connect').callback(0),
  library.member('DatabaseConnection', 'DatabasePoolConnection', 'CommonQueryMethods').instance(),
);

const MANY = ['any', 'anyFirst', 'many', 'manyFirst', 'query'];
/** They throw for a second row, but read it. */
const ONE = ['one', 'oneFirst', 'maybeOne', 'maybeOneFirst', 'exists', 'stream'];

const queries: readonly QueryRow[] = [
  { at: connection.member(...MANY), operation: 'raw', returns: 'many', sql: sqlText('psql') },
  { at: connection.member(...ONE), operation: 'raw', returns: 'one', sql: sqlText('psql') },
];

export default defineFramework({
  name: 'Slonik',
  packages: ['slonik'],
  docs: 'https://github.com/gajus/slonik#query-methods',
  queries,
  transactions: { handles: begun, lent: library.member('CommonQueryMethods', 'DatabaseConnection').instance(), runners: connection.member('transaction') },
  promises: { started: [{ at: connection.member(...MANY, ...ONE) }, { at: connection.member('transaction', 'connect'), takesFunctions: true }] },
  effects: [{ effect: 'queries', at: connection.member(...MANY, ...ONE) }],
});
