import { defineRule, UNSEEN_REJECTION_WORDS } from '#rule-api';

const CONSEQUENCES = {
  ...UNSEEN_REJECTION_WORDS,
  'is-printed': 'that is printed, and nobody acts on it',
} as const;

export default defineRule({
  id: 'floating-promise',
  on: 'floatingPromise',

  meta: {
    summary: 'Nobody waits for what a call promises',
    why:
      'A promise that is neither awaited, returned nor given a rejection handler fails where nobody looks: since Node 15 an unhandled rejection ends the process, ' +
      'and every request in flight with it. Queries that only run when they are awaited are worse off: they never run, and nothing says so.',
    area: 'errors',
    severity: 'warning',
    precision: 'high',
    fix: 'suggestion', // the code behind it waits, or its failure is logged
    since: '0.1.0',
    messages: {
      started: 'Nobody waits for {{call}}: when it rejects, {{consequence}}',
      continued: 'Nothing behind {{call}} handles a rejection: when it rejects, {{consequence}}',
      rethrown: 'The rejection handler behind {{call}} fails itself: when {{call}} rejects, {{consequence}}',
      lazy: 'Nobody awaits {{call}}, so it never runs',
      builder: '{{call}} never runs: only `{{runsBy}}` runs it, and nobody calls that',
      awaited: 'Awaiting {{call}} does not run it: only `{{runsBy}}` does, and nobody calls that',
      onward: '{{call}} is neither awaited nor returned: the answer is sent before what comes later is done, and when that fails, {{consequence}}',
      cause: '`{{call}}` can reject',
      throws: 'thrown here',
      await: 'Await it',
      run: 'Run it with `{{runsBy}}`',
      forward: 'Return it',
      catch: 'Log its rejection with `{{logger}}`',
    },
  },

  *check(promise) {
    const { at, label, kind, runsBy, cause } = promise;
    yield {
      at,
      message: kind,
      data: { call: label === undefined ? 'this function' : `\`${label}\``, consequence: CONSEQUENCES[promise.consequence], runsBy },
      ...(cause && { related: [{ at: cause.at, message: cause.isThrow ? 'throws' as const : 'cause' as const, data: { call: cause.label } }] }),
      promise,
    };
  },

  *fix({ promise }) {
    const { runsBy } = promise;
    const awaited = promise.wait();
    const isReturned = awaited?.some(({ text }) => text === 'return ');
    if (awaited) yield { title: runsBy !== undefined ? 'run' as const : isReturned ? 'forward' as const : 'await' as const, data: { runsBy }, kind: 'suggestion', edits: awaited };
    const handled = promise.handle();
    if (handled) yield { title: 'catch', data: { logger: handled.name }, kind: 'suggestion', edits: handled.edits };
  },
});
