import { defineRule, type Cookie } from '#rule-api';

/** What each option keeps from happening. */
const CONSEQUENCES = { httpOnly: 'any script on the page can read it', secure: 'it also travels over plain HTTP' } as const;

const IN_PRODUCTION = "process.env.NODE_ENV === 'production'";

export default defineRule({
  id: 'insecure-cookie',
  on: 'cookie',

  meta: {
    summary: 'A cookie that signs people in can be read by scripts or on the way',
    why:
      'Whoever holds the cookie is the user. Without `httpOnly` one injected script collects the sessions of everyone who opens the page; ' +
      'without `secure` the browser sends it over plain HTTP too, where anyone on the same network reads it.',
    area: 'http',
    severity: 'warning',
    precision: 'high',
    fix: 'suggestion', // scripts no longer see the cookie; over plain HTTP it isn't sent
    since: '0.1.0',
    messages: {
      named: '`{{call}}` sets `{{cookie}}` without {{missing}}: {{consequence}}',
      session: '`{{call}}` sets its cookie without {{missing}}: {{consequence}}',
      refused: '`{{call}}` sends its cookie with requests from other sites (`sameSite: \'none\'`), but without {{missing}}: browsers drop it',
      complete: 'Add {{missing}}',
    },
  },

  *check(cookie) {
    if (!cookie.isCredential) return;
    const missing = missingIn(cookie);
    if (missing.length === 0) return;
    const data = { call: cookie.label, cookie: cookie.name, missing: missing.map((key) => `\`${key}\``).join(' and '), consequence: missing.map((key) => CONSEQUENCES[key]).join(', and ') };
    if (cookie.isCrossSite && missing.includes('secure')) yield { at: cookie.at, message: 'refused' as const, data, cookie };
    else yield { at: cookie.at, message: cookie.name === undefined ? 'session' as const : 'named' as const, data, cookie };
  },

  *fix({ cookie }) {
    const missing = missingIn(cookie);
    const edits = cookie.complete(missing.map((key) => ({ key, text: key === 'secure' && !cookie.isCrossSite ? IN_PRODUCTION : 'true' })));
    if (edits) yield { title: 'complete', data: { missing: missing.map((key) => `\`${key}\``).join(' and ') }, kind: 'suggestion', edits };
  },
});

function missingIn(cookie: Cookie) {
  return (['httpOnly', 'secure'] as const).filter((key) => cookie[key] === 'absent');
}
