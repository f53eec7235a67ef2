import { api, defineFramework, either, option, sqlText, type QueryRow } from './model.ts';

const library = api('sequelize', '@sequelize/core', 'sequelize-typescript');
/** `import Sequelize from 'sequelize'` is the class itself, and holds it under its name too. */
const connection = either(library, library.member('Sequelize')).instance();
const defined = either(
  connection.member('define', 'model', 'import', 'getRepository').call(), // `import` reads a model from a file, before 6
  connection.member('models').anyMember(),
  connection.member('models').member('get', 'getOrThrow').call(),
  // A class that extends a model, a field or parameter annotated as one.
  library.member('Model'),
  library.member('ModelStatic', 'ModelCtor', 'ModelDefined', 'Repository').instance(),
);
/** The same model with other names or without its scopes. `scope` isn't among them: a scope may hold a limit. */
const model = defined.fluent('unscoped', 'withoutScope', 'schema', 'withSchema');
const made = model.member('build', 'create', 'findOne', 'findByPk', 'findById').call();
const row = either(model.instance(), made, made.member('then').callback(0));

const where = option(0, 'where');
/** `limit` of undefined or null is none. Groups are as many as their keys have values, which says nothing of the rows. */
const limits = [option(0, 'limit'), option(0, 'group'), option(0, 'plain')];
const aggregates = { selected: option(0, 'attributes'), by: either(library, library.member('Sequelize'), connection).member('fn', 'literal').call() };

const keyed = { method: 'findAll', orElse: 'null', isText: true };
const byKeys: QueryRow['byKeys'] = {
  // The key is called `id` unless the model says otherwise.
  findByPk: { ...keyed, key: { in: 'argument', field: 'id', becomes: '{ where: { id: {{keys}} } }' } },
  findOne: { ...keyed, key: { in: 'filter', slot: where, becomes: '{{keys}}' } },
};

const queries: readonly QueryRow[] = [
  { at: model.member('findAll', 'findAndCountAll', 'findAndCount', 'all'), operation: 'read', returns: 'many', filter: where, limits, aggregates },
  { at: model.member('findOne', 'findByPk', 'findById', 'find'), operation: 'read', returns: 'one', filter: where, byKeys },
  { at: model.member('count', 'sum', 'min', 'max', 'aggregate'), operation: 'read', returns: 'one', filter: where },
  { at: model.member('create', 'bulkCreate'), operation: 'insert', returns: 'nothing', joins: option(1, 'transaction') },
  { at: model.member('findOrCreate', 'findCreateFind', 'upsert'), operation: 'insert', returns: 'nothing', isIdempotent: true, givesBack: { findOrCreate: 'one', findCreateFind: 'one' }, givesBackIf: { upsert: option(1, 'returning') } },
  // Without `where` both throw; with an empty one they don't.
  { at: model.member('update'), operation: 'update', returns: 'nothing', givesBackIf: { update: option(1, 'returning') }, filter: option(1, 'where'), writesMany: {}, joins: option(1, 'transaction') },
  { at: model.member('increment', 'decrement'), operation: 'update', returns: 'nothing', filter: option(1, 'where'), joins: option(1, 'transaction') },
  { at: model.member('restore'), operation: 'update', returns: 'nothing', filter: where, joins: option(0, 'transaction') },
  { at: model.member('destroy'), operation: 'delete', returns: 'nothing', filter: where, writesMany: {}, joins: option(0, 'transaction') },
  { at: model.member('truncate'), operation: 'delete', returns: 'nothing', joins: option(0, 'transaction') },
  { at: row.member('update', 'increment', 'decrement'), operation: 'update', returns: 'nothing', isOfRow: true, joins: option(1, 'transaction') },
  { at: row.member('save'), operation: 'update', returns: 'nothing', isOfRow: true, insertsNew: ['build'], joins: option(0, 'transaction') },
  { at: row.member('restore'), operation: 'update', returns: 'nothing', isOfRow: true, joins: option(0, 'transaction') },
  { at: row.member('destroy'), operation: 'delete', returns: 'nothing', isOfRow: true, joins: option(0, 'transaction') },
  { at: connection.member('query', 'queryRaw'), operation: 'raw', returns: 'many', joins: option(1, 'transaction'), sql: sqlText('generic', 'query') },
];

const asked = either(...queries.map(({ at }) => at), row.member('reload', 'validate'), model.member('sync', 'drop'));

export default defineFramework({
  name: 'Sequelize',
  packages: ['sequelize', '@sequelize/core', 'sequelize-typescript'],
  docs: 'https://sequelize.org/docs/v6/core-concepts/model-querying-basics/',
  queries,
  acquisitions: [{
    at: connection.member('transaction', 'startUnmanagedTransaction'), takes: 'transaction', releasedBy: ['commit', 'rollback'], isHandedOn: true, unlessFunction: true,
    release: { text: 'commit()', awaits: true, undo: 'rollback()' },
  }],
  pooled: connection.member('query'),
  promises: {
    started: [
      { at: asked, versions: { package: 'sequelize', before: '6.0.0' }, isPrinted: true }, // they are Bluebird's until then
      { at: asked },
      { at: connection.member('transaction'), takesFunctions: true },
    ],
  },
  transactions: {
    handles: connection.member('transaction').callback(0),
    runners: connection.member('transaction'),
    ambient: { at: either(library, library.member('Sequelize')).member('useCLS') },
  },
  concurrency: {
    versionedBy: { options: ['version'] },
    lock: 'lock',
    write: { add: "{{row}}.increment('{{field}}', { by: {{amount}} })", take: "{{row}}.decrement('{{field}}', { by: {{amount}} })" },
  },
  tables: connection.member('models').member('get', 'getOrThrow').call(),
  schema: { model: connection.member('define').call(), schema: 1, sharedBy: ['references'], uniqueBy: ['unique', 'primaryKey'] },
});
