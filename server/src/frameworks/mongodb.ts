import type { ApiPath } from '../semantic/api-path.ts';
import { api, arg, argsFrom, chained, defineFramework, either, option, stage, type QueryRow } from './model.ts';

const mongoose = api('mongoose');
/** Mongoose hands the driver on under a name of its own. */
const driver = either(api('mongodb', 'mongodb-legacy'), mongoose.member('mongo'));
const connection = either(mongoose.member('connection'), mongoose.member('createConnection').call(), mongoose.member('Connection').instance()).fluent('useDb', 'asPromise', 'openUri');
const mongooseModel = either(mongoose, connection).member('model').call();

const objectId = either(either(driver, mongoose.member('Types'), api('bson')).member('ObjectId', 'ObjectID'), api('bson-objectid'));

/** What an asynchronous function gives: its result, what `then` hands on, the second argument of a callback. */
const given = (by: ApiPath): ApiPath => either(by.call(), by.call().member('then').callback(0), by.callback(1));

const clientClass = driver.member('MongoClient');
/** Gives a client; until version 2 the database. */
const connected = given(either(driver, clientClass, clientClass.instance()).member('connect'));
const client = either(clientClass.instance(), connected, connection.member('getClient').call(), connection.member('client'));
const databaseClass = driver.member('Db');
const database = either(client.member('db').call(), connected, databaseClass.instance(), given(databaseClass.instance().member('open')), connection.member('db'));
const naming = either(database, connection).member('collection', 'createCollection');
const collection = either(given(naming), either(driver, mongoose).member('Collection').instance(), mongooseModel.member('collection'));

/** What reads the whole cursor into memory. */
const runs = ['toArray'];
/** What reads one document at a time, or none. */
const reads = ['forEach', 'each', 'next', 'nextObject', 'tryNext', 'hasNext', 'stream', 'transformStream', 'pipe', 'on', 'count', 'explain', 'close'];
/** What gives one document, a number or an answer. */
const singleBy = ['next', 'nextObject', 'tryNext', 'hasNext', 'count'];
/** They give the document, as it was or as it is. */
const givesBack = { findOneAndUpdate: 'one', findOneAndReplace: 'one', findAndModify: 'one', findOneAndDelete: 'one', findAndRemove: 'one' } as const;

const queries: readonly QueryRow[] = [
  {
    at: either(collection, driver.member('GridFSBucket').instance()).member('find'), operation: 'read', returns: 'many', filter: arg(0),
    // Until version 2 fields may stand before the options, or the numbers to skip and to return in their place. `filter` replaces the filter.
    limits: [chained('limit'), option(1, 'limit'), option(2, 'limit'), option(3, 'limit'), chained('filter')],
    boundedBy: reads, singleBy, runs, isBuilder: true, isCursor: true, zeroIsNone: true,
  },
  {
    at: collection.member('aggregate'), operation: 'read', returns: 'many',
    limits: [stage(0, '$limit'), chained('limit'), chained('addStage')],
    boundedBy: [...reads, 'group', 'out'], singleBy, filterStage: '$match',
    boundedByStages: ['$group', '$count', '$facet', '$sample', '$bucket', '$bucketAuto', '$sortByCount', '$collStats', '$indexStats', '$vectorSearch', '$out', '$merge'],
    runs, isBuilder: true, isCursor: true,
  },
  { at: collection.member('findOne', 'countDocuments', 'estimatedDocumentCount', 'count'), operation: 'read', returns: 'one', filter: arg(0) },
  // As many values as there are different ones.
  { at: collection.member('distinct'), operation: 'read', returns: 'many', unit: 'value', filter: arg(1), limits: [argsFrom(0)] },
  // What a command does and gives, its text says.
  { at: database.member('command'), operation: 'raw', returns: 'nothing' },
  { at: database.member('runCursorCommand'), operation: 'raw', returns: 'many', limits: [argsFrom(0)] },
  { at: collection.member('insertOne', 'insertMany', 'insert'), operation: 'insert', returns: 'nothing', joins: option(1, 'session') },
  { at: collection.member('updateMany'), operation: 'update', returns: 'nothing', filter: arg(0), writesMany: {}, joins: option(2, 'session') },
  {
    at: collection.member('updateOne', 'replaceOne', 'findOneAndUpdate', 'findOneAndReplace', 'update', 'findAndModify'),
    operation: 'update', returns: 'nothing', givesBack, filter: arg(0), joins: option(2, 'session'),
  },
  { at: collection.member('bulkWrite', 'save'), operation: 'update', returns: 'nothing', filter: arg(0), joins: option(1, 'session') },
  { at: collection.member('initializeOrderedBulkOp', 'initializeUnorderedBulkOp').call().member('execute'), operation: 'update', returns: 'nothing' },
  {
    at: collection.member('deleteMany', 'remove', 'removeMany'),
    operation: 'delete', returns: 'nothing', filter: arg(0), writesMany: {}, joins: option(1, 'session'),
  },
  {
    at: collection.member('deleteOne', 'findOneAndDelete', 'removeOne', 'findAndRemove', 'drop'),
    operation: 'delete', returns: 'nothing', givesBack, filter: arg(0), joins: option(1, 'session'),
  },
];

/** Catches what fails in the database, and prints it. */
const documents = api('y-mongodb-provider').member('MongodbPersistence').instance();

export default defineFramework({
  name: 'MongoDB driver',
  packages: ['mongodb', 'mongodb-legacy'],
  docs: 'https://www.mongodb.com/docs/drivers/node/current/crud/query/',
  queries,
  acquisitions: [
    {
      at: client.member('startSession'), takes: 'session', releasedBy: ['endSession'], opens: ['startTransaction', 'abortTransaction'], isHandedOn: true,
      release: { text: 'endSession()', awaits: true },
    },
    { at: clientClass.member('connect'), takes: 'connection', releasedBy: ['close'], callback: { handle: 1 }, mayStay: true, release: { text: 'close()', awaits: true } },
    { at: clientClass.instance().member('connect'), takes: 'connection', isReceiver: true, releasedBy: ['close'], mayStay: true, release: { text: 'close()', awaits: true } },
  ],
  promises: {
    harmless: documents.member('getYDoc', 'storeUpdate', 'flushDocument', 'clearDocument', 'getStateVector'),
    started: [
      { at: either(...queries.flatMap(({ at, isBuilder }) => (isBuilder ? [] : [at]))) },
      { at: collection.member('createIndex', 'createIndexes', 'dropIndex', 'dropIndexes', 'rename', 'indexes') },
      { at: collection.member('find', 'aggregate').call().within().member('toArray', 'next', 'hasNext', 'tryNext') },
      { at: client.member('withSession'), takesFunctions: true },
    ],
  },
  // What isn't the text of an id throws.
  checks: [
    { at: either(objectId, objectId.member('createFromHexString', 'createFromBase64')), value: arg(0), says: 'throws' },
    { at: either(objectId.member('isValid'), mongoose.member('isValidObjectId', 'isObjectIdOrHexString')), value: arg(0), says: 'result' },
  ],
  transactions: {
    handles: client.member('startSession').call(),
    runners: either(client.member('startSession').call(), client.member('withSession').callback(0)).member('withTransaction'),
  },
  concurrency: { versionedBy: {} },
  tables: either(naming.call(), mongooseModel),
});
