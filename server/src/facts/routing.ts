import { isExempt } from './compounds.ts';
import { hostOfValue, type Host } from './hosts.ts';
import { coverage, joinRoute, REGEX_MARK, regexCoverage, wildcardExtent, type Covered } from './path-coverage.ts';
import { unknownPath, type Registered, type Registration } from './registration.ts';
import type { Annotations } from './annotations.ts';
import type { Written } from './listed.ts';
import type { GuardScope } from './route-map.ts';
import { type Startup } from './startup.ts';
import type { Frame } from '../semantic/values.ts';
import type { Span } from '../syntax/text.ts';
import type { Expression, FunctionNode } from '../syntax/tree.ts';
import type { RouteAddress } from './anonymous-addresses.ts';

/** A middleware on the way to a route. */
export interface Layer {
  readonly handler: Registered;
  readonly registration: Registration;
  readonly scope: Exclude<GuardScope, 'inline'>;
  /** When it runs, where that is said by name. */
  readonly phase?: string;
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
  /** What a request for it looks like, where what runs for it looks at that. */
  readonly address?: RouteAddress;
  /** What the framework holds the input against before the handler runs. */
  readonly schemas?: readonly Registered[];
  /** What the route's own guards are written as, where they aren't arguments: another one of its kind would guard it. */
  readonly base?: { readonly expression: Expression; readonly frame: Frame };
  /** The function that the handler hands requests like that on to. */
  readonly delegate?: FunctionNode;
  /** What of the handler's code is for other requests. */
  readonly excludes?: readonly Span[];
  /** Whether the outermost host is an application: otherwise nobody can say what stands before it. */
  readonly isComplete: boolean;
  /** The registration itself says that nobody is asked. */
  readonly isPublic?: boolean;
  /** What is written about the route beside its code. */
  readonly annotations?: Annotations;
}

interface Pending extends Covered {
  readonly handler: Registered;
  readonly registration: Registration;
  readonly scope: Layer['scope'];
  readonly conditional: boolean;
}

/** Routers within routers, at most; real applications have three or four. */
const MAX_DEPTH = 12;

/**
 * The routing tree of frameworks in which order counts: what was registered earlier runs earlier. A router's own middleware also runs
 * for what its parent registers later under the same prefix, because the router hands on what it doesn't answer; unless the mount contains it.
 */
