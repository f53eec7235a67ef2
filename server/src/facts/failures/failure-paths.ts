import type { NamedPlace } from '../../concepts/facts.ts';
import type { FailureEnd, FailurePath, FailureStep } from '../../concepts/failure-path.ts';
import { matches, type ApiPath } from '../../semantic/api-path.ts';
import type { ApiValue, Frame } from '../../semantic/values.ts';
import { nodeNumber } from '../../syntax/node-number.ts';
import type { Call, Expression, FunctionNode, Module, Place } from '../../syntax/tree.ts';
import { bodiesOf, eachExpressionOf, eachStatement } from '../../semantic/returns.ts';
import { callsOf } from '../calls.ts';
import type { Rejections } from '../handler-facts.ts';
import { once } from '../once.ts';
import type { Loggers } from '../loggers.ts';
import type { PromiseKinds } from '../promise-kinds.ts';
import type { QueryFinder } from '../query-sites.ts';
import type { Reach } from '../reach.ts';
import { calleeText, lastNameOf, spanOf, type Source } from '../source.ts';
import { fitsAddress } from './address-conditions.ts';
import { outcomeOfCatch } from './catch-outcomes.ts';
import { gravityOf, worstOf } from './compare-paths.ts';
import { hasWhatIsDemanded } from './demanded-arguments.ts';
import type { Entry, Wrapper } from './entries.ts';
import { chainFrom, fateOf, isContinued, isContinuing, isOvertaken, isLink, MAPPING, type Fate } from './fates.ts';
import { isKeptInside } from './kept-inside.ts';
import { isRuledOut } from './ruled-out.ts';
import { meaningIn } from './talks.ts';
import { createUnseenWays, type UnseenTools } from './unseen-ways.ts';
import { wayGraph, type Stop } from './way-graph.ts';

export interface PathTools extends UnseenTools {
  readonly source: Source;
  readonly reach: Reach;
  readonly rejections: Rejections;
  readonly queries: QueryFinder;
  readonly loggers: Loggers;
  /** What runs a function that it is given in a transaction, and fails with it. */
  isRunner(value: ApiValue): boolean;
  /** What the language has, and packages that are described. */
  isDescribed(value: ApiValue): boolean;
  /** What reads texts, and throws for those that it can't read. */
  readonly parses: readonly ApiPath[];
  readonly promises: PromiseKinds;
  /** What gives a cursor, and runs nothing yet. */
  isCursor(value: ApiValue): boolean;
}

export interface FailurePaths {
  /** Where the failures of the calls go whose names touch a range, in source order; without those that can't fail, that no entry leads to, or whose way can't be known. */
  between(module: Module, start: number, end: number): readonly FailurePath[];
}

/** An entry by which a function is reached. */
interface Way {
  readonly entry: Entry;
  readonly stop: Stop;
}

/** What the ways of one failure come to. */
interface Found {
  readonly paths: FailurePath[];
  /** The functions that it leaves: whoever else calls them gets it, too. */
  readonly left: Map<FunctionNode, Module>;
  /** How much it may cost on ways that end where nobody can say. */
  doubt: number;
}

/** A failure on its way: what it has come to, in which activation. */
interface Passing {
  readonly entry: Entry;
  readonly at: Stop;
  readonly node: Expression;
  readonly fate: Fate;
  readonly isException: boolean;
  /** Nothing runs until somebody waits for it. */
  readonly isLazy: boolean;
  /** Its library prints it where nobody handles it, and ends nothing. */
  readonly isPrinted: boolean;
  /** It has left the entry's own function for one that stands around it. */
  readonly wrapper?: Wrapper;
  readonly steps: readonly FailureStep[];
}

