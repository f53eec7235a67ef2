import type { ModuleRouting } from '../frameworks/vocabulary/decorators.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { returnsOf } from '../semantic/returns.ts';
import { NOTHING_KNOWN, type ClassValue, type ObjectValue, type Value } from '../semantic/values.ts';
import { literalText } from '../semantic/value-sets.ts';
import { classKey, type ClassLayers } from './class-layers.ts';
import { listed, propertyOf, type Listed, type Written } from './listed.ts';
import type { Registered } from './registration.ts';

/** A class that a module lists, as a holder of handlers or as a provider. */
export interface Member {
  readonly cls: ClassValue;
  /** The module that lists it. */
  readonly module: ClassValue | undefined;
}

/** What is reachable from an application's first module. */
export interface ModuleGraph {
  readonly members: readonly Member[];
  readonly modules: readonly ClassValue[];
  /** Functions that run before every handler, with what may not be bound. */
  readonly global: readonly { readonly handler: Registered; readonly conditional: boolean }[];
  /** The prefix that a module's routes stand under; `undefined` is one that can't be read. */
  readonly prefixes: ReadonlyMap<string, string | undefined>;
  /** Modules are imported that can't be read: who knows what they bind. */
  readonly isOpen: boolean;
}

/** Walks the lists of imports from a module on: each module once, lists that can't be read left out. */
export function readModules(evaluator: Evaluator, routing: ModuleRouting, { register, classesIn }: ClassLayers, roots: readonly ClassValue[]): ModuleGraph {
  const members = new Map<string, Member>();
  const modules = new Map<string, ClassValue>();
  const global = new Map<Registered, boolean>();
  const prefixes = new Map<string, string | undefined>();
  let isOpen = false;
  for (const root of roots) visitClass(root);
  return {
    isOpen, prefixes,
    members: [...members.values()],
    modules: [...modules.values()],
    global: [...global].map(([handler, conditional]) => ({ handler, conditional })),
  };

  function visitClass(cls: ClassValue): void {
    const key = classKey(cls);
    if (modules.has(key)) return;
    modules.set(key, cls);
    for (const options of moduleOptions(evaluator, routing, cls)) visitOptions(options, cls);
  }

  function visitOptions(options: ObjectValue, module: ClassValue | undefined): void {
    for (const element of under(options, routing.imports)) visitImport(element);
    for (const name of routing.holders) for (const element of under(options, name)) addMembers(element.values, module);
    for (const element of under(options, routing.providers)) visitProvider(element, module);
  }

  function under(options: ObjectValue, key: string): readonly Listed[] {
    const written = propertyOf(evaluator, options, key);
    return written ? listed(evaluator, written) : [];
  }

  function visitImport({ expression, frame, values }: Listed): void {
    const before = modules.size;
    const imported = classesIn(values);
    for (const value of imported) {
      if (value.kind === 'class') visitClass(value);
      if (value.kind === 'object') visitDynamic(value);
      if (value.kind === 'api' && matches(routing.prefixes, value)) readPrefixes(value.site?.node.kind === 'call' ? { expression: value.site.node.args[0] ?? expression, frame: value.site.frame } : undefined, '');
    }
    // `Orders.forRoot(…)`, whatever it gives, stands for the module that it is called on.
    const receivers = expression.kind === 'call' && expression.callee.kind === 'member' ? evaluator.evaluate(expression.callee.object, frame) : [];
    const named = receivers.filter((value) => value.kind === 'class').filter((value) => moduleOptions(evaluator, routing, value).length > 0);
    for (const cls of named) visitClass(cls);
    isOpen ||= named.length === 0 && modules.size === before && imported.some((value) => value.kind === 'unknown' || value.kind === 'parameter');
  }

  function visitDynamic(options: ObjectValue): void {
    const named = evaluator.member(options, routing.of).filter((value) => value.kind === 'class');
    for (const cls of named) visitClass(cls);
    visitOptions(options, named[0]);
  }

  function addMembers(values: readonly Value[], module: ClassValue | undefined): void {
    for (const cls of classesIn(values)) if (cls.kind === 'class' && !members.has(classKey(cls))) members.set(classKey(cls), { cls, module });
  }

  function visitProvider({ values, conditional, expression, frame }: Listed, module: ClassValue | undefined): void {
    addMembers(values, module);
    for (const value of values) {
      if (value.kind !== 'object') continue;
      const tokens = evaluator.member(value, routing.token);
      addMembers(routing.classes.flatMap((key) => evaluator.member(value, key)), module);
      for (const row of routing.global) {
        if (!tokens.some((token) => token.kind === 'api' && matches(row.token, token))) continue;
        const filled = fillingOf(value) ?? { expression, frame, values: NOTHING_KNOWN };
        const handler = register({ ...filled, conditional }, row);
        global.set(handler, (global.get(handler) ?? true) && conditional);
      }
    }
  }

  /** What a provider puts under its token. */
  function fillingOf(provider: ObjectValue): (Written & { readonly values: readonly Value[] }) | undefined {
    for (const key of [...routing.classes, routing.value]) {
      const written = propertyOf(evaluator, provider, key);
      if (written) return { ...written, values: evaluator.evaluate(written.expression, written.frame) };
    }
    const factory = propertyOf(evaluator, provider, routing.factory);
    if (!factory) return undefined;
    const values = evaluator.evaluate(factory.expression, factory.frame).flatMap((value) => {
      const inner = value.kind === 'function' ? evaluator.frames.enter(value, undefined, 'factory', value.frame.depth) : undefined;
      return inner ? returnsOf(inner.fn).flatMap((returned) => evaluator.evaluate(returned, inner)) : NOTHING_KNOWN;
    });
    return { ...factory, values };
  }

  function readPrefixes(list: Written | undefined, above: string | undefined): void {
    if (!list) return;
    const { path, module, children } = routing.prefixKeys;
    for (const { values } of listed(evaluator, list)) {
      for (const value of values) {
        if (value.kind === 'class') prefixes.set(classKey(value), above);
        if (value.kind !== 'object') continue;
        const own = literalText(evaluator.member(value, path));
        const full = above === undefined || own === undefined ? undefined : `${above}/${own}`;
        for (const cls of evaluator.member(value, module)) if (cls.kind === 'class') prefixes.set(classKey(cls), full);
        readPrefixes(propertyOf(evaluator, value, children), full);
      }
    }
  }
}

/** What a class says of itself as a module; nothing where it is none. */
export function moduleOptions(evaluator: Evaluator, { at }: ModuleRouting, { node, frame }: ClassValue): readonly ObjectValue[] {
  return node.decorators.flatMap((decorator) => evaluator.evaluate(decorator, frame)).flatMap((value): readonly ObjectValue[] => {
    if (value.kind !== 'api' || !matches(at, value) || value.site?.node.kind !== 'call') return [];
    const [options] = value.site.node.args;
    const site = value.site.frame;
    return options ? evaluator.evaluate(options, site).filter((one) => one.kind === 'object') : [{ kind: 'object', node: { kind: 'object', start: node.start, end: node.start, properties: [] }, frame: site }];
  });
}
