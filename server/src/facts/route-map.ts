import type { Presence } from '../concepts/presence.ts';
import type { Span } from '../syntax/text.ts';

export type GuardScope = 'route' | 'router' | 'mount' | 'app' | 'controller' | 'global' | 'hook' | 'plugin' | 'inline';
export type Evidence = 'library' | 'behaviour' | 'taught';

export interface RouteEntry {
  /** Upper case; `ALL` where every method is served. */
  readonly method: string;
  /** The full path, mounts included; one entry for each mount. */
  readonly path: string;
  readonly framework: string;
  /** The method name in the registration. */
  readonly at: Span;
  readonly handler: { readonly name: string; readonly at: Span };
  readonly guards: readonly { readonly name: string; readonly at: Span; readonly scope: GuardScope; readonly evidence: Evidence }[];
  readonly authenticated: Presence;
  readonly rateLimited: Presence;
  readonly validated: Presence;
  /** What it does that costs more than computing, the dearest first; queries have a place of their own. `does` follows the route's name: `sends mail`. */
  readonly costs: readonly { readonly does: string; readonly label: string; readonly at: Span }[];
  readonly rejections: 'handled' | 'unhandled' | 'unknown';
  readonly queries: readonly { readonly label: string; readonly table: string; readonly isFiltered: boolean; readonly bounded: Presence; readonly at: Span }[];
}
