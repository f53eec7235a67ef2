import type { Evaluator } from '../../semantic/evaluate.ts';
import { siteKey } from '../../semantic/arguments.ts';
import { frameQuestion, standingIn, type FrameQuestion } from '../../semantic/frame-questions.ts';
import type { ApiValue, Frame, FunctionValue } from '../../semantic/values.ts';
import type { Call } from '../../syntax/tree.ts';
import { byFile, type ByFile } from '../by-file.ts';
import { callsOf } from '../calls.ts';
import type { CollectInput } from '../collect-input.ts';
import type { RouteInsight } from '../route-facts.ts';
import { serverCode } from '../server-code.ts';
import type { Caller, Callers } from './callers.ts';

/** A call in one activation of the function that it stands in. */
export interface CallSite {
  readonly node: Call;
  readonly frame: Frame;
}

/** A call that is given functions, and calls them. */
export interface CallingSite extends CallSite {
  readonly callers: readonly Caller[];
}

/**
 * Activations of server code: functions as they stand, as listeners run with what their emitters give, and as modules and routes reach
 * them with what they are given.
 */
export interface ServerFrames {
  /** All answers to a question, module by module, then those of what is reached. */
  ask<T>(question: FrameQuestion<T>): readonly T[];
  in: ByFile<Frame>;
}

/** Activations of one function that are looked at besides the one that stands for all: each may know what the others don't. */
const MAX_ACTIVATIONS = 3;

/** The calls of an activation that are given functions which they call. */
export const callingSites = frameQuestion((_: Evaluator, callers: Callers) => (frame): readonly CallingSite[] => callsOf(frame.fn).flatMap(({ node }) => {
  const called = callers.callersIn(node, frame);
  return called.length > 0 ? [{ node, frame, callers: called }] : [];
}));

/** Listeners with names, as what they listen to runs them. */
const listenersOf = frameQuestion((evaluator: Evaluator, callers: Callers) => (frame): readonly Frame[] => callingSites(evaluator, callers).ofFrame(frame).flatMap((site) => site.callers.flatMap(({ argument, gives }) => {
  if (!gives || argument.kind === 'function') return [];
  return evaluator.evaluate(argument, frame).flatMap((value) => (value.kind === 'function' ? listenerFrame(evaluator, value, gives, site) ?? [] : []));
})));

export function serverFrames(input: CollectInput, callers: Callers, insights: readonly RouteInsight[]): ServerFrames {
  const { evaluator, reach } = input;
  const modules = input.modules.filter(serverCode(input)).sort((a, b) => (a.file < b.file ? -1 : 1)); // the first to know something says so, in whatever order files come
  const files = new Set(modules.map(({ file }) => file));
  const listeners = listenersOf(evaluator, callers);
  const reached: Frame[] = [];
  const counts = new Map<Frame['fn'], number>();
  const seen = new Set<Frame>();
  const visit = (frame: Frame): void => {
    if (seen.has(frame) || !files.has(frame.module.file) || evaluator.frames.generic(frame.module, frame.fn.id) === frame) return;
    const count = counts.get(frame.fn) ?? 0;
    if (count >= MAX_ACTIVATIONS) return;
    seen.add(frame);
    counts.set(frame.fn, count + 1);
    reached.push(frame);
    visitListeners(listeners.ofFrame(frame));
  };
  const visitListeners = (inner: readonly Frame[]): void => {
    for (const one of inner) for (const { frame } of reach.followFrame(one)) visit(frame);
  };
  for (const module of modules) visitListeners(listeners.ofModule(module));
  for (const module of modules) for (const { frame } of reach.followFrame(evaluator.frames.top(module))) visit(frame);
  const routes = [...insights].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (const { reached: frames } of routes) for (const frame of frames) visit(frame);
  const standing = byFile(modules, ({ file }) => file);
  const others = byFile(reached, ({ module }) => module.file);
  return {
    ask: (question) => [...modules.flatMap((module) => question.ofModule(module)), ...reached.flatMap((frame) => question.ofFrame(frame))],
    in: (file) => [...standing(file).flatMap((module) => standingIn(evaluator, module)), ...others(file)],
  };
}

/** The activation of a listener with a name: it is given what one that is written in its place is. */
export function listenerFrame(evaluator: Evaluator, value: FunctionValue, gives: ApiValue, { node, frame }: CallSite): Frame | undefined {
  const args = value.fn.parameters.map((_, index) => ({ values: [{ kind: 'api' as const, of: gives, step: 'callback' as const, name: String(index) }] }));
  return evaluator.frames.enter(value, args, `listener ${siteKey(node, frame)}`, frame.depth, frame);
}

function keyOf({ at, label }: RouteInsight): string {
  return `${at.file}:${at.start} ${label}`;
}
