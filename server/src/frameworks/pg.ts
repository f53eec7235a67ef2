import { api, defineFramework, either, sqlText, type QueryRow } from './model.ts';
import type { AcquisitionRow } from './vocabulary/acquisitions.ts';

/** The last two bring the same classes for other connections. */
const library = either(api('pg', 'pg-pool', '@neondatabase/serverless', '@vercel/postgres'), api('pg').member('native'));
const pool = either(library.member('Pool', 'BoundPool').instance(), api('pg-pool').instance(), library.member('createPool').call(), library.member('db'));
const ownClient = library.member('Client').instance();
const client = either(
  ownClient,
  library.member('PoolClient', 'ClientBase').instance(),
  library.member('createClient').call(),
  pool.member('connect').call(),
  pool.member('connect').callback(1), // `(error, client, release) => …`
);
const query = either(pool, client).member('query');

/** A cursor or stream that is handed over in place of a text isn't text. */
const queries: readonly QueryRow[] = [{ at: query, operation: 'raw', returns: 'many', sql: sqlText('psql', 'text') }];

const acquisitions: readonly AcquisitionRow[] = [
  { at: pool.member('connect'), takes: 'connection', releasedBy: ['release'], callback: { handle: 1, release: 2 }, release: { text: 'release()', awaits: false } },
  { at: ownClient.member('connect'), takes: 'connection', isReceiver: true, releasedBy: ['end'], mayStay: true, release: { text: 'end()', awaits: true } },
];

export default defineFramework({
  name: 'node-postgres',
  packages: ['pg', 'pg-pool', '@neondatabase/serverless', '@vercel/postgres'],
  docs: 'https://node-postgres.com/apis/pool',
  queries,
  // Begun by a text, on a client.
  transactions: { connections: either(pool.member('connect').call(), pool.member('connect').callback(1), library.member('PoolClient', 'ClientBase').instance()), lent: library.member('Client').instance() },
  acquisitions,
  pooled: pool.member('query'),
  promises: { started: [{ at: query }] },
  effects: [{ effect: 'queries', at: query }],
  events: {
    emitters: [
      // A connection that breaks while nobody uses it is an `'error'` of its pool.
      { at: either(api('pg').member('Pool'), api('pg').member('native').member('Pool'), api('pg-pool')).instance(), error: 'thrown' },
      { at: api('pg').member('Client').instance(), error: 'thrown' },
      { at: client },
    ],
  },
});
