import type { AnyRule } from '#rule-api';
import unboundedQuery from './data/unbounded-query.ts';
import unhandledRouteRejection from './errors/unhandled-route-rejection.ts';
import unprotectedRoute from './http/unprotected-route.ts';

export const rules: readonly AnyRule[] = [
  unboundedQuery,
  unhandledRouteRejection,
  unprotectedRoute,
];
