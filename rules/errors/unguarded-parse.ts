import { defineRule, UNSEEN_REJECTION_WORDS } from '#rule-api';

const CONSEQUENCES = {
  ...UNSEEN_REJECTION_WORDS,
  'exception-is-heard': 'only the listener for uncaught exceptions hears of it',
  'is-lost': 'that goes nowhere',
  'is-repeated': 'the same message is handled again and again',
} as const;

export default defineRule({
  id: 'unguarded-parse',
  on: 'unguardedParse',

  meta: {
    summary: 'A text from outside is read where nobody catches what that throws',
    why:
      'Whoever can send a message can send a wrong one. What reads it throws, and there is no framework around listeners of sockets, consumers of queues and jobs ' +
      'that catches it and answers: one bad message ends the process, and every connection with it.',
    area: 'errors',
    severity: 'information',
    precision: 'high',
    fix: 'suggestion', // the failure is logged, and the process lives on
    since: '0.1.0',
    messages: {
      unguarded: '`{{parse}}` throws for a text that it can\'t read, and nothing catches that: {{consequence}}',
      entry: '`{{entry}}` gets the text',
      reject: 'Reject with what fails',
      catch: 'Catch what fails and log it with `{{logger}}`',
    },
  },

  *check(parse) {
    const { at, label, entry, consequence } = parse;
    yield {
      at,
      message: 'unguarded' as const,
      data: { parse: label, consequence: CONSEQUENCES[consequence] },
      related: [{ at: entry.at, message: 'entry' as const, data: { entry: entry.label } }],
      parse,
    };
  },

  *fix({ parse }) {
    const handled = parse.handle();
    if (handled) yield { title: handled.rejects ? 'reject' as const : 'catch' as const, data: { logger: handled.name }, kind: 'suggestion', edits: handled.edits };
  },
});
