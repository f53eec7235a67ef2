import type { NamedPlace } from '../../concepts/facts.ts';
import type { FailureEnd, FailurePath, FailureStep } from '../../concepts/failure-path.ts';
import { matches, type ApiPath } from '../../semantic/api-path.ts';
import type { Evaluator } from '../../semantic/evaluate.ts';
import type { ApiValue, Frame } from '../../semantic/values.ts';
import type { Call, Expression, FunctionNode, Module, Place } from '../../syntax/tree.ts';
import { bodiesOf, eachExpressionOf, eachStatement } from '../../semantic/returns.ts';
import type { Rejections } from '../handler-facts.ts';
import type { Loggers } from '../loggers.ts';
import type { QueryFinder } from '../query-sites.ts';
import type { Reached } from '../reach.ts';
import { calleeText, lastNameOf, spanOf, type Source } from '../source.ts';
import { fitsAddress } from './address-conditions.ts';
import { outcomeOfCatch } from './catch-outcomes.ts';
import { worstOf } from './compare-paths.ts';
import { hasWhatIsDemanded } from './demanded-arguments.ts';
import type { Entry } from './entries.ts';
import { fateOf, isLink, MAPPING, type Fate } from './fates.ts';
import { isRuledOut } from './ruled-out.ts';
import { meaningIn } from './talks.ts';

export interface PathTools {
  readonly evaluator: Evaluator;
  readonly source: Source;
  readonly rejections: Rejections;
  readonly queries: QueryFinder;
  readonly loggers: Loggers;
  /** What the language has, and packages that are described. */
  isDescribed(value: ApiValue): boolean;
  /** What reads texts, and throws for those that it can't read. */
  readonly parses: readonly ApiPath[];
  /** What gives promises that never reject, or none at all. */
  isHarmless(value: ApiValue): boolean;
}

export interface FailurePaths {
  /** Where the failures of the calls go whose names touch a range, in source order; without those that can't fail, that no entry leads to, or whose way can't be known. */
  between(module: Module, start: number, end: number): readonly FailurePath[];
}

/** An entry by which a function is reached. */
interface Way {
  readonly entry: Entry;
  readonly reached: Reached;
}

