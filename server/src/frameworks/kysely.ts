import { api, arg, argsFrom, chained, defineFramework, either, preparedText, type ConditionMethods, type QueryRow } from './model.ts';

const library = api('kysely');
/** MikroORM hands one on, since version 7. */
const lent = api(...['core', 'postgresql', 'mysql', 'mariadb', 'sqlite', 'libsql', 'mssql', 'oracledb', 'sql', 'nestjs'].map((name) => `@mikro-orm/${name}`)).within().member('getKysely').call();
const made = either(library.member('Kysely').instance(), lent).fluent('withPlugin', 'withoutPlugins', 'withSchema', 'withTables');
const settings = ['setIsolationLevel', 'setAccessMode'];
const schemas = ['withPlugin', 'withoutPlugins', 'withSchema', 'withTables'];
const transacting = made.member('transaction').call().fluent(...settings).member('execute');
const transaction = either(
  transacting.callback(0),
  made.member('startTransaction').call().fluent(...settings).member('execute').call(),
  library.member('Transaction', 'ControlledTransaction').instance(),
).fluent(...schemas, 'savepoint', 'execute');
const begun = either(
  transaction,
  made.member('connection').call().member('execute').callback(0),
  library.member('QueryCreator').instance(),
).fluent(...schemas);
const database = either(made, begun).fluent('with', 'withRecursive');

const tag = library.member('sql');
const text = either(tag, tag.member('raw')).call().fluent('withPlugin', '$castTo', '$notNull');

const CONDITIONS: ConditionMethods = {
  equalities: ['where', 'having'],
  lists: [],
  ranges: ['whereRef', 'havingRef'],
  texts: [],
  alternatives: [],
};

const runs = ['execute', 'executeTakeFirst', 'executeTakeFirstOrThrow'];
const oneBy = ['executeTakeFirst', 'executeTakeFirstOrThrow'];
const givesBack = { returning: 'many', returningAll: 'many', output: 'many', outputAll: 'many' } as const;
const AGGREGATES = ['count', 'countAll', 'sum', 'min', 'max', 'avg', 'agg', 'jsonAgg'];

const byKeys: QueryRow['byKeys'] = {
  selectFrom: {
    key: { in: 'chain', by: 'where', becomes: 'where({{field}}, {{quote}}in{{quote}}, {{keys}})', last: 'executeTakeFirst', many: 'execute' },
    isText: true, failsForNone: true, keeps: ['selectAll'],
  },
};

const writesMany: QueryRow['writesMany'] = { keepsAll: ['set', 'returning', 'returningAll', 'clearReturning'] };

const queries: readonly QueryRow[] = [
  {
    at: database.member('selectFrom'), operation: 'read', returns: 'many', table: arg(0), conditions: CONDITIONS,
    limits: [chained('limit'), chained('distinct'), chained('distinctOn'), chained('fetch'), chained('top'), chained('$call'), chained('$if'), chained('union'), chained('unionAll'), chained('intersect'), chained('except')],
    boundedBy: ['stream', 'compile', 'explain'],
    groupedBy: ['groupBy'], partOf: { by: ['as'], runBy: ['executeQuery', 'stream'] },
    derived: { by: ['as'], named: ['with', 'withRecursive'] },
    selects: { by: ['select'], aggregates: AGGREGATES },
    // `executeTakeFirst` sends no limit: the driver hands over every row that matches.
    runs, oneBy, isImmutable: true, isBuilder: true, isCursor: true, byKeys,
  },
  {
    at: database.member('insertInto'), operation: 'insert', returns: 'nothing', givesBack, oneBy, table: arg(0), isBuilder: true, isCursor: true, runs, repeatableBy: ['onConflict', 'onDuplicateKeyUpdate', 'ignore', 'orIgnore', 'orReplace'],
    inserts: { insertInto: { row: { slot: 'behind', method: 'values' }, failsForNone: true, keeps: ['execute'] } },
  },
  { at: database.member('replaceInto', 'mergeInto'), operation: 'insert', returns: 'nothing', givesBack, oneBy, table: arg(0), isIdempotent: true },
  { at: database.member('updateTable'), operation: 'update', returns: 'nothing', givesBack, oneBy, table: arg(0), conditions: CONDITIONS, isBuilder: true, isCursor: true, runs, writesMany },
  { at: database.member('deleteFrom'), operation: 'delete', returns: 'nothing', givesBack, oneBy, table: arg(0), conditions: CONDITIONS, isBuilder: true, isCursor: true, runs, writesMany },
  // The template is a part of another query until it is run on a database, which it is told.
  { at: text.member('execute'), operation: 'raw', returns: 'many', sql: preparedText('generic', text), joinsBy: { execute: 0 } },
  // What was compiled before, or elsewhere.
  { at: database.member('executeQuery'), operation: 'raw', returns: 'many', limits: [argsFrom(0)] },
];

/** What runs a query, shows it, or puts it into another one. */
const ENDING = [...runs, 'stream', 'compile', 'explain', 'as', 'toOperationNode', 'asNode'];
const SCHEMA = ['createTable', 'alterTable', 'dropTable', 'createIndex', 'dropIndex', 'createSchema', 'dropSchema', 'createView', 'dropView', 'createType', 'dropType'];

export default defineFramework({
  name: 'Kysely',
  packages: ['kysely'],
  docs: 'https://kysely-org.github.io/kysely-apidoc/',
  queries,
  transactions: {
    handles: transaction,
    lent: library.member('Kysely', 'QueryCreator').instance(), // a transaction is a `Kysely` too
    connections: lent, eitherHandles: lent, // that of the transaction which its manager may be in
    runners: transacting,
    wraps: { client: made, by: 'transaction().execute', handle: 'trx' },
  },
  acquisitions: [{
    at: made.member('startTransaction').call().fluent('setIsolationLevel', 'setAccessMode').member('execute'), takes: 'transaction', releasedBy: ['commit', 'rollback'], isHandedOn: true,
    release: { text: 'commit().execute()', awaits: true, undo: 'rollback().execute()' },
  }],
  promises: {
    lazy: [
      { at: database.member('selectFrom', 'insertInto', 'replaceInto', 'mergeInto', 'updateTable', 'deleteFrom'), endedBy: ENDING, runsBy: runs, takesFunctions: true },
      { at: made.member('schema').fluent('withSchema').member(...SCHEMA), endedBy: ENDING, runsBy: ['execute'], takesFunctions: true },
    ],
    started: [
      { at: database.member('selectFrom', 'insertInto', 'replaceInto', 'mergeInto', 'updateTable', 'deleteFrom').call().within().member(...runs) },
      { at: either(made.member('transaction', 'connection').call().within().member('execute'), database.member('executeQuery')), takesFunctions: true },
      { at: begun.member('commit', 'rollback').call().member('execute') },
      { at: library.member('sql').call().member('execute') },
    ],
  },
});
