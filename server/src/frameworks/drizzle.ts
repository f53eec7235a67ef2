import { api, arg, chained, defineFramework, either, option, sqlText, type ConditionMethods, type QueryRow } from './model.ts';

const DRIVERS = [
  'aws-data-api/pg', 'better-sqlite3', 'bun-sql', 'bun-sqlite', 'd1', 'durable-sqlite', 'expo-sqlite', 'gel', 'libsql', 'libsql/web', 'libsql/http', 'libsql/node', 'mysql-proxy', 'mysql2', 'neon', 'neon-http', 'neon-serverless', 'netlify-db',
  'node-postgres', 'op-sqlite', 'pg-proxy', 'pglite', 'planetscale-serverless', 'postgres-js', 'prisma/pg', 'prisma/mysql', 'prisma/sqlite', 'singlestore', 'singlestore-proxy', 'sql-js', 'sqlite-proxy', 'tidb-serverless', 'vercel-postgres', 'xata-http',
];
/** Drivers that run a query before they return. */
const SYNCHRONOUS = ['better-sqlite3', 'bun-sqlite', 'durable-sqlite', 'expo-sqlite', 'op-sqlite', 'sql-js'];
const POSTGRES = ['aws-data-api/pg', 'bun-sql', 'neon', 'neon-http', 'neon-serverless', 'node-postgres', 'pg-proxy', 'pglite', 'postgres-js', 'vercel-postgres', 'xata-http'];
const DIALECTS = ['pg-core', 'sqlite-core', 'mysql-core', 'singlestore-core', 'gel-core'];
const under = (folders: readonly string[]): string[] => folders.map((folder) => `drizzle-orm/${folder}`);

const library = api('drizzle-orm', 'drizzle-orm/sql', 'drizzle-orm/sql/expressions');
const driver = api('drizzle-orm', ...under(DRIVERS));
const dialect = api('drizzle-orm', ...under(DIALECTS));

const TYPES = [
  'AwsDataApiPgDatabase', 'BaseSQLiteDatabase', 'BetterSQLite3Database', 'BunSQLDatabase', 'BunSQLiteDatabase', 'DrizzleD1Database', 'DrizzleSqliteDODatabase', 'ExpoSQLiteDatabase', 'GelDatabase', 'GelJsDatabase', 'LibSQLDatabase',
  'MySql2Database', 'MySqlDatabase', 'MySqlRemoteDatabase', 'NeonDatabase', 'NeonHttpDatabase', 'NetlifyDbDatabase', 'NodePgDatabase', 'OPSQLiteDatabase', 'PgDatabase', 'PgRemoteDatabase', 'PgliteDatabase', 'PlanetScaleDatabase',
  'PostgresJsDatabase', 'PrismaMySqlDatabase', 'PrismaPgDatabase', 'SingleStoreDatabase', 'SingleStoreDriverDatabase', 'SingleStoreRemoteDatabase', 'SqliteRemoteDatabase', 'TiDBServerlessDatabase', 'VercelPgDatabase', 'XataHttpDatabase',
  'NodePgTransaction', 'PostgresJsTransaction', 'NeonTransaction', 'VercelPgTransaction', 'PgTransaction', 'MySql2Transaction', 'MySqlTransaction', 'PlanetScaleTransaction', 'BetterSQLiteTransaction', 'LibSQLTransaction', 'SQLiteTransaction',
];
/** Their transactions take a callback that promises; those of the synchronous drivers don't, and some databases have none. */
const PROMISING = ['node-postgres', 'postgres-js', 'neon-serverless', 'vercel-postgres', 'mysql2', 'planetscale-serverless', 'libsql', 'libsql/node', 'libsql/web', 'libsql/http', 'pglite', 'aws-data-api/pg', 'singlestore', 'tidb-serverless'];
const made = either(driver.member('drizzle').call(), either(driver, dialect).member(...TYPES).instance()).fluent('with', 'withReplicas');
const begun = made.member('transaction').callback(0);
const nested = begun.member('transaction').callback(0);
const asynchronous = api('drizzle-orm', ...under(DRIVERS.filter((name) => !SYNCHRONOUS.includes(name)))).member('drizzle').call();
const database = either(made, begun, nested, either(driver, dialect).member('withReplicas').call()).fluent('with');

const CONDITIONS: ConditionMethods = { equalities: ['where', 'having'], lists: [], ranges: [], texts: [], alternatives: [] };
const AGGREGATES = ['count', 'countDistinct', 'sum', 'sumDistinct', 'avg', 'avgDistinct', 'min', 'max'];

const runs = ['then', 'catch', 'finally', 'execute', 'all', 'values', 'run', 'get'];

const reading: Omit<QueryRow, 'at'> = {
  operation: 'read', returns: 'many', table: arg(0), conditions: CONDITIONS,
  // What is distinct may be as many as the rows, or a handful.
  limits: [chained('limit'), chained('selectDistinct'), chained('selectDistinctOn'), chained('$dynamic'), chained('union'), chained('unionAll'), chained('intersect'), chained('except'), chained('prepare')],
  boundedBy: ['toSQL', 'getSQL', 'iterator'],
  groupedBy: ['groupBy'], partOf: { by: ['as'], runBy: ['batch', 'execute', 'run', 'all', 'values', 'get'] },
  derived: { by: ['as'], named: [] },
  selects: { by: ['select'], aggregates: AGGREGATES },
  // Without a limit `get` reads one row of all that match.
  runs, oneBy: ['get'], isBuilder: true, takesFunctions: true, hasCallsBefore: true,
};
const writing: Omit<QueryRow, 'at' | 'operation'> = {
  returns: 'nothing', givesBack: { returning: 'many' }, oneBy: ['get'], table: arg(0), conditions: CONDITIONS, isBuilder: true, takesFunctions: true,
  runs: runs.filter((name) => name !== 'values'), // the rows of an insert
  repeatableBy: ['onConflictDoNothing', 'onConflictDoUpdate', 'onDuplicateKeyUpdate', 'ignore'], atOnceBy: ['run', 'all', 'get'],
};