/** Entries are asked for when the first path is looked for. */
export function createFailurePaths(tools: PathTools, entries: () => readonly Entry[]): FailurePaths {
  const { evaluator, rejections, source, queries } = tools;
  const waysBy = once(() => collectWays(entries()));
  const isEnteredUnseen = createUnseenWays(tools, (fn) => waysTo(fn).map(({ stop }) => stop.frame));
  const worstLeaving = once(() => Math.max(...entries().map((entry) => gravityOf(entry.leave()))));

  function waysTo(fn: FunctionNode): readonly Way[] {
    return waysBy().get(fn) ?? [];
  }

  function collectWays(all: readonly Entry[]): ReadonlyMap<FunctionNode, readonly Way[]> {
    const found = new Map<FunctionNode, Way[]>();
    const given = new Set(all.flatMap(({ argument }) => argument ?? []));
    for (const entry of all) {
      for (const [fn, stops] of wayGraph(tools.reach, entry.start, (node) => given.has(node))) {
        const known = found.get(fn) ?? [];
        for (const stop of stops) known.push({ entry, stop });
        found.set(fn, known);
      }
    }
    return found;
  }

  /** Follows a failure outwards, to all that its function is called by. */
  function follow(node: Call, { entry, stop }: Way, found: Found, { isException = false, isLazy = false, isPrinted = false } = {}): void {
    const { frame } = stop;
    const call = { label: shortLabel(calleeText(source, frame.module, node.callee)), at: lastNameOf(frame.module, node.callee) };
    const seen = new Set<string>();
    const numbers = new Map<Stop, number>();
    const queue: Passing[] = [{ entry, at: stop, node, fate: isException ? thrownAt(frame.fn, node) : fateIn(frame, node), isException, isLazy, isPrinted, steps: [] }];
    for (const passing of queue) {
      const { at, wrapper } = passing;
      if (passing.isLazy && passing.fate.is === 'dropped' && !isContinued(at.frame.fn, passing.node)) continue;
      if (isRuledOut(evaluator, passing.node, at.frame) || (entry.address && !fitsAddress(evaluator, entry.talk, entry.address, passing.node, at.frame))) continue;
      const steps = [...passing.steps];
      const end = endOf(passing.fate, passing.node, at.frame, passing.entry, steps);
      if (end === 'unknown') doubt(found, isKeptAt(passing) ? CAUGHT : Infinity);
      else if (end !== 'goes on') found.paths.push({ call, entry: entry.name, others: 0, steps, end: endAs(end, passing) });
      else leave(wrapper ? passing : { ...passing, steps });
    }

    function leave(passing: Passing): void {
      const { at, fate, steps } = passing;
      const { fn } = at.frame;
      if (!passing.wrapper) found.left.set(fn, at.frame.module);
      // An exception passes those who don't wait for anything; behind the first function that is asynchronous it is a rejection.
      const isThrown = passing.isException && !fn.isAsync;
      const isLazy = passing.isLazy && !fn.isAsync;
      const isPrinted = passing.isPrinted && !fn.isAsync;
      if (at.isStart) leaveEntry({ ...passing, isException: isThrown, isLazy, isPrinted }, isThrown || fn.isAsync || fate.is !== 'thrown');
      for (const { node: by, from } of at.by) {
        const key = `${numberOf(from)} ${nodeNumber(by)} ${isThrown} ${isThrownAt(steps)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const next = isThrown ? thrownFrom(by, fn, from) : fateAt(by, fn, from, steps);
        if ((!next || next.is === 'unknown') && isCalledInside(by, from, at)) continue;
        if (next) queue.push({ entry, at: from, node: by, fate: next, isException: isThrown, isLazy, isPrinted, steps });
        else doubt(found);
      }
    }

    function leaveEntry(passing: Passing, isKnown: boolean): void {
      const { isException: isThrown, steps } = passing;
      const { around = [] } = passing.entry;
      const [wrapper, ...others] = around === 'unknown' ? [] : around;
      if (wrapper) {
        const outer: Entry = { ...passing.entry, talk: wrapper.talk, around: others, handOn: (_, isOther) => entry.handOn(wrapper.name, isOther) };
        const fate = isThrown ? thrownAt(wrapper.frame.fn, wrapper.node) : fateIn(wrapper.frame, wrapper.node);
        queue.push({ ...passing, entry: outer, at: { frame: wrapper.frame, isStart: true, by: [] }, node: wrapper.node, fate, wrapper });
        return;
      }
      const end = around === 'unknown' || !isKnown ? undefined : isThrown ? entry.leaveAtOnce?.() : entry.leave();
      if (end && !(passing.isPrinted && end.is === 'unhandled')) found.paths.push({ call, entry: entry.name, others: 0, steps, end });
      else doubt(found);
    }

    function numberOf(one: Stop): number {
      const number = numbers.get(one) ?? numbers.size;
      numbers.set(one, number);
      return number;
    }
  }

  /** Whether a `catch` that nobody can read keeps the failure all the same. */
  function isKeptAt({ fate, at: { frame } }: Passing): boolean {
    const body = fate.is === 'thrown' ? fate.caughtBy?.handler?.body : fate.is === 'handled' && fate.handler.kind === 'function' ? frame.module.functions[fate.handler.id]?.body : undefined;
    const inner = fate.is === 'handled' && fate.handler.kind === 'function' ? evaluator.frames.inside(frame, fate.handler.id) : frame;
    return body !== undefined && inner !== undefined && isKeptInside(evaluator, rejections, body, inner);
  }

  /** Who calls a callback gets what it throws: that may be anybody. */
  function thrownFrom(node: Expression, fn: FunctionNode, { frame }: Stop): Fate | undefined {
    return isCallOf(node, fn, frame) ? thrownAt(frame.fn, node) : undefined;
  }

  /** A function that isn't async throws where it is called, too; what it gives back fails where that goes. */
  function fateAt(node: Expression, fn: FunctionNode, { frame }: Stop, steps: readonly FailureStep[]): Fate {
    const fate = fateIn(frame, node);
    return fate.is === 'unknown' && !fn.isAsync && isThrownAt(steps) ? thrownAt(frame.fn, node) : fate;
  }

  /** What a function fails with that a transaction runs is what the transaction fails with. */
  function fateIn(frame: Frame, node: Expression): Fate {
    const fate = fateOf(frame.module, frame.fn, node);
    const taker = fate.is === 'unknown' ? takerOf(node, frame) : undefined;
    return taker && evaluator.evaluate(taker.callee, frame).some((value) => value.kind === 'api' && tools.isRunner(value)) ? fateOf(frame.module, frame.fn, taker) : fate;
  }

  /** The call that something is given to. */
  function takerOf(node: Expression, { fn }: Frame): Call | undefined {
    return callsOf(fn).find((one) => one.node.args.some((argument) => argument === node || (argument.kind === 'function' && node.kind === 'function' && argument.id === node.id)))?.node;
  }

  /** A function of the project that is given another one calls it by itself, where that is seen. */
  function isCalledInside(node: Expression, { frame }: Stop, at: Stop): boolean {
    const taker = takerOf(node, frame);
    const callees = taker ? evaluator.evaluate(taker.callee, frame) : [];
    return callees.length > 0 && callees.every(({ kind }) => kind === 'function') && at.by.some((step) => isCallOf(step.node, at.frame.fn, step.from.frame));
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
      case 'handled': {
        const end = endOfHandler(fate, frame, entry, steps);
        // The answer may be on its way by then.
        return isAnswer(end) && isOvertaken(frame.fn, fate.by) ? 'unknown' : end;
      }
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
    return evaluator.evaluate(callee, frame).some((value) => value.kind === 'api' && tools.promises.isHarmless(value));
  }

  /** What gives a cursor runs nothing yet: what reads it does. */
  function isCursor({ callee }: Call, frame: Frame): boolean {
    return evaluator.evaluate(callee, frame).some((value) => value.kind === 'api' && tools.isCursor(value));
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

  /** How bad the end of a way can be that nobody knows. */
  function worstEndIn({ file }: Module): number {
    return Math.max(gravityOf({ is: 'unhandled', then: rejections.unseenIn(file) }), worstLeaving());
  }

  /** What nobody waits for here may give no promise, or one that does nothing yet: `counters.findOne(filter, callback)`. */
  function followPromise(call: Call, way: Way, found: Found): void {
    const { frame } = way.stop;
    const chain = chainFrom(frame.fn, call);
    const pending = tools.promises.pendingOf(chain.at(-1) ?? call, frame);
    if (pending?.kind !== 'started' && chain.some((link) => !isContinuing(link) && tools.promises.hasCallback(link, frame))) doubt(found);
    else follow(call, way, found, { isLazy: pending?.kind === 'lazy', isPrinted: pending?.isPrinted === true });
  }

  function pathFrom(module: Module, { call, fn }: { readonly call: Call; readonly fn: FunctionNode }): FailurePath | undefined {
    const fate = fateOf(module, fn, call);
    const isAwaited = fate.is === 'thrown' || fate.is === 'handled';
    if (isPassedOn(call) || isMapping(call)) return undefined;
    const found: Found = { paths: [], left: new Map(), doubt: 0 };
    for (const way of waysTo(fn)) {
      const { frame } = way.stop;
      if (isHarmless(call, frame) || isCursor(call, frame)) continue;
      if (fate.is === 'handled' && mayPassBy(fate, call, frame)) doubt(found);
      else if (!isAwaited && isThrowing(call, frame, way.entry)) follow(call, way, found, { isException: true });
      // What a builder collects fails where it runs; of a chain of methods its query is spoken of.
      else if (fate.is === 'unknown' || (isLink(fn, call) && !queries.queriesIn(frame).some(({ node }) => node === call)) || !rejections.canReject(call, frame, isAwaited)) continue;
      else if (isAwaited) follow(call, way, found);
      else followPromise(call, way, found);
    }
    const worst = worstOf(found.paths);
    if (!worst || gravityOf(worst.end) >= worstEndIn(module)) return worst;
    return gravityOf(worst.end) >= found.doubt && ![...found.left].some(([one, home]) => isEnteredUnseen(one, home)) ? worst : undefined;
  }

  return {
    between: (module, start, end) => callsIn(module, start, end).flatMap((found) => pathFrom(module, found) ?? []),
  };
}

/** The most that a failure costs that is caught for good. */
const CAUGHT = gravityOf({ is: 'decided', at: { file: '', start: 0, end: 0 } });

function isAnswer(end: FailureEnd | 'goes on' | 'unknown'): boolean {
  return typeof end === 'object' && (end.is === 'answered' || end.is === 'given to the framework');
}

/** As who stands around the entry's function makes it, and the library whose promise it is. */
function endAs(end: FailureEnd, { wrapper, isPrinted, fate }: Passing): FailureEnd {
  if (wrapper && end.is === 'answered') return { is: 'answered', by: wrapper.name };
  return end.is === 'unhandled' && isPrinted && fate.is === 'dropped' ? { ...end, then: 'is-printed' } : end;
}

function doubt(found: Found, gravity = Infinity): void {
  found.doubt = Math.max(found.doubt, gravity);
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
