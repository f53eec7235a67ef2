import type { Evaluator } from '../../semantic/evaluate.ts';
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

/**
 * The calls of server code: as functions stand, as routes and modules reach them with what they are given, and as listeners run with what
 * their emitters give.
 */
export function serverCalls(input: CollectInput, callers: Callers, insights: readonly RouteInsight[]): readonly CallSite[] {
  const { evaluator, reach } = input;
  const modules = [...input.modules].sort((a, b) => (a.file < b.file ? -1 : 1)); // the first to know something says so, in whatever order files come
  const isServer = serverCode(input);
  const found: CallSite[] = [];
  const counts = new Map<Frame['fn'], number>();
  const seen = new Set<Frame>();
  const visit = (frame: Frame): void => {
    const count = counts.get(frame.fn) ?? 0;
    if (seen.has(frame) || count >= MAX_ACTIVATIONS || !isServer(frame.module)) return;
    seen.add(frame);
    counts.set(frame.fn, count + 1);
    for (const { node } of callsOf(frame.fn)) {
      const site = { node, frame, callers: callers.callersIn(node, frame) };
      found.push(site);
      for (const caller of site.callers) followListener(caller, site);
    }
  };
  const followListener = ({ argument, gives }: Caller, site: CallSite): void => {
    if (!gives || argument.kind === 'function') return;
    for (const value of evaluator.evaluate(argument, site.frame)) {
      const inner = value.kind === 'function' ? listenerFrame(evaluator, value, gives, site) : undefined;
      if (inner) for (const reached of reach.followFrame(inner)) visit(reached.frame);
    }
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
  return evaluator.frames.enter(value, args, `listener ${frame.id}:${node.start}`, frame.depth, frame);
}

function keyOf({ at, label }: RouteInsight): string {
  return `${at.file}:${at.start} ${label}`;
}
