import { hostKey, REGEX_MARK, type Host, type Registered, type Registration } from './registration.ts';
import type { Annotations } from './annotations.ts';
import type { Written } from './listed.ts';
import type { GuardScope } from './route-map.ts';
import { type Startup } from './startup.ts';
import type { Value } from '../semantic/values.ts';

/** A middleware on the way to a route. */
export interface Layer {
  readonly handler: Registered;
  readonly registration: Registration;
  readonly scope: Exclude<GuardScope, 'inline'>;
  /** The decorator that puts it there, where one does. */
  readonly decorator?: Written;
  /** Where it applies, mounts included. */
  readonly prefix: string;
  /** It may not run for this route: registered behind a condition, or on a path that can't be known. */
  readonly conditional: boolean;
}

/** One way to reach a route's handler: a registration, seen through one chain of mounts. */
export interface RouteMount {
  readonly registration: Registration;
  readonly method: string;
  readonly path: string;
  readonly layers: readonly Layer[];
  /** The last of the route's own handlers. */
  readonly handler: Registered;
  /** The routers on the way, outermost first. */
  readonly hosts: readonly Host[];
  /** Whether the outermost host is an application: otherwise nobody can say what stands before it. */
  readonly isComplete: boolean;
  /** What is written about the route beside its code. */
  readonly annotations?: Annotations;
}

interface Pending {
  readonly handler: Registered;
  readonly registration: Registration;
  readonly scope: Layer['scope'];
  readonly prefix: string;
  readonly isExact: boolean;
  /** `/admin/*` is about what lies below, not about `/admin` itself. */
  readonly isBelow: boolean;
  readonly method: string;
  readonly conditional: boolean;
}

/** Routers within routers, at most; real applications have three or four. */
const MAX_DEPTH = 12;

/**
 * The routing tree of frameworks in which order counts: what was registered earlier runs earlier. A router's own middleware also runs
 * for what its parent registers later under the same prefix, because the router hands on what it doesn't answer.
 */
export function resolveRoutes({ hosts, registrations }: Startup): readonly RouteMount[] {
  const found: RouteMount[] = [];
  const mounted = new Set<string>();

  function visit(host: Host, prefix: string, before: readonly Pending[], path: readonly Host[]): readonly Pending[] {
    if (path.includes(host) || path.length > MAX_DEPTH) return [];
    const chain = [...path, host];
    const own: Pending[] = [];
    for (const registration of registrations.get(host.key) ?? []) {
      if (registration.kind === 'route') addRoute(registration, prefix, [...before, ...own], chain);
      if (registration.kind === 'route') own.push(...routesAsLayers(registration, prefix));
      if (registration.kind === 'mount') own.push(...mount(registration, prefix, [...before, ...own], chain));
    }
    return own;
  }

  function mount(registration: Registration, prefix: string, before: readonly Pending[], chain: readonly Host[]): readonly Pending[] {
    const host = chain[chain.length - 1];
    const added: Pending[] = [];
    for (const own of registration.paths) {
      const full = joinRoute(prefix, own ?? unknownPath(registration));
      const inCall: Pending[] = [];
      const scope = registration.handlers.length > 1 && registration.handlers.some((handler) => childHosts(handler).length > 0) ? 'mount' : host?.isApplication ? 'app' : 'router';
      for (const handler of registration.handlers) {
        const children = childHosts(handler);
        for (const child of children) {
          mounted.add(child.key);
          inCall.push(...visit(child, full, [...before, ...added, ...inCall], chain));
        }
        if (children.length === 0) inCall.push({ handler, registration, scope, prefix: full, isExact: false, isBelow: false, method: 'ALL', conditional: registration.conditional });
      }
      added.push(...inCall);
    }
    return added;
  }

  function addRoute(registration: Registration, prefix: string, before: readonly Pending[], hosts: readonly Host[]): void {
    // An error middleware behind the handlers sees only what they fail with.
    const own = registration.handlers.filter((one) => !isErrorHandler(one, registration));
    const handler = own[own.length - 1];
    if (!handler) return;
    const ownLayers = own.slice(0, -1).map((one): Layer => ({ handler: one, registration, scope: 'route', prefix, conditional: false }));
    for (const written of registration.paths) {
      const path = joinRoute(prefix, written ?? unknownPath(registration));
      const isRegex = written?.startsWith(REGEX_MARK) ?? false;
      const layers = before.flatMap((pending): readonly Layer[] => {
        const covers = isRegex ? regexCoverage(pending, prefix, registration.method) : coverage(pending, path, registration.method);
        return covers === 'absent' ? [] : [{ handler: pending.handler, registration: pending.registration, scope: pending.scope, prefix: pending.prefix, conditional: pending.conditional || covers === 'unknown' }];
      });
      found.push({ registration, method: registration.method, path, layers: [...layers, ...ownLayers], handler, hosts, isComplete: hosts[0]?.isApplication === true && hosts[0].value?.site !== undefined });
    }
  }

  function childHosts(handler: Registered): readonly Host[] {
    return handler.values.flatMap((value) => {
      const host = hostOfValue(value, handler, hosts);
      return host ? [host] : [];
    });
  }

  // What a package itself is given (`http.createServer(app)`) says nothing of paths.
  const roots = [...hosts.values()].filter(({ value }) => value?.step !== 'root');
  const mountedSomewhere = new Set(roots.flatMap((host) => (registrations.get(host.key) ?? []).filter((one) => one.kind === 'mount').flatMap((one) => one.handlers.flatMap(childHosts).map(({ key }) => key))));
  for (const host of roots) if (host.isApplication && !mountedSomewhere.has(host.key)) visit(host, '', [], []);
  for (const host of roots) if (!mounted.has(host.key) && !(host.isApplication && !mountedSomewhere.has(host.key))) visit(host, '', [], []);
  return found;
}

