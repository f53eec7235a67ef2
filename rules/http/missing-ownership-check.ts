import { defineRule } from '#rule-api';

export default defineRule({
  id: 'missing-ownership-check',
  on: 'application',

  meta: {
    summary: 'A signed-in caller reaches any row by its key',
    why:
      'The route knows who is calling, and uses it for nothing but to let them in. The key comes from the request, so whoever is signed in changes it ' +
      'and gets the next row: other people\'s orders, messages, files.',
    area: 'http',
    severity: 'information',
    precision: 'medium', // what a row is to its caller stands in the database, not in the code
    fix: 'none',
    since: '0.1.0',
    messages: {
      unowned: '`{{route}}` {{effect}} whichever `{{table}}` its caller names, and nothing on its path compares an owner or a role with the caller',
      query: '`{{query}}` filters by the key alone',
    },
  },

  *check(application) {
    for (const route of application.routes) {
      const row = route.unowned();
      if (!row) continue; // it isn't authenticated, is tied to the caller, or not knowable
      yield {
        at: route.at,
        message: 'unowned' as const,
        data: { route: route.label, effect: row.effect, table: row.table },
        related: [{ at: row.query.at, message: 'query' as const, data: { query: row.query.label } }],
      };
    }
  },
});
