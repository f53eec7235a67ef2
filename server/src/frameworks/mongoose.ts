import { api, arg, argsFrom, chained, defineFramework, either, option, stage, type QueryRow } from './model.ts';

const mongoose = api('mongoose');
const connection = either(mongoose, mongoose.member('connection'), mongoose.member('createConnection').call(), mongoose.member('connections').anyMember(), mongoose.member('Mongoose').instance());
/** A schema; what is hung on its `statics` and `methods` has the model and the document as `this`. */
const schema = either(mongoose.member('Schema').instance(), mongoose.member('Schema').call());
const model = either(
  schema.member('statics').instance(),
  connection.member('model').call(),
  connection.member('models').anyMember(),
  // A class that extends a model, a field or parameter annotated as one.
  mongoose.member('Model'),
  mongoose.member('Model', 'PaginateModel').instance(),
  connection.member('model').call().instance(),
  api('@typegoose/typegoose').member('getModelForClass').call(),
);
/** Methods of a query that return the query itself, so that what follows still belongs to it. */
const fluent = ['where', 'equals', 'sort', 'select', 'populate', 'lean', 'skip', 'session', 'collation', 'hint', 'read', 'setOptions', 'and', 'or', 'nor', 'in', 'gt', 'gte', 'lt', 'lte', 'ne', 'regex', 'exists', 'orFail', 'transform', 'projection', 'maxTimeMS', 'batchSize', 'comment', 'allowDiskUse'];
/** What old versions give to callbacks: `findById(id, (error, order) => …)`. */
const found = model.member('findOne', 'findById', 'findOneAndUpdate', 'findByIdAndUpdate');
const document = either(schema.member('methods').instance(), model.instance(), found.callback(1), model.member('findOne', 'findById', 'findOneAndUpdate', 'findByIdAndUpdate', 'create').call().fluent(...fluent));

/** What ends a builder chain: it runs, or becomes a stream. */
const runs = ['exec', 'then', 'catch', 'finally'];
const boundedBy = ['countDocuments', 'count', 'estimatedDocumentCount', 'cursor', 'findOne', 'distinct', 'deleteMany', 'deleteOne', 'updateMany', 'updateOne', 'findOneAndUpdate', 'findOneAndDelete'];

/** What makes one document or a number of a list. */
const singleBy = ['countDocuments', 'count', 'estimatedDocumentCount', 'findOne', 'findOneAndUpdate', 'findOneAndDelete'];
/** They give the document, as it was or as it is. */
const givesBack = { findOneAndUpdate: 'one', findByIdAndUpdate: 'one', findOneAndReplace: 'one', findOneAndDelete: 'one', findByIdAndDelete: 'one', findOneAndRemove: 'one', findByIdAndRemove: 'one' } as const;

/** Keys may be texts or objects. */
const keyed = { method: 'find', orElse: 'null', isText: true, keeps: ['lean', 'exec', 'select', 'populate'] };
const byKeys: QueryRow['byKeys'] = {
  findById: { ...keyed, key: { in: 'argument', field: '_id', becomes: '{ _id: { $in: {{keys}} } }' } },
  findOne: { ...keyed, key: { in: 'filter', slot: arg(0), becomes: '{ $in: {{keys}} }' } },
};

const queries: readonly QueryRow[] = [
  { at: model.member('find', '$where'), operation: 'read', returns: 'many', filter: arg(0), limits: [chained('limit'), option(2, 'limit')], boundedBy, singleBy, runs, isBuilder: true, optionsBy: 'setOptions', zeroIsNone: true },
  { at: model.member('aggregate'), operation: 'read', returns: 'many', limits: [stage(0, '$limit'), chained('limit')], boundedBy: ['cursor', 'count', 'group', 'facet', 'sample', 'sortByCount', 'bucket'], filterStage: '$match', boundedByStages: ['$group', '$count', '$facet', '$sample', '$bucket', '$bucketAuto', '$sortByCount', '$collStats', '$out', '$merge'], runs, isBuilder: true },
  { at: model.member('findOne', 'findById', 'exists', 'countDocuments', 'count', 'estimatedDocumentCount'), operation: 'read', returns: 'one', filter: arg(0), isBuilder: true, runs, byKeys },
  // As many values as there are different ones.
  { at: model.member('distinct'), operation: 'read', returns: 'many', unit: 'value', filter: arg(1), limits: [argsFrom(0)], isBuilder: true, runs },
  { at: model.member('create', 'insertMany', 'insertOne'), operation: 'insert', returns: 'nothing', joins: option(1, 'session'), checksFields: true },
  { at: model.member('updateMany'), operation: 'update', returns: 'nothing', filter: arg(0), writesMany: {}, joins: option(2, 'session') },
  { at: model.member('updateOne', 'update', 'findOneAndUpdate', 'findByIdAndUpdate', 'findOneAndReplace', 'replaceOne'), operation: 'update', returns: 'nothing', givesBack, filter: arg(0), joins: option(2, 'session') },
  { at: model.member('bulkWrite', 'bulkSave'), operation: 'update', returns: 'nothing', filter: arg(0), joins: option(1, 'session') },
  { at: model.member('deleteMany', 'remove'), operation: 'delete', returns: 'nothing', filter: arg(0), writesMany: {}, joins: option(1, 'session') },
  { at: model.member('deleteOne', 'findOneAndDelete', 'findByIdAndDelete', 'findOneAndRemove', 'findByIdAndRemove'), operation: 'delete', returns: 'nothing', givesBack, filter: arg(0), joins: option(1, 'session') },
  { at: document.member('save'), operation: 'update', returns: 'nothing', isOfRow: true, insertsNew: [], joins: option(0, 'session'), checksFields: true },
  { at: document.member('updateOne'), operation: 'update', returns: 'nothing', isOfRow: true, joins: option(1, 'session') },
  { at: document.member('deleteOne', 'remove'), operation: 'delete', returns: 'nothing', isOfRow: true, joins: option(0, 'session') },
];

