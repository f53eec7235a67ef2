import { defineRule } from '#rule-api';

/** What the fix writes where the project has no page size of its own. */
const SUGGESTED_LIMIT = '100';

export default defineRule({
  id: 'unbounded-page-size',
  on: 'pageSize',

  meta: {
    summary: 'The caller decides how many rows a query reads, without a maximum',
    why:
      'The page has ten rows because the client asks for ten. Whoever asks for ten million gets those: one request reads the whole table into memory, ' +
      'and a handful of them take the process and the database down.',
    area: 'data',
    severity: 'warning',
    precision: 'high',
    fix: 'suggestion', // who asked for more gets less
    since: '0.1.0',
    messages: {
      uncapped: '`{{input}}` decides how many rows of `{{table}}` are read by `{{query}}`, and nothing caps it',
      query: '`{{query}}` reads that many rows',
      route: 'reached from `{{route}}`',
      cap: 'Read {{limit}} rows at most',
    },
  },

  *check(size) {
    const { at, input, query, table, route } = size;
    const related = [
      { at: query.at, message: 'query' as const, data: { query: query.label } },
      { at: route.at, message: 'route' as const, data: { route: route.label } },
    ];
    yield { at, message: 'uncapped', data: { input: input.label, table, query: query.label }, related, size };
  },

  *fix({ size }) {
    const limit = size.pageSize ?? SUGGESTED_LIMIT;
    yield { title: 'cap', data: { limit }, kind: 'suggestion', edits: size.cap(limit) };
  },
});
