import { api, arg, chained, conditions, defineFramework, either, option, sqlText, wrapped, type QueryRow } from './model.ts';

const typeorm = api('typeorm', 'typeorm/browser', 'typeorm/index', 'typeorm/repository/Repository', 'typeorm/repository/BaseEntity', 'typeorm/entity-manager/EntityManager', 'typeorm/data-source/DataSource');

const connecting = typeorm.member('createConnection');
const connections = either(typeorm.member('getConnectionManager').call(), typeorm.member('ConnectionManager').instance());
const source = either(
  typeorm.member('DataSource', 'Connection').instance(),
  typeorm.member('getConnection').call(),
  connecting.call(),
  connecting.call().member('then').callback(0),
  connections.member('get', 'create').call(),
).fluent('initialize', 'connect');
const opened = either(source, source.member('then').callback(0));
const runner = either(opened.member('createQueryRunner').call(), typeorm.member('QueryRunner').instance());
const event = typeorm.member('InsertEvent', 'UpdateEvent', 'RemoveEvent', 'SoftRemoveEvent', 'RecoverEvent', 'LoadEvent').instance();
/** Base class of custom repositories until 0.2. */
const abstractRepository = typeorm.member('AbstractRepository').instance();
const plainManager = either(
  either(opened, runner, event, abstractRepository).member('manager'),
  typeorm.member('getManager', 'getMongoManager').call(),
  typeorm.member('EntityManager', 'MongoEntityManager').instance(),
  either(opened, typeorm.member('getManager').call()).member('transaction').callback(0),
);
const nestedManager = either(plainManager, plainManager.member('transaction').callback(0));

/** A class that extends `BaseEntity` has a repository's methods itself. */
const entity = typeorm.member('BaseEntity');
const getters = ['getRepository', 'getTreeRepository', 'getMongoRepository'];
const asked = either(typeorm, opened, nestedManager, entity).member(...getters).call();
const repository = either(
  asked,
  nestedManager.member('withRepository').call(),
  typeorm.member('Repository', 'TreeRepository', 'MongoRepository').instance(),
  abstractRepository.member('repository'),
).fluent('extend');
const manager = either(nestedManager, repository.member('manager'), repository.member('manager').member('transaction').callback(0));
const model = either(repository, entity);
const row = either(entity.instance(), entity.member('findOne', 'findOneBy', 'findOneOrFail', 'findOneByOrFail', 'create', 'preload').call());

/** Until 0.2 the conditions may stand in the place of the options; the options are told by these keys. */
const options = ['select', 'where', 'relations', 'join', 'order', 'cache', 'comment', 'lock', 'loadRelationIds', 'loadEagerRelations', 'relationLoadStrategy', 'withDeleted', 'transaction', 'skip', 'take'];

const ONE = ['findOne', 'findOneOrFail', 'findOneBy', 'findOneByOrFail', 'findOneById', 'exist', 'exists', 'existsBy', 'count', 'countBy', 'sum', 'average', 'minimum', 'maximum'];
const UPDATES = ['update', 'updateAll', 'increment', 'decrement', 'restore', 'recover', 'softDelete', 'softRemove'];
const DELETES = ['delete', 'deleteAll', 'remove', 'clear'];

/** Keys may have come as texts. */
const keyed = { orElse: 'null', isText: true, imports: { name: 'In', package: 'typeorm' } };

