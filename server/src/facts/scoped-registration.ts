import type { CallFramework } from '../frameworks/model.ts';
import type { Scopes } from '../frameworks/vocabulary/scopes.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { argumentAt, writtenProperty } from '../semantic/object-properties.ts';
import type { ApiValue, Argument, Frame, Value } from '../semantic/values.ts';
import type { Call, Expression, Place } from '../syntax/tree.ts';
import type { Decorations } from './decorations.ts';
import type { Host, Hosts } from './hosts.ts';
import { pluginRegistrations } from './plugin-uses.ts';
import type { Circumstances, Registered, Registration, RouteOptions } from './registration.ts';
import { lastNameOf } from './source.ts';
import { pathText } from './written-paths.ts';

/** A call of a method that may register something. */
export interface Calling {
  readonly receiver: ApiValue;
  readonly name: string;
  readonly node: Call;
  readonly frame: Frame;
  readonly circumstances: Circumstances;
}

export type ScopedReader = (model: CallFramework, scopes: Scopes, calling: Calling) => readonly Registration[] | undefined;

/** Reads calls on applications and instances in which scope counts. */
export function createScopedReader(evaluator: Evaluator, hosts: Hosts, decorations: Decorations): ScopedReader {
  return (model, scopes, calling) => {
    const { receiver, name, node, frame, circumstances } = calling;
    const { strategies } = scopes;
    if (strategies && matches(strategies.on, receiver)) return defaults(model, scopes, calling);
    if (!matches(scopes.on, receiver)) return undefined;
    const host = hosts.of(model, receiver, frame);
    if (!host) return undefined;
    const common = { host, node, at: lastNameOf(frame.module, node.callee), call: node, frame, ...circumstances };
    const verb = model.routing.calls.routes.find((row) => row.verbs[name] !== undefined)?.verbs[name];
    if (verb !== undefined) {
      const [path, ...rest] = node.args;
      const route = path && rest.length > 0 ? partsOfRoute(scopes, withArguments(rest, frame)) : undefined;
      return path && route ? [{ ...common, kind: 'route', method: verb, paths: pathsOf(path, frame), ...route }] : undefined;
    }
    if (scopes.objects.methods.includes(name)) return node.args.slice(0, 1).flatMap((argument) => listed(argument, frame)).flatMap((one) => routesOf(scopes, one, host, calling));
    if (scopes.hooks.includes(name)) return hooksOf(scopes, calling, host);
    if (scopes.plugins.methods.includes(name)) return pluginRegistrations(evaluator, hosts, scopes.plugins, host, calling);
    const part = scopes.decorators[name];
    if (part === undefined) return undefined;
    const [written, value] = node.args;
    const as = written && evaluator.evaluate(written, frame)[0];
    if (value && as?.kind === 'literal' && typeof as.value === 'string') decorations.note(part, as.value, { expression: value, frame });
    return [];
  };

  function defaults(model: CallFramework, { strategies }: Scopes, { receiver, name, node, frame, circumstances }: Calling): readonly Registration[] | undefined {
    const [expression] = node.args;
    const host = strategies && name === strategies.byDefault ? hosts.of(model, receiver, frame) : undefined;
    if (!host || !expression) return undefined;
    const handler: Registered = { expression, frame, values: evaluator.evaluate(expression, frame) };
    return [{ host, kind: 'default', method: 'ALL', paths: [''], handlers: [handler], node, at: lastNameOf(frame.module, node.callee), call: node, frame, ...circumstances }];
  }

  /** `addHook('onRequest', fn)`, several functions in a list, or objects with both: `ext({ type, method })`. */
  function hooksOf(scopes: Scopes, { node, frame, circumstances }: Calling, host: Host): readonly Registration[] {
    const { phases, functionIn } = scopes;
    const [event, ...functions] = node.args;
    const named = event ? listed(event, frame).flatMap((one) => evaluator.argument(one)) : [];
    const written = named.flatMap((value) => (value.kind === 'literal' && typeof value.value === 'string' ? [value.value] : []))[0];
    const common = { host, kind: 'hook' as const, method: 'ALL', paths: [''], node, at: lastNameOf(frame.module, node.callee), call: node, frame, ...circumstances };
    const phase = phases.find((one) => one.name === written);
    if (written !== undefined) return phase ? functions.slice(0, 1).flatMap((one) => functionsIn(scopes, one, frame, phase.as)).map((handler) => ({ ...common, phase: phase.name, handlers: [handler] })) : [];
    return named.flatMap((value) => phases.flatMap((one) => {
      const type = writtenProperty(evaluator, [value], 'type');
      const method = functionIn === undefined ? undefined : writtenProperty(evaluator, [value], functionIn);
      if (!type || !method || type === 'unknown' || method === 'unknown' || !evaluator.evaluate(type.property.value, type.frame).some((text) => text.kind === 'literal' && text.value === one.name)) return [];
      return functionsIn(scopes, method.property.value, method.frame, one.as).map((handler) => ({ ...common, phase: one.name, handlers: [{ ...handler, ...(method.property.key !== undefined && { key: method.property.key }) }] }));
    }));
  }

  /** The routes of one object: one for each method. */
  function routesOf(scopes: Scopes, route: Argument, host: Host, { node, frame, circumstances }: Calling): readonly Registration[] {
    const { objects } = scopes;
    const values = evaluator.argument(route);
    const [object] = values;
    const method = writtenProperty(evaluator, values, objects.method);
    const path = objects.path.map((key) => writtenProperty(evaluator, values, key)).find((one) => one !== undefined);
    const parts = partsOfRoute(scopes, { options: route });
    if (object?.kind !== 'object' || !path || path === 'unknown' || !parts) return [];
    const isHere = method !== undefined && method !== 'unknown' && method.frame.module === frame.module;
    const at = isHere ? { file: frame.module.file, start: method.property.start, end: method.property.start + objects.method.length } : lastNameOf(frame.module, node.callee);
    const place: Place = object.frame.module === frame.module ? object.node : node;
    const methods = method === undefined || method === 'unknown' ? ['ALL'] : methodsOf(scopes, method.property.value, method.frame);
    return methods.map((one) => ({ host, kind: 'route', method: one, paths: [pathText(evaluator, path.property.value, path.frame)], ...parts, node: place, at, call: node, frame, ...circumstances }));
  }

  function methodsOf({ objects }: Scopes, expression: Expression, frame: Frame): readonly string[] {
    const names = listed(expression, frame).flatMap((one) => evaluator.argument(one)).map((value) => (value.kind === 'literal' && typeof value.value === 'string' ? value.value.toUpperCase() : undefined));
    return names.map((name) => (name === undefined || objects.any.includes(name) ? 'ALL' : name));
  }

  /** `(path, handler)`, `(path, options, handler)`, `(path, options)` with the handler among them. */
  function withArguments(args: readonly Expression[], frame: Frame): { readonly options?: Argument; readonly handler?: Registered } {
    const [first, second] = args;
    if (first && second) return { options: { expression: first, frame }, handler: { expression: second, frame, values: evaluator.evaluate(second, frame) } };
    if (!first) return {};
    const values = evaluator.evaluate(first, frame);
    return values.some((value) => value.kind === 'object') ? { options: { expression: first, frame } } : { handler: { expression: first, frame, values } };
  }

  function partsOfRoute(scopes: Scopes, { options, handler }: { readonly options?: Argument; readonly handler?: Registered }): { readonly handlers: readonly Registered[]; readonly options: RouteOptions } | undefined {
    const nested = options ? scopes.optionsIn.map((key) => argumentAt(evaluator, options, [key])).flatMap((one) => (one === undefined || one === 'unknown' ? [] : [resultOf(one)])) : [];
    const written = options ? [options, ...nested] : [];
    const own = handler ?? written.flatMap((one) => handlerIn(scopes, one))[0];
    if (!own) return undefined;
    const hooks = scopes.phases.filter(({ name }) => name !== scopes.strategies?.phase).flatMap(({ name, as }) => written.flatMap((one) => hooksIn(scopes, one, name, as).map((hook) => ({ phase: name, handler: hook }))));
    return { handlers: [...hooks.map((hook) => hook.handler), own], options: { written, hooks } };
  }

  /** Options that a function gives: `options: (server) => ({ … })`. */
  function resultOf(given: Argument): Argument {
    const [value] = evaluator.argument(given);
    if (value?.kind !== 'function') return given;
    const last = value.fn.body[value.fn.body.length - 1];
    const frame = evaluator.frames.enter(value, undefined, 'options', value.frame.depth);
    return frame && last?.kind === 'return' && last.value ? { expression: last.value, frame } : given;
  }

  function handlerIn({ handler }: Scopes, options: Argument): readonly Registered[] {
    const found = writtenProperty(evaluator, evaluator.argument(options), handler);
    if (found === undefined || found === 'unknown') return [];
    return [{ expression: found.property.value, frame: found.frame, values: evaluator.evaluate(found.property.value, found.frame), key: handler }];
  }

  function hooksIn(scopes: Scopes, options: Argument, name: string, as: string): readonly Registered[] {
    const found = writtenProperty(evaluator, evaluator.argument(options), name);
    if (found === undefined) return [];
    if (found === 'unknown') return 'expression' in options ? [{ ...options, values: [{ kind: 'unknown' }], as }] : [];
    return functionsIn(scopes, found.property.value, found.frame, as).map((one) => (one.expression === found.property.value ? { ...one, key: name } : one));
  }

  function functionsIn(scopes: Scopes, expression: Expression, frame: Frame, as: string): readonly Registered[] {
    const values = evaluator.evaluate(expression, frame);
    const [only] = values;
    if (values.length === 1 && only?.kind === 'array') {
      const elements = only.elements.flatMap((element) => ('expression' in element ? functionsIn(scopes, element.expression, element.frame, as) : [{ expression, frame, values: element.values, as }]));
      return only.open ? [{ expression, frame, values: [{ kind: 'unknown' }], as }, ...elements] : elements;
    }
    if (values.every((value) => value.kind === 'literal' && (value.value === undefined || value.value === null))) return [];
    const held = only?.kind === 'object' && scopes.functionIn !== undefined ? writtenProperty(evaluator, values, scopes.functionIn) : undefined;
    if (held !== undefined && held !== 'unknown') return functionsIn(scopes, held.property.value, held.frame, as).map((one) => ({ ...one, key: scopes.functionIn ?? '' }));
    return [{ expression, frame, values, as }];
  }

  function pathsOf(expression: Expression, frame: Frame): readonly string[] {
    return listed(expression, frame).map((one) => ('expression' in one ? pathText(evaluator, one.expression, one.frame) : '<…>'));
  }

  /** The elements of a list, or the one thing that is no list. */
  function listed(expression: Expression, frame: Frame): readonly Argument[] {
    const [value]: readonly Value[] = evaluator.evaluate(expression, frame);
    return value?.kind === 'array' ? value.elements : [{ expression, frame }];
  }
}
