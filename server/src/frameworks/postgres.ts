import { api, defineFramework, either, sqlTag, sqlText, type QueryRow } from './model.ts';

const connected = api('postgres').call();
const begun = either(
  connected.member('begin').callback(0),
  connected.member('begin').callback(1), // `sql.begin('read only', (sql) => …)`
  connected.member('begin').callback(0).member('savepoint').callback(0),
  connected.member('reserve').call().member('begin').callback(0),
  api('postgres').member('TransactionSql').instance(),
);
const sql = either(
  connected,
  begun,
  connected.member('reserve').call(),
  api('postgres').member('Sql', 'ReservedSql').instance(),
);

const queries: readonly QueryRow[] = [
  { at: sql, operation: 'raw', returns: 'many', sql: sqlTag('psql', 'cursor', 'forEach', 'describe') },
  { at: sql.member('unsafe'), operation: 'raw', returns: 'many', sql: { ...sqlText('psql'), streams: ['cursor', 'forEach'] } },
];

export default defineFramework({
  name: 'Postgres.js',
  packages: ['postgres'],
  docs: 'https://github.com/porsager/postgres#queries',
  queries,
  transactions: { handles: begun, lent: api('postgres').member('Sql').instance(), connections: api('postgres').member('ReservedSql').instance(), runners: sql.member('begin', 'savepoint') },
  acquisitions: [{ at: connected.member('reserve'), takes: 'connection', releasedBy: ['release'], release: { text: 'release()', awaits: false } }],
  promises: {
    // An instance of `Promise` all the same: https://github.com/porsager/postgres#queries-are-lazy
    lazy: [{ at: either(sql, sql.member('unsafe', 'file')), endedBy: ['execute', 'cursor', 'forEach', 'describe', 'stream', 'readable', 'writable', 'cancel'] }],
    started: [{ at: connected.member('begin'), takesFunctions: true }],
  },
  effects: [{ effect: 'queries', at: sql }],
});