/** The same methods stand on repositories and on managers, where the entity comes first. */
function rowsOf(on: typeof model, first: number): readonly QueryRow[] {
  const table = first === 1 ? { table: arg(0) } : {};
  const byKeys: QueryRow['byKeys'] = {
    findOne: { ...keyed, key: { in: 'filter', slot: option(first, 'where'), becomes: 'In({{keys}})' }, method: 'find' },
    findOneBy: { ...keyed, key: { in: 'filter', slot: arg(first), becomes: 'In({{keys}})' }, method: 'findBy' },
  };
  return [
    { at: on.member('find', 'findAndCount'), operation: 'read', returns: 'many', filter: conditions(first, 'where', options), limits: [option(first, 'take')], ...table },
    { at: on.member('findBy'), operation: 'read', returns: 'many', filter: arg(first), limits: [wrapped(first, 'where', 'take', 'find')], ...table },
    { at: on.member('findAndCountBy'), operation: 'read', returns: 'many', filter: arg(first), limits: [wrapped(first, 'where', 'take', 'findAndCount')], ...table },
    // As many rows as there are ids.
    { at: on.member('findByIds'), operation: 'read', returns: 'one', isList: true, ...table },
    { at: on.member(...ONE), operation: 'read', returns: 'one', filter: arg(first), byKeys, ...table },
    { at: on.member('insert'), operation: 'insert', returns: 'nothing', inserts: { insert: { row: arg(first) } }, ...table },
    { at: on.member('upsert'), operation: 'update', returns: 'nothing', filter: arg(first), isIdempotent: true, ...table },
    // Of what `create` gives it isn't known whether it has its key already.
    { at: on.member('save'), operation: 'update', returns: 'nothing', filter: arg(first), insertsNew: [], written: { argument: 0 }, inserts: { save: { row: arg(first) } }, ...table },
    { at: on.member(...UPDATES), operation: 'update', returns: 'nothing', filter: arg(first), ...table },
    { at: on.member(...DELETES), operation: 'delete', returns: 'nothing', filter: arg(first), ...table },
  ];
}

const built = either(model, manager, opened, abstractRepository, typeorm).member('createQueryBuilder');

const builtWrite = {
  returns: 'nothing', givesBack: { returning: 'many' }, writesMany: {}, isBuilder: true, isCursor: true, runs: ['execute'],
  filterBy: ['where', 'andWhere', 'orWhere', 'whereInIds', 'andWhereInIds', 'orWhereInIds', 'whereExists', 'whereEntity'],
} as const;

const queries: readonly QueryRow[] = [
  ...rowsOf(model, 0),
  ...rowsOf(manager, 1),
  {
    at: built, operation: 'read', returns: 'many', limits: [chained('take'), chained('limit'), chained('setFindOptions')],
    filterBy: ['where', 'andWhere', 'orWhere', 'whereInIds', 'andWhereInIds', 'orWhereInIds', 'whereExists', 'andWhereExists', 'orWhereExists'],
    boundedBy: ['getCount', 'getExists', 'stream', 'distinctOn', 'insert', 'update', 'delete', 'softDelete', 'restore', 'relation', 'execute', 'getQuery', 'getSql', 'getQueryAndParameters', 'getParameters'],
    groupedBy: ['groupBy', 'addGroupBy'], otherwiseBy: ['insert', 'update', 'delete', 'softDelete'],
    singleBy: ['getCount', 'getExists'],
    runs: ['getMany', 'getManyAndCount', 'getRawMany', 'getRawAndEntities', 'getOne', 'getOneOrFail', 'getRawOne'], oneBy: ['getOne', 'getOneOrFail', 'getRawOne'],
    isBuilder: true, isCursor: true,
  },
  { at: built.call().member('insert'), operation: 'insert', ...builtWrite, tableBy: 'into', repeatableBy: ['orUpdate', 'orIgnore', 'onConflict'] },
  { at: built.call().member('update'), operation: 'update', ...builtWrite, table: arg(0) },
  { at: built.call().member('delete', 'softDelete'), operation: 'delete', ...builtWrite, tableBy: 'from' },
  { at: row.member('save', 'softRemove', 'recover'), operation: 'update', returns: 'nothing', isOfRow: true },
  { at: row.member('remove'), operation: 'delete', returns: 'nothing', isOfRow: true },
  { at: row.member('reload'), operation: 'read', returns: 'one', isOfRow: true },
  { at: either(model, manager, opened, runner).member('query', 'sql'), operation: 'raw', returns: 'many', sql: sqlText('generic') },
];

