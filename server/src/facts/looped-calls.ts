import type { LoopedCall, RouteReference } from '../concepts/facts.ts';
import { isWrite, type FrameworkModel } from '../frameworks/model.ts';
import type { Effect } from '../frameworks/vocabulary/effects.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { Frame } from '../semantic/values.ts';
import { holds } from '../syntax/places.ts';
import type { Call, Expression, FunctionNode, Place, Template } from '../syntax/tree.ts';
import { batchEdits, type BatchTools } from './batch-edits.ts';
import { insertEdits } from './batch-inserts.ts';
import { callsOf } from './calls.ts';
import type { Costs } from './costs.ts';
import { doneOnceIn } from './done-once.ts';
import type { FieldResolver } from './field-resolvers.ts';
import { isLoopedByCallee } from './handed-callbacks.ts';
import { isBatched } from './library-batches.ts';
import { isFlush } from './flushes.ts';
import { createLoopJudge } from './loop-exemptions.ts';
import { callbackLoop, isKeptForLater, loopsAround, mayLoop, type LoopAround } from './loops.ts';
import { isFailureCallback, isOnFailure } from './on-failure.ts';
import type { QueryFinder, QuerySite } from './query-sites.ts';
import type { Reach, Reached } from './reach.ts';
import { isScript } from './scripted-loops.ts';
import { calleeText, lastNameOf, sourceText, type Source } from './source.ts';
import { standingAlone } from './standing-alone.ts';

/** What asks another service, and takes as long as that one does. */
const REQUESTS: ReadonlySet<Effect> = new Set(['callsOut', 'sendsMail', 'sendsMessage', 'pays', 'asksModel']);

/** Calls between a loop and the query behind it, at most: further away nobody sees the one from the other. */
const MAX_CALLS = 6;

interface LoopTools {
  readonly evaluator: Evaluator;
  readonly queries: QueryFinder;
  readonly costs: Costs;
  readonly reach: Reach;
  readonly source: Source;
  readonly frameworks: readonly FrameworkModel[];
}

/** What runs in a loop, and what is behind it. */
export interface LoopedSite {
  readonly node: Expression;
  readonly frame: Frame;
  readonly loop: LoopAround;
  readonly does: LoopedCall['does'];
  /** The query, where it stands in the loop itself. */
  readonly site?: QuerySite;
  readonly behind?: Work;
  /** Where it isn't a loop that repeats it: the function that gives a field of each object. */
  readonly field?: FieldResolver;
}

interface Work {
  readonly does: LoopedCall['does'];
  readonly label: string;
  readonly node: Expression;
  readonly frame: Frame;
  readonly site?: QuerySite;
}

export interface LoopFinder {
  /** Calls in a function's own statements that run once for each item of a list, and each time query or ask. */
  loopedIn(frame: Frame): readonly LoopedSite[];
  /** Calls in a function that gives a field, which query or ask each time. */
  askedFor(field: FieldResolver): readonly LoopedSite[];
}

