import { api, argsFrom, defineFramework, either, option, type QueryRow } from './model.ts';

const client = api('@elastic/elasticsearch', '@opensearch-project/opensearch', 'elasticsearch', 'elasticsearch8', 'elasticsearch7', 'elasticsearch9', '@elastic/elasticsearch7', '@elastic/elasticsearch8', '@elastic/elasticsearch9').member('Client', 'OpenSearch').instance();
const TABLE = option(0, 'index');

const queries: readonly QueryRow[] = [
  // Ten documents where no size is given, and never more than the index allows: 10,000.
  { at: client.member('search', 'msearch', 'searchTemplate', 'asyncSearch', 'scroll', 'mget'), operation: 'read', returns: 'many', unit: 'document', isPaged: true, table: TABLE },
  { at: client.member('get', 'getSource', 'exists', 'count', 'termvectors'), operation: 'read', returns: 'one', table: TABLE },
  // One page at a time, which somebody may keep.
  { at: client.member('helpers').member('scrollSearch', 'scrollDocuments'), operation: 'read', returns: 'many', unit: 'document', limits: [argsFrom(0)], table: TABLE },
  { at: client.member('index', 'create'), operation: 'insert', returns: 'nothing', table: TABLE },
  { at: client.member('update', 'updateByQuery', 'update_by_query', 'bulk', 'reindex'), operation: 'update', returns: 'nothing', table: TABLE },
  { at: client.member('helpers').member('bulk'), operation: 'update', returns: 'nothing' },
  // SQL is answered a page at a time too.
  { at: either(client.member('sql', 'esql', 'eql', 'ppl').member('query', 'search'), client.member('transport').member('request')), operation: 'raw', returns: 'nothing' },
  { at: client.member('delete', 'deleteByQuery', 'delete_by_query'), operation: 'delete', returns: 'nothing', table: TABLE },
];

/** A search gives a page whatever it is asked, so no search is unbounded. */
export default defineFramework({
  name: 'Elasticsearch',
  packages: ['@elastic/elasticsearch', '@opensearch-project/opensearch', 'elasticsearch'],
  docs: 'https://www.elastic.co/docs/reference/elasticsearch/rest-apis/paginate-search-results',
  queries,
  promises: { started: [{ at: either(...queries.map(({ at }) => at), client.member('indices').member('create', 'delete', 'refresh', 'putMapping', 'exists')) }] },
});