function isErrorHandler({ values }: Registered, { host }: Registration): boolean {
  const { shapes } = host.framework.routing.conversation;
  const arities = shapes.flatMap((shape) => (shape.error === undefined || shape.arity === undefined ? [] : [shape.arity]));
  return values.length > 0 && values.every((value) => value.kind === 'function' && arities.includes(value.fn.parameters.length));
}

/** A route whose handlers may hand on guards what comes later on the same paths: `app.all('/admin/*', requireAdmin)`. */
function routesAsLayers(registration: Registration, prefix: string): readonly Pending[] {
  return registration.paths.flatMap((own) => {
    const full = joinRoute(prefix, own ?? unknownPath(registration));
    if (own?.startsWith(REGEX_MARK)) return [];
    const star = full.indexOf('*');
    if (star < 0 && registration.method !== 'ALL') return [];
    const path = star < 0 ? full : full.slice(0, star);
    return registration.handlers.map((handler) => ({ handler, registration, scope: 'app' as const, prefix: path, isExact: star < 0, isBelow: path.endsWith('/') && path !== '/', method: registration.method, conditional: registration.conditional }));
  });
}

/** Whether a middleware that stands before a prefix runs for a path. */
export function coverage(layer: Pick<Pending, 'method' | 'prefix' | 'isBelow' | 'isExact'>, path: string, method: string): 'present' | 'absent' | 'unknown' {
  if (layer.method !== 'ALL' && method !== 'ALL' && layer.method !== method) return 'absent';
  if (/[ <]/.test(layer.prefix)) return 'unknown'; // a regular expression, or not known
  const want = segments(layer.prefix);
  const have = segments(path);
  if (want.length > have.length || (layer.isBelow && want.length === have.length) || (layer.isExact && want.length !== have.length)) return 'absent';
  let answer: 'present' | 'unknown' = 'present';
  for (const [index, part] of want.entries()) {
    const other = have[index] ?? '';
    if (part.startsWith(':') || part.toLowerCase() === other.toLowerCase()) continue;
    // A guard on some of the paths that a pattern matches doesn't guard the route.
    if (other.startsWith('<') || /[*:(<?]/.test(part)) answer = 'unknown';
    else return 'absent';
  }
  return answer;
}

function segments(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}

/** Joins a prefix and a path as written; a regular expression stands behind its prefix and a space. */
function joinRoute(prefix: string, path: string): string {
  if (path.startsWith(REGEX_MARK)) return `${prefix} ${path.slice(REGEX_MARK.length)}`.trimStart();
  if (prefix === '' && path.startsWith('*') && path.length > 1) return path; // matches in the middle of a name
  const joined = `${prefix}/${path}`.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
  return joined === '' ? '/' : joined;
}

/** Which paths a regular expression matches can't be known: only what covers the whole prefix covers it. */
function regexCoverage(layer: Pending, prefix: string, method: string): 'present' | 'absent' | 'unknown' {
  const whole = coverage(layer, prefix === '' ? '/' : prefix, method);
  return whole === 'absent' && (layer.method === 'ALL' || method === 'ALL' || layer.method === method) ? 'unknown' : whole;
}

/** How a path that can't be known is shown: the expression, in angle brackets. */
function unknownPath(registration: Registration): string {
  const first = registration.call?.args[0];
  const text = first?.kind === 'name' ? first.name : first?.kind === 'member' ? first.name : '…';
  return `<${text}>`;
}

/** The application or router that a value is, or was made of. */
export function hostOfValue(value: Value, handler: Pick<Registered, 'frame'>, hosts: ReadonlyMap<string, Host>): Host | undefined {
  for (let at: Value | undefined = value; at?.kind === 'api'; at = at.of) {
    const host = at.site && hosts.get(hostKey(at, handler.frame));
    if (host) return host;
  }
  return undefined;
}
