import type { FrameworkModel, RoutingFramework } from '../frameworks/model.ts';
import type { ProcedureRouting } from '../frameworks/vocabulary/procedures.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpressionOf, returnsOf } from '../semantic/returns.ts';
import { areSame } from '../semantic/value-sets.ts';
import type { ApiValue, Frame, ObjectValue, Value } from '../semantic/values.ts';
import type { Call, Place, Property } from '../syntax/tree.ts';
import type { RouteContext } from './find-routes.ts';
import { modulesThatReach } from './modules-that-reach.ts';
import { chainOf, type Chain } from './procedure-chain.ts';
import type { Host, Registration } from './registration.ts';
import type { Layer, RouteMount } from './routing.ts';
import { lastNameOf } from './source.ts';

type ProcedureFramework = RoutingFramework & { readonly routing: { readonly procedures: ProcedureRouting } };

/** A router that a call makes, where it stands. */
interface RouterCall {
  readonly value: ApiValue;
  readonly node: Call;
  readonly frame: Frame;
}

/** Routers within routers, at most. */
const MAX_DEPTH = 10;

/** Routes of servers that are given a router of procedures: one for each procedure, by the names on the way to it. */
export function procedureRoutes(context: RouteContext): readonly RouteMount[] {
  return context.frameworks.filter(hasProcedures).flatMap((framework) => routesOf(context, framework));
}

function hasProcedures(model: FrameworkModel): model is ProcedureFramework {
  return model.routing?.procedures !== undefined;
}

/** What the calls of a function make and serve. */
interface Found {
  readonly made: RouterCall[];
  readonly served: ApiValue[];
}

