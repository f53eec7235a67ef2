import type { Presence } from '../concepts/presence.ts';
import type { FrameworkModel, RoutingModel } from '../frameworks/model.ts';
import type { LimitRow } from '../frameworks/vocabulary/effects.ts';
import { createRowFinder } from '../semantic/api-index.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { anyInstance } from '../semantic/frames.ts';
import type { RoughAnswer } from '../semantic/recall.ts';
import { ofEachBody } from '../semantic/of-code.ts';
import { bodiesOf, eachExpressionOf, eachStatement, expressionsOf, partsOf } from '../semantic/returns.ts';
import type { ApiValue, Frame, FunctionValue, Value } from '../semantic/values.ts';
import type { Span } from '../syntax/text.ts';
import type { Expression, Module, Place, Statement } from '../syntax/tree.ts';
import { shapeOf, unwrapHandler, type Guards } from './guards.ts';
import type { Reach } from './reach.ts';
import { createRefusals } from './refusals.ts';
import type { Registered } from './registration.ts';
import { packageOf, type Roles } from './roles.ts';
import type { Layer, RouteMount } from './routing.ts';
import { calleeText, type Source } from './source.ts';

export interface Limiters {
  /** Whether a middleware refuses callers who come too often. */
  judge(handler: Registered, routing: RoutingModel): Presence;
  /** Whether anything on the way to a route's work does, its own handler included. */
  ofRoute(mount: RouteMount): Presence;
}

export interface LimiterTools {
  readonly evaluator: Evaluator;
  readonly roles: Roles;
  readonly guards: Guards;
  readonly reach: Reach;
  readonly source: Source;
  readonly modules: readonly Module[];
  /** Whether people declared a function or package member as a limiter. */
  isTaught(value: Value): boolean;
  /** Whether people declared that something in front of the application at a file limits all of it. */
  isBehindGateway(file: string): boolean;
}

/** What can't be read is taken for a limiter by its name only so far as nothing is said then. */
const LIMITING_NAME = /rate.?limit|limiter|throttl/i;

