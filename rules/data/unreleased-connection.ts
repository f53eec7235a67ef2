import { defineRule } from '#rule-api';

/** What it costs that something is kept. */
const COSTS = {
  connection: 'each time there is one connection fewer, until everyone waits for one',
  // Not of a pool.
  own: 'each time one more stays open, until the database takes no more',
  'query runner': 'each time there is one connection fewer, until everyone waits for one',
  session: 'each time the server keeps one session more, with the transaction in it',
  transaction: 'it stays open, with its locks and its connection',
} as const;

export default defineRule({
  id: 'unreleased-connection',
  on: 'acquisition',

  meta: {
    summary: 'A connection, session or transaction that is not given back on every way',
    why:
      'A pool lends a handful of connections. One that is given back only when all goes well is lost whenever a query fails: after as many failures as the pool has connections, ' +
      'every request waits for one that nobody will return, and only a restart helps. Nothing points to the place that took it. ' +
      'A transaction that is neither committed nor rolled back keeps its locks, and others wait for those.',
    area: 'data',
    severity: 'warning',
    precision: 'high',
    fix: 'suggestion', // what stood behind the release may run before it now
    since: '0.1.0',
    messages: {
      failure: 'When `{{failing}}` fails, the {{taken}} of `{{acquire}}` is never given back: {{cost}}',
      out: 'The {{taken}} of `{{acquire}}` is not given back on every way out: {{cost}}',
      never: 'The {{taken}} of `{{acquire}}` is never given back: {{cost}}',
      pooled: '`{{acquire}}` begins a transaction on whichever connection of the pool is free: what follows runs on others, and the transaction stays open on that one',
      fails: '`{{failing}}` fails here',
      leaves: 'it is still held here',
      route: 'reached from `{{route}}`',
      release: 'Give it back in `finally`',
      undo: 'Roll it back when something fails',
    },
  },

  *check(acquisition) {
    const { at, label, takes, loss, by, reachedFrom, isService } = acquisition;
    // Nobody is seen to call it: exported code may be called by a container, a script can be run again.
    if (reachedFrom.length === 0 && !isService) return;
    const failing = by?.label ?? '';
    const related = [
      ...(by ? [{ at: by.at, message: loss === 'failure' ? 'fails' as const : 'leaves' as const, data: { failing } }] : []),
      ...reachedFrom.map((one) => ({ at: one.at, message: 'route' as const, data: { route: one.label } })),
    ];
    const quiet = reachedFrom.length === 0 ? { severity: 'information' as const } : {};
    yield { at, message: loss, data: { acquire: label, taken: takes, cost: COSTS[acquisition.isOwn ? 'own' : takes], failing }, related, acquisition, ...quiet };
  },

  *fix({ acquisition }) {
    const edits = acquisition.release();
    if (edits) yield { title: acquisition.takes === 'transaction' ? 'undo' : 'release', kind: 'suggestion', edits };
  },
});
