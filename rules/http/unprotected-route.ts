import { defineRule, type Route } from '#rule-api';

/** HTTP methods that exist to change something; `POST` may as well search. */
const WRITING_METHODS = new Set(['PUT', 'PATCH', 'DELETE']);

/** Methods that read; procedures and resolvers have their own words for it. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'QUERY', 'SUBSCRIPTION']);

export default defineRule({
  id: 'unprotected-route',
  on: 'application',

  meta: {
    summary: 'A route changes or reveals data for anyone who calls it',
    why:
      'Nothing between the socket and the handler asks who is calling. Whoever finds the address, by guessing or by reading the ' +
      'client\'s code, can do what the route does: change orders, read other people\'s data.',
    area: 'http',
    severity: 'warning',
    precision: 'high',
    fix: 'suggestion', // callers without a credential are refused from then on
    since: '0.1.0',
    messages: {
      changes: '`{{route}}` changes data (`{{effect}}`), and nothing on its path authenticates the caller',
      reads: '`{{route}}` reads `{{resource}}`, and nothing on its path authenticates the caller',
      application: 'Nothing in this application authenticates callers: `{{route}}` changes data{{others}}',
      effect: '`{{effect}}` changes data',
      sibling: '`{{route}}` is guarded by `{{guard}}`',
      affected: '`{{route}}` changes data',
      guard: 'Guard `{{route}}` with `{{guard}}`',
      public: 'Mark `{{route}}` as public',
      treat: 'Treat `{{middleware}}` as an authentication guard',
    },
  },

  *check(application) {
    const open = application.routes.filter(isOpen);
    if (application.knowsUsers) {
      for (const route of open) {
        const effect = effectOf(route);
        if (effect !== undefined) {
          const related = [...route.writes.slice(0, 1).map(({ at, label }) => ({ at, message: 'effect' as const, data: { effect: label } })), ...siblingsOf(route)];
          yield { at: route.at, message: 'changes' as const, data: { route: route.label, effect }, related, route };
          continue;
        }
        const resource = revealedBy(route);
        if (resource !== undefined) yield { at: route.at, message: 'reads' as const, data: { route: route.label, resource }, related: siblingsOf(route), route };
      }
      return;
    }
    // No user is known anywhere: the gap is the application's, and one finding says so.
    const changing = open.filter((route) => effectOf(route) !== undefined);
    const [first] = changing;
    if (!first) return;
    const others = changing.length === 1 ? '' : `, and ${changing.length - 1} more route${changing.length === 2 ? ' does' : 's do'}`;
    const related = changing.map((route) => ({ at: route.at, message: 'affected' as const, data: { route: route.label } }));
    yield { at: application.at, message: 'application' as const, data: { route: first.label, others }, related, route: undefined };
  },

  *fix({ route }) {
    if (!route) return;
    const guard = route.guard();
    if (guard) yield { title: 'guard', data: { route: route.label, guard: guard.name }, kind: 'suggestion', edits: guard.edits };
    yield { title: 'public', data: { route: route.label }, kind: 'teach', key: 'publicRoutes', value: route.label };
    for (const { name, taught } of route.passingMiddleware) yield { title: 'treat', data: { middleware: name }, kind: 'teach', key: 'guards', value: taught };
  },
});

function isOpen(route: Route): boolean {
  return route.authenticated === 'absent' && !route.isPublic;
}

/** The call that changes data, else the method that says so; `undefined` for a route that is not known to change anything. */
function effectOf(route: Route): string | undefined {
  // A `GET` that writes usually counts or logs; one that deletes is a route that changes data.
  const [write] = SAFE_METHODS.has(route.method) ? route.writes.filter(({ operation }) => operation === 'delete') : route.writes;
  return write?.label ?? (WRITING_METHODS.has(route.method) && route.mayWrite ? route.method : undefined);
}

/** What a route hands out that belongs to somebody: its path says so, or a guarded sibling reads the same. */
function revealedBy(route: Route): string | undefined {
  if (!SAFE_METHODS.has(route.method) || route.welcomesStrangers) return undefined;
  const [read] = route.reads;
  if (!read) return undefined;
  return route.privateResource ?? (route.guardedSiblings.some((sibling) => sibling.readsTheSame) ? read.table : undefined);
}

function siblingsOf(route: Route) {
  return route.guardedSiblings.slice(0, 3).map(({ at, label, guard }) => ({ at, message: 'sibling' as const, data: { route: label, guard } }));
}
