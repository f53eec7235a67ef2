import { markdownTable } from 'markdown-table';
import type { Presence } from '../concepts/presence.ts';
import type { RouteEntry } from '../facts/route-map.ts';
import { createPlaces } from './places.ts';
import { routesInOrder, type RoutesReport } from './routes-report.ts';

const HEAD = ['Route', 'Handler', 'Authenticated', 'Rate limited', 'Validated', 'Rejections', 'Unbounded queries'];

const WORDS: Readonly<Record<Presence, string>> = { present: 'yes', absent: '**no**', unknown: '?' };

/** The route map as a table that people paste into a review: what is missing stands out, what nobody can say is a question mark. */
export function reportRoutesMarkdown({ root, routes, text }: RoutesReport): string {
  const placeOf = createPlaces(root, text);
  const rows = routesInOrder(routes).map((route) => {
    const { file, line } = placeOf(route.handler.at);
    return [
      code(`${route.method} ${route.path}`),
      `${code(route.handler.name)} ${escaped(`${file}:${line}`)}`,
      guarded(route),
      WORDS[route.rateLimited],
      WORDS[route.validated],
      route.rejections === 'unhandled' ? '**unhandled**' : route.rejections === 'handled' ? 'handled' : '?',
      route.queries.filter(({ bounded }) => bounded === 'absent').map(({ label }) => code(label)).join(', '),
    ];
  });
  return `${markdownTable([HEAD, ...rows])}\n`;
}

function guarded({ authenticated, guards }: RouteEntry): string {
  const names = guards.map(({ name }) => code(name)).join(', ');
  return names === '' ? WORDS[authenticated] : `${WORDS[authenticated]} (${names})`;
}

/** A bar ends a cell even in code; so do line breaks. */
function code(text: string): string {
  const plain = text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  return plain.includes('`') ? `\`\` ${plain} \`\`` : `\`${plain}\``;
}

function escaped(text: string): string {
  return text.replace(/[\\|`*_[\]<>]/g, '\\$&');
}
