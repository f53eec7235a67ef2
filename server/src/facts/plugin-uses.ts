import type { Plugins } from '../frameworks/vocabulary/scopes.ts';
import { matches } from '../semantic/api-path.ts';
import { siteKey } from '../semantic/arguments.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { argumentAt, writtenProperty } from '../semantic/object-properties.ts';
import { isVague } from '../semantic/value-sets.ts';
import type { ApiValue, Argument, FunctionValue, ObjectValue, Value } from '../semantic/values.ts';
import type { Expression, Module, Place } from '../syntax/tree.ts';
import type { Host, Hosts } from './hosts.ts';
import { pluginsInFolder, type PluginGroup } from './plugin-folders.ts';
import type { PluginUse, Registered, Registration } from './registration.ts';
import type { Calling } from './scoped-registration.ts';
import { lastNameOf } from './source.ts';
import { pathText } from './written-paths.ts';

interface Context {
  readonly evaluator: Evaluator;
  readonly hosts: Hosts;
  readonly plugins: Plugins;
  readonly calling: Calling;
}

/** What is registered, found through everything that may be around it. */
interface Found {
  readonly fn?: FunctionValue;
  /** It registers on the instance of whoever registers it. */
  readonly isUnscoped: boolean;
  /** A package's plugin, or what can't be read. */
  readonly value?: Value;
  /** Options that stand beside the plugin. */
  readonly options?: Argument;
}

/** Something that a call registers. */
interface Item extends Found {
  /** Tells it apart from the others of the call. */
  readonly key: string;
  readonly prefix: string;
  readonly options: Argument;
  readonly isDoubtful?: boolean;
}

/** Plugins inside objects inside calls, at most. */
const MAX_DEPTH = 6;

/** The plugins that a call registers: each with the instance that it gets. */
export function pluginRegistrations(evaluator: Evaluator, hosts: Hosts, plugins: Plugins, host: Host, calling: Calling): readonly Registration[] {
  const context: Context = { evaluator, hosts, plugins, calling };
  const { node, frame } = calling;
  const [given, options] = node.args;
  if (!given) return [];
  const own: Argument = options ? { expression: options, frame } : { values: [] };
  return listed(evaluator, given, frame).flatMap((one, index) => findPlugins(context, evaluator.argument(one), 0, false).flatMap((found): readonly Registration[] => {
    const { value } = found;
    const groups = value?.kind === 'api' && plugins.folders && matches(plugins.folders.at, value) ? pluginsInFolder(evaluator, plugins.folders, own) : undefined;
    if (groups) return folderRegistrations(context, host, own, groups);
    const prefix = prefixOf(context, one) ?? prefixOf(context, own) ?? '';
    return [registrationOf(context, host, { ...found, key: String(index), prefix, options: found.options ?? own })];
  }));
}

/** The plugins of a folder: those that have hooks beside them get an instance together, on which the hooks are registered too. */
function folderRegistrations(context: Context, host: Host, own: Argument, groups: readonly PluginGroup[]): readonly Registration[] {
  const { evaluator, plugins: { folders } } = context;
  const passed = folders ? argumentAt(evaluator, own, [folders.options]) : undefined;
  const given: Argument = passed === undefined || passed === 'unknown' ? { values: [] } : passed;
  const encapsulates = folders ? argumentAt(evaluator, own, [folders.encapsulate]) : undefined;
  const isFlat = encapsulates !== undefined && encapsulates !== 'unknown' && isLiteral(evaluator.argument(encapsulates), false);
  return groups.flatMap(({ folder, hooks, plugins }): readonly Registration[] => {
    const register = (home: Host, { file }: { readonly file: string }, prefix: string, isUnscoped: boolean, isDoubtful: boolean) =>
      exportedPlugins(context, file, isUnscoped).map((found) => registrationOf(context, home, { ...found, key: `${folder} ${file}`, prefix, options: withPrefix(given, prefix, context.calling), isDoubtful }));
    if (hooks.length === 0) return plugins.flatMap(({ module, prefix, isDoubtful }) => register(host, module, prefix, isFlat, isDoubtful));
    const together = groupRegistration(context, host, folder);
    const home = together.plugin?.child ?? host;
    return [together, ...hooks.flatMap((module) => register(home, module, '', true, false)), ...plugins.flatMap(({ module, prefix, isDoubtful }) => register(home, module, prefix, isFlat, isDoubtful))];
  });
}

function exportedPlugins(context: Context, file: string, isUnscoped: boolean): readonly Found[] {
  const module = context.evaluator.program.module(file);
  return module ? findPlugins(context, [{ kind: 'namespace', module }], 0, isUnscoped) : [];
}

/** One plugin, as a registration. */
function registrationOf(context: Context, host: Host, item: Item): Registration {
  const { hosts, calling: { node, frame } } = context;
  const isShared = item.isUnscoped || !item.fn;
  const instance = isShared && host.value ? host.value : ownInstance(context, item.key);
  const child = isShared ? host : hosts.child(host, instance, frame);
  const plugin: PluginUse = { ...(item.fn && { fn: item.fn }), instance, child, options: item.options, key: `${siteKey(node, frame)} ${item.key}` };
  const [expression = node] = node.args;
  const handlers: readonly Registered[] = item.fn ? [] : [{ expression, frame, values: [registered(item.value, context.calling)] }];
  return { ...commonOf(context, host), paths: [isShared ? '' : item.prefix], handlers, plugin, conditional: context.calling.circumstances.conditional || item.isDoubtful === true };
}

