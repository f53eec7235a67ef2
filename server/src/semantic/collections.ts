import { findBinding } from '../syntax/find-binding.ts';
import type { Binding, Call, Expression, Module } from '../syntax/tree.ts';
import { api, either, matches } from './api-path.ts';
import type { Evaluator } from './evaluate.ts';
import { frameOfFunction } from './frames.ts';
import { ofEachModule } from './of-code.ts';
import { eachExpressionOf } from './returns.ts';
import { isSame, isVague, union } from './value-sets.ts';
import { GLOBALS, NOTHING_KNOWN, type ApiValue, type Frame, type Value } from './values.ts';

const maps = either(api(GLOBALS).member('Map').instance(), api(GLOBALS).member('WeakMap').instance());
const reading = maps.member('get');

/** Calls of `set` by the binding that they are called on. */
type Puts = ReadonlyMap<Binding, readonly { readonly node: Call; readonly fn: number }[]>;

/**
 * What is made once and kept under a key: `made.get(Class)` where the module says `made.set(Class, new Class())`. `undefined` where something
 * else is kept, which comes from outside and may be anything.
 */
export function keptValues(evaluator: Evaluator, callee: ApiValue, node: Call, frame: Frame): readonly Value[] | undefined {
  const [key] = node.args;
  const map = callee.of;
  if (!key || !map?.site || !matches(reading, callee)) return undefined;
  const home = map.site.frame.module;
  const binding = home.bindings.find(({ definitions }) => definitions.some((definition) => definition.kind === 'value' && definition.value === map.site?.node));
  const puts = (binding && putsIn(home).get(binding)) ?? [];
  const near = puts.filter(({ fn }) => home === frame.module && fn === frame.fn.id);
  const kept = (near.length > 0 ? near : puts).flatMap(({ node: put, fn }) => {
    const at = (home === frame.module ? frameOfFunction(frame, fn) : undefined) ?? evaluator.frames.generic(home, fn);
    const [under, value] = put.args;
    return at && under && value && mayBeSame(evaluator.evaluate(under, at), evaluator.evaluate(key, frame)) ? valuesPut(evaluator, value, at, binding) : [];
  });
  return kept.some(isMade) ? union(kept.flatMap((value) => (isVague(value) ? NOTHING_KNOWN : [value]))) : undefined;
}

/** What is put in under a name; not what the same name got out before: `let one = made.get(key); if (!one) { one = new One(); made.set(key, one); }`. */
function valuesPut(evaluator: Evaluator, value: Expression, frame: Frame, map: Binding | undefined): readonly Value[] {
  const name = value.kind === 'name' ? findBinding(frame.module, value.scope, value.name) : undefined;
  const others = name?.definitions.flatMap((one) => (one.kind === 'value' && one.path.length === 0 && !isRead(one.value, frame.module, map) ? [one.value] : [])) ?? [];
  return name && others.length === name.definitions.length - 1 ? others.flatMap((one) => evaluator.evaluate(one, frame)) : evaluator.evaluate(value, frame);
}

function isRead(node: Expression, module: Module, map: Binding | undefined): boolean {
  return node.kind === 'call' && receiverOf(node, 'get', module) === map;
}

const putsIn = ofEachModule((module): Puts => {
  const found = new Map<Binding, { readonly node: Call; readonly fn: number }[]>();
  for (const { id, body } of module.functions) {
    eachExpressionOf(body, (node) => {
      const binding = node.kind === 'call' ? receiverOf(node, 'set', module) : undefined;
      if (binding && node.kind === 'call') found.set(binding, [...(found.get(binding) ?? []), { node, fn: id }]);
    });
  }
  return found;
});

function receiverOf({ callee }: Call, method: string, module: Module): Binding | undefined {
  const object = callee.kind === 'member' && callee.name === method ? callee.object : undefined;
  return object?.kind === 'name' ? findBinding(module, object.scope, object.name) : undefined;
}

function mayBeSame(some: readonly Value[], others: readonly Value[]): boolean {
  return some.some(isVague) || others.some(isVague) || some.some((one) => others.some((other) => isSame(one, other)));
}

/** What the program itself makes, unlike a row or a message that is kept. */
function isMade(value: Value): boolean {
  return value.kind === 'instance' || value.kind === 'function' || value.kind === 'class' || (value.kind === 'api' && value.step === 'new');
}