export function createLoopFinder({ evaluator, queries, costs, reach, source, frameworks }: LoopTools): LoopFinder {
  const memo = new Map<Frame, readonly LoopedSite[]>();
  const works = new Map<Frame, readonly Work[]>();
  const judge = createLoopJudge(evaluator, source);
  const batches = frameworks.flatMap((model) => model.batches ?? []);

  /** The innermost loop around a place that walks a list which grows; not where the place runs only for items that failed. */
  function loopOf(frame: Frame, at: Place): LoopAround | undefined {
    return mayLoop(frame) ? loopsAround(frame, at, reach.isScheduled).find((loop) => judge.walksItems(loop) && !isForFailures(frame, at, loop) && !(frame === loop.frame && isFlush(frame.fn, at, loop.at))) : undefined;
  }

  function loopedIn(frame: Frame): readonly LoopedSite[] {
    const known = memo.get(frame);
    if (known) return known;
    const found: LoopedSite[] = [];
    memo.set(frame, found);
    const sites = queries.queriesIn(frame).filter(runsThere);
    if (mayLoop(frame)) collectDirect(frame, sites, found);
    for (const { node } of callsOf(frame.fn)) {
      if (found.some((one) => one.node === node) || sites.some((site) => site.node === node)) continue;
      const looped = throughFunction(node, frame) ?? throughCallback(node, frame);
      if (looped && !found.some((one) => isSameWork(one, looped))) found.push(looped);
    }
    return found;
  }

  function collectDirect(frame: Frame, sites: readonly QuerySite[], found: LoopedSite[]): void {
    for (const site of sites) {
      const loop = loopOf(frame, site.node);
      if (loop && !isOnlyBuilt(site) && !isScript(site, loop) && !isBatched(evaluator, site.node, loop)) found.push({ node: site.node, frame, loop, does: 'query', site });
    }
    for (const { node, effect } of costs.effectsIn(frame)) {
      const loop = REQUESTS.has(effect) && !standingAlone(frame.fn).has(node) ? loopOf(frame, node) : undefined;
      if (loop?.isSequential) found.push({ node, frame, loop, does: 'request' });
    }
  }

  /** `for (const order of orders) await this.load(order)`. */
  function throughFunction(node: Call, frame: Frame): LoopedSite | undefined {
    if (node.isNew || doneOnceIn(frame.fn).has(node)) return undefined;
    const loop = loopOf(frame, node);
    if (!loop) return undefined;
    const fns = evaluator.evaluate(node.callee, frame).filter((value) => value.kind === 'function');
    if (isLeftAlone(node, frame, fns)) return undefined;
    const behind = workBehind(fns.map((value) => evaluator.callFrame(value, node, frame)), loop);
    return behind && !isBatched(evaluator, node, loop) ? { node, frame, loop, does: behind.does, behind } : undefined;
  }

  /** `orders.map(loadOrder)`. */
  function throughCallback(call: Call, frame: Frame): LoopedSite | undefined {
    for (const node of call.args) {
      if (node.kind !== 'name' && node.kind !== 'member') continue;
      const loop = callbackLoop(frame, node, call);
      if (!loop) continue;
      const fns = evaluator.evaluate(node, frame).filter((value) => value.kind === 'function');
      const behind = fns.length > 0 && judge.walksItems(loop) ? workBehind(fns.map((value) => evaluator.frames.enter(value, undefined, 'callback', frame.depth)), loop) : undefined;
      if (behind && !isBatched(evaluator, node, loop)) return { node, frame, loop, does: behind.does, behind };
    }
    return undefined;
  }

  function workBehind(frames: readonly (Frame | undefined)[], loop: LoopAround): Work | undefined {
    const found = frames.flatMap((frame) => (frame ? worksFrom(frame) : [])).filter(({ site }) => !site || !isScript(site, loop));
    return found.find(({ does }) => does === 'query') ?? (loop.isSequential ? found[0] : undefined);
  }

  /** What a function does each time it is called; what stands in a loop of its own is spoken of there. */
  function worksFrom(start: Frame): readonly Work[] {
    const known = works.get(start);
    if (known) return known;
    const found: Work[] = [];
    works.set(start, found);
    for (const reached of reach.followFrame(start)) {
      if (distance(reached) > MAX_CALLS || isElsewhere(reached)) continue;
      found.push(...worksIn(reached.frame));
    }
    return found;
  }

  /** What a function's own statements do each time. */
  function worksIn(frame: Frame): readonly Work[] {
    const isOwn = ({ node }: { readonly node: Expression }) => loopOf(frame, node) === undefined && !doneOnceIn(frame.fn).has(node) && !isOnFailure(frame.fn, node);
    const sites = queries.queriesIn(frame).filter(runsThere).filter(isOwn).map((site): Work => ({ does: 'query', node: site.node, frame, label: site.label, site }));
    const requests = costs.effectsIn(frame).filter((one) => REQUESTS.has(one.effect) && isOwn(one)).map(({ node, label }): Work => ({ does: 'request', node, frame, label }));
    return [...sites, ...requests];
  }

  function askedFor(field: FieldResolver): readonly LoopedSite[] {
    const found = new Map<Expression, LoopedSite>();
    const loop: LoopAround = { frame: field.frame, at: field.frame.fn, inside: field.frame.fn, isSequential: false };
    for (const reached of reach.followFrame(field.frame)) {
      if (distance(reached) > MAX_CALLS || isElsewhere(reached)) continue;
      const call = callIn(field.frame, reached);
      for (const work of worksIn(reached.frame)) {
        const { does, site } = work;
        const node = call?.node ?? work.node;
        if (site?.row.isMerged || found.has(node)) continue;
        found.set(node, call ? { node, frame: call.frame, loop, does, behind: work, field } : { node, frame: work.frame, loop, does, field, ...(site && { site }) });
      }
    }
    return [...found.values()];
  }

  /** A function that is given the keys of many who ask. */
  function isBatch(node: Expression, frame: Frame): boolean {
    const call = batches.length > 0 ? callsOf(frame.fn).find((one) => one.node.args.includes(node)) : undefined;
    return call !== undefined && evaluator.evaluate(call.node.callee, frame).some((value) => value.kind === 'api' && batches.some((path) => matches(path, value)));
  }

  /** Behind another loop, behind a call whose result is kept, for a failure only, or started and left alone. */
  function isElsewhere({ frame, by }: Reached): boolean {
    if (!by) return false;
    const { node, from } = by;
    if (node.kind === 'call' && isLeftAlone(node, from.frame, [{ fn: frame.fn }])) return true;
    if (node.kind === 'function' && (isFailureCallback(frame.fn) || isKeptForLater(frame, from.frame, reach.isScheduled))) return true;
    if (node.kind !== 'call' && isBatch(node, from.frame)) return true;
    if ((node.kind === 'name' || node.kind === 'member') && isLoopedByCallee(evaluator, (inner, at) => loopOf(inner, at) !== undefined, node, from.frame)) return true;
    return doneOnceIn(from.frame.fn).has(node) || isOnFailure(from.frame.fn, node) || loopOf(from.frame, node) !== undefined || isElsewhere(from);
  }

  return { loopedIn, askedFor };
}

