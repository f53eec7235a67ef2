import { defineRule } from '#rule-api';

export default defineRule({
  id: 'unverified-webhook',
  on: 'application',

  meta: {
    summary: 'A webhook acts on what anyone may send',
    why:
      'The address of a webhook is public, and its body is easy to make up. Without a check of the signature whoever sends the right JSON has ' +
      'orders marked as paid, accounts upgraded and deployments started.',
    area: 'http',
    severity: 'warning',
    precision: 'high',
    fix: 'suggestion', // calls without the right signature are refused from then on
    since: '0.1.0',
    messages: {
      unverified: '`{{route}}` acts on what it is sent (`{{effect}}`), and nothing on its path verifies who sent it',
      effect: '`{{effect}}` runs for whoever sends the right body',
      verify: 'Verify the signature with `{{call}}` (needs the raw body)',
    },
  },

  *check(application) {
    for (const route of application.routes) {
      const webhook = route.webhook();
      if (!webhook?.effect || webhook.verified !== 'absent') continue;
      const { at, label } = webhook.effect;
      yield { at: route.at, message: 'unverified' as const, data: { route: route.label, effect: label }, related: [{ at, message: 'effect' as const, data: { effect: label } }], webhook };
    }
  },

  *fix({ webhook }) {
    const verified = webhook.verify();
    if (verified) yield { title: 'verify', data: { call: verified.name }, kind: 'suggestion', edits: verified.edits };
  },
});