function isSameList(one: readonly object[], other: readonly object[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

function routesOf({ evaluator, modules }: RouteContext, framework: ProcedureFramework): readonly RouteMount[] {
  const { procedures } = framework.routing;
  const related = modulesThatReach(evaluator, modules, new Set(framework.packages));
  const lookIn = evaluator.recall.keepSteady((frame: Frame): Found => {
    const found: Found = { made: [], served: [] };
    eachExpressionOf(frame.fn.body, (node) => {
      if (node.kind === 'call') look(node, frame, found);
    });
    return found;
  }, (one, other) => isSameList(one.made.map(({ node }) => node), other.made.map(({ node }) => node)) && areSame(one.served, other.served));
  const made: RouterCall[] = [];
  const served: ApiValue[] = [];
  for (const module of modules) {
    if (!related.has(module.file)) continue;
    for (const fn of module.functions) {
      const frame = evaluator.frames.generic(module, fn.id);
      const found = frame && lookIn(frame);
      if (!found) continue;
      made.push(...found.made);
      served.push(...found.served);
    }
  }

  function look(node: Call, frame: Frame, { made, served }: Found): void {
    // Routers are made of maps and of routers; servers are given options.
    const [first] = node.args;
    if (!first || first.kind === 'literal' || first.kind === 'function') return;
    for (const callee of evaluator.evaluate(node.callee, frame)) {
      if (callee.kind !== 'api') continue;
      const value: ApiValue = { kind: 'api', of: callee, step: 'call', name: '', site: { node, frame } };
      if (matches(procedures.routers, value) || matches(procedures.merged, value)) made.push({ value, node, frame });
      for (const { at, router } of procedures.servers) {
        if (router.slot === 'option' && matches(at, value)) served.push(...routersIn(evaluator.evaluate(node.args[router.index] ?? first, frame).flatMap((one) => evaluator.member(one, router.key))));
      }
    }
    const isHandedOn = first.kind === 'name' && evaluator.evaluate(first, frame).some((value) => value.kind === 'api' && matches(procedures.handedOn.plugin, value));
    if (isHandedOn && node.args[1]) served.push(...routersIn(procedures.handedOn.path.reduce<readonly Value[]>((values, key) => values.flatMap((one) => evaluator.member(one, key)), evaluator.evaluate(node.args[1], frame))));
  }

  function routersIn(values: readonly Value[]): readonly ApiValue[] {
    return values.filter((value) => value.kind === 'api').filter((value) => matches(procedures.routers, value) || matches(procedures.merged, value));
  }

  const roots = served.length > 0 ? served : uncontained(evaluator, procedures, made);
  const seen = new Set<object>();
  return roots.flatMap((root): readonly RouteMount[] => {
    const node = root.site?.node;
    if (!node || !root.site || seen.has(node)) return [];
    seen.add(node);
    const { module } = root.site.frame;
    const host: Host = { key: `procedures:${module.file}:${node.start}`, framework, isApplication: true, module, at: node.kind === 'call' ? lastNameOf(module, node.callee) : node };
    return proceduresOf(evaluator, framework, root, { names: [], hosts: [host] });
  });
}

/** Where a router stands among the others. */
interface Way {
  readonly names: readonly string[];
  readonly hosts: readonly Host[];
}

function proceduresOf(evaluator: Evaluator, framework: ProcedureFramework, router: ApiValue, way: Way): readonly RouteMount[] {
  const { procedures } = framework.routing;
  const { site } = router;
  if (site?.node.kind !== 'call' || way.hosts.length > MAX_DEPTH) return [];
  const given = site.node.args.flatMap((argument) => evaluator.evaluate(argument, site.frame));
  if (matches(procedures.merged, router)) return given.flatMap((one) => (one.kind === 'api' ? proceduresOf(evaluator, framework, one, way) : []));
  if (!matches(procedures.routers, router)) return [];
  const { module } = site.frame;
  const host: Host = { key: `procedures:${module.file}:${site.node.start}:router`, framework, isApplication: false, module };
  return given.flatMap((one) => (one.kind === 'object' ? inMap(one, { ...way, hosts: [...way.hosts, host] }) : []));

  function inMap(map: ObjectValue, here: Way): readonly RouteMount[] {
    return map.node.properties.flatMap((property) => {
      const values = evaluator.evaluate(property.value, map.frame);
      if ('kind' in property) return values.flatMap((one) => (one.kind === 'object' ? inMap(one, here) : []));
      const { key } = property;
      if (key === undefined) return [];
      const inner = { ...here, names: [...here.names, key] };
      return values.flatMap((value): readonly RouteMount[] => {
        if (value.kind === 'object') return inner.names.length > MAX_DEPTH ? [] : inMap(value, inner);
        if (value.kind !== 'api') return [];
        const chain = chainOf(evaluator, procedures, value);
        if (chain) return [mountOf(chain, inner, property, map.frame)];
        const routers = [value, ...lazilyLoaded(evaluator, procedures, value)].filter((one) => one.kind === 'api');
        return routers.flatMap((one) => proceduresOf(evaluator, framework, one, inner));
      });
    });
  }
}

function mountOf({ method, verb, handler, layers, schemas, base }: Chain, { names, hosts }: Way, property: Property, frame: Frame): RouteMount {
  const path = names.join('.');
  const host = hosts[hosts.length - 1];
  if (!host) throw new Error('a procedure stands in a router');
  const registration: Registration = { kind: 'route', host, method, paths: [path], handlers: [...layers, handler], node: property, at: keyPlace(property), frame, conditional: false };
  const before = layers.map((one): Layer => ({ handler: one, registration, scope: 'route', prefix: '', conditional: false }));
  return {
    registration, method, path, layers: before, schemas, base, handler, hosts, isComplete: true,
    address: { method: verb, path },
  };
}

function keyPlace({ start, key = '' }: Property): Place {
  return { start, end: start + key.length };
}

/** Of routers that nobody is seen to serve those which no other one contains. */
function uncontained(evaluator: Evaluator, procedures: ProcedureRouting, made: readonly RouterCall[]): readonly ApiValue[] {
  const inside = new Set<object>();
  for (const { node, frame } of made) {
    for (const argument of node.args) {
      for (const value of evaluator.evaluate(argument, frame)) note(value, 0);
    }
  }
  return made.filter(({ node }) => !inside.has(node)).map(({ value }) => value);

  function note(value: Value, depth: number): void {
    if (value.kind === 'api' && value.site && (matches(procedures.routers, value) || matches(procedures.merged, value))) inside.add(value.site.node);
    for (const loaded of value.kind === 'api' ? lazilyLoaded(evaluator, procedures, value) : []) note(loaded, depth + 1);
    if (value.kind !== 'object' || depth > MAX_DEPTH) return;
    for (const property of value.node.properties) for (const one of evaluator.evaluate(property.value, value.frame)) note(one, depth + 1);
  }
}

/** What `lazy(() => import('./orders'))` loads: the router that the module exports as its default, or the only one. */
function lazilyLoaded(evaluator: Evaluator, procedures: ProcedureRouting, value: ApiValue): readonly Value[] {
  if (!matches(procedures.lazy, value) || value.site?.node.kind !== 'call') return [];
  const { node, frame } = value.site;
  const loaded = node.args.flatMap((argument) => evaluator.evaluate(argument, frame)).flatMap((one) => {
    const home = one.kind === 'function' ? evaluator.frames.generic(one.frame.module, one.fn.id) : undefined;
    return one.kind === 'function' && home ? returnsOf(one.fn).flatMap((returned) => evaluator.evaluate(returned, home)) : [];
  });
  return loaded.flatMap((one) => (one.kind === 'namespace' ? [...one.module.exports.keys()].flatMap((name) => evaluator.exported(one.module, name)) : [one]));
}
