import { defineRule } from '#rule-api';

export default defineRule({
  id: 'swallowed-error',
  on: 'swallowedError',

  meta: {
    summary: 'A failure disappears without a trace',
    why:
      'Whatever fails there, nobody learns of it: no log, no error, no other answer. The code goes on as if it had worked, with data that is missing, ' +
      'and the report of it comes from a customer, weeks later.',
    area: 'errors',
    severity: 'warning',
    precision: 'high',
    fix: 'suggestion', // a log line where there was none
    since: '0.1.0',
    messages: {
      nothing: 'When `{{call}}` fails, nothing is done about it: no log, no error, and the code goes on',
      value: 'When `{{call}}` fails, `{{value}}` stands for its result, as success could give it, and nothing says that it failed',
      round: 'When `{{call}}` fails, the loop goes on with the next round, and nothing says that this one failed',
      ignored: 'The callback of `{{call}}` takes the result and never looks at the error',
      call: '`{{call}}` can fail here',
      log: 'Log the failure with `{{logger}}`',
    },
  },

  *check(swallowed) {
    const { at, call, goesOn } = swallowed;
    const data = { call: call.label };
    const related = goesOn.with === 'result' ? [] : [{ at: call.at, message: 'call' as const, data }];
    switch (goesOn.with) {
      case 'nothing': yield { at, message: 'nothing' as const, data, related, swallowed }; break;
      case 'next round': yield { at, message: 'round' as const, data, related, swallowed }; break;
      case 'result': yield { at, message: 'ignored' as const, data, related, swallowed }; break;
      case 'value': yield { at, message: 'value' as const, data: { ...data, value: goesOn.text }, related, swallowed };
    }
  },

  *fix({ swallowed }) {
    const logged = swallowed.log();
    if (logged) yield { title: 'log', data: { logger: logged.name }, kind: 'suggestion', edits: logged.edits };
  },
});
