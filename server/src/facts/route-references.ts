import type { RouteReference } from '../concepts/facts.ts';

/** Routes that a finding names as its evidence, at most. */
const MAX_ROUTES = 5;

/** The first among several routes and jobs, each label once. */
export function referencesTo(routes: readonly RouteReference[]): readonly RouteReference[] {
  const named = routes.filter((route, index) => routes.findIndex((other) => other.label === route.label) === index);
  return named.slice(0, MAX_ROUTES).map(({ label, at }) => ({ label, at }));
}
