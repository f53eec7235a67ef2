import { defineRule, type Application, type Route } from '#rule-api';

/** Calls on the way to what a route does that are shown: the first ones lead there. */
const MAX_STEPS = 3;

export default defineRule({
  id: 'missing-rate-limit',
  on: 'application',

  meta: {
    summary: 'A route does expensive work, or checks credentials, as often as anyone asks',
    why:
      'One caller with a loop gets as much of the server as all the others together: the database, the processor and the bill for mail or models ' +
      'are used up by whoever asks most. Where a password or a code is checked, asking often enough is guessing it.',
    area: 'http',
    severity: 'warning',
    precision: 'medium',
    fix: 'suggestion', // callers who come too often are refused from then on
    since: '0.1.0',
    messages: {
      credentials: '`{{route}}` {{action}}, and nothing on its path limits how often callers may try',
      expensive: '`{{route}}` {{action}}, and nothing on its path limits how often it is called',
      application: 'Nothing in this application limits how often it is called: `{{route}}` {{action}}{{others}}',
      effect: '`{{call}}` {{does}}',
      step: '`{{call}}` leads there',
      affected: '`{{route}}` {{action}}',
      limit: 'Limit `{{route}}` with `{{limiter}}`',
      treat: 'Treat `{{middleware}}` as a rate limiter',
      gateway: 'Something in front of the application limits its callers',
    },
  },

  *check(application) {
    const open = application.routes.filter(({ limit }) => !limit.isForMachines && limit.limited === 'absent');
    for (const route of open) if (route.limit.takesCredentials) yield { ...findingOf(route, 'credentials'), route };
    const expensive = open.filter(({ limit }) => !limit.takesCredentials && limit.cost !== undefined);
    if (application.hasLimiter) {
      for (const route of expensive) yield { ...findingOf(route, 'expensive'), severity: 'information' as const, route };
      return;
    }
    // Nobody is limited anywhere: the gap is the application's, and one finding says so.
    if (expensive.length > 0) yield { ...findingOfAll(application, expensive), severity: 'information' as const, route: undefined };
  },

  *fix({ route }) {
    const reuse = route?.limit.limit();
    if (route && reuse) yield { title: 'limit', data: { route: route.label, limiter: reuse.name }, kind: 'suggestion', edits: reuse.edits };
    for (const { name, taught } of route?.limit.unlimiting ?? []) yield { title: 'treat', data: { middleware: name }, kind: 'teach', key: 'limiters', value: taught };
    yield { title: 'gateway', kind: 'teach', key: 'limiters', value: 'gateway' };
  },
});

function findingOf(route: Route, message: 'credentials' | 'expensive') {
  const { cost } = route.limit;
  const steps = (cost?.calls ?? []).slice(0, MAX_STEPS).map(({ label, at }) => ({ at, message: 'step' as const, data: { call: label } }));
  const related = cost ? [...steps, { at: cost.at, message: 'effect' as const, data: { call: cost.label, does: cost.does } }] : [];
  return { at: route.at, message, data: { route: route.label, action: actionOf(route) }, related };
}

function findingOfAll(application: Application, routes: readonly Route[]) {
  const [first] = routes;
  const count = routes.length - 1;
  const others = count === 0 ? '' : `, and ${count} more route${count === 1 ? ' does' : 's do'} expensive work`;
  const related = routes.map((route) => ({ at: route.at, message: 'affected' as const, data: { route: route.label, action: actionOf(route) } }));
  return { at: application.at, message: 'application' as const, data: { route: first?.label, action: first && actionOf(first), others }, related };
}

function actionOf({ limit: { cost } }: Route): string {
  return cost ? `${cost.does} (\`${cost.label}\`)` : 'takes credentials';
}