/** An instance around the plugins of a folder. */
function groupRegistration(context: Context, host: Host, folder: string): Registration {
  const { hosts, calling: { node, frame } } = context;
  const instance = ownInstance(context, folder);
  return { ...commonOf(context, host), paths: [''], handlers: [], plugin: { instance, child: hosts.child(host, instance, frame), options: { values: [] }, key: `${siteKey(node, frame)} ${folder}` } };
}

function commonOf({ calling: { node, frame, circumstances } }: Context, host: Host) {
  return { host, kind: 'plugin' as const, method: 'ALL', node, at: lastNameOf(frame.module, node.callee), call: node, frame, ...circumstances };
}

function ownInstance({ plugins: { instance }, calling: { node, frame } }: Context, key: string): ApiValue {
  const type: ApiValue = { kind: 'api', step: 'member', name: instance.type, of: { kind: 'api', step: 'root', name: instance.package } };
  return { kind: 'api', step: 'typed', name: key, of: type, site: { node, frame } };
}

/** A package's plugin with the options that it is registered with: as if it were called with them. */
function registered(value: Value | undefined, { node, frame }: Calling): Value {
  if (value?.kind !== 'api') return { kind: 'unknown' };
  return value.step === 'call' ? value : { kind: 'api', of: value, step: 'call', name: '', site: { node: { ...node, args: node.args.slice(1) }, frame } };
}

/** The functions of a plugin that a program is, which something outside of it registers. */
export function launchedFunctions(evaluator: Evaluator, plugins: Plugins, module: Module): readonly FunctionValue[] {
  return findPlugins({ evaluator, plugins }, [{ kind: 'namespace', module }], 0, false).flatMap(({ fn }) => fn ?? []);
}

/** What stands behind functions that wrap plugins, modules and objects that hold them. */
function findPlugins(context: Pick<Context, 'evaluator' | 'plugins'>, values: readonly Value[], depth: number, isUnscoped: boolean): readonly Found[] {
  const { evaluator, plugins } = context;
  const inside = (held: readonly Value[], unscoped = isUnscoped) => findPlugins(context, held, depth + 1, unscoped);
  return values.flatMap((value): readonly Found[] => {
    if (depth > MAX_DEPTH) return [{ isUnscoped, value: { kind: 'unknown' } }];
    if (value.kind === 'function') return [{ fn: value, isUnscoped: isUnscoped || isMarkedUnscoped(value) }];
    if (value.kind === 'api' && plugins.unscoped && matches(plugins.unscoped, value) && value.site?.node.kind === 'call') {
      const { node, frame } = value.site;
      const [inner, options] = node.args;
      const encapsulates = options ? argumentAt(evaluator, { expression: options, frame }, ['encapsulate']) : undefined;
      const keepsScope = encapsulates !== undefined && encapsulates !== 'unknown' && isLiteral(evaluator.argument(encapsulates), true);
      return inner ? inside(evaluator.evaluate(inner, frame), isUnscoped || !keepsScope) : [];
    }
    const held = heldBy(context, value);
    if (!held) return [{ isUnscoped, value }];
    const options = value.kind === 'object' ? writtenProperty(evaluator, [value], 'options') : undefined;
    return inside(held).map((one) => (options === undefined || options === 'unknown' ? one : { options: { expression: options.property.value, frame: options.frame }, ...one }));
  });
}

/** The plugin that a module or an object holds. */
function heldBy({ evaluator, plugins }: Pick<Context, 'evaluator' | 'plugins'>, value: Value): readonly Value[] | undefined {
  const names = value.kind === 'namespace' ? ['default', '=', ...plugins.heldBy] : value.kind === 'object' || value.kind === 'instance' ? plugins.heldBy : [];
  for (const name of names) {
    const held = (value.kind === 'namespace' ? evaluator.exported(value.module, name) : evaluator.member(value, name)).filter((one) => !isVague(one) && !(one.kind === 'namespace' && value.kind === 'namespace'));
    if (held.length > 0) return held;
  }
  return undefined;
}

/** `plugin[Symbol.for('skip-override')] = true` */
function isMarkedUnscoped({ fn, frame }: FunctionValue): boolean {
  const members = fn.owner === undefined ? [] : frame.module.bindings[fn.owner]?.members ?? [];
  return members.some((one) => one.name === '*' && one.value.kind === 'literal' && one.value.value === true);
}

function prefixOf({ evaluator, plugins }: Context, options: Argument): string | undefined {
  const found = argumentAt(evaluator, options, plugins.prefix);
  if (found === undefined || found === 'unknown') return undefined;
  return 'expression' in found ? pathText(evaluator, found.expression, found.frame) : undefined;
}

/** `{ ...options, prefix }`, as a folder's plugins are given it. */
function withPrefix(given: Argument, prefix: string, { node, frame }: Calling): Argument {
  const at: Place = { start: node.start, end: node.end };
  const spread = 'expression' in given ? [{ ...at, kind: 'spread' as const, value: given.expression }] : [];
  const own = prefix === '' ? [] : [{ ...at, key: 'prefix', value: { ...at, kind: 'literal' as const, value: prefix }, shorthand: false, accessor: false }];
  const object: ObjectValue = { kind: 'object', node: { ...at, kind: 'object', properties: [...spread, ...own] }, frame: 'expression' in given ? given.frame : frame };
  return { values: [object] };
}

/** The elements of a list, or the one thing that is no list. */
function listed(evaluator: Evaluator, expression: Expression, frame: Calling['frame']): readonly Argument[] {
  const [value] = evaluator.evaluate(expression, frame);
  return value?.kind === 'array' ? value.elements : [{ expression, frame }];
}

function isLiteral(values: readonly Value[], wanted: boolean): boolean {
  const [value] = values;
  return values.length === 1 && value?.kind === 'literal' && value.value === wanted;
}
