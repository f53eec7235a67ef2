import { defineRule } from '#rule-api';

export default defineRule({
  id: 'query-in-loop',
  on: 'loopedCall',

  meta: {
    summary: 'A query or request runs once for each item of a list',
    why:
      'Ten items in development are ten round trips that nobody notices. A thousand in production are a thousand, one after the other or all at once: ' +
      'the page takes seconds, or the pool of connections is empty for everybody else, and the time grows with the data.',
    area: 'data',
    severity: 'warning',
    precision: 'high',
    fix: 'suggestion', // one query may see other rows than many do that run one after the other
    since: '0.1.0',
    messages: {
      query: '`{{call}}` queries the database once for each {{each}}, for each `{{route}}`',
      request: '`{{call}}` asks another service once for each {{each}}, one after the other, for each `{{route}}`',
      serviceQuery: '`{{call}}` queries the database once for each {{each}}',
      serviceRequest: '`{{call}}` asks another service once for each {{each}}, one after the other',
      fieldRequest: '`{{call}}` asks another service once for each {{each}}',
      behind: 'each time `{{call}}` runs',
      route: 'reached from `{{route}}`',
      batch: 'Query all items at once',
    },
  },

  *check(looped) {
    const { label: call, at, each, does, behind } = looped;
    const [route] = looped.reachedFrom;
    const related = [
      ...(behind ? [{ at: behind.at, message: 'behind' as const, data: { call: behind.label } }] : []),
      ...looped.reachedFrom.map((one) => ({ at: one.at, message: 'route' as const, data: { route: one.label } })),
    ];
    if (route) {
      yield { at, message: does, data: { call, each, route: route.label }, related, looped };
      return;
    }
    if (looped.isForField) {
      yield { at, message: does === 'query' ? 'serviceQuery' as const : 'fieldRequest' as const, data: { call, each }, related, looped };
      return;
    }
    // Nobody is seen to call it: exported code may be called by a container, anything else runs once, or by hand.
    if (!looped.isService) return;
    yield { at, message: does === 'query' ? 'serviceQuery' as const : 'serviceRequest' as const, severity: 'information' as const, data: { call, each }, related, looped };
  },

  *fix({ looped }) {
    const edits = looped.batch();
    if (edits) yield { title: 'batch', kind: 'suggestion', edits };
  },
});
