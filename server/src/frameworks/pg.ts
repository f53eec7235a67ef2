import { api, defineFramework, either, sqlText, type QueryRow } from './model.ts';

/** The last two bring the same classes for other connections. */
const library = either(api('pg', 'pg-pool', '@neondatabase/serverless', '@vercel/postgres'), api('pg').member('native'));
const pool = either(library.member('Pool', 'BoundPool').instance(), api('pg-pool').instance(), library.member('createPool').call(), library.member('db'));
const client = either(
  library.member('Client', 'PoolClient', 'ClientBase').instance(),
  library.member('createClient').call(),
  pool.member('connect').call(),
  pool.member('connect').callback(1), // `(error, client, release) => …`
);
const query = either(pool, client).member('query');

/** A cursor or stream that is handed over in place of a text isn't text. */
const queries: readonly QueryRow[] = [{ at: query, operation: 'raw', returns: 'many', sql: sqlText('psql', 'text') }];

export default defineFramework({
  name: 'node-postgres',
  packages: ['pg', 'pg-pool', '@neondatabase/serverless', '@vercel/postgres'],
  docs: 'https://node-postgres.com/apis/pool',
  queries,
  // Begun by a text, on a client.
  transactions: { connections: either(pool.member('connect').call(), pool.member('connect').callback(1), library.member('PoolClient', 'ClientBase').instance()), lent: library.member('Client').instance() },
  effects: [{ effect: 'queries', at: query }],
});
