import { api, arg, argsFrom, defineFramework, earlier, either, option, type QueryRow } from './model.ts';

const admin = api('firebase-admin');
const modular = api('firebase-admin/firestore', '@google-cloud/firestore');
/** Since version 9 the browser's library has another interface, and the old one under this name. */
const compat = api('firebase', 'firebase/app', 'firebase/compat/app');
const namespace = either(admin, compat).member('firestore');
const types = either(modular, namespace, api('(global)').member('FirebaseFirestore'));

const store = either(
  namespace.call(),
  either(admin, compat).member('initializeApp', 'app').call().member('firestore').call(),
  modular.member('getFirestore', 'initializeFirestore').call(),
  types.member('Firestore').instance(),
);
const transaction = either(store.member('runTransaction').callback(0), types.member('Transaction').instance());
const batch = either(store.member('batch', 'bulkWriter').call(), types.member('WriteBatch', 'BulkWriter').instance());
const together = either(transaction, batch);
const naming = store.member('collection');
/** A document holds collections, which hold documents: a few levels are enough. */
const rootCollection = either(naming.call(), types.member('CollectionReference').instance());
const refinements = ['withConverter', 'where', 'orderBy', 'select', 'offset', 'startAt', 'startAfter', 'endAt', 'endBefore', 'limit', 'limitToLast'];
const documentIn = (of: typeof rootCollection) => of.fluent('withConverter').member('doc', 'add').call();
const rootDocument = either(store.member('doc').call(), documentIn(rootCollection), types.member('DocumentReference').instance());
const innerCollection = rootDocument.member('collection').call();
const innerDocument = documentIn(innerCollection);
const innermostCollection = innerDocument.member('collection').call();
const collection = either(rootCollection, innerCollection, innermostCollection).fluent('withConverter');
const group = store.member('collectionGroup').call();
const query = either(collection, group, types.member('Query', 'CollectionGroup').instance()).fluent(...refinements);
const document = either(rootDocument, innerDocument, documentIn(innermostCollection)).fluent('withConverter');

const queries: readonly QueryRow[] = [
  {
    at: query.member('get'), operation: 'read', returns: 'many', unit: 'document',
    limits: [earlier('limit'), earlier('limitToLast')],
    columns: { equals: [], lists: [], others: [], compares: ['where'] },
  },
  { at: collection.member('listDocuments'), operation: 'read', returns: 'many', unit: 'document' },
  { at: query.member('count', 'aggregate').call().member('get'), operation: 'read', returns: 'one' },
  { at: document.member('get'), operation: 'read', returns: 'one' },
  // As many documents as it is given references.
  { at: store.member('getAll'), operation: 'read', returns: 'one', isList: true },
  // One document or what a query finds, by what it is given.
  { at: transaction.member('get'), operation: 'read', returns: 'many', limits: [argsFrom(0)] },
  { at: transaction.member('getAll'), operation: 'read', returns: 'one', isList: true },
  { at: collection.member('add'), operation: 'insert', returns: 'nothing' },
  { at: document.member('create'), operation: 'insert', returns: 'nothing' },
  { at: document.member('set'), operation: 'update', returns: 'nothing', repeatableIf: option(1, 'merge') },
  { at: document.member('update'), operation: 'update', returns: 'nothing' },
  { at: document.member('delete'), operation: 'delete', returns: 'nothing' },
  { at: together.member('create'), operation: 'insert', returns: 'nothing', isQueued: true },
  { at: together.member('set', 'update'), operation: 'update', returns: 'nothing', isQueued: true },
  { at: together.member('delete'), operation: 'delete', returns: 'nothing', isQueued: true },
  { at: store.member('recursiveDelete'), operation: 'delete', returns: 'nothing', table: arg(0) },
];

/** The server's libraries. Queries are never changed: each call gives a new one. */
export default defineFramework({
  name: 'Firestore',
  packages: ['firebase-admin', '@google-cloud/firestore'],
  docs: 'https://firebase.google.com/docs/firestore/query-data/get-data',
  queries,
  transactions: { handles: together, runners: store.member('runTransaction') },
  promises: {
    started: [
      { at: either(query, document).member('get') },
      { at: document.member('set', 'update', 'delete', 'create') },
      { at: collection.member('add', 'listDocuments') },
      { at: store.member('batch').call().member('commit') },
      { at: store.member('recursiveDelete') },
      { at: store.member('runTransaction'), takesFunctions: true },
    ],
  },
  tables: either(naming.call(), rootDocument.member('collection').call(), innerDocument.member('collection').call(), group),
});
