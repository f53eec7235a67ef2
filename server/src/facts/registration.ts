import type { CallFramework, MountRow, RouteRow, Slot } from '../frameworks/model.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { GLOBALS, rootOf, type ApiValue, type Argument, type Frame, type FunctionValue, type Value } from '../semantic/values.ts';
import type { Call, Expression, Place } from '../syntax/tree.ts';
import type { Decorations } from './decorations.ts';
import { createHosts, type Host } from './hosts.ts';
import type { RegistrationNames } from './may-register.ts';
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
  /** The key of an object that it stands under, which is what a function there is called without having a name. */
  readonly key?: string;
}

/** What tells a framework something: a call, a decorator, an export. Calls are in the order in which a program that starts makes them. */
export interface Registration {
  readonly kind: 'route' | 'mount' | 'parameter' | 'listen' | 'hook' | 'plugin' | 'default';
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
  /** Of what calls make: which of them come before it. */
  readonly order?: number;
  /** The plugin whose function makes it, as it was registered. */
  readonly within?: Registration;
  /** Of a hook: when it runs. */
  readonly phase?: string;
  /** Of a route with options: what they are, and the functions among them that stand before the handler. */
  readonly options?: RouteOptions;
  readonly plugin?: PluginUse;
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

/** Stands before a path that is a regular expression: no path begins with it. */
export const REGEX_MARK = '~';

/** Reads calls as registrations, and keeps the applications and routers that they are made on. */
export interface RegistrationReader {
  readonly hosts: ReadonlyMap<string, Host>;
  /** What a call registers; `undefined` where it is no such call. */
  read(node: Call, callees: readonly Value[], frame: Frame, circumstances: Circumstances): readonly Registration[] | undefined;
}

export function createRegistrationReader(evaluator: Evaluator, models: readonly CallFramework[], names: RegistrationNames, decorations: Decorations): RegistrationReader {
  const hosts = createHosts();
  const hostOf = hosts.of;
  const readScoped = createScopedReader(evaluator, hosts, decorations);

  function read(node: Call, callees: readonly Value[], frame: Frame, circumstances: Circumstances): readonly Registration[] | undefined {
    if (node.callee.kind === 'member' && !names.all.has(node.callee.name)) return undefined;
    for (const callee of callees) {
      if (callee.kind !== 'api' || callee.step !== 'member' || !callee.of || !names.all.has(callee.name)) continue;
      for (const model of models) {
        const { scopes } = model.routing.calls;
        const scoped = scopes && readScoped(model, scopes, { receiver: callee.of, name: callee.name, node, frame, circumstances });
        if (scoped) return scoped;
        const registration = registrationOf(model, callee.of, callee.name, node, frame, circumstances);
        if (registration) return [registration];
      }
    }
    return undefined;
  }

  function registrationOf(model: CallFramework, receiver: ApiValue, name: string, node: Call, frame: Frame, circumstances: Circumstances): Registration | undefined {
    const { routes, mounts, parameters, listen, applications } = model.routing.calls;
    const common = { node, at: lastNameOf(frame.module, node.callee), call: node, frame, ...circumstances };
    for (const row of routes) {
      const method = row.verbs[name];
      if (method === undefined || !matches(row.on, receiver)) continue;
      const host = hostOf(model, receiver, frame);
      const slots = host && routeParts(row, receiver, node, frame);
      if (slots) return { ...common, kind: 'route', host, method, ...slots };
    }
    for (const row of mounts) {
      if (!row.methods.includes(name) || !matches(row.on, receiver)) continue;
      const host = hostOf(model, receiver, frame);
      if (host) return { ...common, kind: 'mount', host, method: 'ALL', ...mountParts(row, node, frame) };
    }
    for (const row of parameters) {
      if (row.method !== name || !matches(row.on, receiver)) continue;
      const host = hostOf(model, receiver, frame);
      if (host) return { ...common, kind: 'parameter', host, method: 'ALL', paths: pathsOf(node.args[0], frame), handlers: registeredIn(row.handlers, node, frame) };
    }
    if (!listen.includes(name) || !matches(applications, receiver)) return undefined;
    const host = hostOf(model, receiver, frame);
    return host && { ...common, kind: 'listen', host, method: '', paths: [], handlers: [] };
  }

  function routeParts(row: RouteRow, receiver: ApiValue, node: Call, frame: Frame): Pick<Registration, 'paths' | 'handlers'> | undefined {
    const handlers = registeredIn(row.handlers, node, frame);
    if (handlers.length === 0) return undefined; // `app.get('name')` reads a setting
    if (row.path) return { handlers, paths: pathsOf(slotExpression(row.path, node), frame) };
    let at: ApiValue | undefined = receiver;
    while (at && row.pathFrom && !matches(row.pathFrom.call, at)) at = at.of;
    const site = at?.site;
    if (!site || site.node.kind !== 'call' || !row.pathFrom) return undefined;
    return { handlers, paths: pathsOf(slotExpression(row.pathFrom.path, site.node), site.frame) };
  }

  function mountParts(row: MountRow, node: Call, frame: Frame): Pick<Registration, 'paths' | 'handlers'> {
    const first = slotExpression(row.path, node);
    const isPath = first !== undefined && looksLikePath(first, frame, node.args.length);
    const all = registeredIn(row.children, node, frame);
    return isPath ? { paths: pathsOf(first, frame), handlers: registeredIn(argsAfter(row.children), node, frame) } : { paths: [''], handlers: all };
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
    if (slot.slot !== 'arguments') return [];
    return node.args.slice(slot.from).flatMap((expression) => flatten(expression.kind === 'spread' ? expression.value : expression, frame));
  }

  function flatten(expression: Expression, frame: Frame): readonly Registered[] {
    const values = evaluator.evaluate(expression, frame);
    const [list] = values;
    if (values.length !== 1 || list?.kind !== 'array') return [{ expression, frame, values }];
    const elements = list.elements.flatMap((element) => ('expression' in element ? flatten(element.expression, element.frame) : [{ expression, frame, values: element.values }]));
    return list.open ? [{ expression, frame, values: [{ kind: 'unknown' }] }, ...elements] : elements;
  }

  return { hosts: hosts.all, read };
}

/** A value read off the process: `process.env.PREFIX`. */
function isSetting(value: ApiValue): boolean {
  return rootOf(value) === GLOBALS && value.step === 'member';
}

function argsAfter(slot: Slot): Slot {
  return slot.slot === 'arguments' ? { ...slot, from: slot.from + 1 } : slot;
}

function slotExpression(slot: Slot, node: Call): Expression | undefined {
  return slot.slot === 'argument' ? node.args[slot.index] : undefined;
}
