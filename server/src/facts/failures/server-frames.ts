import type { Evaluator } from '../../semantic/evaluate.ts';
import { siteKey } from '../../semantic/arguments.ts';
import { keptWith } from '../../semantic/kept-by.ts';
import type { ApiValue, Frame, FunctionValue } from '../../semantic/values.ts';
import type { Call } from '../../syntax/tree.ts';
import { callsOf } from '../calls.ts';
import type { CollectInput } from '../collect-input.ts';
import type { RouteInsight } from '../route-facts.ts';
import { serverCode } from '../server-code.ts';
import type { Caller, Callers } from './callers.ts';

/** A call of server code in one activation of the function that it stands in. */
export interface CallSite {
  readonly node: Call;
  readonly frame: Frame;
  readonly callers: readonly Caller[];
}

/** Activations of one function that are looked at, at most: each may know what the others don't. */
const MAX_ACTIVATIONS = 4;

interface FrameCalls {
  readonly sites: readonly CallSite[];
  /** Listeners with names, as what they listen to runs them. */
  readonly listeners: readonly Frame[];
}

const callsOfFrames = keptWith((evaluator: Evaluator, callers: Callers) => (frame: Frame): FrameCalls => {
  const sites = callsOf(frame.fn).map(({ node }): CallSite => ({ node, frame, callers: callers.callersIn(node, frame) }));
  const listeners = sites.flatMap((site) => site.callers.flatMap(({ argument, gives }) => {
    if (!gives || argument.kind === 'function') return [];
    return evaluator.evaluate(argument, frame).flatMap((value) => (value.kind === 'function' ? listenerFrame(evaluator, value, gives, site) ?? [] : []));
  }));
  return { sites, listeners };
});

/**
 * The calls of server code: as functions stand, as routes and modules reach them with what they are given, and as listeners run with what
 * their emitters give.
 */
export function serverCalls(input: CollectInput, callers: Callers, insights: readonly RouteInsight[]): readonly CallSite[] {
  const { evaluator, reach } = input;
  const modules = [...input.modules].sort((a, b) => (a.file < b.file ? -1 : 1)); // the first to know something says so, in whatever order files come
  const isServer = serverCode(input);
  const callsIn = callsOfFrames(evaluator, callers);
  const found: CallSite[] = [];
  const counts = new Map<Frame['fn'], number>();
  const seen = new Set<Frame>();
  const visit = (frame: Frame): void => {
    const count = counts.get(frame.fn) ?? 0;
    if (seen.has(frame) || count >= MAX_ACTIVATIONS || !isServer(frame.module)) return;
    seen.add(frame);
    counts.set(frame.fn, count + 1);
    const { sites, listeners } = callsIn(frame);
    for (const site of sites) found.push(site);
    for (const inner of listeners) for (const reached of reach.followFrame(inner)) visit(reached.frame);
  };
  for (const module of modules) {
    if (!isServer(module)) continue;
    for (const fn of module.functions) {
      const frame = evaluator.frames.generic(module, fn.id);
      if (frame) visit(frame);
    }
  }
  for (const module of modules) if (isServer(module)) for (const { frame } of reach.followFrame(evaluator.frames.top(module))) visit(frame);
  const routes = [...insights].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (const { reached } of routes) for (const frame of reached) visit(frame);
  return found;
}

/** The activation of a listener with a name: it is given what one that is written in its place is. */
export function listenerFrame(evaluator: Evaluator, value: FunctionValue, gives: ApiValue, { node, frame }: CallSite): Frame | undefined {
  const args = value.fn.parameters.map((_, index) => ({ values: [{ kind: 'api' as const, of: gives, step: 'callback' as const, name: String(index) }] }));
  return evaluator.frames.enter(value, args, `listener ${siteKey(node, frame)}`, frame.depth, frame);
}

function keyOf({ at, label }: RouteInsight): string {
  return `${at.file}:${at.start} ${label}`;
}
