import { defineRule } from '#rule-api';

export default defineRule({
  id: 'unhandled-error-event',
  on: 'unheardError',

  meta: {
    summary: 'Something fails with an event that nobody listens for',
    why:
      'Streams, sockets, clients and child processes tell of failures by emitting `error`. Node throws the error of an event that nobody listens for: ' +
      'a file that isn\'t there or a connection that breaks ends the process, and every request in flight with it.',
    area: 'errors',
    severity: 'warning',
    precision: 'high',
    fix: 'suggestion', // the failure is logged, and the process lives on
    since: '0.1.0',
    messages: {
      made: 'Nobody listens for the errors of `{{what}}`: when it fails, {{consequence}}',
      piped: '`pipe` hands no errors on, and nobody listens for those of `{{what}}`: when it fails, {{consequence}}',
      given: 'Nobody listens for the errors of `{{what}}`: when its connection fails, {{consequence}}',
      source: 'made here',
      listen: 'Listen for its errors and log them with `{{logger}}`',
      pipeline: 'Use `pipeline`, which hears of errors',
    },
  },

  *check(unheard) {
    const { at, label, kind, made } = unheard;
    yield {
      at,
      message: kind,
      data: { what: label, consequence: unheard.consequence === 'process-exits' ? 'the process exits' : 'only the listener for uncaught exceptions hears of it' },
      ...(made && { related: [{ at: made.at, message: 'source' as const }] }),
      unheard,
    };
  },

  *fix({ unheard }) {
    const pipeline = unheard.pipeline();
    if (pipeline) yield { title: 'pipeline', kind: 'suggestion', edits: pipeline };
    const listen = unheard.listen();
    if (listen) yield { title: 'listen', data: { logger: listen.name }, kind: 'suggestion', edits: listen.edits };
  },
});