/** They give a query, which runs when it is awaited. */
const LAZY = [
  'find', '$where', 'findOne', 'findById', 'exists', 'count', 'countDocuments', 'estimatedDocumentCount', 'distinct', 'aggregate', 'where', 'updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany',
  'findOneAndUpdate', 'findByIdAndUpdate', 'findOneAndReplace', 'findOneAndDelete', 'findByIdAndDelete', 'findOneAndRemove', 'findByIdAndRemove',
];
const ENDING = ['exec', 'cursor', 'explain', 'eachAsync', 'toConstructor', 'stream'];

export default defineFramework({
  name: 'Mongoose',
  packages: ['mongoose', '@typegoose/typegoose'],
  docs: 'https://mongoosejs.com/docs/api/model.html',
  queries,
  acquisitions: [{
    at: either(connection, model, model.member('db')).member('startSession'), takes: 'session', releasedBy: ['endSession'], opens: ['startTransaction', 'abortTransaction'], isHandedOn: true,
    release: { text: 'endSession()', awaits: true },
  }],
  promises: {
    lazy: [
      { at: model.member(...LAZY), endedBy: ENDING, promisedBy: ['exec'] },
      { at: model.member('remove'), versions: { package: 'mongoose', since: '5.0.0', before: '7.0.0' }, endedBy: ENDING },
      { at: document.member('updateOne'), endedBy: ENDING },
      { at: document.member('deleteOne'), versions: { package: 'mongoose', since: '8.0.0' }, endedBy: ENDING },
    ],
    started: [
      { at: model.member('create', 'insertMany', 'insertOne', 'bulkWrite', 'bulkSave', 'createCollection', 'syncIndexes', 'populate') },
      { at: document.member('save', 'populate') },
      { at: document.member('deleteOne'), versions: { package: 'mongoose', since: '6.0.0', before: '8.0.0' } },
      { at: document.member('remove'), versions: { package: 'mongoose', since: '5.0.0', before: '7.0.0' } },
      { at: either(connection.member('transaction'), connection.member('startSession').call().member('withTransaction')), takesFunctions: true },
      { at: connection.member('startSession').call().member('commitTransaction', 'abortTransaction', 'endSession') },
    ],
  },
  events: { emitters: [{ at: connection }] },
  transactions: {
    handles: connection.member('startSession').call(), // sessions are handed over, they are nothing that writes
    runners: either(connection.member('transaction'), connection.member('startSession').call().member('withTransaction')),
    ambient: { at: mongoose.member('set'), first: 'transactionAsyncLocalStorage' },
  },
  concurrency: {
    versionedBy: { options: ['optimisticConcurrency'], packages: ['mongoose-update-if-current'] },
    write: {
      add: '{{model}}.updateOne({ _id: {{row}}._id }, { $inc: { {{field}}: {{amount}} } })',
      take: '{{model}}.updateOne({ _id: {{row}}._id }, { $inc: { {{field}}: -({{amount}}) } })',
    },
  },
  tables: connection.member('model').call(),
  extensions: [{ at: connection.member('model').call(), argument: 1, through: 'statics', addedBy: 'plugin' }],
  schema: { model: connection.member('model').call(), schema: 1, fields: 0, sharedBy: ['ref'], uniqueBy: ['unique'] },
});
