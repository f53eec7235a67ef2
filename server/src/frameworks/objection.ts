import { api, chained, defineFramework, either, type ConditionMethods, type QueryRow } from './model.ts';

const transaction = api('objection').member('transaction');
/** With `transaction(Order, Item, (Order, Item) => …)` the callback gets classes of its own. */
const bound = either(...[0, 1, 2, 3].map((index) => transaction.callback(index)));
const model = either(api('objection').member('Model'), bound);
const CONDITIONS: ConditionMethods = {
  equalities: ['where', 'andWhere', 'orWhere', 'findOne', 'having', 'orHaving'],
  lists: ['whereIn', 'orWhereIn', 'whereInComposite', 'findByIds', 'whereExists', 'orWhereExists', 'for'],
  ranges: [
    'whereNot', 'orWhereNot', 'whereNotIn', 'orWhereNotIn', 'whereNull', 'orWhereNull', 'whereNotNull', 'orWhereNotNull', 'whereNotExists', 'orWhereNotExists', 'whereBetween', 'orWhereBetween',
    'whereNotBetween', 'whereLike', 'orWhereLike', 'whereILike', 'orWhereILike', 'whereColumn', 'whereRef', 'whereJsonSupersetOf', 'whereJsonSubsetOf', 'whereJsonHasAny', 'whereJsonHasAll',
  ],
  texts: ['whereRaw', 'orWhereRaw', 'andWhereRaw'],
  alternatives: ['orWhere', 'orWhereIn', 'orWhereExists', 'orWhereNot', 'orWhereNotIn', 'orWhereNull', 'orWhereNotNull', 'orWhereNotExists', 'orWhereBetween', 'orWhereLike', 'orWhereILike', 'orWhereRaw'],
};
const CONDITION_NAMES = [...CONDITIONS.equalities, ...CONDITIONS.lists, ...CONDITIONS.ranges, ...CONDITIONS.texts];

const INSERTS = ['insert', 'insertAndFetch', 'insertGraph', 'insertGraphAndFetch', 'relate'];
const UPDATES = ['update', 'updateAndFetch', 'updateAndFetchById', 'patch', 'patchAndFetch', 'patchAndFetchById', 'upsertGraph', 'upsertGraphAndFetch', 'increment', 'decrement'];
const DELETES = ['delete', 'del', 'deleteById', 'unrelate', 'truncate'];
const AGGREGATES = ['count', 'countDistinct', 'min', 'max', 'sum', 'sumDistinct', 'avg', 'avgDistinct'];

const fluent = [
  ...CONDITION_NAMES, ...INSERTS, ...UPDATES, ...DELETES, 'select', 'column', 'columns', 'from', 'with', 'alias', 'context', 'join', 'joinRelated', 'innerJoin', 'innerJoinRelated', 'leftJoin', 'leftJoinRelated', 'withGraphFetched',
  'withGraphJoined', 'modifyGraph', 'allowGraph', 'orderBy', 'orderByRaw', 'groupBy', 'groupByRaw', 'limit', 'offset', 'first', 'findById', 'throwIfNotFound', 'returning', 'onConflict', 'merge', 'ignore', 'transacting', 'forUpdate', 'skipUndefined',
  'modify', 'clone', 'timeout', 'debug', 'runBefore', 'runAfter',
];
const found = model.member('query').call().fluent(...fluent);
const row = either(model.instance(), found);
const asked = either(found, model.member('relatedQuery').call().fluent(...fluent), row.member('$query', '$relatedQuery').call().fluent(...fluent));

const runs = ['then', 'catch', 'finally', 'execute'];

const listing: Omit<QueryRow, 'at'> = {
  operation: 'read', returns: 'many', conditions: CONDITIONS,
  limits: [chained('limit'), chained('distinct'), chained('distinctOn'), chained('modify'), chained('modifiers'), chained('union'), chained('unionAll')],
  boundedBy: ['findById', 'page', 'range', 'resultSize', ...AGGREGATES, 'toKnexQuery', 'columnInfo'],
  singleBy: ['findById', 'resultSize'], groupedBy: ['groupBy', 'groupByRaw'], partOf: { by: ['as'], runBy: [] }, filterBy: ['findById'],
  selects: { by: ['select', 'column', 'columns'], aggregates: AGGREGATES },
  runs,
  // Without `useLimitInFirst` they send no limit; https://vincit.github.io/objection.js/api/model/static-properties.html#static-uselimitinfirst
  oneBy: ['first', 'findOne'],
  isBuilder: true, takesFunctions: true,
  otherwiseBy: [...INSERTS, ...UPDATES, ...DELETES],
};

const writing: Omit<QueryRow, 'at' | 'operation'> = { returns: 'nothing', conditions: CONDITIONS, runs, isBuilder: true, hasCallsBefore: true, takesFunctions: true,
  givesBack: { returning: 'many', insertAndFetch: 'one', insertGraphAndFetch: 'many', updateAndFetch: 'one', updateAndFetchById: 'one', patchAndFetch: 'one', patchAndFetchById: 'one', upsertGraphAndFetch: 'many' },
  singleBy: ['first', 'findById'], repeatableBy: ['merge', 'ignore'], joinsBy: { query: 0, $query: 0, relatedQuery: 1, $relatedQuery: 1, transacting: 0, bindTransaction: 0, bindKnex: 0 },
};

const BY_KEY = ['updateAndFetchById', 'patchAndFetchById', 'deleteById'];
const isNotByKey = (name: string): boolean => !BY_KEY.includes(name);

const queries: readonly QueryRow[] = [
  { ...listing, at: model.member('query') },
  // One row's children, as `include` would load them: they are as many as that row has.
  { at: either(row.member('$query', '$relatedQuery'), model.member('relatedQuery')), operation: 'read', returns: 'one', isBuilder: true, takesFunctions: true, otherwiseBy: [...INSERTS, ...UPDATES, ...DELETES] },
  { ...writing, at: asked.member(...INSERTS), operation: 'insert' },
  { ...writing, at: asked.member(...UPDATES.filter(isNotByKey)), operation: 'update' },
  { ...writing, at: asked.member('updateAndFetchById', 'patchAndFetchById'), operation: 'update', isOfRow: true },
  { ...writing, at: asked.member(...DELETES.filter(isNotByKey)), operation: 'delete' },
  { ...writing, at: asked.member('deleteById'), operation: 'delete', isOfRow: true },
];

export default defineFramework({
  name: 'Objection',
  packages: ['objection'],
  docs: 'https://vincit.github.io/objection.js/api/query-builder/',
  queries,
  transactions: { handles: either(model.member('transaction').callback(0), model.member('startTransaction').call(), bound), runners: either(model.member('transaction'), transaction) },
  acquisitions: [{
    at: model.member('startTransaction'), takes: 'transaction', releasedBy: ['commit', 'rollback'], isHandedOn: true,
    release: { text: 'commit()', awaits: true, undo: 'rollback()' },
  }],
  promises: { lazy: [{ at: either(model.member('query', 'relatedQuery'), row.member('$query', '$relatedQuery')), endedBy: ['execute', 'toKnexQuery', 'toFindQuery', 'as'], promisedBy: ['execute'], takesFunctions: true }] },
  classMethods: model.member('query', 'relatedQuery'),
});
