import type { Presence } from '../concepts/presence.ts';

/** Stands before a path that is a regular expression: no path begins with it. */
export const REGEX_MARK = '~';

/** Where a middleware runs. */
export interface Covered {
  /** Mounts included. */
  readonly prefix: string;
  /**
   * How it is compared with a route's path: it and everything below, only what lies below (`/admin/*` of Express), a path of as many parts,
   * or a pattern of its own, in which a last `*` stands for everything below and for the path itself (Hono).
   */
  readonly extent: 'itself and below' | 'below' | 'itself' | 'pattern';
  readonly method: string;
}

/** A path that can't be known, or a regular expression. */
const UNREADABLE = /[ <]/;

/** Parts of a pattern that match more than one name, or only some. */
const VARIABLE = /[*:(<?{]/;

/** The end of a path that stands for everything below it: `*`, `(.*)`, `*rest`, `{*rest}`, `:rest(.*)`, `:rest*`. */
const REST = /(\(\.\*\)|:\w+\(\.\*\)|:\w+\*|\{?\/?\*\w*\}?)$/;

/** Whether a middleware runs for a route. A guard on some of the paths that a route's pattern matches doesn't guard it. */
export function coverage(layer: Covered, path: string, method: string): Presence {
  if (!sharesMethod(layer, method)) return 'absent';
  if (UNREADABLE.test(layer.prefix)) return 'unknown';
  return layer.extent === 'pattern' ? patternCoverage(segments(layer.prefix), segments(path)) : prefixCoverage(layer, segments(layer.prefix), segments(path));
}

function prefixCoverage({ extent }: Covered, want: readonly string[], have: readonly string[]): Presence {
  if (want.length > have.length || (extent === 'below' && want.length === have.length) || (extent === 'itself' && want.length !== have.length)) return 'absent';
  let answer: Presence = 'present';
  for (const [index, part] of want.entries()) {
    const other = have[index] ?? '';
    if (part.startsWith(':') || part.toLowerCase() === other.toLowerCase()) continue;
    if (!other.startsWith('<') && !VARIABLE.test(part)) return 'absent';
    answer = 'unknown';
  }
  return answer;
}

function patternCoverage(want: readonly string[], have: readonly string[]): Presence {
  const isOpen = want[want.length - 1] === '*';
  const fixed = isOpen ? want.slice(0, -1) : want;
  let answer: Presence = 'present';
  for (const [index, part] of fixed.entries()) {
    const other = have[index];
    if (other === undefined) return part.endsWith('?') ? answer : 'absent';
    if (part === other) continue;
    if (other === '*' || other.startsWith('<')) return VARIABLE.test(part) || other.startsWith('<') ? 'unknown' : 'absent';
    if (part === '*' || /^:\w+$/.test(part)) continue;
    if (!VARIABLE.test(part)) return 'absent';
    answer = 'unknown';
  }
  if (isOpen || have.length === fixed.length) return answer;
  const next = have[fixed.length] ?? '';
  return next.startsWith('<') ? 'unknown' : 'absent';
}

/** Which paths a regular expression matches can't be known: only what covers the whole prefix covers it. */
export function regexCoverage(layer: Covered, prefix: string, method: string): Presence {
  const whole = coverage(layer, prefix === '' ? '/' : prefix, method);
  return whole === 'absent' && sharesMethod(layer, method) ? 'unknown' : whole;
}

function sharesMethod(layer: Covered, method: string): boolean {
  return layer.method === 'ALL' || method === 'ALL' || layer.method === method;
}

/** What a path covers that ends in a wildcard; `undefined` for paths that end in names. */
export function wildcardExtent(path: string): Pick<Covered, 'prefix' | 'extent'> | undefined {
  const found = REST.exec(path);
  if (!found) return undefined;
  const prefix = path.slice(0, found.index);
  const needsMore = found[0].startsWith('/') || prefix.endsWith('/');
  return { prefix, extent: needsMore && segments(prefix).length > 0 ? 'below' : 'itself and below' };
}

export function segments(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}

/** Joins a prefix and a path as written; a regular expression stands behind its prefix and a space. */
export function joinRoute(prefix: string, path: string): string {
  if (path.startsWith(REGEX_MARK)) return `${prefix} ${path.slice(REGEX_MARK.length)}`.trimStart();
  if (prefix === '' && path.startsWith('*') && path.length > 1) return path; // matches in the middle of a name
  const joined = `${prefix}/${path}`.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
  return joined === '' ? '/' : joined;
}
