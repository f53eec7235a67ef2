import { defineRule } from '#rule-api';

export default defineRule({
  id: 'missing-transaction',
  on: 'tornWrites',

  meta: {
    summary: 'Writes that belong together are not one transaction',
    why:
      'Between two writes the process may be stopped, the connection may break, or the second may be refused. Without a transaction the first one stays: ' +
      'an order without its items, money that left one account and reached no other. Nothing notices, and nothing puts it right.',
    area: 'data',
    severity: 'warning',
    precision: 'medium',
    fix: 'suggestion', // a transaction holds locks until its end
    since: '0.1.0',
    messages: {
      torn: 'When `{{second}}` fails, what `{{first}}` wrote before stays: the two are not in one transaction',
      beside: 'When `{{second}}` fails, what `{{first}}` writes beside it stays: the two are not in one transaction',
      escaping: '`{{second}}` is not part of the transaction that it stands in: when that is rolled back, this write stays',
      first: '`{{first}}` writes here',
      route: 'reached from `{{route}}`',
      wrap: 'Put both writes into one transaction',
    },
  },

  *check(writes) {
    const { at, label, first, escapes, isAtOnce, reachedFrom } = writes;
    // Nobody is seen to call it: exported code may be called by a container, a script can be run again.
    if (reachedFrom.length === 0 && !writes.isService) return;
    const data = { first: first.label, second: label };
    const related = [
      { at: first.at, message: 'first' as const, data },
      ...reachedFrom.map((one) => ({ at: one.at, message: 'route' as const, data: { route: one.label } })),
    ];
    const quiet = reachedFrom.length === 0 ? { severity: 'information' as const } : {};
    yield { at, message: escapes ? 'escaping' as const : isAtOnce ? 'beside' as const : 'torn' as const, data, related, writes, ...quiet };
  },

  *fix({ writes }) {
    const edits = writes.wrap();
    if (edits) yield { title: 'wrap', kind: 'suggestion', edits };
  },
});
