import type { NamedPlace } from '../../concepts/facts.ts';
import type { FailureEnd, FailurePath, FailureStep } from '../../concepts/failure-path.ts';
import type { Evaluator } from '../../semantic/evaluate.ts';
import type { Frame } from '../../semantic/values.ts';
import type { Call, Expression, FunctionNode, Module, Place } from '../../syntax/tree.ts';
import { bodiesOf, eachExpressionOf, eachStatement } from '../../semantic/returns.ts';
import { isReturnedBy, shapeOf, unwrapHandler } from '../guards.ts';
import type { Rejections } from '../handler-facts.ts';
import type { PathReader } from '../path-reader.ts';
import type { QueryFinder } from '../query-sites.ts';
import type { Reach, Reached } from '../reach.ts';
import type { Registered } from '../registration.ts';
import type { Roles } from '../roles.ts';
import type { RouteInsight } from '../route-facts.ts';
import { calleeText, lastNameOf, spanOf, type Source } from '../source.ts';
import { outcomeOfCatch } from './catch-outcomes.ts';
import { errorHandlerOf } from './error-handlers.ts';
import { fateOf, isLink, type Fate } from './fates.ts';
import { isRuledOut } from './ruled-out.ts';
import { meaningIn, type Talk } from './talks.ts';

export interface PathTools {
  readonly evaluator: Evaluator;
  readonly roles: Roles;
  readonly source: Source;
  readonly reach: Reach;
  readonly rejections: Rejections;
  readonly queries: QueryFinder;
  readonly reader: PathReader;
}

export interface FailurePaths {
  /** Where the failures of the calls go whose names touch a range, in source order; without those that can't fail, stand on no route's way, or whose way can't be known. */
  between(module: Module, start: number, end: number): readonly FailurePath[];
}

/** A route by whose handler a function is reached. */
interface Way {
  readonly insight: RouteInsight;
  readonly reached: Reached;
}

