import { defineRule } from '#rule-api';

export default defineRule({
  id: 'unawaited-return-in-try',
  on: 'unawaitedReturn',

  meta: {
    summary: 'A promise leaves a `try` before it is settled',
    why:
      'An async function that returns a promise without `await` is done with its `try` at once. The `catch` that stands there never sees the promise fail, ' +
      'and a `finally` gives back the connection while the query is still running on it.',
    area: 'errors',
    severity: 'information',
    precision: 'high',
    fix: 'safe',
    since: '0.1.0',
    messages: {
      catch: 'This returns the promise of `{{call}}` before it is settled: when it fails, the `catch` around it does not run',
      finally: 'This returns the promise of `{{call}}` before it is settled: the `finally` runs while it is still going on',
      wait: 'Wait for `{{call}}` with `await`',
    },
  },

  *check(left) {
    yield { at: left.at, message: left.misses, data: { call: left.call.label }, left };
  },

  *fix({ left }) {
    yield { title: 'wait', data: { call: left.call.label }, kind: 'safe', edits: left.wait() };
  },
});
