import { api, arg, argsFrom, chained, conditions, defineFramework, either, option, sqlText, type QueryRow } from './model.ts';

/** Each driver hands on all of the core. */
const packages = ['core', 'postgresql', 'mysql', 'mariadb', 'sqlite', 'better-sqlite', 'libsql', 'mssql', 'oracledb', 'mongodb', 'knex', 'sql', 'nestjs', 'decorators'].map((name) => `@mikro-orm/${name}`);
const library = api('mikro-orm', ...packages, '@mikro-orm/decorators/legacy', '@mikro-orm/decorators/es');

const orm = either(library.member('MikroORM').instance(), library.member('MikroORM').member('init', 'initSync').call());
const repositories = library.member('EntityRepository', 'SqlEntityRepository', 'MongoEntityRepository', 'PostgreSqlEntityRepository', 'ObjectRepository').instance();
const handed = either(
  orm.member('em'),
  library.member('EntityManager', 'SqlEntityManager', 'MongoEntityManager', 'PostgreSqlEntityManager').instance(),
  library.member('RequestContext').member('getEntityManager').call(),
  repositories.member('em', '_em'), repositories.member('getEntityManager').call(),
).fluent('fork', 'persist', 'remove', 'clear');
const manager = either(handed, handed.member('transactional').callback(0)).fluent('persist', 'remove');
const named = either(manager, manager.member('getConnection', 'getDriver').call());
const asked = manager.member('getRepository').call();
const repository = either(repositories, asked);

/** Version 7 quotes a limit like any other text: `limit '5'` is no SQL to these. Others take it for the number. */
const refusesTextLimits = ['@mikro-orm/mysql', '@mikro-orm/mariadb'].map((driver) => ({ package: driver, since: '7.0.0' }));

const ONE = ['findOne', 'findOneOrFail', 'findByCursor', 'count', 'countBy'];
const INSERTS = ['insert', 'insertMany'];

/** The same methods stand on repositories and on managers, where the entity comes first. */
function rowsOf(on: typeof repository, first: number): readonly QueryRow[] {
  const table = first === 1 ? { table: arg(0) } : {};
  const byKeys: QueryRow['byKeys'] = { findOne: { key: { in: 'filter', slot: arg(first), becomes: '{ $in: {{keys}} }' }, method: 'find', orElse: 'null', isText: true } };
  return [
    { at: on.member('find', 'findAndCount'), operation: 'read', returns: 'many', filter: arg(first), limits: [option(first + 1, 'limit')], refusesTextLimits, ...table },
    // Until version 5 lists of relations and of orders may stand in the place of the options.
    { at: on.member('findAll'), operation: 'read', returns: 'many', filter: conditions(first, 'where', []), limits: [option(first, 'limit')], refusesTextLimits, ...table },
    { at: on.member(...ONE), operation: 'read', returns: 'one', filter: arg(first), byKeys, ...table },
    { at: on.member(...INSERTS), operation: 'insert', returns: 'nothing', inserts: { insert: { row: arg(first), method: 'insertMany', failsForNone: true } }, ...table },
    { at: on.member('nativeUpdate'), operation: 'update', returns: 'nothing', filter: arg(first), ...table },
    { at: on.member('upsert', 'upsertMany'), operation: 'update', returns: 'nothing', filter: arg(first), isIdempotent: true, ...table },
    { at: on.member('nativeDelete'), operation: 'delete', returns: 'nothing', filter: arg(first), ...table },
  ];
}

const naming = either(manager, repository).member('createQueryBuilder', 'qb');

/** Until version 6 a builder runs when it is awaited; from 7 on only what ends it runs it. */
const builder = {
  operation: 'read', returns: 'many', limits: [chained('limit')], refusesTextLimits,
  filterBy: ['where', 'andWhere', 'orWhere'],
  // What gives one row, what writes, and what only shows the query or puts it into another.
  boundedBy: ['getSingleResult', 'getCount', 'count', 'insert', 'update', 'delete', 'truncate', 'stream', 'getQuery', 'getParams', 'getFormattedQuery', 'getKnexQuery', 'getKnex', 'clone'],
  singleBy: ['getSingleResult', 'getCount', 'count'], groupedBy: ['groupBy'], partOf: { by: ['as'], runBy: [] },
  runs: ['getResult', 'getResultList', 'getResultAndCount', 'execute', 'then', 'catch', 'finally'], isBuilder: true,
} as const;

