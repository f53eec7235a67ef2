import type { RoutingModel } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { Frame, FunctionValue, Value } from '../semantic/values.ts';
import type { Span } from '../syntax/text.ts';
import { shapeOf, unwrapHandler } from './guards.ts';
import type { Origins } from './origins.ts';
import type { Reach } from './reach.ts';
import type { Registered } from './registration.ts';
import type { Roles } from './roles.ts';

export interface RouteFrames {
  /** What runs when a framework calls a handler: its own activation, in which the request is known, and what it reaches outside of what is excluded. */
  of(handler: Registered, routing: RoutingModel, excludes?: readonly Span[]): readonly Frame[];
}

export function createRouteFrames(evaluator: Evaluator, roles: Roles, reach: Reach, origins: Origins): RouteFrames {
  const framesOf = (value: FunctionValue, { as, shape, makers }: Registered, routing: RoutingModel, excludes: readonly Span[] | undefined): readonly Frame[] => {
    const frames = reach.reachedFrom(value, excludes);
    const [own] = frames;
    if (own) origins.introduce(own, shape ?? shapeOf(value.fn.parameters.length, routing, as), routing.conversation, makers);
    return frames;
  };

  /** The handler first and then what it is wrapped in: a wrapper that hands on whatever it is given doesn't say what that is. */
  const functionsIn = (value: Value): readonly FunctionValue[] => {
    const inner = unwrapHandler(evaluator, roles, value);
    return [...(inner && inner !== value ? [inner] : []), value].flatMap((one) => (one.kind === 'function' ? [one] : []));
  };

  return {
    of(handler, routing, excludes) {
      const seen = new Set<Frame['fn']>();
      return handler.values.flatMap(functionsIn).flatMap((value) => framesOf(value, handler, routing, excludes)).filter(({ fn }) => !seen.has(fn) && seen.add(fn));
    },
  };
}
