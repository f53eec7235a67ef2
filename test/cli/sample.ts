import type { Finding, Fix } from '../../server/src/engine/finding.ts';
import type { RouteEntry } from '../../server/src/facts/route-map.ts';
import type { Span } from '../../server/src/syntax/text.ts';

/** Two small files, with findings, fixes and routes as the engine would give them. */
export const root = '/app';

const texts: ReadonlyMap<string, string> = new Map([
  ['/app/src/app.ts', "const app = express();\r\napp.use('/api', orders);\r\n"],
  ['/app/src/orders.ts', "// größe 😀\nexport const list = () => db.order.findMany();\norders.get('/', list);\n"],
]);

export function text(file: string): string | undefined {
  return texts.get(file);
}

/** The first place where `snippet` stands. */
export function span(file: string, snippet: string): Span {
  const start = (text(file) ?? '').indexOf(snippet);
  return { file, start, end: start + snippet.length };
}

export const unbounded: Finding = {
  rule: 'unbounded-query',
  severity: 'warning',
  message: '`db.order.findMany` can return every row of `order`',
  at: span('/app/src/orders.ts', 'findMany'),
  related: [{ at: span('/app/src/app.ts', 'orders'), message: '`GET /api` waits for them' }],
  fingerprint: 'f1',
};

export const noted: Finding = { rule: 'a-note', severity: 'information', message: 'The application begins here', at: span('/app/src/app.ts', 'express()'), related: [], fingerprint: 'f2' };

export const limit: Fix = {
  title: 'Take 100',
  kind: 'suggestion',
  edits: [{ at: { file: '/app/src/orders.ts', start: 53, end: 53 }, text: '{ take: 100 }' }],
};

export const route: RouteEntry = {
  method: 'GET',
  path: '/api/',
  framework: 'express',
  at: span('/app/src/orders.ts', 'get'),
  handler: { name: 'list', at: span('/app/src/orders.ts', '() => db.order.findMany();\n') },
  guards: [{ name: 'requireUser', at: span('/app/src/app.ts', 'app.use'), scope: 'mount', evidence: 'behaviour' }],
  authenticated: 'present',
  rateLimited: 'unknown',
  costs: [],
  validated: 'absent',
  rejections: 'unhandled',
  queries: [{ label: 'db.order.findMany', table: 'order', isFiltered: false, bounded: 'absent', at: span('/app/src/orders.ts', 'findMany') }],
};