/** `where(undefined)` filters nothing. */
const writesMany: QueryRow['writesMany'] = { dropsUndefined: true, keepsAll: ['set', 'returning'] };

const keyed = { method: 'findMany', isText: true, failsForNone: true, imports: { name: 'inArray', package: 'drizzle-orm' } };
const byKeys: QueryRow['byKeys'] = { findFirst: { ...keyed, key: { in: 'comparison', slot: option(0, 'where'), equal: 'eq', lists: 'inArray' } } };

const queries: readonly QueryRow[] = [
  { ...reading, at: database.member('select', 'selectDistinct', 'selectDistinctOn').call().member('from') },
  { at: database.member('query').anyMember().member('findMany'), operation: 'read', returns: 'many', filter: option(0, 'where'), limits: [option(0, 'limit')] },
  { at: database.member('query').anyMember().member('findFirst'), operation: 'read', returns: 'one', filter: option(0, 'where'), byKeys },
  { at: database.member('$count'), operation: 'read', returns: 'one', table: arg(0) },
  { ...writing, at: database.member('insert'), operation: 'insert', inserts: { insert: { row: { slot: 'behind', method: 'values' }, failsForNone: true } } },
  { ...writing, at: database.member('update'), operation: 'update', writesMany },
  { ...writing, at: database.member('delete'), operation: 'delete', writesMany },
  { at: database.member('execute', 'all', 'values'), operation: 'raw', returns: 'many', sql: sqlText('generic') },
  { at: database.member('get'), operation: 'raw', returns: 'one', sql: sqlText('generic') },
  { at: database.member('run'), operation: 'raw', returns: 'nothing', sql: sqlText('generic') },
];

const TABLES = ['pgTable', 'sqliteTable', 'mysqlTable', 'singlestoreTable', 'gelTable'];
const CREATORS = ['pgTableCreator', 'sqliteTableCreator', 'mysqlTableCreator', 'singlestoreTableCreator', 'gelTableCreator'];
const schemas = dialect.member('pgSchema', 'mysqlSchema', 'singlestoreSchema', 'gelSchema').call();
const table = either(dialect.member(...TABLES), dialect.member(...CREATORS).call(), schemas.member('table')).call().fluent('enableRLS');

/** What runs a query otherwise than by waiting for it, shows it, or keeps it for later. */
const ENDING = ['execute', 'run', 'all', 'get', 'values', 'prepare', 'toSQL', 'getSQL', 'as', 'iterator', 'sync'];

export default defineFramework({
  name: 'Drizzle',
  packages: ['drizzle-orm'],
  docs: 'https://orm.drizzle.team/docs/select',
  queries,
  transactions: {
    handles: either(begun, nested, either(driver, dialect).member(...TYPES.filter((name) => name.endsWith('Transaction'))).instance()),
    lent: either(driver, dialect).member(...TYPES.filter((name) => name.endsWith('Database'))).instance(),
    runners: either(made, begun, nested).member('transaction', 'batch'),
    wraps: { client: api(...under(PROMISING)).member('drizzle').call(), by: 'transaction', handle: 'tx' },
  },
  promises: {
    lazy: [
      { at: database.member('insert'), endedBy: ENDING.filter((name) => name !== 'values'), takesFunctions: true }, // there they are what is inserted
      { at: database.member('select', 'selectDistinct', 'selectDistinctOn', 'update', 'delete', '$count', 'refreshMaterializedView'), endedBy: ENDING, takesFunctions: true },
      { at: database.member('query').anyMember().member('findMany', 'findFirst'), endedBy: ENDING, takesFunctions: true },
      { at: api('drizzle-orm', ...under(POSTGRES)).member('drizzle').call().member('execute'), endedBy: ENDING },
    ],
    started: [
      { at: asynchronous.member('transaction', 'batch'), takesFunctions: true },
      { at: asynchronous.member('insert', 'update', 'delete', 'select').call().within().member('execute') },
    ],
  },
  tables: table,
  operators: {
    of: library,
    equal: ['eq'], all: ['and'], any: ['or'], lists: ['inArray'],
    ranges: [
      'ne', 'gt', 'gte', 'lt', 'lte', 'like', 'ilike', 'notLike', 'notIlike', 'between', 'notBetween', 'isNull', 'isNotNull', 'not', 'notInArray', 'exists', 'notExists', 'arrayContains', 'arrayContained', 'arrayOverlaps',
    ],
  },
  schema: {
    model: table, schema: 1, sharedBy: ['references'], uniqueBy: ['primaryKey', 'unique'],
    keys: { argument: 2, by: ['primaryKey', 'unique', 'uniqueIndex'], on: 'on' },
  },
});
