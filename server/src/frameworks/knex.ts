import { api, arg, chained, defineFramework, either, sqlText, type ConditionMethods, type QueryRow } from './model.ts';

const library = api('knex');
const made = either(library.call(), library.member('knex', 'Knex').call(), library.member('Knex').instance(), library.instance(), api('objection').member('Model').member('knex').call());
const begun = either(
  made.member('transaction').callback(0), made.member('transaction').call(), made.member('transactionProvider').call().call(), library.member('Knex').member('Transaction').instance(), library.member('Transaction').instance(),
  api('objection').member('transaction').callback(0), api('objection').member('transaction').member('start').call(),
);
const nested = either(begun.member('transaction', 'savepoint').callback(0), begun.member('transaction', 'savepoint').call());
const knex = either(made, begun, nested).fluent('withUserParams');

const CONDITIONS: ConditionMethods = {
  equalities: ['where', 'andWhere', 'orWhere', 'having', 'andHaving', 'orHaving'],
  lists: ['whereIn', 'orWhereIn', 'andWhereIn', 'whereExists', 'orWhereExists'],
  ranges: [
    'whereNot', 'andWhereNot', 'orWhereNot', 'whereNotIn', 'andWhereNotIn', 'orWhereNotIn', 'whereNull', 'orWhereNull', 'whereNotNull', 'orWhereNotNull', 'whereNotExists', 'orWhereNotExists',
    'whereBetween', 'andWhereBetween', 'orWhereBetween', 'whereNotBetween', 'andWhereNotBetween', 'orWhereNotBetween', 'whereLike', 'andWhereLike', 'orWhereLike', 'whereILike', 'andWhereILike', 'orWhereILike',
    'whereColumn', 'andWhereColumn', 'orWhereColumn',
  ],
  texts: ['whereRaw', 'andWhereRaw', 'orWhereRaw'],
  alternatives: ['orWhere', 'orWhereIn', 'orWhereExists', 'orWhereNot', 'orWhereNotIn', 'orWhereNull', 'orWhereNotNull', 'orWhereNotExists', 'orWhereBetween', 'orWhereNotBetween', 'orWhereLike', 'orWhereILike', 'orWhereColumn', 'orWhereRaw'],
};
const CONDITION_NAMES = [...CONDITIONS.equalities, ...CONDITIONS.lists, ...CONDITIONS.ranges, ...CONDITIONS.texts];

const INSERTS = ['insert', 'upsert'];
const UPDATES = ['update', 'increment', 'decrement'];
const DELETES = ['del', 'delete'];
const TRUNCATE = 'truncate';
const AGGREGATES = ['count', 'countDistinct', 'min', 'max', 'sum', 'sumDistinct', 'avg', 'avgDistinct'];

const starting = ['select', 'column', 'columns', 'distinct', 'from', 'table', 'into', 'with', 'withRecursive', 'withMaterialized', 'withNotMaterialized', 'queryBuilder', 'where', ...AGGREGATES];
const fluent = [
  ...starting, ...CONDITION_NAMES, 'as', 'withSchema', 'join', 'innerJoin', 'leftJoin', 'leftOuterJoin', 'rightJoin', 'rightOuterJoin', 'fullOuterJoin', 'crossJoin', 'joinRaw', 'orderBy', 'orderByRaw',
  'groupBy', 'groupByRaw', 'limit', 'offset', 'first', 'pluck', 'returning', 'onConflict', 'merge', 'ignore', 'transacting', 'connection', 'modify', 'clone', 'timeout', 'debug', 'options', 'forUpdate', 'forShare', 'skipLocked',
  'noWait', 'clearSelect', 'clearWhere', 'clearOrder', 'hintComment', 'comment', ...INSERTS, ...UPDATES, ...DELETES, TRUNCATE,
];
const builder = either(knex, knex.call()).fluent(...fluent);

const byKeys: QueryRow['byKeys'] = { '*': { key: { in: 'chain', by: 'where', becomes: 'whereIn({{field}}, {{keys}})', last: 'first' }, isText: true } };
const runs = ['then', 'catch', 'finally', 'asCallback'];

