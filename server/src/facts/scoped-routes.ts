import type { FrameworkModel } from '../frameworks/model.ts';
import type { PluginHook, Scopes } from '../frameworks/vocabulary/scopes.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { argumentAt } from '../semantic/object-properties.ts';
import type { ApiValue, Argument, Value } from '../semantic/values.ts';
import type { Host, Registered, Registration } from './registration.ts';
import type { RouteContext } from './find-routes.ts';
import { strategyOf } from './route-strategies.ts';
import { joinRoute } from './path-coverage.ts';
import type { Layer, RouteMount } from './routing.ts';
import type { Startup } from './startup.ts';

/** Something that stands before the handlers of a scope. */
export interface Hook {
  readonly phase: string;
  readonly layer: Layer;
  /** Of a plugin that puts itself before routes. */
  readonly row?: PluginHook;
  /** Authentication for every route that says nothing else. */
  readonly isDefault?: boolean;
}

interface Tree {
  readonly evaluator: Evaluator;
  readonly startup: Startup;
  readonly pluginHooks: readonly PluginHook[];
  readonly found: RouteMount[];
}

/** Instances inside each other, at most. */
const MAX_DEPTH = 20;

/**
 * The routes of frameworks in which scope counts: the hooks of an instance stand before all routes of it and of the instances made from
 * it, also before those that were registered earlier; what is put before a single route comes after them, phase by phase.
 */
export function scopedRoutes({ evaluator, frameworks, startup }: RouteContext): readonly RouteMount[] {
  const tree: Tree = { evaluator, startup, pluginHooks: frameworks.flatMap((model: FrameworkModel) => model.pluginHooks ?? []), found: [] };
  for (const host of startup.hosts.values()) {
    const scopes = host.framework.routing.calls?.scopes;
    if (scopes && !host.parent) visit(tree, scopes, host, '', sharedHooks(tree, scopes, host), []);
  }
  return tree.found;
}

/** What stands before the routes of all instances, wherever it was registered. */
function sharedHooks(tree: Tree, scopes: Scopes, root: Host): readonly Hook[] {
  if (!scopes.plugins.shareHooks) return [];
  return [...tree.startup.hosts.values()].filter((host) => rootOf(host) === root).flatMap((host) => (tree.startup.registrations.get(host.key) ?? []).flatMap((one) => hooksOf(tree, scopes, one, '')));
}

function rootOf(host: Host): Host {
  return host.parent ? rootOf(host.parent) : host;
}

function visit(tree: Tree, scopes: Scopes, host: Host, prefix: string, above: readonly Hook[], path: readonly Host[]): void {
  if (path.includes(host) || path.length > MAX_DEPTH) return;
  const chain = [...path, host];
  const registrations = tree.startup.registrations.get(host.key) ?? [];
  const hooks = scopes.plugins.shareHooks ? above : [...above, ...registrations.flatMap((one) => hooksOf(tree, scopes, one, prefix))];
  for (const registration of registrations) {
    if (registration.kind === 'route') addRoutes(tree, scopes, registration, prefix, hooks, chain);
    const child = registration.plugin?.child;
    if (child && child !== host) visit(tree, scopes, child, joinRoute(prefix, registration.paths[0] ?? ''), hooks, chain);
  }
}

function hooksOf(tree: Tree, { phases, plugins, strategies }: Scopes, registration: Registration, prefix: string): readonly Hook[] {
  const { kind, handlers, conditional } = registration;
  const layer = (handler: Registered, scope: Layer['scope']): Layer => ({ handler, registration, scope, prefix, conditional });
  const { phase } = registration;
  if (kind === 'hook' && phase !== undefined) return handlers.map((handler) => ({ phase, layer: layer(handler, 'hook') }));
  if (kind === 'default' && strategies) return handlers.map((handler) => ({ phase: strategies.phase, layer: layer(handler, 'global'), isDefault: true }));
  if (kind !== 'plugin') return [];
  return handlers.flatMap((handler): readonly Hook[] => handler.values.flatMap((value): readonly Hook[] => {
    const row = value.kind === 'api' ? tree.pluginHooks.find(({ at }) => matches(at, value)) : undefined;
    const first = row?.phase ?? phases[0]?.name;
    if (first === undefined || (!row && !isSuspicious(value, plugins.suspicious))) return [];
    return [{ phase: first, layer: layer({ ...handler, values: [value] }, 'plugin'), ...(row && { row }) }];
  }));
}

