import type { FrameworkModel, RoutingFramework } from '../frameworks/model.ts';
import type { Handed, HandedCall } from '../frameworks/vocabulary/options.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { ApiValue, Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Call, Expression, FunctionNode } from '../syntax/tree.ts';
import type { Startup } from './startup.ts';

/** Recognises what frameworks hand to the functions that they call: the response of a handler, wherever it was passed on to. */
export interface HandedValues {
  isCallOn(handed: HandedCall, node: Call, frame: Frame): boolean;
}

export function createHandedValues(evaluator: Evaluator, frameworks: readonly FrameworkModel[], startup: Startup): HandedValues {
  const models = frameworks.filter((model): model is RoutingFramework => model.routing !== undefined);
  const registered = registeredBy(startup);

  function isCallOn({ on, path }: HandedCall, node: Call, frame: Frame): boolean {
    const written = receiverOf(node.callee);
    if (!written || written.path.length !== path.length || written.path.some((name, index) => name !== path[index])) return false;
    return isParameter(written.root, on, frame) || evaluator.evaluate(written.root, frame).some((value) => {
      if (value.kind === 'parameter') return value.path.length === 0 && isHanded(value.frame.fn, value.index, on);
      return value.kind === 'api' && value.step === 'callback' && value.name === String(on.parameter) && value.of !== undefined && isRegistering(value.of, on);
    });
  }

  /** A handler's own parameter, whatever wraps the handler. */
  function isParameter(root: Expression, on: Handed, { module }: Frame): boolean {
    const definition = root.kind === 'name' ? findBinding(module, root.scope, root.name)?.definitions[0] : undefined;
    const fn = definition?.kind === 'parameter' && definition.path.length === 0 ? module.functions[definition.fn] : undefined;
    return definition?.kind === 'parameter' && fn !== undefined && isHanded(fn, definition.index, on);
  }

  function isHanded(fn: FunctionNode, index: number, on: Handed): boolean {
    return index === on.parameter && (registered.get(fn)?.packages.includes(on.by) ?? false);
  }

  function isRegistering(method: ApiValue, on: Handed): boolean {
    const { of, name } = method;
    if (method.step !== 'member' || !of) return false;
    return models.some(({ packages, routing: { calls } }) => calls !== undefined && packages.includes(on.by) && (calls.routes.some((row) => row.verbs[name] !== undefined && matches(row.on, of)) || calls.mounts.some((row) => row.methods.includes(name) && matches(row.on, of))));
  }

  return { isCallOn };
}

/** The functions that are handlers, those inside what wraps them too, by the framework that calls them. */
function registeredBy({ registrations }: Startup): ReadonlyMap<FunctionNode, RoutingFramework> {
  const found = new Map<FunctionNode, RoutingFramework>();
  for (const { handlers, host } of [...registrations.values()].flat()) {
    for (const { values, expression, frame } of handlers) {
      for (const value of values) if (value.kind === 'function') found.set(value.fn, host.framework);
      for (const argument of expression.kind === 'call' ? expression.args : []) {
        const fn = argument.kind === 'function' ? frame.module.functions[argument.id] : undefined;
        if (fn) found.set(fn, host.framework);
      }
    }
  }
  return found;
}

/** What a method is called on, and the names that lead to it; calls between them give the object itself: `res.status(200).cookie(…)`. */
function receiverOf(callee: Expression): { readonly root: Expression; readonly path: readonly string[] } | undefined {
  if (callee.kind !== 'member') return undefined;
  const path = [callee.name];
  let at = callee.object;
  for (;;) {
    if (at.kind === 'call' && at.callee.kind === 'member') at = at.callee.object;
    else if (at.kind === 'member') {
      path.unshift(at.name);
      at = at.object;
    } else return { root: at, path };
  }
}
