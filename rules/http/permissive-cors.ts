import { defineRule } from '#rule-api';

/** What the fix writes, for people to put their own origins in. */
const SUGGESTED_ORIGINS = "['https://app.example.com']";

export default defineRule({
  id: 'permissive-cors',
  on: 'crossOrigin',

  meta: {
    summary: 'Pages of every origin may call with the cookies of whoever opens them',
    why:
      'Browsers keep the answers of one site from the scripts of another. An answer that allows every origin together with credentials gives that up: ' +
      'a page that a signed-in user happens to open reads and changes what the user can.',
    area: 'http',
    severity: 'warning',
    precision: 'high',
    fix: 'suggestion', // other origins are refused from then on
    since: '0.1.0',
    messages: {
      reflected: '`{{call}}` allows every origin together with credentials: any page can call this server as the user who opens it',
      star: '`{{call}}` allows every origin (`*`) together with credentials: browsers refuse the answers to calls with cookies, wherever they come from',
      readable: '`{{call}}` lets pages of every origin read the answers of an application that keeps sessions in cookies',
      list: 'Allow the origins of a list',
    },
  },

  *check(crossOrigin) {
    const { at, allows, credentials, label } = crossOrigin;
    if (allows === 'listed' || allows === 'unknown') return;
    if (credentials === 'present') {
      yield { at, message: allows, data: { call: label }, crossOrigin };
      return;
    }
    // Without credentials every origin sees what a stranger sees: right for a public API.
    if (credentials !== 'absent' || !crossOrigin.isGlobal || !crossOrigin.hasCookieSessions) return;
    yield { at, message: 'readable' as const, severity: 'information' as const, data: { call: label }, crossOrigin };
  },

  *fix({ crossOrigin }) {
    const edits = crossOrigin.restrict(SUGGESTED_ORIGINS);
    if (edits) yield { title: 'list', kind: 'suggestion', edits };
  },
});