export function createFailurePaths(tools: PathTools, insights: readonly RouteInsight[]): FailurePaths {
  const { evaluator, roles, reach, rejections, source, queries } = tools;
  let ways: Map<FunctionNode, Way[]> | undefined;

  function waysTo(fn: FunctionNode): readonly Way[] {
    ways ??= collectWays();
    return ways.get(fn) ?? [];
  }

  function collectWays(): Map<FunctionNode, Way[]> {
    const found = new Map<FunctionNode, Way[]>();
    for (const insight of insights) {
      const { handler, excludes } = insight.mount;
      const inner = handler.values.length === 1 ? unwrapHandler(evaluator, roles, handler.values[0]) : undefined;
      if (inner?.kind !== 'function' || excludes) continue;
      for (const reached of reach.follow(inner)) {
        const known = found.get(reached.frame.fn);
        if (!known) found.set(reached.frame.fn, [{ insight, reached }]);
        else if (!known.some((way) => way.insight.label === insight.label)) known.push({ insight, reached });
      }
    }
    return found;
  }

  function pathOf(node: Call, { insight, reached }: Way): FailurePath | undefined {
    const { mount } = insight;
    const { routing } = mount.registration.host.framework;
    let first = reached;
    while (first.by) first = first.by.from;
    const handler = first.frame.fn;
    const talk: Talk = { conversation: routing.conversation, shape: shapeOf(handler.parameters.length, routing, mount.handler.as), handler };
    const steps: FailureStep[] = [];
    const end = follow(node, reached, talk, insight, steps);
    if (!end) return undefined;
    const { module } = reached.frame;
    return { call: { label: shortLabel(calleeText(source, module, node.callee)), at: lastNameOf(module, node.callee) }, route: { label: insight.label, at: insight.at }, others: 0, steps, end };
  }

  function follow(node: Expression, start: Reached, talk: Talk, insight: RouteInsight, steps: FailureStep[]): FailureEnd | undefined {
    let at: Reached | undefined = start;
    let current: Expression = node;
    let fate: Fate = fateOf(start.frame.fn, node);
    while (at) {
      const { frame } = at;
      if (isRuledOut(evaluator, current, frame)) return undefined;
      const stopped = endOf(fate, current, frame, talk, insight, steps);
      if (stopped === 'unknown') return undefined;
      if (stopped !== 'goes on') return stopped;
      const { by }: Reached = at;
      if (!by) return atFramework(insight);
      at = by.from;
      current = by.node;
      // A function that isn't async throws where it is called, too; what it gives back fails where that goes.
      fate = fateOf(at.frame.fn, current);
      if (fate.is === 'unknown' && !frame.fn.isAsync && isThrownAt(steps)) fate = thrownAt(at.frame.fn, current);
    }
    return undefined;
  }

  /** How a failure ends in one function; or it leaves the function, which is noted. */
  function endOf(fate: Fate, node: Expression, frame: Frame, talk: Talk, insight: RouteInsight, steps: FailureStep[]): FailureEnd | 'goes on' | 'unknown' {
    const lets = () => {
      steps.push({ does: 'lets it pass', in: placeIn(frame, node) });
      return 'goes on' as const;
    };
    switch (fate.is) {
      case 'unknown': return 'unknown';
      case 'given back': return lets();
      case 'dropped': return { is: 'unhandled', then: rejections.survives(frame.module.file) ? 'request-hangs' : 'process-exits' };
      case 'handled': return endOfHandler(fate, frame, talk, insight, steps);
      case 'thrown': {
        const handler = fate.caughtBy?.handler;
        // Of a function that isn't async nothing is awaited.
        return handler ? endOfCatch(outcomeOfCatch({ evaluator, source, talk }, handler.body, frame), frame, handler.at, talk, insight, steps) : lets();
      }
    }
  }

  function endOfHandler({ handler, by }: Fate & { is: 'handled' }, frame: Frame, talk: Talk, insight: RouteInsight, steps: FailureStep[]): FailureEnd | 'goes on' | 'unknown' {
    if (meaningIn(talk, handler, frame)?.is === 'pass') return atFramework(insight, { label: calleeText(source, frame.module, handler), at: spanOf(frame.module, handler) }) ?? 'unknown';
    const [value, ...others] = evaluator.evaluate(handler, frame);
    const at = lastNameOf(frame.module, by.callee);
    if (others.length > 0 || !value) return 'unknown';
    if (value.kind !== 'function') {
      const text = calleeText(source, frame.module, handler);
      if (/^console\.\w+$/.test(text)) return { is: 'logged', by: { label: text, at: spanOf(frame.module, handler) } };
      return 'unknown';
    }
    const inner = evaluator.frames.inside(frame, value.fn.id) ?? evaluator.frames.enter(value, undefined, 'callback', frame.depth);
    return inner ? endOfCatch(outcomeOfCatch({ evaluator, source, talk }, value.fn.body, inner), inner, at, talk, insight, steps, frame) : 'unknown';
  }

  function endOfCatch(outcome: ReturnType<typeof outcomeOfCatch>, frame: Frame, at: Place, talk: Talk, insight: RouteInsight, steps: FailureStep[], home = frame): FailureEnd | 'goes on' | 'unknown' {
    switch (outcome.is) {
      case 'answers': return outcome.isOneOf ? { is: 'answered', by: { label: '', at: spanOf(frame.module, at) } } : { is: 'answered', by: outcome.by };
      case 'hands on': return atFramework(insight, outcome.by) ?? 'unknown';
      case 'logs': return { is: 'logged', by: outcome.by };
      case 'throws':
        steps.push({ does: 'throws again', in: { label: home.fn.name ?? '', at: spanOf(frame.module, outcome.at) } });
        return 'goes on';
      case 'decides': return { is: 'decided', at: spanOf(frame.module, at) };
      case 'goes on': {
        const answers = home.fn === talk.handler && (talk.shape.answersByReturning ?? talk.conversation.answersByReturning) && outcome.as !== undefined;
        if (answers) return { is: 'answered', by: { label: outcome.as ?? '', at: spanOf(frame.module, at) } };
        if (outcome.isCall) return 'unknown'; // what another function makes of it may be anything
        return { is: 'caught', at: spanOf(frame.module, at), ...(outcome.as !== undefined && { as: outcome.as }) };
      }
      case 'unknown': return 'unknown';
    }
  }

  function atFramework(insight: RouteInsight, by?: NamedPlace): FailureEnd | undefined {
    const { mount } = insight;
    const { registration } = mount;
    const framework = rejections.nameOf(registration);
    const outcome = by ? 'handled' : rejections.outcomeOf(mount.handler, registration);
    const giver = by ?? (outcome === 'handled' && !rejections.isSeen(registration) ? wrapperOf(mount.handler) : undefined);
    if (outcome === 'unknown') return undefined;
    if (outcome === 'unhandled') return { is: 'unhandled', framework, then: rejections.survives(registration.frame.module.file) ? 'request-hangs' : 'process-exits' };
    const { handler, isAround, isFramework } = errorHandlerOf(tools.reader, mount);
    return { is: 'given to the framework', framework, ...(giver && { by: giver }), ...(handler && { handler }), ...(isAround && { isAround }), answersItself: isFramework };
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

  function placeIn({ module, fn }: Frame, node: Expression): NamedPlace {
    const at = node.kind === 'call' ? lastNameOf(module, node.callee) : spanOf(module, node);
    return { label: fn.name !== undefined && fn.name !== 'default' ? fn.name : '', at };
  }

  function pathFrom({ call, fn }: { readonly call: Call; readonly fn: FunctionNode }): FailurePath | undefined {
    const fate = fateOf(fn, call);
    const isAwaited = fate.is === 'thrown' || fate.is === 'handled';
    const known = waysTo(fn);
    if (fate.is === 'unknown') return undefined;
    const found = known.flatMap((way) => {
      const { frame } = way.reached;
      // What a builder collects fails where it runs; of a chain of methods its query is spoken of.
      if ((isLink(fn, call) && !queries.queriesIn(frame).some(({ node }) => node === call)) || !rejections.canReject(call, frame, isAwaited)) return [];
      return pathOf(call, way) ?? [];
    });
    const [first] = found;
    return first && { ...first, others: found.length - 1 };
  }

  return {
    between: (module, start, end) => callsIn(module, start, end).flatMap((found) => pathFrom(found) ?? []),
  };
}

/** Of a long chain its end. */
function shortLabel(text: string): string {
  return text.length <= 60 ? text : `…${text.slice(text.lastIndexOf('.'))}`;
}

/** Whether the last step was a `throw`. */
function isThrownAt(steps: readonly FailureStep[]): boolean {
  return steps.at(-1)?.does === 'throws again';
}

/** What stands around the place of a call, whatever becomes of what it gives. */
function thrownAt(fn: FunctionNode, node: Place): Fate {
  let caughtBy: (Fate & { is: 'thrown' })['caughtBy'];
  eachStatement(fn.body, (statement) => {
    if (statement.kind === 'try' && statement.handler && bodiesOf(statement)[0]?.some(({ start, end }) => start <= node.start && end >= node.end)) caughtBy = statement;
  });
  return { is: 'thrown', ...(caughtBy && { caughtBy }) };
}

/** The calls whose names touch a range, with the function that each stands in; in source order. */
function callsIn(module: Module, start: number, end: number): readonly { readonly call: Call; readonly fn: FunctionNode }[] {
  const found: { call: Call; fn: FunctionNode; at: number }[] = [];
  for (const fn of module.functions) {
    if (fn.form !== 'module' && (fn.start > end || fn.end < start)) continue;
    eachExpressionOf(fn.body, (node) => {
      if (node.kind !== 'call' || node.isNew || node.start > end || node.end < start || (node.callee.kind !== 'member' && node.callee.kind !== 'name')) return;
      const name = lastNameOf(module, node.callee);
      if (name.start <= end && name.end >= start) found.push({ call: node, fn, at: name.start });
    });
  }
  return found.sort((a, b) => a.at - b.at);
}
