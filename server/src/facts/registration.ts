import type { HandlerShape } from '../frameworks/vocabulary/conversation.ts';
import type { CallFramework, MountRow, RouteRow, RoutingFramework, Slot } from '../frameworks/model.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { GLOBALS, rootOf, type ApiValue, type Frame, type FunctionValue, type Value } from '../semantic/values.ts';
import type { Call, Expression, Module, Place } from '../syntax/tree.ts';
import type { RegistrationNames } from './may-register.ts';
import { lastNameOf } from './source.ts';

/** Something handed to a framework: a handler, a middleware, a router. */
export interface Registered {
  readonly expression: Expression;
  readonly frame: Frame;
  readonly values: readonly Value[];
  /** What it is called as, where the framework calls several kinds of functions differently: a guard, a hook. */
  readonly as?: string;
  /** What its parameters are for, where that is written at each of them. */
  readonly shape?: HandlerShape;
  /** Functions that run before it and make what a parameter gets, by the parameter's position. */
  readonly makers?: ReadonlyMap<number, FunctionValue>;
}

export interface Host {
  readonly key: string;
  readonly framework: RoutingFramework;
  /** What it is, where a call made it; a host whose routes are found in files or classes is none. */
  readonly value?: ApiValue;
  readonly isApplication: boolean;
  /** The file that a person would open to find it, and where in it an application begins that no call makes. */
  readonly module: Module;
  readonly at?: Place;
}

/** What tells a framework something: a call, a decorator, an export. Calls are in the order in which a program that starts makes them. */
export interface Registration {
  readonly kind: 'route' | 'mount' | 'parameter' | 'listen' | 'setting';
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
}

/** Stands before a path that is a regular expression: no path begins with it. */
export const REGEX_MARK = '~';

/** Reads calls as registrations, and keeps the applications and routers that they are made on. */
export interface RegistrationReader {
  readonly hosts: ReadonlyMap<string, Host>;
  read(node: Call, callees: readonly Value[], frame: Frame, conditional: boolean): Registration | undefined;
}

export function createRegistrationReader(evaluator: Evaluator, models: readonly CallFramework[], names: RegistrationNames): RegistrationReader {
  const hosts = new Map<string, Host>();

  function read(node: Call, callees: readonly Value[], frame: Frame, conditional: boolean): Registration | undefined {
    if (node.callee.kind === 'member' && !names.all.has(node.callee.name)) return undefined;
    for (const callee of callees) {
      if (callee.kind !== 'api' || callee.step !== 'member' || !callee.of || !names.all.has(callee.name)) continue;
      for (const model of models) {
        const registration = registrationOf(model, callee.of, callee.name, node, frame, conditional);
        if (registration) return registration;
      }
    }
    return undefined;
  }

  function registrationOf(model: CallFramework, receiver: ApiValue, name: string, node: Call, frame: Frame, conditional: boolean): Registration | undefined {
    const { routes, mounts, parameters, listen, settings = [], applications } = model.routing.calls;
    const common = { node, at: lastNameOf(frame.module, node.callee), call: node, frame, conditional };
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
    for (const row of settings) {
      if (!row.methods.includes(name) || !matches(row.on, receiver)) continue;
      const host = hostOf(model, receiver, frame);
      if (host) return { ...common, kind: 'setting', host, method: name, paths: [], handlers: [] };
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

  /** The application or router that a receiver is, or was made of. */
  function hostOf(model: CallFramework, receiver: ApiValue, frame: Frame): Host | undefined {
    const { applications, routers } = model.routing.calls;
    let at: ApiValue | undefined = receiver;
    while (at && !matches(applications, at) && !matches(routers, at)) at = at.of;
    if (!at) return undefined;
    const key = hostKey(at, frame);
    const known = hosts.get(key);
    if (known) return known;
    const host: Host = { key, framework: model, value: at, isApplication: matches(applications, at), module: at.site?.frame.module ?? frame.module };
    hosts.set(key, host);
    return host;
  }

  return { hosts, read };
}

/**
 * Equal for the same activation. A method without parameters does the same for its object whoever calls it: reading a field that it sets
 * and stepping into it mean one activation.
 */
export function activationKey(frame: Frame): string {
  const { fn, self } = frame;
  return self?.kind === 'instance' && fn.classId !== undefined && fn.parameters.length === 0 ? `${self.key}.${fn.id}` : String(frame.id);
}

/** Equal for the same application or router: the call that made it, in the activation that made it. */
export function hostKey(value: ApiValue, frame: Frame): string {
  const { site } = value;
  return site ? `${site.frame.module.file}:${activationKey(site.frame)}:${site.node.start}-${site.node.end}` : `${frame.module.file}#${frame.fn.id}`;
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
