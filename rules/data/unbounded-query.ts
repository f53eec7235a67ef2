import { defineRule } from '#rule-api';

/** What the fix writes where the project has no page size of its own: a page that people can read, a result that memory can hold. */
const SUGGESTED_LIMIT = '100';

export default defineRule({
  id: 'unbounded-query',
  on: 'query',

  meta: {
    summary: 'A list query has no row limit',
    why:
      'The table is small in development and grows in production. Without a limit one request reads all of it: ' +
      'the response, the memory of the process and the load of the database grow with the table, until a page that worked for years times out.',
    area: 'data',
    severity: 'warning',
    precision: 'high',
    fix: 'suggestion', // a limit changes which rows the caller gets
    since: '0.1.0',
    messages: {
      unbounded: '`{{query}}` can return every {{row}} of `{{table}}`, and `{{route}}` waits for all of them',
      service: '`{{query}}` can return every {{row}} of `{{table}}`',
      capped: '`{{query}}` asks for every {{row}} of `{{table}}`, and what is beyond {{cap}} is left out without an error',
      route: 'reached from `{{route}}`',
      call: 'run by `{{query}}`',
      limit: 'Limit the result to {{limit}} {{rows}}',
    },
  },

  *check(query) {
    if (query.operation !== 'read' || query.returns !== 'many') return;
    if (query.limit.state !== 'absent') return; // written, or not knowable from here

    const { label, table, at, cap } = query;
    const row = query.isFiltered ? `matching ${query.unit}` : query.unit;
    const [route] = query.reachedFrom;
    // Nobody is seen to call it. Exported code may be called by a container; a script or the start-up reads what it needs.
    if (!route && !query.isService) return;
    const calls = query.calls.map((call) => ({ at: call.at, message: 'call' as const, data: { query: call.label } }));
    const related = [...calls, ...query.reachedFrom.map((one) => ({ at: one.at, message: 'route' as const, data: { route: one.label } }))];
    const quietly = { severity: 'information' as const };
    if (cap) {
      const stop = cap.isSetting ? `${cap.text} (unless the server is set up otherwise)` : cap.text;
      yield { at, message: 'capped' as const, ...((cap.isSetting || !route) && quietly), data: { query: label, table, row, cap: stop }, related, query };
      return;
    }
    if (route) yield { at, message: 'unbounded' as const, data: { query: label, table, row, route: route.label }, related, query };
    else yield { at, message: 'service' as const, ...quietly, data: { query: label, table, row }, related: calls, query };
  },

  *fix({ query }) {
    const limit = query.pageSize ?? SUGGESTED_LIMIT;
    const edits = query.limit.insert(limit);
    if (edits) yield { title: 'limit', data: { limit, rows: `${query.unit}s` }, kind: 'suggestion', edits };
  },
});
