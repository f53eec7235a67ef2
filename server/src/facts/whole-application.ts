import type { Call } from '../syntax/tree.ts';
import type { Startup } from './startup.ts';

const EVERYWHERE = new Set(['', '/', '*', '/*', '/{*splat}', '/*splat', '(.*)', '/(.*)']);

/** Whether what a call gives is registered at an application for every path: `app.use(parser())`. */
export function isForWholeApplication({ registrations }: Startup, call: Call): boolean {
  return [...registrations.values()].flat().some(({ kind, host, paths, handlers, conditional, node }) => {
    if (kind !== 'mount' || !host.isApplication || conditional || !paths.every((path) => path !== undefined && EVERYWHERE.has(path))) return false;
    return node === call || handlers.some(({ values }) => values.some((value) => value.kind === 'api' && value.site?.node === call));
  });
}
