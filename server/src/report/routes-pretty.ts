import { createColors } from 'picocolors';
import type { Presence } from '../concepts/presence.ts';
import type { RouteEntry } from '../facts/route-map.ts';
import { createPlaces } from './places.ts';
import { count } from './pretty.ts';
import type { PrettyOptions } from './pretty.ts';
import { routesInOrder } from './routes-report.ts';
import type { RoutesReport } from './routes-report.ts';

/** The route map for people: one block for each file, one line for each route and mount. */
export function reportRoutesPretty({ root, routes, text }: RoutesReport, { isColoured }: PrettyOptions): string {
  const colours = createColors(isColoured);
  const placeOf = createPlaces(root, text);
  const rows = routesInOrder(routes).map((route) => ({ route, place: placeOf(route.at), handler: placeOf(route.handler.at) }));
  const methodWidth = Math.max(0, ...rows.map(({ route }) => route.method.length));
  const pathWidth = Math.max(0, ...rows.map(({ route }) => route.path.length));
  const lineWidth = Math.max(0, ...rows.map(({ place }) => String(place.line).length));

  const lines: string[] = [];
  let file: string | undefined;
  for (const { route, place, handler } of rows) {
    if (place.file !== file) {
      if (file !== undefined) lines.push('');
      lines.push(colours.underline(place.file));
      file = place.file;
    }
    const registration = `${colours.dim(String(place.line).padStart(lineWidth))}  ${colours.bold(route.method.padEnd(methodWidth))}  ${route.path.padEnd(pathWidth)}`;
    const where = colours.dim(`${handler.file}:${handler.line}`);
    lines.push(`  ${registration}  ${route.handler.name} ${where}${describeProtection(route)}`);
  }
  if (lines.length > 0) lines.push('');
  lines.push(count(rows.length, 'route'));
  return `${lines.join('\n')}\n`;
}

/** Only what is known is said. */
function describeProtection({ guards, authenticated, rateLimited, validated, rejections, queries }: RouteEntry): string {
  const guardNames = guards.length === 0 ? [] : [`guards: ${guards.map(({ name, scope }) => `${name} (${scope})`).join(', ')}`];
  const unbounded = queries.filter(({ bounded }) => bounded === 'absent').map(({ label }) => label);
  const facts = [
    ...guardNames,
    ...tell(authenticated, 'authenticated', 'not authenticated'),
    ...tell(rateLimited, 'rate limited', 'not rate limited'),
    ...tell(validated, 'validated', 'not validated'),
    ...(rejections === 'unknown' ? [] : [`rejections ${rejections}`]),
    ...(unbounded.length === 0 ? [] : [`unbounded: ${unbounded.join(', ')}`]),
  ];
  return facts.map((fact) => `  · ${fact}`).join('');
}

function tell(presence: Presence, present: string, absent: string): readonly string[] {
  if (presence === 'unknown') return [];
  return [presence === 'present' ? present : absent];
}
