import { defineRule } from '#rule-api';

export default defineRule({
  id: 'missing-error-handler',
  on: 'application',

  meta: {
    summary: 'No error middleware answers for failed handlers',
    why:
      'Without one the framework answers by itself: a page of HTML with the stack in development, `Internal Server Error` as text in production. ' +
      'Clients that wait for JSON can\'t read it, and nobody learns what failed.',
    area: 'errors',
    severity: 'information',
    precision: 'high',
    fix: 'suggestion', // clients get another answer
    since: '0.1.0',
    messages: {
      missing: 'No error middleware is registered behind the routes of this application: {{framework}} answers for what {{count}} with',
      dead: 'No error middleware runs in this application: `{{name}}` {{why}}',
      never: '`{{name}}` {{why}}',
      add: 'Add an error middleware behind the routes',
    },
  },

  *check(application) {
    const { errors } = application;
    if (errors.handler !== 'absent') return; // one is there, or somebody who can't be read gets the application
    const [dead] = errors.dead;
    const count = application.routes.length === 1 ? 'its route fails' : `its ${application.routes.length} routes fail`;
    if (!dead) {
      if (!errors.canFail()) return; // there is nothing to answer for
      yield { at: application.at, message: 'missing' as const, data: { framework: errors.framework, count }, errors };
      return;
    }
    const why = dead.why === 'arity' ? 'doesn\'t have four parameters' : 'is registered before the routes';
    yield { at: application.at, message: 'dead' as const, data: { name: dead.label, why }, related: [{ at: dead.at, message: 'never' as const, data: { name: dead.label, why } }], errors };
  },

  *fix({ errors }) {
    const edits = errors.add();
    if (edits) yield { title: 'add', kind: 'suggestion', edits };
  },
});
