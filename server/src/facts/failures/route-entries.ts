import type { NamedPlace } from '../../concepts/facts.ts';
import type { FailureEnd } from '../../concepts/failure-path.ts';
import { isReturnedBy, shapeOf, unwrapHandler } from '../guards.ts';
import { hangsOrExits, type Rejections } from '../handler-facts.ts';
import type { PathReader } from '../path-reader.ts';
import type { Registered } from '../registration.ts';
import type { RouteInsight } from '../route-facts.ts';
import { calleeText, lastNameOf, spanOf } from '../source.ts';
import type { Entry } from './entries.ts';
import { errorHandlerOf } from './error-handlers.ts';
import { withStarted } from './started-ways.ts';

/** The handlers of routes, with what their frameworks and those who stand around them make of failures. */
export function routeEntries(reader: PathReader, rejections: Rejections, insights: readonly RouteInsight[]): readonly Entry[] {
  const { evaluator, roles, reach, source } = reader;
  return insights.flatMap(({ mount, label, at }): readonly Entry[] => {
    const { handler, excludes, registration } = mount;
    const inner = handler.values.length === 1 ? unwrapHandler(evaluator, roles, handler.values[0]) : undefined;
    if (inner?.kind !== 'function' || excludes) return [];
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
      get reached() {
        return withStarted(reach, reach.follow(inner));
      },
      leave: () => end(),
      handOn: end,
    }];
  });

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