/** Whether a plugin that can't be read may refuse callers. Most packages' plugins only give the instance something. */
function isSuspicious(value: Value, names: RegExp): boolean {
  return value.kind !== 'api' || names.test(nameOf(value));
}

/** The package and what of it: `@acme/plugins JwtVerifier`. */
function nameOf(value: ApiValue): string {
  return value.of ? `${nameOf(value.of)} ${value.name}` : value.name;
}

function addRoutes(tree: Tree, scopes: Scopes, registration: Registration, prefix: string, hooks: readonly Hook[], hosts: readonly Host[]): void {
  const handler = registration.handlers[registration.handlers.length - 1];
  if (!handler) return;
  const asked = scopes.strategies ? strategyOf(tree.evaluator, scopes.strategies, registration, hooks.filter(({ isDefault }) => isDefault)) : undefined;
  const before = [...hooks.filter(({ isDefault }) => !isDefault).flatMap((hook) => coverage(tree, hook, registration)), ...asked?.hooks ?? []];
  const own = registration.options?.hooks ?? [];
  const layers = scopes.phases.flatMap(({ name }): readonly Layer[] => [
    ...before.filter(({ phase }) => phase === name).map(({ layer }) => ({ ...layer, phase: name })),
    ...own.filter(({ phase }) => phase === name).map((one): Layer => ({ handler: one.handler, registration, scope: 'route', phase: name, prefix, conditional: false })),
  ]);
  const [root] = hosts;
  for (const written of registration.paths) {
    tree.found.push({ registration, method: registration.method, path: joinRoute(prefix, written ?? ''), layers, handler, hosts, isComplete: root?.isApplication === true && root.value?.site !== undefined, ...(asked?.isPublic && { isPublic: true }) });
  }
}

/** Whether a hook stands before a route: those that plugins bring may be switched off for it, or come too late. */
function coverage(tree: Tree, hook: Hook, route: Registration): readonly Hook[] {
  const { row, layer } = hook;
  if (!row) return [hook];
  const { evaluator } = tree;
  const doubtful = [{ ...hook, layer: { ...layer, conditional: true } }];
  const wish = row.routeOption ? wishOf(evaluator, route, row.routeOption) : 'none';
  if (wish === 'off') return [];
  if (wish === 'unknown') return doubtful;
  if (row.everywhere !== undefined && wish === 'none') {
    const everywhere = layer.registration.plugin ? argumentAt(evaluator, layer.registration.plugin.options, [row.everywhere]) : undefined;
    if (everywhere === 'unknown') return doubtful;
    if (everywhere && isOff(evaluator.argument(everywhere))) return [];
  }
  return row.covers === 'scope' || isThereFor(tree.startup, layer.registration, route) ? [hook] : [];
}

/** What a route says of a plugin's part in it. */
function wishOf(evaluator: Evaluator, { options }: Registration, keys: readonly string[]): 'none' | 'off' | 'on' | 'unknown' {
  for (const written of options?.written ?? []) {
    const wish: Argument | 'unknown' | undefined = argumentAt(evaluator, written, keys);
    if (wish === 'unknown') return 'unknown';
    if (wish) return isOff(evaluator.argument(wish)) ? 'off' : 'on';
  }
  return 'none';
}

function isOff(values: readonly Value[]): boolean {
  return values.length === 1 && values[0]?.kind === 'literal' && values[0].value === false;
}

/**
 * Whether a plugin has been loaded when a route is registered. Plugins are loaded one after the other, once the function that registers them
 * has run or waits for them: a route beside a plugin comes before it unless somebody waits, a route in a later plugin comes after it.
 */
function isThereFor({ settled }: Startup, plugin: Registration, route: Registration): boolean {
  const outer = new Map(wayTo(plugin).map((one, index, way) => [one.within, way[index]] as const));
  const own = wayTo(route).find((one) => outer.has(one.within));
  const other = own && outer.get(own.within);
  const [before, after] = [other?.order, own?.order];
  if (!own || before === undefined || after === undefined || before >= after) return false;
  return own !== route || settled.some((one) => one.within === own.within && one.order > before && one.order <= after);
}

/** A registration, the plugin that makes it, the plugin that registers that, and so on. */
function wayTo(registration: Registration): readonly Registration[] {
  return registration.within ? [registration, ...wayTo(registration.within)] : [registration];
}