/** Entries are asked for when the first path is looked for. */
export function createFailurePaths(tools: PathTools, entries: () => readonly Entry[]): FailurePaths {
  const { evaluator, rejections, source, queries } = tools;
  let ways: Map<FunctionNode, Way[]> | undefined;

  function waysTo(fn: FunctionNode): readonly Way[] {
    ways ??= collectWays();
    return ways.get(fn) ?? [];
  }

  function collectWays(): Map<FunctionNode, Way[]> {
    const found = new Map<FunctionNode, Way[]>();
    const all = entries();
    const given = new Set(all.flatMap(({ argument }) => argument ?? []));
    for (const entry of all) {
      const apart = new Set<Reached>();
      for (const reached of entry.reached) {
        // What is only given to something that calls it later is entered from there.
        if (reached.by && (given.has(reached.by.node) || apart.has(reached.by.from))) {
          apart.add(reached);
          continue;
        }
        const known = found.get(reached.frame.fn);
        if (known) known.push({ entry, reached });
        else found.set(reached.frame.fn, [{ entry, reached }]);
      }
    }
    return found;
  }

  function pathOf(node: Call, { entry, reached }: Way, isException: boolean): FailurePath | undefined {
    const steps: FailureStep[] = [];
    const end = follow(node, reached, entry, steps, isException);
    if (!end) return undefined;
    const { module } = reached.frame;
    return { call: { label: shortLabel(calleeText(source, module, node.callee)), at: lastNameOf(module, node.callee) }, entry: entry.name, others: 0, steps, end };
  }

  /** An exception passes those who don't wait for anything; behind the first function that is asynchronous it is a rejection. */
  function follow(node: Expression, start: Reached, entry: Entry, steps: FailureStep[], startsAsException: boolean): FailureEnd | undefined {
    let at: Reached | undefined = start;
    let current: Expression = node;
    let isException = startsAsException;
    let fate: Fate = isException ? thrownAt(start.frame.fn, node) : fateOf(start.frame.fn, node);
    while (at) {
      const { frame } = at;
      if (isRuledOut(evaluator, current, frame) || (entry.address && !fitsAddress(evaluator, entry.talk, entry.address, current, frame))) return undefined;
      const stopped = endOf(fate, current, frame, entry, steps);
      if (stopped === 'unknown') return undefined;
      if (stopped !== 'goes on') return stopped;
      const { by }: Reached = at;
      if (frame.fn.isAsync) isException = false;
      if (!by) return isException ? entry.leaveAtOnce?.() : frame.fn.isAsync || fate.is !== 'thrown' ? entry.leave() : undefined;
      at = by.from;
      current = by.node;
      if (isException) {
        if (!isCallOf(current, frame.fn, at.frame)) return undefined; // who calls a callback gets what it throws: that may be anybody
        fate = thrownAt(at.frame.fn, current);
        continue;
      }
      // A function that isn't async throws where it is called, too; what it gives back fails where that goes.
      fate = fateOf(at.frame.fn, current);
      if (fate.is === 'unknown' && !frame.fn.isAsync && isThrownAt(steps)) fate = thrownAt(at.frame.fn, current);
    }
    return undefined;
  }

  function isCallOf(node: Expression, fn: FunctionNode, frame: Frame): boolean {
    return node.kind === 'call' && !node.isNew && evaluator.evaluate(node.callee, frame).some((value) => value.kind === 'function' && value.fn === fn);
  }

  /** How a failure ends in one function; or it leaves the function, which is noted. */
  function endOf(fate: Fate, node: Expression, frame: Frame, entry: Entry, steps: FailureStep[]): FailureEnd | 'goes on' | 'unknown' {
    const lets = () => {
      steps.push({ does: 'lets it pass', in: placeIn(frame, node) });
      return 'goes on' as const;
    };
    switch (fate.is) {
      case 'unknown': return 'unknown';
      case 'given back': return lets();
      case 'dropped': return { is: 'unhandled', then: rejections.unseenIn(frame.module.file) };
      case 'handled': return endOfHandler(fate, frame, entry, steps);
      case 'thrown': {
        const handler = fate.caughtBy?.handler;
        if (!handler) return lets();
        const outcome = outcomeOfCatch({ ...tools, talk: entry.talk }, handler.body, frame);
        const end = endOfCatch(outcome, frame, handler.at, entry, steps);
        // What is thrown again may be caught by a `try` around the first.
        const outer = outcome.is === 'throws' ? thrownAt(frame.fn, outcome.at) : undefined;
        return outer?.caughtBy ? endOf(outer, node, frame, entry, steps) : end;
      }
    }
  }

  function endOfHandler({ handler, by }: Fate & { is: 'handled' }, frame: Frame, entry: Entry, steps: FailureStep[]): FailureEnd | 'goes on' | 'unknown' {
    if (meaningIn(entry.talk, handler, frame)?.is === 'pass') return entry.handOn({ label: calleeText(source, frame.module, handler), at: spanOf(frame.module, handler) }) ?? 'unknown';
    const [value, ...others] = evaluator.evaluate(handler, frame);
    const at = lastNameOf(frame.module, by.callee);
    if (others.length > 0 || !value) return 'unknown';
    if (value.kind !== 'function') {
      const text = calleeText(source, frame.module, handler);
      if (tools.loggers.tellingOfCallee(handler, frame)?.isKnown) return { is: 'logged', by: { label: text, at: spanOf(frame.module, handler) } };
      return 'unknown';
    }
    const inner = evaluator.frames.inside(frame, value.fn.id) ?? evaluator.frames.enter(value, undefined, 'callback', frame.depth);
    return inner ? endOfCatch(outcomeOfCatch({ ...tools, talk: entry.talk }, value.fn.body, inner), inner, at, entry, steps, frame) : 'unknown';
  }

  function endOfCatch(outcome: ReturnType<typeof outcomeOfCatch>, frame: Frame, at: Place, entry: Entry, steps: FailureStep[], home = frame): FailureEnd | 'goes on' | 'unknown' {
    switch (outcome.is) {
      case 'answers': return outcome.isOneOf ? { is: 'answered', by: { label: '', at: spanOf(frame.module, at) } } : { is: 'answered', by: outcome.by };
      case 'hands on': return entry.handOn(outcome.isOneOf ? { label: outcome.by.label, at: spanOf(frame.module, at) } : outcome.by, outcome.isOther) ?? 'unknown';
      case 'logs': return { is: 'logged', by: outcome.by };
      case 'throws':
        steps.push({ does: 'throws again', in: { label: home.fn.name ?? '', at: spanOf(frame.module, outcome.at) } });
        return 'goes on';
      case 'decides': return { is: 'decided', at: spanOf(frame.module, at) };
      case 'goes on': {
        const answers = home.fn === entry.talk.handler && (entry.talk.shape.answersByReturning ?? entry.talk.conversation.answersByReturning) && outcome.as !== undefined;
        if (answers) return { is: 'answered', by: { label: outcome.as ?? '', at: spanOf(frame.module, at) } };
        if (outcome.isCall) return 'unknown'; // what another function makes of it may be anything
        return { is: 'caught', at: spanOf(frame.module, at), ...(outcome.as !== undefined && { as: outcome.as }) };
      }
      case 'unknown': return 'unknown';
    }
  }

  function placeIn({ module, fn }: Frame, node: Expression): NamedPlace {
    const at = node.kind === 'call' ? lastNameOf(module, node.callee) : spanOf(module, node);
    return { label: fn.name !== undefined && fn.name !== 'default' ? fn.name : '', at };
  }

  function isHarmless({ callee }: Call, frame: Frame): boolean {
    return evaluator.evaluate(callee, frame).some((value) => value.kind === 'api' && tools.isHarmless(value));
  }

  /** A package that nobody described may throw at once: the second function of `.then` doesn't see that. */
  function mayPassBy({ by }: Fate & { is: 'handled' }, { callee }: Call, frame: Frame): boolean {
    if (by.callee.kind !== 'member' || by.callee.name !== 'then') return false;
    return evaluator.evaluate(callee, frame).some((value) => value.kind === 'api' && !tools.isDescribed(value));
  }

  /** What is called throws where it stands. What becomes of a text that can't be read isn't known of routes: their frameworks answer for it. */
  function isThrowing(call: Call, frame: Frame, { leaveAtOnce }: Entry): boolean {
    return (rejections.throwsAtOnce(call, frame) && !hasWhatIsDemanded(evaluator, call, frame)) || (leaveAtOnce !== undefined && call.args.some(({ kind }) => kind !== 'literal') && evaluator.evaluate(call.callee, frame).some((value) => value.kind === 'api' && tools.parses.some((path) => matches(path, value))));
  }

  function pathFrom({ call, fn }: { readonly call: Call; readonly fn: FunctionNode }): FailurePath | undefined {
    const fate = fateOf(fn, call);
    const isAwaited = fate.is === 'thrown' || fate.is === 'handled';
    const isKept = fate.is === 'unknown' || (fate.is === 'dropped' && hasCallback(call));
    if (isPassedOn(call) || isMapping(call)) return undefined;
    return worstOf(waysTo(fn).flatMap((way) => {
      const { frame } = way.reached;
      if (isHarmless(call, frame) || (fate.is === 'handled' && mayPassBy(fate, call, frame))) return [];
      if (!isAwaited && isThrowing(call, frame, way.entry)) return pathOf(call, way, true) ?? [];
      // What a builder collects fails where it runs; of a chain of methods its query is spoken of.
      if (isKept || (isLink(fn, call) && !queries.queriesIn(frame).some(({ node }) => node === call)) || !rejections.canReject(call, frame, isAwaited)) return [];
      return pathOf(call, way, false) ?? [];
    }));
  }

  return {
    between: (module, start, end) => callsIn(module, start, end).flatMap((found) => pathFrom(found) ?? []),
  };
}

/** A function among the arguments may be told of the failure: `counters.findOne(filter, (error, counter) => …)`. */
function hasCallback({ callee, args }: Call): boolean {
  return !(callee.kind === 'member' && callee.name === 'then') && args.some(({ kind }) => kind === 'function');
}

/** `items.map(async (item) => …)` gives a list: what fails is what is called for the items. */
function isMapping({ callee, args: [first] }: Call): boolean {
  return callee.kind === 'member' && MAPPING.has(callee.name) && first?.kind === 'function';
}

/** What fails is what stands before it. */
function isPassedOn({ callee }: Call): boolean {
  return callee.kind === 'member' && (callee.name === 'catch' || callee.name === 'finally');
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
function thrownAt(fn: FunctionNode, node: Place): Fate & { is: 'thrown' } {
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