/** The call in a function that leads out of it to what is reached; none where that stands in the function itself. */
function callIn(home: Frame, { frame, by }: Reached): { readonly node: Expression; readonly frame: Frame } | undefined {
  const isInside = (one: Frame) => one.module === home.module && holds(home.fn, one.fn);
  if (isInside(frame) || !by) return undefined;
  return isInside(by.from.frame) ? { node: by.node, frame: by.from.frame } : callIn(home, by.from);
}

/** A method that is called on a builder which somebody else runs: `query.increment(column);`. */
function isOnlyBuilt({ row, statement, chainEnd, fate }: QuerySite): boolean {
  return row.isBuilder === true && fate.ran === undefined && statement.kind === 'expression' && statement.value === chainEnd;
}

/** What is only put into a batch costs nothing until that is sent. */
function runsThere({ row }: QuerySite): boolean {
  return row.isQueued !== true;
}

/** The same function of the project, or the same query, several times in one loop. */
function isSameWork(one: LoopedSite, other: LoopedSite): boolean {
  return one.loop.at === other.loop.at && one.behind !== undefined && one.behind.node === other.behind?.node;
}

/** Whether a place runs only for those items of a loop that failed: in a `catch` inside it, or in what a promise calls when it is rejected. */
function isForFailures(frame: Frame, at: Place, loop: LoopAround): boolean {
  if (isOnFailure(frame.fn, at, frame === loop.frame ? loop.at : undefined)) return true;
  if (frame === loop.frame || !frame.parent) return false;
  return isFailureCallback(frame.fn) || isForFailures(frame.parent, frame.fn, loop);
}

/** An asynchronous function that nobody waits for runs beside the loop, not in it. */
function isLeftAlone(node: Call, { fn }: Frame, callees: readonly { readonly fn: FunctionNode }[]): boolean {
  return callees.some((callee) => callee.fn.isAsync) && standingAlone(fn).has(node);
}

function distance({ by }: Reached): number {
  return by ? 1 + distance(by.from) : 0;
}

/** A looped call with the routes that come to it. */
export interface ReachedLoop {
  readonly looped: LoopedSite;
  readonly routes: readonly RouteReference[];
  readonly isService: boolean;
}

export function loopedFact(tools: BatchTools, { looped, routes, isService }: ReachedLoop): LoopedCall {
  const { node, frame, loop, does, behind, site, field } = looped;
  const { source } = tools;
  return {
    label: site?.label ?? calleeText(source, frame.module, node.kind === 'call' ? node.callee : node),
    at: placeOf(node, frame),
    does, each: field ? objectOf(field) : eachOf(source, loop), isForField: field !== undefined,
    ...(behind && { behind: { label: behind.label, at: placeOf(behind.node, behind.frame) } }),
    reachedFrom: routes, isService,
    batch: () => site && (isWrite(site.row.operation) ? insertEdits(tools, site, loop) : batchEdits(tools, site, loop)),
  };
}

function objectOf({ type, field, isReference }: FieldResolver): string {
  if (isReference) return `${type === undefined ? 'object' : `\`${type}\``} that is referred to`;
  return `${type === undefined ? 'object' : `\`${type}\``} whose \`${field}\` is asked for`;
}

/** What a loop runs once for, in words. */
function eachOf(source: Source, { list, frame, statement }: LoopAround): string {
  const bound = statement?.form === 'for' ? /[<>]=?\s*([\w.$]+)\.length\b/.exec(statement.head.map((one) => sourceText(source, frame.module, one)).join('; '))?.[1] : undefined;
  if (!list) return bound === undefined ? 'pass of the loop' : `item of \`${bound}\``;
  const written = sourceText(source, frame.module, list).replace(/^await /, '');
  const text = written.length > 40 ? calleeText(source, frame.module, list) : written;
  return text.length > 60 || text.includes('`') ? 'item of the list' : `item of \`${text}\``;
}

function placeOf(node: Expression | Template, { module }: Frame) {
  return lastNameOf(module, node.kind === 'call' ? node.callee : node.kind === 'template' ? node.tag ?? node : node);
}