export function createLimiters(tools: LimiterTools, frameworks: readonly FrameworkModel[]): Limiters {
  const { evaluator, roles, guards, reach, source } = tools;
  const findLimit = createRowFinder(frameworks.flatMap((model) => model.limits ?? []));
  const refusals = createRefusals(evaluator, frameworks.flatMap((model) => model.tooMany ?? []));
  const countingNobody = new Set(frameworks.flatMap((model) => model.countingNobody ?? []));
  const asking = frameworks.filter((model) => model.strategies !== undefined);
  const strategies = asking.flatMap((model) => model.strategies ?? []);
  const strategyPackages = new Set(asking.flatMap((model) => model.packages));
  const byFrame = evaluator.recall.keep(judgeOwn);
  const byHandler = new Map<Registered, RoughAnswer<Presence>>();

  /** Whether any class that a package's guard asks for the caller refuses too many. */
  const anyStrategy = evaluator.recall.keep((_: undefined) => someStrategyLimits());
  const strategiesLimit = (): boolean => anyStrategy(undefined);

  function someStrategyLimits(): boolean {
    return (strategies.length > 0 && tools.modules.some((module) => module.classes.some((node) => {
      const frame = node.extends && evaluator.frames.generic(module, node.fn);
      const isOne = frame && node.extends && evaluator.evaluate(node.extends, frame).some((value) => value.kind === 'api' && strategies.some((row) => matches(row.at, value)));
      if (!isOne || !frame) return false;
      const methods = strategies.flatMap(({ method }) => evaluator.member(anyInstance({ kind: 'class', node, frame }), method));
      return methods.some((value) => value.kind === 'function' && judgeFunction(value, 'present') !== 'absent');
    })));
  }

  function judge(handler: Registered, routing: RoutingModel): Presence {
    return evaluator.recall.roughly(byHandler, handler, 'absent', () => judgeRegistered(handler, routing));
  }

  function judgeRegistered(handler: Registered, routing: RoutingModel): Presence {
    const own = either(handler.values.map((value) => judgeValue(value, handler, routing)));
    // What can't be read, and is called as something that refuses nobody by its nature.
    return own === 'unknown' && routing.conversation.shapes.some((shape) => shape.isHarmless && shape.of === handler.as) ? 'absent' : own;
  }

  function judgeValue(value: Value, handler: Registered, routing: RoutingModel): Presence {
    if (tools.isTaught(value)) return 'present';
    if (value.kind === 'api') return judgeApi(value, handler, routing);
    if (value.kind !== 'function') return 'unknown';
    if (shapeOf(value.fn.parameters.length, routing, handler.as).error !== undefined) return 'absent'; // sees errors only
    const inside = judgeFunction(value, 'present');
    return inside === 'absent' && guards.handsOn(value, handler, routing) ? 'unknown' : inside;
  }

  function judgeApi(value: ApiValue, handler: Registered, routing: RoutingModel): Presence {
    const role = roles.roleOf(value);
    if (role === 'rate-limiter') return 'present';
    if (strategyPackages.has(packageOf(value)) && strategiesLimit()) return 'unknown'; // which of them it asks is a name in a text
    if (role === 'wrapper') {
      const inner = unwrapHandler(evaluator, roles, value);
      return inner && inner !== value ? judgeValue(inner, handler, routing) : 'unknown';
    }
    return role === 'unknown' && roles.rowOf(value) === undefined && !countingNobody.has(packageOf(value)) ? 'unknown' : 'absent';
  }

  /** `relayed`: what it means that a failure of something called is answered with "too many requests". */
  function judgeFunction(value: FunctionValue, relayed: Presence, leftOut?: readonly Span[]): Presence {
    return either(reach.reachedFrom(value, leftOut).map((frame) => judgeFrame(frame, relayed)));
  }

  function judgeFrame(frame: Frame, relayed: Presence): Presence {
    const known = byFrame(frame);
    return known === 'present' || refusals.placesIn(frame).length === 0 ? known : relayed;
  }

  function judgeOwn(frame: Frame): Presence {
    const handlers = catchesIn(frame);
    const own = refusals.placesIn(frame).some((place) => !handlers.some((one) => holds(one, place)));
    return own ? 'present' : either(countedCalls(frame.fn).map(({ node, isUsed, swallowed }) => judgeCall(node, isUsed, swallowed, frame)));
  }

  function judgeCall(node: Expression & { kind: 'call' }, isUsed: boolean, isSwallowed: boolean, frame: Frame): Presence {
    const values = evaluator.evaluate(node.callee, frame);
    return either(values.map((value) => {
      if (tools.isTaught(value)) return 'present';
      if (value.kind === 'api') {
        if (!node.isNew && roles.roleOf(value) === 'rate-limiter') return 'present'; // a package's middleware or guard, called by hand
        const row = findLimit(value);
        if (row) return limitsBy(row, isUsed, isSwallowed);
      }
      const isReadable = value.kind === 'function' || value.kind === 'class' || value.kind === 'builtin' || (value.kind === 'api' && roles.roleOf(value) !== 'unknown');
      return !isReadable && !node.isNew && LIMITING_NAME.test(calleeText(source, frame.module, node.callee)) ? 'unknown' : 'absent';
    }));
  }

  function ofRoute(mount: RouteMount): Presence {
    const { routing } = mount.registration.host.framework;
    const file = mount.registration.frame.module.file;
    if (tools.isBehindGateway(file)) return 'present';
    const layers = mount.layers.map((layer) => judgeLayer(layer));
    if (layers.includes('present')) return 'present';
    const own = ofHandler(mount, routing);
    if (own === 'present') return own;
    return !mount.isComplete || own === 'unknown' || layers.includes('unknown') ? 'unknown' : 'absent';
  }

  function judgeLayer(layer: Layer): Presence {
    const judged = judge(layer.handler, layer.registration.host.framework.routing);
    return layer.conditional && judged === 'present' ? 'unknown' : judged;
  }

  /** A handler may count its callers itself, or stand in a wrapper that does. What it calls without our being able to read it is its own business. */
  function ofHandler({ handler, excludes }: RouteMount, routing: RoutingModel): Presence {
    return either(handler.values.map((value) => {
      if (value.kind === 'function') return judgeFunction(value, 'unknown', excludes);
      if (tools.isTaught(value)) return 'present';
      const inner = unwrapHandler(evaluator, roles, value);
      if (inner?.kind !== 'function' || value.kind !== 'api') return value.kind === 'api' ? judgeApi(value, handler, routing) : 'unknown';
      const own = judgeFunction(inner, 'unknown', excludes);
      return own === 'absent' && roles.roleOf(value) === 'unknown' ? 'unknown' : own;
    }));
  }

  return { judge, ofRoute };
}

