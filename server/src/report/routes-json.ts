import { createPlaces } from './places.ts';
import { routesInOrder } from './routes-report.ts';
import type { RoutesReport } from './routes-report.ts';

/** The route map for other programs; lines count from 1. */
export function reportRoutesJson({ root, routes, text }: RoutesReport): string {
  const placeOf = createPlaces(root, text);
  const entries = routesInOrder(routes).map((route) => {
    const { file, line } = placeOf(route.at);
    const handler = placeOf(route.handler.at);
    return {
      method: route.method,
      path: route.path,
      framework: route.framework,
      file,
      line,
      handler: { name: route.handler.name, file: handler.file, line: handler.line, endLine: handler.endLine },
      guards: route.guards.map(({ name, at, scope, evidence }) => {
        const guard = placeOf(at);
        return { name, file: guard.file, line: guard.line, scope, evidence };
      }),
      authenticated: route.authenticated,
      rateLimited: route.rateLimited,
      validated: route.validated,
      costs: route.costs.map(({ does, label, at }) => {
        const cost = placeOf(at);
        return { does, label, file: cost.file, line: cost.line };
      }),
      rejections: route.rejections,
      queries: route.queries.map(({ label, bounded, at }) => {
        const query = placeOf(at);
        return { label, bounded, file: query.file, line: query.line };
      }),
    };
  });
  return `${JSON.stringify({ version: 1, root, routes: entries }, undefined, 2)}\n`;
}
