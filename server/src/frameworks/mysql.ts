import { api, defineFramework, either, sqlText, type QueryRow } from './model.ts';
import type { AcquisitionRow } from './vocabulary/acquisitions.ts';

const library = api('mysql', 'mysql2', 'mysql2/promise', 'promise-mysql');
const created = library.member('createPool', 'createConnection').call();
const opened = either(created, created.member('promise').call(), library.member('Pool', 'PromisePool').instance());
const madePool = library.member('createPool').call();
const pool = either(madePool, madePool.member('promise').call(), library.member('Pool', 'PromisePool').instance());
const connection = either(
  opened,
  opened.member('getConnection').call(),
  opened.member('getConnection').callback(1),
  library.member('Connection', 'PoolConnection', 'PromiseConnection', 'PromisePoolConnection').instance(),
).fluent('promise');
const query = connection.member('query', 'execute');

/** The other form of the library takes callbacks. */
const promised = either(api('mysql2/promise', 'promise-mysql').member('createPool', 'createConnection').call(), api('mysql2').member('createPool', 'createConnection').call().member('promise').call(), api('mysql2/promise').member('Pool', 'Connection', 'PoolConnection').instance());
const promising = either(promised, promised.member('getConnection').call());

/** A row at a time, the callback form only. */
const streams = ['stream', 'on'];
const queries: readonly QueryRow[] = [{ at: query, operation: 'raw', returns: 'many', sql: { ...sqlText('mysql', 'sql'), streams } }];

const acquisitions: readonly AcquisitionRow[] = [
  {
    at: pool.member('getConnection'), takes: 'connection', releasedBy: ['release', 'destroy'], takenBackBy: ['releaseConnection'],
    opens: ['beginTransaction', 'rollback'], callback: { handle: 1 }, release: { text: 'release()', awaits: false },
  },
  // Ending it tells the server; destroying it doesn't.
  {
    at: library.member('createConnection'), takes: 'connection', releasedBy: ['end', 'destroy', 'close'], opens: ['connect', 'beginTransaction', 'rollback'], mayStay: true,
    release: { text: 'end()', awaits: true },
  },
];

export default defineFramework({
  name: 'MySQL',
  packages: ['mysql', 'mysql2', 'promise-mysql'],
  docs: 'https://sidorares.github.io/node-mysql2/docs',
  queries,
  transactions: {
    connections: either(opened.member('getConnection').call(), opened.member('getConnection').callback(1), library.member('Connection', 'PoolConnection', 'PromiseConnection', 'PromisePoolConnection').instance()),
  },
  acquisitions,
  pooled: pool.member('query', 'execute'),
  promises: { started: [{ at: promising.member('query', 'execute', 'beginTransaction', 'commit', 'rollback') }] },
  effects: [{ effect: 'queries', at: query }],
});
