import { api, defineFramework, either, sqlTag, sqlText, type QueryRow } from './model.ts';

const connected = api('postgres').call();
const sql = either(
  connected,
  connected.member('begin').callback(0),
  connected.member('begin').callback(1), // `sql.begin('read only', (sql) => …)`
  connected.member('begin').callback(0).member('savepoint').callback(0),
  connected.member('reserve').call(),
  api('postgres').member('Sql', 'TransactionSql', 'ReservedSql').instance(),
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
  acquisitions: [{ at: connected.member('reserve'), takes: 'connection', releasedBy: ['release'], release: { text: 'release()', awaits: false } }],
  effects: [{ effect: 'queries', at: sql }],
});