function limitsBy({ by }: LimitRow, isUsed: boolean, isSwallowed: boolean): Presence {
  return (by === 'telling' ? isUsed : !isSwallowed) ? 'present' : 'absent';
}

/** Of several possibilities a limiter counts: the other one is the way that it is switched off. */
function either(all: readonly Presence[]): Presence {
  if (all.includes('present')) return 'present';
  return all.includes('unknown') ? 'unknown' : 'absent';
}

interface CountedCall {
  readonly node: Expression & { kind: 'call' };
  /** Whether somebody looks at what it gives. */
  readonly isUsed: boolean;
  /** Whether its failure is caught by something that only goes on. */
  readonly swallowed: boolean;
}

const countedCalls = ofEachBody((fn): readonly CountedCall[] => {
  const found: CountedCall[] = [];
  const visit = (body: readonly Statement[], swallowed: boolean): void => {
    for (const statement of body) {
      for (const expression of expressionsOf(statement)) collect(expression, !(statement.kind === 'expression'), swallowed);
      if (statement.kind !== 'try') {
        for (const inner of bodiesOf(statement)) visit(inner, swallowed);
        continue;
      }
      visit(statement.block, swallowed || (statement.handler !== undefined && !mayRefuse(statement.handler.body, fn.parameters.map(({ name }) => name ?? ''))));
      visit([...(statement.handler?.body ?? []), ...statement.finalizer], swallowed);
    }
  };
  const collect = (node: Expression, isUsed: boolean, swallowed: boolean): void => {
    if (node.kind === 'call') found.push({ node, isUsed, swallowed });
    const keeps = node.kind === 'await' || node.kind === 'spread' ? isUsed : true;
    for (const part of partsOf(node)) collect(part, keeps, swallowed);
  };
  visit(fn.body, false);
  return found;
});

/** Whether a `catch` does more than take note: it leaves, or speaks to what the function was given (`next(error)`, `res.status(…)`). */
function mayRefuse(body: readonly Statement[], parameters: readonly string[]): boolean {
  let found = false;
  eachStatement(body, ({ kind }) => {
    found ||= kind === 'throw' || kind === 'return';
  });
  eachExpressionOf(body, (node) => {
    if (node.kind !== 'call') return;
    let root: Expression = node.callee;
    while (root.kind === 'member' || root.kind === 'call') root = root.kind === 'member' ? root.object : root.callee;
    found ||= root.kind === 'name' && parameters.includes(root.name);
  });
  return found;
}

/** What runs when something has failed. */
function catchesIn({ fn }: Frame): readonly (readonly Statement[])[] {
  const { passedTo } = fn;
  const method = passedTo?.callee.kind === 'member' ? passedTo.callee.name : undefined;
  const found: (readonly Statement[])[] = method === 'catch' || (method === 'then' && passedTo?.index === 1) ? [fn.body] : [];
  eachStatement(fn.body, (statement) => {
    if (statement.kind === 'try' && statement.handler) found.push(statement.handler.body);
  });
  return found;
}

function holds(body: readonly Statement[], place: Place): boolean {
  return body.some(({ start, end }) => start <= place.start && place.end <= end);
}
