import { defineRule, UNSEEN_REJECTION_WORDS } from '#rule-api';

export default defineRule({
  id: 'unhandled-callback-rejection',
  on: 'droppedCallback',

  meta: {
    summary: 'An asynchronous function is given to something that drops its promise',
    why:
      'What calls it (`forEach`, a timer, an emitter, a scheduler) neither waits for the promise nor looks at it. When that promise rejects, nobody handles it: ' +
      'since Node 15 the process ends, and every request in flight with it.',
    area: 'errors',
    severity: 'warning',
    precision: 'high',
    fix: 'suggestion', // rounds wait for each other now, or failures are logged
    since: '0.1.0',
    messages: {
      unhandled: '`{{by}}` ignores the promise of this function: when {{cause}}, {{consequence}}',
      unsettled: '`{{by}}` ignores the promise of this function: when {{cause}}, what it makes never settles, and {{consequence}}',
      lost: '`{{by}}` catches what this function rejects with and prints it at most: when {{cause}}, that goes nowhere',
      truthy: '`{{by}}` takes the promise of this function for a yes, whatever it comes to: when {{cause}}, {{consequence}}',
      given: '`{{by}}` is given it here',
      cause: '`{{call}}` can reject',
      throws: 'thrown here',
      loop: 'Wait for each round in a `for … of` loop',
      reject: 'Reject with what fails',
      catch: 'Catch what fails in it and log it with `{{logger}}`',
    },
  },

  *check(callback) {
    const { at, by, ending, cause } = callback;
    const consequence = UNSEEN_REJECTION_WORDS[callback.consequence];
    yield {
      at,
      message: ending,
      data: { by: by.label, cause: cause.isThrow ? 'it throws' : `\`${cause.label}\` fails`, consequence },
      related: [
        { at: by.at, message: 'given' as const, data: { by: by.label } },
        { at: cause.at, message: cause.isThrow ? ('throws' as const) : ('cause' as const), data: { call: cause.label } },
      ],
      callback,
    };
  },

  *fix({ callback }) {
    const loop = callback.loop();
    if (loop) yield { title: 'loop', kind: 'suggestion', edits: loop };
    const handled = callback.handle();
    if (handled) yield { title: handled.rejects ? 'reject' as const : 'catch' as const, data: { logger: handled.name }, kind: 'suggestion', edits: handled.edits };
  },
});
