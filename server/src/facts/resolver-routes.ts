import type { FrameworkModel, ProjectFiles, RoutingFramework, Slot } from '../frameworks/model.ts';
import type { ResolverRouting } from '../frameworks/vocabulary/resolvers.ts';
import { matches, type ApiPath } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import { UNKNOWN, type Frame, type ObjectValue, type Value } from '../semantic/values.ts';
import type { Call, Expression, Module, Place, Property } from '../syntax/tree.ts';
import type { RouteContext } from './find-routes.ts';
import type { Host, Registered, Registration } from './registration.ts';
import type { Layer, RouteMount } from './routing.ts';
import { importsOneOf } from './imported-packages.ts';
import { schemaDirectives, type Marking } from './schema-directives.ts';

type ResolverFramework = RoutingFramework & { readonly routing: { readonly resolvers: ResolverRouting } };

/** A call that a model knows, where it stands. */
interface Found {
  readonly node: Call;
  readonly frame: Frame;
  readonly at: ApiPath;
}

/** One field of one of the types that callers ask for. */
interface Field {
  readonly type: string;
  readonly operation: string;
  readonly property: Property;
  readonly frame: Frame;
}

/** Maps inside maps, at most; schemas are joined of a few. */
const MAX_DEPTH = 6;

/** Routes of servers that are given a map of resolvers: one for each field of the types that callers ask for. */
export function resolverRoutes({ evaluator, frameworks, modules, files }: RouteContext): readonly RouteMount[] {
  return frameworks.filter(hasResolvers).flatMap((framework) => routesOf(evaluator, framework, modules, files));
}

function hasResolvers(model: FrameworkModel): model is ResolverFramework {
  return model.routing?.resolvers !== undefined;
}

function routesOf(evaluator: Evaluator, framework: ResolverFramework, modules: readonly Module[], files: ProjectFiles): readonly RouteMount[] {
  const { resolvers } = framework.routing;
  const importers = modules.filter((module) => importsOneOf(module, framework.packages));
  const calls = importers.flatMap((module) => callsIn(evaluator, module, [...resolvers.servers.map(({ at }) => at), ...resolvers.contexts.map(({ at }) => at), resolvers.shields, resolvers.directives.asks.at, resolvers.directives.changes]));
  const contexts = contextsOf(evaluator, resolvers, calls);
  const shield = calls.find(({ at }) => at === resolvers.shields);
  const mounts: RouteMount[] = [];
  const seen = new Set<Property>();
  for (const { node, frame, at } of calls) {
    const row = resolvers.servers.find((one) => one.at === at);
    if (!row) continue;
    const host: Host = { key: `${frame.module.file}:${node.start}`, framework, isApplication: true, module: frame.module, at: lastName(node) };
    const before = shield ? [...contexts, unreadable(shield)] : contexts;
    const marking = schemaDirectives(evaluator, resolvers, calls, { node, frame, at }, files, modules);
    for (const map of slotValues(evaluator, row.resolvers, node, frame)) {
      for (const field of fieldsOf(evaluator, resolvers, map, 0)) {
        if (seen.has(field.property)) continue; // the schema is given to the server that was made of it
        seen.add(field.property);
        const mount = mountOf(evaluator, resolvers, host, field, before, marking);
        if (mount) mounts.push(mount);
      }
    }
  }
  return mounts;
}

function callsIn(evaluator: Evaluator, module: Module, paths: readonly ApiPath[]): readonly Found[] {
  const found: Found[] = [];
  for (const fn of module.functions) {
    const frame = evaluator.frames.generic(module, fn.id);
    if (!frame) continue;
    eachExpressionOf(fn.body, (node) => {
      if (node.kind !== 'call') return;
      for (const value of evaluator.evaluate(node, frame)) {
        if (value.kind !== 'api' || value.site?.node !== node) continue;
        for (const at of paths) if (matches(at, value)) found.push({ node, frame, at });
      }
    });
  }
  return found;
}

function contextsOf(evaluator: Evaluator, { contexts, contextKind }: ResolverRouting, calls: readonly Found[]): readonly Registered[] {
  return calls.flatMap(({ node, frame, at }) => contexts.filter((row) => row.at === at).flatMap(({ context }) => {
    if (context.slot !== 'option') return [];
    const options = node.args[context.index];
    const given = options ? propertyOf(evaluator, options, frame, context.key) : undefined;
    if (!given) return [];
    const values = evaluator.evaluate(given.expression, given.frame);
    // A context that is an object asks nobody.
    return values.some((value) => value.kind === 'function') ? [{ ...given, values, as: contextKind }] : [];
  }));
}

function unreadable({ node, frame }: Found): Registered {
  return { expression: node, frame, values: [UNKNOWN] };
}

function propertyOf(evaluator: Evaluator, options: Expression, frame: Frame, key: string): { readonly expression: Expression; readonly frame: Frame } | undefined {
  for (const value of evaluator.evaluate(options, frame)) {
    if (value.kind !== 'object') continue;
    for (const property of value.node.properties) if (!('kind' in property) && property.key === key) return { expression: property.value, frame: value.frame };
  }
  return undefined;
}

