import { ofEachBody } from '../semantic/of-code.ts';
import { eachStatement } from '../semantic/returns.ts';
import type { Frame } from '../semantic/values.ts';
import { holds } from '../syntax/places.ts';
import type { Call, Expression, Loop, Place } from '../syntax/tree.ts';
import { callGivenTo } from './callback-calls.ts';
import { standingAlone } from './standing-alone.ts';

/** Something that runs a part of the program once for each item: a loop, or a method that is given a callback. */
export interface LoopAround {
  /** The activation in which it stands. */
  readonly frame: Frame;
  readonly at: Place;
  /** What is walked; a counting loop has none. */
  readonly list?: Expression;
  readonly statement?: Loop;
  readonly call?: Call;
  /** Whether one item is waited for before the next begins. */
  readonly isSequential: boolean;
  /** What stands in it: the call, or the callback that holds it. */
  readonly inside: Place;
}

/** Methods that call back for each item, and wait for what the callback gives or hand it on; those that drop promises aren't among them. */
const PARALLEL = new Set(['map', 'flatMap']);
const SEQUENTIAL = new Set(['reduce', 'reduceRight', 'mapSeries', 'eachSeries', 'forEachSeries']);
const SYNCHRONOUS = new Set(['forEach', 'each']);

/** Whether a call runs the functions that it is given at times of their own, by what the models say. */
export type IsScheduled = (callee: Expression, frame: Frame) => boolean;

/** The loops around a place, innermost first: those of its function, and those that call the function back. */
export function loopsAround(frame: Frame, at: Place, isScheduled: IsScheduled): readonly LoopAround[] {
  const own = statementsAround(frame, at);
  const { fn, parent, module } = frame;
  if (!fn.passedTo || !parent || isKeptForLater(frame, parent, isScheduled)) return own;
  const call = callGivenTo(module, fn);
  if (!call) return own;
  const around = callbackLoop(parent, fn, call);
  return [...own, ...(around ? [around] : []), ...loopsAround(parent, fn, isScheduled)];
}

/** Whether anything in a function may run in a loop: what has none needs no further look. */
export function mayLoop(frame: Frame): boolean {
  return loopsIn(frame.fn).length > 0 || (frame.fn.passedTo !== undefined && frame.parent !== undefined && (isIterating(frame.fn.passedTo.callee) || mayLoop(frame.parent)));
}

/**
 * Whether a callback doesn't run in the loops around it: nobody waits for the call that it is given to (`bus.on(topic, store);`),
 * or that call runs it at times of its own, as a scheduler does.
 */
export function isKeptForLater({ fn, module }: Frame, parent: Frame, isScheduled: IsScheduled): boolean {
  if (!fn.passedTo || isIterating(fn.passedTo.callee)) return false;
  const call = callGivenTo(module, fn);
  return (call !== undefined && standingAlone(parent.fn).has(call)) || isScheduled(fn.passedTo.callee, parent);
}

/** The items that a callback is called for, where the call walks a list: `list.map(fn)`, `_.map(list, fn)`. */
export function callbackLoop(frame: Frame, inside: Place & { readonly isAsync?: boolean }, call: Call): LoopAround | undefined {
  const { callee } = call;
  if (callee.kind !== 'member') return undefined;
  const index = call.args.findIndex((argument) => argument.start <= inside.start && inside.end <= argument.end);
  const list = index === 0 ? callee.object : index === 1 ? call.args[0] : undefined;
  const isSequential = SEQUENTIAL.has(callee.name);
  // A promise that `forEach` is given goes nowhere, which is another matter.
  const isWaitedFor = isSequential || PARALLEL.has(callee.name) || (SYNCHRONOUS.has(callee.name) && inside.isAsync === false);
  return list && isWaitedFor ? { frame, at: call, list, call, isSequential, inside } : undefined;
}

const loopsIn = ofEachBody((fn): readonly Loop[] => {
  const found: Loop[] = [];
  eachStatement(fn.body, (statement) => {
    if (statement.kind === 'loop') found.push(statement);
  });
  return found;
});

function statementsAround(frame: Frame, at: Place): readonly LoopAround[] {
  const around = loopsIn(frame.fn).filter((loop) => holds(loop, at) && !(loop.iterated && holds(loop.iterated, at)));
  return around.reverse().map((statement) => ({ frame, at: statement, statement, isSequential: true, inside: at, ...(statement.iterated && { list: statement.iterated }) }));
}

function isIterating(callee: Expression): boolean {
  return callee.kind === 'member' && (PARALLEL.has(callee.name) || SEQUENTIAL.has(callee.name) || SYNCHRONOUS.has(callee.name));
}
