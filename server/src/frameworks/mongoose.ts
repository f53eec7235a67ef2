import { api, arg, chained, defineFramework, either, option, stage, type QueryRow } from './model.ts';

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

const queries: readonly QueryRow[] = [
  { at: model.member('find', '$where'), operation: 'read', returns: 'many', filter: arg(0), limits: [chained('limit'), option(2, 'limit')], boundedBy, runs, isBuilder: true, optionsBy: 'setOptions', zeroIsNone: true },
  { at: model.member('aggregate'), operation: 'read', returns: 'many', limits: [stage(0, '$limit'), chained('limit')], boundedBy: ['cursor', 'count', 'group', 'facet', 'sample', 'sortByCount', 'bucket'], filterStage: '$match', boundedByStages: ['$group', '$count', '$facet', '$sample', '$bucket', '$bucketAuto', '$sortByCount', '$collStats', '$out', '$merge'], runs, isBuilder: true },
  { at: model.member('findOne', 'findById', 'exists', 'countDocuments', 'count', 'estimatedDocumentCount'), operation: 'read', returns: 'one', filter: arg(0), isBuilder: true, runs },
  { at: model.member('create', 'insertMany', 'insertOne'), operation: 'insert', returns: 'nothing', checksFields: true },
  { at: model.member('updateOne', 'updateMany', 'findOneAndUpdate', 'findByIdAndUpdate', 'findOneAndReplace', 'replaceOne', 'bulkWrite', 'bulkSave'), operation: 'update', returns: 'nothing', filter: arg(0) },
  { at: model.member('deleteOne', 'deleteMany', 'findOneAndDelete', 'findByIdAndDelete', 'findOneAndRemove', 'findByIdAndRemove', 'remove'), operation: 'delete', returns: 'nothing', filter: arg(0) },
  { at: document.member('save'), operation: 'update', returns: 'nothing', checksFields: true },
  { at: document.member('updateOne'), operation: 'update', returns: 'nothing' },
  { at: document.member('deleteOne', 'remove'), operation: 'delete', returns: 'nothing' },
];

export default defineFramework({
  name: 'Mongoose',
  packages: ['mongoose', '@typegoose/typegoose'],
  docs: 'https://mongoosejs.com/docs/api/model.html',
  queries,
  tables: connection.member('model').call(),
  extensions: [{ at: connection.member('model').call(), argument: 1, through: 'statics' }],
  schema: { model: connection.member('model').call(), schema: 1, fields: 0, sharedBy: ['ref'], uniqueBy: ['unique'] },
});
