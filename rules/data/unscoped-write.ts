import { defineRule } from '#rule-api';

export default defineRule({
  id: 'unscoped-write',
  on: 'massWrite',

  meta: {
    summary: 'An update or delete has no filter',
    why:
      'A write of many rows that is filtered by nothing changes the whole table. Where the only condition comes from the caller, ' +
      'leaving it out is enough: the rows of all customers are gone, and only a backup brings them back.',
    area: 'data',
    severity: 'warning',
    precision: 'high',
    fix: 'none', // which rows are meant, nobody else can say
    since: '0.1.0',
    messages: {
      all: '`{{query}}` {{does}} every row of `{{table}}`: nothing filters it',
      vanishing: '`{{query}}` {{does}} every row of `{{table}}` when the caller leaves out `{{condition}}`: an undefined condition filters nothing',
      route: 'reached from `{{route}}`',
    },
  },

  *check(write) {
    if (write.filter !== 'absent') return; // written, or not knowable from here
    if (write.isExplained) return;

    const { label, table, at, mayVanish, reachedFrom } = write;
    // Nobody is seen to call it: exported code may be called by a container, a script does what it is run for.
    if (reachedFrom.length === 0 && !write.isService) return;
    const data = { query: label, table, does: write.operation === 'delete' ? 'deletes' : 'changes', condition: mayVanish };
    const related = reachedFrom.map((one) => ({ at: one.at, message: 'route' as const, data: { route: one.label } }));
    const quiet = reachedFrom.length === 0 ? { severity: 'information' as const } : {};
    yield { at, message: mayVanish === undefined ? 'all' as const : 'vanishing' as const, data, related, ...quiet };
  },
});
