import { defineRule } from '#rule-api';

export default defineRule({
  id: 'unchecked-response',
  on: 'uncheckedResponse',

  meta: {
    summary: 'An answer is read as data, whatever its status',
    why:
      '`fetch` rejects when there is no answer at all; an answer of 404 or 500 is one. Without a look at `ok` or `status` the page of an error is read as data: ' +
      'reading it fails with a message about JSON, or what is missing in it turns up somewhere else.',
    area: 'errors',
    severity: 'information',
    precision: 'high',
    fix: 'suggestion', // it throws now, where an error's body was read
    since: '0.1.0',
    messages: {
      unchecked: '`{{reads}}` reads what `{{call}}` was answered without a look at its status: the answer of an error is taken for data',
      asked: 'asked here',
      check: 'Throw for the status of an error',
    },
  },

  *check(response) {
    const { at, reads, call } = response;
    yield { at, message: 'unchecked' as const, data: { reads, call: call.label }, related: [{ at: call.at, message: 'asked' as const }], response };
  },

  *fix({ response }) {
    const edits = response.check();
    if (edits) yield { title: 'check', kind: 'suggestion', edits };
  },
});
