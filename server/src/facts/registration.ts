import type { HandlerShape } from '../frameworks/vocabulary/conversation.ts';
import type { CallFramework, MountRow, RouteRow, Slot } from '../frameworks/model.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { GLOBALS, rootOf, type ApiValue, type Argument, type Frame, type FunctionValue, type Value } from '../semantic/values.ts';
import type { Call, Expression, Module, Place } from '../syntax/tree.ts';
import type { Compounds, Exemption } from './compounds.ts';
import type { Decorations } from './decorations.ts';
import { createHosts, type Host } from './hosts.ts';
import { launchedPlugins, type Launched } from './launched-plugins.ts';
import type { RegistrationNames } from './may-register.ts';
import { joinRoute, REGEX_MARK } from './path-coverage.ts';
import { createScopedReader } from './scoped-registration.ts';
import { lastNameOf } from './source.ts';

export type { Host };

/** Something handed to a framework: a handler, a middleware, a router. */
export interface Registered {
  readonly expression: Expression;
  readonly frame: Frame;
  readonly values: readonly Value[];
  /** What it is called as, where the framework calls several kinds of functions differently: a guard, a hook. */
  readonly as?: string;
  /** The path below which it runs, inside the place where it was registered. */
  readonly under?: string;
  /** Requests that it doesn't run for. */
  readonly exempt?: readonly Exemption[];
  /** The key of an object that it stands under, which is what a function there is called without having a name. */
  readonly key?: string;
  /** What it is called, where that isn't how it is written: the strategies that an option names. */
  readonly name?: string;
  /** What its parameters are for, where that is written at each of them. */
  readonly shape?: HandlerShape;
  /** Functions that run before it and make what a parameter gets, by the parameter's position. */
  readonly makers?: ReadonlyMap<number, FunctionValue>;
}

/** What tells a framework something: a call, a decorator, an export. Calls are in the order in which a program that starts makes them. */
export interface Registration {
  readonly kind: 'route' | 'mount' | 'parameter' | 'prefix' | 'listen' | 'setting' | 'hook' | 'plugin' | 'default';
  readonly host: Host;
  readonly method: string;
  /** Paths as written; `undefined` is one that can't be known. Empty: every path. */
  readonly paths: readonly (string | undefined)[];
  readonly handlers: readonly Registered[];
  /** The whole of it, as written. */
  readonly node: Place;
  /** What it is pointed at by: the method's name. */
  readonly at: Place;
  /** The call that it is, or is made by. */
  readonly call?: Call;
  readonly frame: Frame;
  /** Whether it stands behind a condition, so that it may not happen. */
  readonly conditional: boolean;
  /** How a mount treats what it mounts. */
  readonly mount?: MountRow;
  /** Of what calls make: which of them come before it. */
  readonly order?: number;
  /** The plugin whose function makes it, as it was registered. */
  readonly within?: Registration;
  /** Of a hook: when it runs. */
  readonly phase?: string;
  /** Of a route with options: what they are, and the functions among them that stand before the handler. */
  readonly options?: RouteOptions;
  readonly plugin?: PluginUse;
  /** Of a route: who calls it waits for no answer. */
  readonly isUnanswered?: boolean;
}

export interface RouteOptions {
  /** Where the options may be written, the route object itself among them; empty where there are none. */
  readonly written: readonly Argument[];
  readonly hooks: readonly { readonly phase: string; readonly handler: Registered }[];
}

/** A plugin, as it is registered. */
export interface PluginUse {
  /** What is called; absent for a package's, and for what can't be read. */
  readonly fn?: FunctionValue;
  /** The instance that it gets, and the host that this is: that of whoever registers it, or one of its own. */
  readonly instance: ApiValue;
  readonly child: Host;
  readonly options: Argument;
  /** Tells it apart from others that the same call registers. */
  readonly key: string;
}

/** The circumstances of a call. */
export interface Circumstances {
  readonly conditional: boolean;
  readonly order: number;
  readonly within?: Registration;
}

/** Reads calls as registrations, and keeps the applications and routers that they are made on. */
export interface RegistrationReader {
  readonly hosts: ReadonlyMap<string, Host>;
  /** What a call registers, several where it names several methods; `undefined` where it is no such call. */
  read(node: Call, callees: readonly Value[], frame: Frame, circumstances: Circumstances): readonly Registration[] | undefined;
  /** Plugins for which a command makes the application. */
  launched(modules: readonly Module[]): readonly Launched[];
}