const insertsNew = ['create'];

const queries: readonly QueryRow[] = [
  ...rowsOf(repository, 0),
  ...rowsOf(manager, 1),
  { at: manager.member('createQueryBuilder', 'qb'), ...builder, table: arg(0) },
  { at: repository.member('createQueryBuilder', 'qb'), ...builder },
  // What belongs to rows that are there already: one for each, or lists.
  { at: either(manager, repository).member('populate'), operation: 'read', returns: 'many', limits: [argsFrom(0)] },
  // What was persisted, removed or changed before is written together.
  { at: either(handed, manager, repository).member('remove').call().member('flush'), operation: 'delete', returns: 'nothing', isOfRow: true, isIdempotent: true, writesChanged: true, written: { before: ['persist', 'remove'] } },
  { at: either(manager, repository).member('flush'), operation: 'update', returns: 'nothing', isOfRow: true, insertsNew, isIdempotent: true, writesChanged: true, written: { before: ['persist', 'remove'] } },
  { at: either(manager, repository).member('persistAndFlush'), operation: 'update', returns: 'nothing', isOfRow: true, insertsNew, table: arg(0), writesChanged: true, written: { argument: 0 } },
  { at: either(manager, repository).member('removeAndFlush'), operation: 'delete', returns: 'nothing', isOfRow: true, table: arg(0), written: { argument: 0 } },
  { at: named.member('execute'), operation: 'raw', returns: 'many', sql: sqlText('generic') },
];

const RUNNING = ['getResult', 'getResultList', 'getResultAndCount', 'getSingleResult', 'getCount'];
/** What runs a builder, shows it, or puts it into another one. */
const ENDING = ['execute', ...RUNNING, 'stream', 'as', 'getQuery', 'getParams', 'getFormattedQuery', 'getKnexQuery', 'getKnex', 'clone', 'toQuery', 'toRaw', 'getNativeQuery'];

export default defineFramework({
  name: 'MikroORM',
  packages: ['mikro-orm', ...packages],
  docs: 'https://mikro-orm.io/docs/entity-manager',
  queries,
  transactions: {
    handles: handed.member('transactional').callback(0),
    runners: either(handed, handed.member('transactional').callback(0)).member('transactional'),
    // The callback's transaction is remembered, also for managers that aren't handed on: https://mikro-orm.io/docs/transactions#implicit-transactions
    holdsAll: true,
    decorators: library.member('Transactional').call(),
  },
  concurrency: { versionedBy: { options: ['version'] }, lock: 'lockMode' },
  promises: {
    lazy: [
      { at: naming, versions: { package: '@mikro-orm/core', since: '7.0.0' }, endedBy: ENDING, runsBy: ['execute', ...RUNNING], takesFunctions: true },
      { at: naming, versions: { package: '@mikro-orm/core', since: '4.0.0', before: '7.0.0' }, endedBy: ENDING, takesFunctions: true },
    ],
    started: [
      { at: either(...queries.flatMap(({ at, ...row }) => ('isBuilder' in row ? [] : [at]))) },
      { at: naming.call().within().member('execute', ...RUNNING) },
      { at: manager.member('transactional'), takesFunctions: true },
      { at: manager.member('commit', 'rollback', 'begin', 'populate', 'refresh') },
    ],
  },
  tables: either(asked, naming.call()),
  typedTables: repositories,
  makesRows: manager.member('create', 'getReference', 'findOne', 'findOneOrFail').call(),
  entities: {
    entity: library.member('Entity'),
    primary: library.member('PrimaryKey'),
    unique: library.member('Unique', 'SerializedPrimaryKey'),
    optional: library.member('Property', 'OneToOne', 'ManyToOne', 'Enum'),
    option: 'unique',
    properties: 'properties',
  },
});
