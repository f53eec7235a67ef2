import type { NamedPlace } from '../../concepts/facts.ts';
import type { FailureEnd } from '../../concepts/failure-path.ts';
import { isReturnedBy, shapeOf, unwrapHandler, wrappersAround } from '../guards.ts';
import { hangsOrExits, type Rejections } from '../handler-facts.ts';
import type { PathReader } from '../path-reader.ts';
import type { Registered } from '../registration.ts';
import type { RouteInsight } from '../route-facts.ts';
import { calleeText, lastNameOf, spanOf } from '../source.ts';
import type { FunctionValue } from '../../semantic/values.ts';
import { callsOf } from '../calls.ts';
import type { RoutingModel } from '../../frameworks/model.ts';
import type { Entry, Wrapper } from './entries.ts';
import type { Call, Expression } from '../../syntax/tree.ts';
import { errorHandlerOf } from './error-handlers.ts';

/** The handlers of routes, with what their frameworks and those who stand around them make of failures. */
export function routeEntries(reader: PathReader, rejections: Rejections, insights: readonly RouteInsight[]): readonly Entry[] {
  const { evaluator, roles, source } = reader;
  return insights.flatMap(({ mount, label, at }): readonly Entry[] => {
    const { handler, excludes, registration } = mount;
    const inner = handler.values.length === 1 ? unwrapHandler(evaluator, roles, handler.values[0]) : undefined;
    const start = inner?.kind === 'function' && !excludes ? evaluator.frames.enter(inner, undefined, 'handler', inner.frame.depth) : undefined;
    if (inner?.kind !== 'function' || !start) return [];
    const { routing } = registration.host.framework;
    const end = (by?: NamedPlace, isOther?: boolean): FailureEnd | undefined => {
      const framework = rejections.nameOf(registration);
      const outcome = by ? 'handled' : rejections.outcomeOf(handler, registration);
      const giver = by ?? (outcome === 'handled' && !rejections.isSeen(registration) ? wrapperOf(handler) : undefined);
      if (outcome === 'unknown') return undefined;
      if (outcome === 'unhandled') return { is: 'unhandled', framework, then: hangsOrExits(rejections.unseenIn(registration.frame.module.file)) };
      if (registration.isUnanswered) return { is: 'given to the framework', framework, answersItself: false, isLogged: true };
      const answer = errorHandlerOf(reader, mount);
      return { is: 'given to the framework', framework, ...(giver && { by: giver }), ...(isOther && { isOther }), ...(answer.handler && { handler: answer.handler }), ...(answer.isAround && { isAround: true }), answersItself: answer.isFramework };
    };
    return [{
      name: { label, at },
      address: mount.address ?? { method: mount.method, path: mount.path },
      talk: { conversation: routing.conversation, shape: shapeOf(inner.fn.parameters.length, routing, handler.as), handler: inner.fn },
      start,
      get around() {
        const all = rejections.isTaughtWrapper(handler.values[0]) ? undefined : wrappersAround(evaluator, handler.values[0]);
        return all && wrappersFrom(all, inner, handler, routing);
      },
      leave: () => end(),
      handOn: end,
    }];
  });

  function wrappersFrom(all: readonly FunctionValue[], inner: FunctionValue, handler: Registered, routing: RoutingModel): readonly Wrapper[] | 'unknown' {
    const found = all.map((value, index) => wrapperFrom(value, all[index - 1] ?? inner, handler, routing));
    return found.every((one) => one !== undefined) ? found : 'unknown';
  }

  function wrapperFrom(value: FunctionValue, inner: FunctionValue, handler: Registered, routing: RoutingModel): Wrapper | undefined {
    const frame = evaluator.frames.enter(value, undefined, 'handler', value.frame.depth);
    const [call, ...others] = frame ? callsOf(frame.fn).filter(({ node }) => evaluator.evaluate(calledIn(node), frame).some((one) => one.kind === 'function' && one.fn === inner.fn)) : [];
    const name = wrapperOf({ ...handler, values: [value] });
    if (!frame || !call || others.length > 0 || !name) return undefined;
    return { frame, node: call.node, talk: { conversation: routing.conversation, shape: shapeOf(value.fn.parameters.length, routing, handler.as), handler: value.fn }, name };
  }

  /** What stands around a handler where it is registered: without it the framework wouldn't see the failure. */
  function wrapperOf({ expression, values, frame: { module } }: Registered): NamedPlace | undefined {
    const [value] = values;
    // Wrapped where it is written: `exports.list = wrap(async (req, res) => …)`.
    if (expression.kind !== 'call' && values.length === 1 && value?.kind === 'function' && value.frame.args && isReturnedBy(value) && value.frame.fn.name !== undefined) {
      return { label: value.frame.fn.name, at: spanOf(value.frame.module, value.frame.fn.nameAt ?? value.fn) };
    }
    return expression.kind === 'call' ? { label: calleeText(source, module, expression.callee), at: lastNameOf(module, expression.callee) } : undefined;
  }
}

/** `handler(req, res)`, `handler.call(this, req, res)`. */
function calledIn({ callee }: Call): Expression {
  return callee.kind === 'member' && (callee.name === 'call' || callee.name === 'apply') ? callee.object : callee;
}
