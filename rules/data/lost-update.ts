import { defineRule } from '#rule-api';

export default defineRule({
  id: 'lost-update',
  on: 'rewrite',

  meta: {
    summary: 'A value is read, changed in memory and written back',
    why:
      'Two requests read the same row, both compute from what they read, and the second one overwrites the first: ' +
      'of two sales one is counted, of two votes one is lost. It never happens to one developer, and often under load.',
    area: 'data',
    severity: 'information',
    precision: 'medium',
    fix: 'suggestion', // the row in memory keeps the old value
    since: '0.1.0',
    messages: {
      lost: '`{{query}}` writes what was computed from `{{value}}` as it was read before: a change by another request in between is lost',
      read: '`{{read}}` reads it here',
      atomic: 'Let the database compute it',
    },
  },

  *check(rewrite) {
    const { at, label, value, read, reachedFrom } = rewrite;
    if (reachedFrom.length === 0 && !rewrite.isService) return;
    yield { at, message: 'lost' as const, data: { query: label, value }, related: [{ at: read.at, message: 'read' as const, data: { read: read.label } }], rewrite };
  },

  *fix({ rewrite }) {
    const edits = rewrite.atomic();
    if (edits) yield { title: 'atomic', kind: 'suggestion', edits };
  },
});
