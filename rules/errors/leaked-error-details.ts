import { defineRule } from '#rule-api';

export default defineRule({
  id: 'leaked-error-details',
  on: 'leakedError',

  meta: {
    summary: 'Callers read what only the log should',
    why:
      'An error that nobody wrote for callers says what the code is made of: file names, SQL, table and column names, addresses of other servers, ' +
      'sometimes the values themselves. Whoever looks for a way in gets it with the first request that fails.',
    area: 'errors',
    severity: 'warning',
    precision: 'medium', // whether a message was written for callers stands where the error is made
    fix: 'none',
    since: '0.1.0',
    messages: {
      stack: '`{{by}}` sends the stack of whatever error is caught: callers read file names and lines of the code',
      error: '`{{by}}` sends whatever error is caught as it is: callers get the fields that the database or a library put on it',
      message: '`{{by}}` sends the message of whatever error is caught, whoever wrote it: the database, a library, the code itself',
    },
  },

  *check({ at, what, by }) {
    yield { at, message: what, data: { by: by.label } };
  },
});