/** What runs a builder besides `getMany`. */
const RUNNING = ['getManyAndCount', 'getRawMany', 'getRawAndEntities', 'getOne', 'getOneOrFail', 'getRawOne', 'getCount', 'getExists', 'execute'];

export default defineFramework({
  name: 'TypeORM',
  packages: ['typeorm'],
  docs: 'https://typeorm.io/docs/working-with-entity-manager/find-options',
  queries,
  acquisitions: [{
    at: either(opened, manager.member('connection', 'dataSource'), manager.member('connection').member('driver')).member('createQueryRunner'),
    takes: 'query runner', releasedBy: ['release'], opens: ['connect', 'startTransaction', 'rollbackTransaction'], isHandedOn: true, release: { text: 'release()', awaits: true },
  }],
  pooled: opened.member('query'),
  promises: {
    lazy: [{
      at: built, endedBy: ['stream', 'clone', 'subQuery', 'getQuery', 'getSql', 'getQueryAndParameters', 'getParameters', 'printSql', 'relation', ...RUNNING],
      runsBy: ['getMany', ...RUNNING], runsInsteadBy: { insert: 'execute', update: 'execute', delete: 'execute', softDelete: 'execute', restore: 'execute' }, takesFunctions: true,
    }],
    started: [
      { at: either(...queries.flatMap(({ at, isBuilder }) => (isBuilder ? [] : [at]))) },
      { at: built.call().within().member(...RUNNING, 'getMany') },
      { at: either(opened, manager, typeorm.member('getManager').call()).member('transaction'), takesFunctions: true },
      { at: runner.member('commitTransaction', 'rollbackTransaction', 'startTransaction', 'release') },
    ],
  },
  transactions: {
    // What a transaction's callback gets, and the manager of a runner that one was begun on.
    handles: either(either(opened, runner, event, abstractRepository, typeorm.member('getManager').call(), plainManager, repository.member('manager')).member('transaction').callback(0), runner),
    eitherHandles: typeorm.member('EntityManager', 'Repository', 'QueryRunner').instance(),
    runners: either(opened, manager, typeorm.member('getManager').call()).member('transaction'),
    decorators: either(typeorm.member('Transaction'), api('typeorm-transactional', 'typeorm-transactional-cls-hooked', '@nestjs-cls/transactional').member('Transactional')).call(),
  },
  concurrency: { versionedBy: { imports: ['VersionColumn'] }, lock: 'lock' },
  tables: either(asked, built.call()),
  comparisons: {
    lists: typeorm.member('In', 'Any', 'Raw', 'And', 'Or').call(),
    ranges: typeorm.member('Not', 'LessThan', 'LessThanOrEqual', 'MoreThan', 'MoreThanOrEqual', 'Between', 'Like', 'ILike', 'IsNull', 'ArrayContains', 'ArrayContainedBy', 'ArrayOverlap', 'JsonContains').call(),
  },
  typedTables: typeorm.member('Repository', 'TreeRepository', 'MongoRepository').instance(),
  entities: {
    entity: typeorm.member('Entity', 'ChildEntity', 'ViewEntity'),
    primary: typeorm.member('PrimaryGeneratedColumn', 'PrimaryColumn', 'ObjectIdColumn'),
    unique: typeorm.member('Unique', 'OneToOne'),
    optional: typeorm.member('Column', 'Index'),
    option: 'unique',
    properties: 'columns',
    references: { at: typeorm.member('ManyToOne', 'OneToOne'), option: 'onDelete', cascade: 'CASCADE' },
    children: { at: typeorm.member('OneToMany'), option: 'eager' },
  },
  // Until 0.2 custom repositories are asked for by their class.
  containers: [either(typeorm, opened, plainManager).member('getCustomRepository')],
});