const reading: Omit<QueryRow, 'at'> = {
  operation: 'read', returns: 'many', table: arg(0), conditions: CONDITIONS,
  // What `modify` comes to stands elsewhere; what is distinct may be as many as the rows, or a handful.
  limits: [chained('limit'), chained('distinct'), chained('distinctOn'), chained('modify'), chained('union'), chained('unionAll')],
  boundedBy: ['first', ...AGGREGATES, 'columnInfo', 'stream', 'pipe', 'toSQL', 'toString', 'toQuery'],
  singleBy: ['first', 'columnInfo'], groupedBy: ['groupBy', 'groupByRaw'], partOf: { by: ['as'], runBy: [] },
  selects: { by: ['select', 'column', 'columns', 'pluck'], aggregates: AGGREGATES },
  derived: { by: ['as', 'ref'], named: ['with', 'withRecursive', 'withMaterialized', 'withNotMaterialized'] },
  runs, isBuilder: true, takesFunctions: true,
  byKeys, otherwiseBy: [...INSERTS, ...UPDATES, ...DELETES, TRUNCATE],
};

const writing: Omit<QueryRow, 'at' | 'operation'> = {
  returns: 'nothing', givesBack: { returning: 'many' }, givesBackIf: { insert: arg(1), upsert: arg(1), update: arg(1), del: arg(0), delete: arg(0) },
  conditions: CONDITIONS, runs, isBuilder: true, hasCallsBefore: true, takesFunctions: true, repeatableBy: ['merge', 'ignore'], joinsBy: { transacting: 0 },
};

const writesMany: QueryRow['writesMany'] = {
  keepsAll: ['from', 'table', 'into', 'withSchema', 'returning', 'transacting', 'connection', 'timeout', 'debug', 'options', 'comment', 'hintComment', ...UPDATES, ...DELETES],
};

const queries: readonly QueryRow[] = [
  { ...reading, at: knex },
  { ...reading, at: builder.member('from', 'table'), hasCallsBefore: true },
  { ...writing, at: builder.member(...INSERTS), operation: 'insert', inserts: { insert: { row: arg(0), failsForNone: true } } },
  { at: knex.member('batchInsert'), operation: 'insert', returns: 'nothing', table: arg(0) },
  { ...writing, at: builder.member(...UPDATES), operation: 'update', otherwiseBy: UPDATES, writesMany },
  { ...writing, at: builder.member(...DELETES), operation: 'delete', writesMany },
  { ...writing, at: builder.member(TRUNCATE), operation: 'delete' },
  { at: knex.member('raw'), operation: 'raw', returns: 'many', sql: { ...sqlText('generic'), makesParts: true, streams: ['stream'] } },
];

/** What runs a query otherwise than by waiting for it, or only shows it. */
const ENDING = ['asCallback', 'stream', 'pipe', 'on', 'once', 'toSQL', 'toNative', 'toString', 'toQuery', 'as', 'then', 'catch', 'finally', 'generateDdlCommands'];
const SCHEMA = ['createTable', 'createTableIfNotExists', 'createTableLike', 'dropTable', 'dropTableIfExists', 'renameTable', 'alterTable', 'table', 'createSchema', 'createSchemaIfNotExists', 'dropSchema', 'dropSchemaIfExists', 'createView', 'dropView', 'raw', 'hasTable', 'hasColumn'];

export default defineFramework({
  name: 'Knex',
  packages: ['knex'],
  docs: 'https://knexjs.org/guide/query-builder.html',
  queries,
  transactions: {
    handles: either(begun, nested),
    lent: either(library, library.member('Knex')).instance(), // a transaction is a `Knex` too
    runners: either(made, begun, nested).member('transaction', 'savepoint'),
    wraps: { client: made, by: 'transaction', handle: 'trx' },
  },
  acquisitions: [{
    at: made.member('transaction'), takes: 'transaction', releasedBy: ['commit', 'rollback'], isHandedOn: true, unlessFunction: true,
    release: { text: 'commit()', awaits: true, undo: 'rollback()' },
  }],
  pooled: made.member('raw'),
  promises: {
    lazy: [
      { at: either(knex, knex.member(...fluent, 'raw')), endedBy: ENDING, takesFunctions: true },
      { at: knex.member('schema').fluent('withSchema').member(...SCHEMA), endedBy: ENDING, takesFunctions: true },
    ],
    started: [{ at: either(knex.member('transaction', 'batchInsert'), begun.member('commit', 'rollback')), takesFunctions: true }],
  },
  tables: either(knex, builder.member('from', 'table', 'into')).call(),
});