export function createRegistrationReader(evaluator: Evaluator, models: readonly CallFramework[], names: RegistrationNames, compounds: Compounds, decorations: Decorations): RegistrationReader {
  const hosts = createHosts(evaluator);
  const hostOf = hosts.of;
  const readScoped = createScopedReader(evaluator, hosts, decorations);
  /** By host and base: the path that was written last. */
  const lastPaths = new Map<string, Registration['paths']>();

  function read(node: Call, callees: readonly Value[], frame: Frame, circumstances: Circumstances): readonly Registration[] | undefined {
    if (node.callee.kind === 'member' && !names.all.has(node.callee.name)) return undefined;
    for (const callee of callees) {
      if (callee.kind !== 'api' || callee.step !== 'member' || !callee.of || !names.all.has(callee.name)) continue;
      for (const model of models) {
        const { scopes } = model.routing.calls;
        const scoped = scopes && readScoped(model, scopes, { receiver: callee.of, name: callee.name, node, frame, circumstances });
        if (scoped) return scoped;
        const found = registrationsOf(model, callee.of, callee.name, node, frame, circumstances);
        if (found.length > 0) return found;
      }
    }
    return undefined;
  }

  function registrationsOf(model: CallFramework, receiver: ApiValue, name: string, node: Call, frame: Frame, circumstances: Circumstances): readonly Registration[] {
    const { routes, mounts, parameters, prefix, listen, settings = [], applications } = model.routing.calls;
    const common = { node, at: lastNameOf(frame.module, node.callee), call: node, frame, ...circumstances };
    for (const row of routes) {
      const method = row.verbs[name];
      if (method === undefined || !matches(row.on, receiver)) continue;
      const host = hostOf(model, receiver, frame);
      const base = baseOf(model, receiver);
      const parts = host && routeParts(row, receiver, node, frame, `${host.key}${base}`);
      if (parts) return methodsOf(row, method, node, frame).map((one) => ({ ...common, ...parts, kind: 'route', host, method: one, paths: below(base, parts.paths, node) }));
    }
    for (const row of mounts) {
      if (!row.methods.includes(name) || !matches(row.on, receiver)) continue;
      const host = hostOf(model, receiver, frame);
      const parts = mountParts(row, node, frame);
      const base = baseOf(model, receiver);
      if (host) lastPaths.set(`${host.key}${base}`, parts.paths);
      if (host) return [{ ...common, ...parts, kind: 'mount', host, method: 'ALL', mount: row, paths: below(base, parts.paths, node) }];
    }
    for (const row of parameters) {
      if (row.method !== name || !matches(row.on, receiver)) continue;
      const host = hostOf(model, receiver, frame);
      if (host) return [{ ...common, kind: 'parameter', host, method: 'ALL', paths: pathsOf(node.args[0], frame), handlers: registeredIn(row.handlers, node, frame) }];
    }
    for (const row of settings) {
      if (!row.methods.includes(name) || !matches(row.on, receiver)) continue;
      const host = hostOf(model, receiver, frame);
      if (host) return [{ ...common, kind: 'setting', host, method: name, paths: [], handlers: [] }];
    }
    const kind = prefix?.method === name && matches(prefix.on, receiver) ? 'prefix' : listen.includes(name) && matches(applications, receiver) ? 'listen' : undefined;
    const host = kind && hostOf(model, receiver, frame);
    return host ? [{ ...common, kind, host, method: kind === 'prefix' ? 'ALL' : '', paths: kind === 'prefix' ? pathsOf(node.args[0], frame) : [], handlers: [] }] : [];
  }

  /** The methods of a route: those that the call names, or what it is called by. */
  function methodsOf(row: RouteRow, verb: string, node: Call, frame: Frame): readonly string[] {
    const expression = row.methods && slotExpression(row.methods, node);
    if (!expression) return [verb];
    const values = evaluator.evaluate(expression, frame);
    const [list] = values;
    const all = list?.kind === 'array' ? list.elements.flatMap((element) => evaluator.argument(element)) : values;
    const texts = all.flatMap((value) => (value.kind === 'literal' && typeof value.value === 'string' ? [value.value.toUpperCase()] : []));
    return texts.length === all.length && !(list?.kind === 'array' && list.open) && texts.length > 0 ? texts : ['ALL'];
  }

  /** Paths below what the receiver puts before them. */
  function below(base: string, paths: Registration['paths'], node: Call): Registration['paths'] {
    return base === '' ? paths : paths.map((path) => joinRoute(base, path ?? unknownPath(node)));
  }

  /** The paths of calls that give the same host below them: `app.basePath('/api')`. */
  function baseOf({ routing: { calls: { bases } } }: CallFramework, receiver: ApiValue): string {
    let base = '';
    for (let at: ApiValue | undefined = receiver; bases && at; at = at.of) {
      if (!matches(bases, at) || at.site?.node.kind !== 'call') continue;
      const [path] = pathsOf(at.site.node.args[0], at.site.frame);
      base = joinRoute(path ?? unknownPath(at.site.node), base);
    }
    return base;
  }

  function routeParts(row: RouteRow, receiver: ApiValue, node: Call, frame: Frame, key: string): Pick<Registration, 'paths' | 'handlers'> | undefined {
    if (row.path) return writtenParts(row, row.path, node, frame, key);
    const handlers = registeredIn(row.handlers, node, frame);
    let at: ApiValue | undefined = receiver;
    while (at && row.pathFrom && !matches(row.pathFrom.call, at)) at = at.of;
    const site = at?.site;
    if (handlers.length === 0 || !site || site.node.kind !== 'call' || !row.pathFrom) return undefined;
    return { handlers, paths: pathsOf(slotExpression(row.pathFrom.path, site.node), site.frame) };
  }

  function writtenParts(row: RouteRow, slot: Slot, node: Call, frame: Frame, key: string): Pick<Registration, 'paths' | 'handlers'> | undefined {
    const second = row.mayBeNamed && node.args.length > 2 ? node.args[1] : undefined;
    const shift = second && isWrittenPath(second, frame) ? 1 : 0;
    const expression = slotExpression(slot, node, shift);
    const isLeftOut = row.remembersPath && expression !== undefined && !looksLikePath(expression, frame, node.args.length);
    const handlers = registeredIn(shifted(row.handlers, isLeftOut ? -1 : shift), node, frame);
    const paths = isLeftOut ? lastPaths.get(key) ?? ['/'] : pathsOf(expression, frame);
    if (row.remembersPath) lastPaths.set(key, paths);
    return handlers.length === 0 ? undefined : { handlers, paths }; // `app.get('name')` reads a setting
  }

  function mountParts(row: MountRow, node: Call, frame: Frame): Pick<Registration, 'paths' | 'handlers'> {
    const first = slotExpression(row.path, node);
    const isPath = first !== undefined && looksLikePath(first, frame, node.args.length);
    const all = registeredIn(row.children, node, frame);
    return isPath ? { paths: pathsOf(first, frame), handlers: registeredIn(shifted(row.children, 1), node, frame) } : { paths: [row.everywhere ?? ''], handlers: all };
  }

  /** Whether something is a path, and couldn't be a handler. */
  function isWrittenPath(expression: Expression, frame: Frame): boolean {
    if (expression.kind === 'regex' || expression.kind === 'template') return true;
    const [value] = evaluator.evaluate(expression, frame);
    const first = value?.kind === 'array' && value.elements[0] ? evaluator.argument(value.elements[0])[0] : value;
    return first?.kind === 'literal';
  }

  function looksLikePath(first: Expression, frame: Frame, count: number): boolean {
    if (first.kind === 'regex' || first.kind === 'template') return true;
    const values = evaluator.evaluate(first, frame);
    if (values.every((value) => value.kind === 'api' && isSetting(value))) return count > 1;
    if (values.some((value) => value.kind === 'function' || value.kind === 'api' || value.kind === 'instance')) return false;
    if (values.some((value) => value.kind === 'literal')) return true;
    const [list] = values;
    if (list?.kind === 'array') return list.elements.some((element) => evaluator.argument(element).some((value) => value.kind === 'literal'));
    return count > 1;
  }

  function pathsOf(expression: Expression | undefined, frame: Frame): readonly (string | undefined)[] {
    if (!expression) return [undefined];
    if (expression.kind === 'regex') return [`${REGEX_MARK}${expression.text}`];
    const values = evaluator.evaluate(expression, frame);
    const [list] = values;
    if (list?.kind === 'array') return list.elements.map((element) => ('expression' in element ? pathsOf(element.expression, element.frame)[0] : onlyText(element.values)));
    return [onlyText(values)];
  }

  function onlyText(values: readonly Value[]): string | undefined {
    const texts = values.flatMap((value) => (value.kind === 'literal' && typeof value.value === 'string' ? [value.value] : []));
    return texts.length === 1 ? texts[0] : undefined;
  }

  function registeredIn(slot: Slot, node: Call, frame: Frame): readonly Registered[] {
    const args = slot.slot === 'arguments' ? node.args.slice(slot.from) : slot.slot === 'argument' ? node.args.slice(slot.index, slot.index + 1) : [];
    return args.flatMap((expression) => flatten(expression.kind === 'spread' ? expression.value : expression, frame));
  }

  function flatten(expression: Expression, frame: Frame): readonly Registered[] {
    const values = evaluator.evaluate(expression, frame);
    const [list] = values;
    const parts = values.length === 1 && list ? compounds.parts(list, (part, site) => flatten(part, site.frame)) : undefined;
    if (parts) return parts;
    if (values.length !== 1 || list?.kind !== 'array') return [{ expression, frame, values }];
    const elements = list.elements.flatMap((element) => ('expression' in element ? flatten(element.expression, element.frame) : [{ expression, frame, values: element.values }]));
    return list.open ? [{ expression, frame, values: [{ kind: 'unknown' }] }, ...elements] : elements;
  }

  return { hosts: hosts.all, read, launched: (modules) => launchedPlugins(evaluator, hosts, models, modules) };
}

/** A value read off the process: `process.env.PREFIX`. */
function isSetting(value: ApiValue): boolean {
  return rootOf(value) === GLOBALS && value.step === 'member';
}

function shifted(slot: Slot, by: number): Slot {
  return slot.slot === 'arguments' ? { ...slot, from: slot.from + by } : slot;
}

function slotExpression(slot: Slot, node: Call, shift = 0): Expression | undefined {
  return slot.slot === 'argument' ? node.args[slot.index + shift] : undefined;
}

/** How a path that can't be known is shown: the expression, in angle brackets. */
export function unknownPath(call: Call | undefined): string {
  const first = call?.args[0];
  const text = first?.kind === 'name' ? first.name : first?.kind === 'member' ? first.name : '…';
  return `<${text}>`;
}