export function resolveRoutes({ hosts, registrations }: Startup): readonly RouteMount[] {
  const found: RouteMount[] = [];
  const mounted = new Set<string>();

  /** What a host holds, as far as it was registered before the number `until`. */
  function visit(host: Host, at: string, before: readonly Pending[], path: readonly Host[], until: number): readonly Pending[] {
    if (path.includes(host) || path.length > MAX_DEPTH) return [];
    const chain = [...path, host];
    const own: Pending[] = [];
    const all = (registrations.get(host.key) ?? []).filter((one) => (one.order ?? 0) < until);
    const base = prefixOf(host, all);
    const prefix = base === '' ? at : joinRoute(at, base);
    for (const registration of all) {
      if (registration.kind === 'route') addRoute(registration, prefix, [...before, ...own], chain);
      if (registration.kind === 'route') own.push(...routesAsLayers(registration, prefix));
      if (registration.kind === 'mount') own.push(...mount(registration, prefix, [...before, ...own], chain, until));
    }
    return own;
  }

  function mount(registration: Registration, prefix: string, before: readonly Pending[], chain: readonly Host[], until: number): readonly Pending[] {
    const row = registration.mount;
    const added: Pending[] = [];
    for (const own of registration.paths) {
      const full = joinRoute(prefix, own ?? unknownPath(registration.call));
      const inCall: Pending[] = [];
      const scope = registration.handlers.length > 1 && registration.handlers.some((handler) => childHosts(handler).length > 0) ? 'mount' : chain.length === 1 && chain[0]?.isApplication ? 'app' : 'router';
      for (const handler of registration.handlers) {
        const children = childHosts(handler);
        const below = handler.under === undefined ? full : joinRoute(full, handler.under);
        for (const child of children) {
          mounted.add(child.key);
          const layers = visit(child, below, [...before, ...added, ...inCall], chain, row?.copies ? registration.order ?? until : until);
          if (!row?.contains || child.isApplication) inCall.push(...layers);
        }
        if (children.length === 0) inCall.push({ handler, registration, scope, ...middlewareExtent(below, registration), method: 'ALL', conditional: registration.conditional });
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
    for (const written of registration.paths) {
      const path = joinRoute(prefix, written ?? unknownPath(registration.call));
      const isRegex = written?.startsWith(REGEX_MARK) ?? false;
      const layers = before.flatMap((pending): readonly Layer[] => {
        const covers = isRegex ? regexCoverage(pending, prefix, registration.method) : coverage(pending, path, registration.method);
        const { handler: one, registration: from, scope, prefix: at, conditional } = pending;
        return covers === 'absent' ? [] : unlessExempt({ handler: one, registration: from, scope, prefix: at, conditional: conditional || covers === 'unknown' }, path, registration.method);
      });
      const ownLayers = own.slice(0, -1).flatMap((one) => unlessExempt({ handler: one, registration, scope: 'route', prefix, conditional: false }, path, registration.method));
      found.push({ registration, method: registration.method, path, layers: [...layers, ...ownLayers], handler, hosts, isComplete: hosts[0]?.isApplication === true && hosts[0].value?.site !== undefined });
    }
  }

  function childHosts(handler: Registered): readonly Host[] {
    return handler.values.flatMap((value) => {
      const host = hostOfValue(value, handler.frame, hosts);
      return host ? [host] : [];
    });
  }

  // What a package itself is given (`http.createServer(app)`) says nothing of paths.
  const roots = [...hosts.values()].filter(({ value, framework }) => value?.step !== 'root' && framework.routing.calls?.order === 'sequential');
  const mountedSomewhere = new Set(roots.flatMap((host) => (registrations.get(host.key) ?? []).filter((one) => one.kind === 'mount').flatMap((one) => one.handlers.flatMap(childHosts).map(({ key }) => key))));
  for (const host of roots) if (host.isApplication && !mountedSomewhere.has(host.key)) visit(host, '', [], [], Infinity);
  for (const host of roots) if (!mounted.has(host.key) && !(host.isApplication && !mountedSomewhere.has(host.key))) visit(host, '', [], [], Infinity);
  return found;
}

/** The layer, if it runs for a route at all. */
function unlessExempt(layer: Layer, path: string, method: string): readonly Layer[] {
  const exempt = isExempt(layer.handler.exempt ?? [], path, method);
  if (exempt === 'present') return [];
  return [exempt === 'unknown' ? { ...layer, conditional: true } : layer];
}

function isErrorHandler({ values }: Registered, { host }: Registration): boolean {
  const { shapes } = host.framework.routing.conversation;
  const arities = shapes.flatMap((shape) => (shape.error === undefined || shape.arity === undefined ? [] : [shape.arity]));
  return values.length > 0 && values.every((value) => value.kind === 'function' && arities.includes(value.fn.parameters.length));
}

/** What stands before all paths of a host: what was set last counts. */
function prefixOf(host: Host, registrations: readonly Registration[]): string {
  const set = registrations.findLast((one) => one.kind === 'prefix');
  return (set ? set.paths[0] ?? unknownPath(set.call) : host.prefix) ?? '';
}

function middlewareExtent(path: string, { host }: Registration): Pick<Covered, 'prefix' | 'extent'> {
  if (matchesPatterns(host)) return { prefix: path, extent: 'pattern' };
  return wildcardExtent(path) ?? { prefix: path, extent: 'itself and below' };
}

/** A route whose handlers may hand on guards what comes later on the same paths: `app.all('/admin/*', requireAdmin)`. */
function routesAsLayers(registration: Registration, prefix: string): readonly Pending[] {
  return registration.paths.flatMap((own) => {
    const full = joinRoute(prefix, own ?? unknownPath(registration.call));
    if (own?.startsWith(REGEX_MARK)) return [];
    const below = wildcardExtent(full);
    if (!below && registration.method !== 'ALL') return [];
    const covered: Pick<Covered, 'prefix' | 'extent'> = matchesPatterns(registration.host) ? { prefix: full, extent: 'pattern' } : below ?? { prefix: full, extent: 'itself' };
    return registration.handlers.map((handler) => ({ handler, registration, scope: 'app' as const, ...covered, method: registration.method, conditional: registration.conditional }));
  });
}

function matchesPatterns({ framework }: Host): boolean {
  return framework.routing.calls?.matchesPatterns ?? false;
}
