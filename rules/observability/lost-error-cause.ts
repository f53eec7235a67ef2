import { defineRule } from '#rule-api';

export default defineRule({
  id: 'lost-error-cause',
  on: 'lostCause',

  meta: {
    summary: 'A failure is told on without what caused it',
    why:
      'The error that was caught knows what failed, and where. Whoever reads the new one, or the line in the log, learns that something went wrong ' +
      'and has to guess the rest.',
    area: 'observability',
    severity: 'information',
    precision: 'high',
    fix: 'safe',
    since: '0.1.0',
    messages: {
      throws: 'This throws `{{error}}` and leaves out the error that was caught: what failed, and where, is lost',
      logs: '`{{log}}` tells that something failed and leaves out the error that was caught: what failed, and where, is lost',
      cause: 'Keep what was caught as its cause',
      add: 'Log what was caught, too',
    },
  },

  *check(lost) {
    if (lost.does === 'throws') yield { at: lost.at, message: 'throws' as const, data: { error: lost.label }, lost };
    else yield { at: lost.at, message: 'logs' as const, data: { log: lost.label }, lost };
  },

  *fix({ lost }) {
    const edits = lost.keep();
    if (edits) yield { title: lost.does === 'throws' ? 'cause' as const : 'add' as const, kind: 'safe', edits };
  },
});