function slotValues(evaluator: Evaluator, slot: Slot, node: Call, frame: Frame): readonly Value[] {
  const argument = 'index' in slot ? node.args[slot.index] : undefined;
  if (!argument) return [];
  const values = evaluator.evaluate(argument, frame);
  return slot.slot === 'option' ? values.flatMap((value) => evaluator.member(value, slot.key)) : values;
}

/** The fields of a map, of each map in a list, of what several are joined to. */
function fieldsOf(evaluator: Evaluator, resolvers: ResolverRouting, map: Value, depth: number): readonly Field[] {
  if (depth > MAX_DEPTH) return [];
  if (map.kind === 'array') return map.elements.flatMap((element) => evaluator.argument(element)).flatMap((value) => fieldsOf(evaluator, resolvers, value, depth + 1));
  if (map.kind === 'api' && matches(resolvers.joins, map) && map.site?.node.kind === 'call') {
    const { node, frame } = map.site;
    return node.args.flatMap((argument) => evaluator.evaluate(argument, frame)).flatMap((value) => fieldsOf(evaluator, resolvers, value, depth + 1));
  }
  return Object.entries(resolvers.operations).flatMap(([type, operation]) => membersOf(evaluator, map, type).flatMap((value) => propertiesOf(evaluator, value, 0).map((field) => ({ ...field, type, operation }))));
}

/** What a map holds under the name of a type: several where maps are spread into each other. */
function membersOf(evaluator: Evaluator, map: Value, type: string): readonly Value[] {
  if (map.kind === 'namespace') return evaluator.member(map, type);
  if (map.kind !== 'object') return [];
  return map.node.properties.flatMap((property) => {
    if ('kind' in property) return evaluator.evaluate(property.value, map.frame).flatMap((value) => membersOf(evaluator, value, type));
    return property.key === type ? evaluator.evaluate(property.value, map.frame) : [];
  });
}

function propertiesOf(evaluator: Evaluator, value: Value, depth: number): readonly { readonly property: Property; readonly frame: Frame }[] {
  if (value.kind !== 'object' || depth > MAX_DEPTH) return [];
  return value.node.properties.flatMap((property) => {
    if ('kind' in property) return evaluator.evaluate(property.value, value.frame).flatMap((one) => propertiesOf(evaluator, one, depth + 1));
    return property.key === undefined ? [] : [{ property, frame: value.frame }];
  });
}

function mountOf(evaluator: Evaluator, resolvers: ResolverRouting, host: Host, { type, operation, property, frame }: Field, contexts: readonly Registered[], marking: Marking): RouteMount | undefined {
  const chain = chainOf(evaluator, resolvers, property.value, frame);
  const handler = chain[chain.length - 1];
  if (!handler || property.key === undefined) return undefined;
  const registration: Registration = { kind: 'route', host, method: operation, paths: [property.key], handlers: chain, node: property, at: keyPlace(property, frame), frame, conditional: false };
  const layer = (scope: Layer['scope']) => (one: Registered): Layer => ({ handler: one, registration, scope, prefix: '', conditional: false });
  return {
    registration, method: operation, path: property.key, handler, hosts: [host], isComplete: true,
    layers: [...contexts.map(layer('app')), ...marking(type, property.key).map(layer('route')), ...chain.slice(0, -1).map(layer('route'))],
  };
}

/** The functions that run for a field, in order: one, or those that are chained. */
function chainOf(evaluator: Evaluator, resolvers: ResolverRouting, expression: Expression, frame: Frame): readonly Registered[] {
  const values = evaluator.evaluate(expression, frame);
  const [only] = values;
  if (values.length === 1 && only?.kind === 'api' && matches(resolvers.chains, only) && only.site?.node.kind === 'call') {
    const { node, frame: home } = only.site;
    return node.args.flatMap((argument) => chainOf(evaluator, resolvers, argument, home));
  }
  if (values.length === 1 && only?.kind === 'object') {
    const inner = [only].flatMap(({ node, frame: home }: ObjectValue) => node.properties.flatMap((one) => ('kind' in one || !resolvers.functions.includes(one.key ?? '') ? [] : [{ expression: one.value, frame: home }])));
    const [first] = inner;
    if (first) return [{ ...first, values: evaluator.evaluate(first.expression, first.frame), as: resolvers.resolverKind }];
  }
  return [{ expression, frame, values, as: resolvers.resolverKind }];
}

/** The name of a method, else the key. */
function keyPlace({ start, key = '', value }: Property, { module }: Frame): Place {
  const method = value.kind === 'function' ? module.functions[value.id] : undefined;
  return method?.form === 'method' && method.nameAt ? method.nameAt : { start, end: start + key.length };
}

function lastName({ callee }: Call): Place {
  return callee.kind === 'member' ? { start: callee.nameStart, end: callee.end } : callee;
}
