import { matches, type ApiPath } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { constructorFrame } from '../semantic/instances.ts';
import { liveStatements } from '../semantic/live-code.ts';
import { eachExpression, expressionsOf } from '../semantic/returns.ts';
import type { Frame, FunctionValue, Value } from '../semantic/values.ts';
import type { Span } from '../syntax/text.ts';
import type { Call, Expression, FunctionNode, Statement } from '../syntax/tree.ts';
import { callsOf } from './calls.ts';
import { createGiven } from './given.ts';
import { groupBy } from './group-by.ts';

/** A function that runs, and the call (or what was handed to one) that leads to it; the handler itself has none. */
export interface Reached {
  readonly frame: Frame;
  readonly by?: { readonly node: Expression; readonly from: Reached };
}

/** What is reached, by the file that it stands in. */
export type FilesReached = ReadonlyMap<string, readonly Reached[]>;

export interface Reach {
  /** As `reachedFrom`, with the way there. */
  follow(value: FunctionValue, leftOut?: readonly Span[]): readonly Reached[];
  /** Every function that runs, directly or through resolved calls, when this one is called; each once, in the first activation met. Code that is left out isn't followed. */
  reachedFrom(value: FunctionValue, leftOut?: readonly Span[]): readonly Frame[];
  /** As `follow`, file by file. */
  followByFile(value: FunctionValue): FilesReached;
  /** As `reachedFrom`, each function once for all that it is given which makes a difference, within bounds. */
  activationsFrom(value: FunctionValue, leftOut?: readonly Span[]): readonly Frame[];
  /** As `follow`, from one activation with what it was given. */
  followFrame(frame: Frame): readonly Reached[];
  followFrameByFile(frame: Frame): FilesReached;
  /** What a function starts and doesn't wait for, or gives to something that runs it later: it isn't followed. */
  startedIn(frame: Frame): readonly Frame[];
  /** The files that a function leads into, also by what it only starts. */
  filesBehind(value: FunctionValue): ReadonlySet<string>;
  /** What a function runs, call by call. */
  calledIn(frame: Frame): readonly Called[];
  /** The calls that a function makes, left alone and not followed, with what they run. */
  leftAloneIn(frame: Frame): readonly Called[];
  /** What an activation is given: those that are given the same do the same. */
  given(frame: Frame): string;
  /** Whether a call of this runs the functions that it is given at times of their own. */
  readonly isScheduled: (callee: Expression, frame: Frame) => boolean;
}

/** A function that is run, and what runs it. */
export interface Called {
  readonly frame: Frame;
  readonly node: Expression;
}

/** Functions that one handler may reach, at most. */
const MAX_REACHED = 400;

/** Activations of one function that are told apart, of those that one handler reaches. */
const MAX_ACTIVATIONS = 3;

/**
 * Follows calls through the project's own functions, with their arguments, so that what was injected is known where it is used.
 * What a call of `schedules` is given runs at times of its own, and is not followed.
 */
export function createReach(evaluator: Evaluator, isHandler: (fn: FunctionNode) => boolean, schedules: readonly ApiPath[] = []): Reach {
  const given = createGiven(evaluator);
  const { keep } = evaluator.recall;

  const calledIn = keep((frame: Frame): readonly Called[] => {
    const found: Called[] = [];
    collectCalled(frame, found, []);
    return found;
  });
  const followed = keep((start: Frame) => followFrom(start, []));
  const firsts = keep((start: Frame) => firstOfEach(followed(start)));
  const firstsByFile = keep((start: Frame): FilesReached => groupBy(firsts(start), ({ frame }) => frame.module.file));

  function collectCalled(frame: Frame, found: Called[], leftOut: readonly Span[]): void {
    eachCalled(frame, (node) => {
      if (leftOut.some(({ start, end }) => node.start >= start && node.end <= end)) return;
      // A callback is called; what is only made here, or registered as a handler, isn't.
      const inner = node.kind === 'function' ? evaluator.frames.inside(frame, node.id) : undefined;
      if (inner?.fn.passedTo && !isHandler(inner.fn) && !isScheduled(inner.fn.passedTo.callee, frame)) found.push({ frame: inner, node });
      if (node.kind === 'call') for (const callee of evaluator.evaluate(node.callee, frame)) calledBy(callee, node, frame, found);
    });
  }

  /** What is started and left alone (`void notify()`) runs beside the request, not in it. */
  function eachCalled(frame: Frame, visit: (node: Expression) => void): void {
    for (const statement of liveStatements(evaluator, frame)) {
      for (const expression of expressionsOf(statement)) {
        if (!isOnlyStarted(expression, statement, frame)) eachExpression(expression, visit);
      }
    }
  }

  const startedIn = keep((frame: Frame): readonly Frame[] => {
    const found: Called[] = [];
    for (const statement of liveStatements(evaluator, frame)) {
      for (const expression of expressionsOf(statement)) {
        const isStarted = isOnlyStarted(expression, statement, frame);
        eachExpression(expression, (node) => {
          const inner = node.kind === 'function' ? evaluator.frames.inside(frame, node.id) : undefined;
          if (inner?.fn.passedTo && isScheduled(inner.fn.passedTo.callee, frame)) found.push({ frame: inner, node });
          if (isStarted && node.kind === 'call') for (const callee of evaluator.evaluate(node.callee, frame)) calledBy(callee, node, frame, found);
        });
      }
    }
    return found.map((one) => one.frame);
  });

  const filesBehind = keep((from: Frame): ReadonlySet<string> => {
    const files = new Set<string>();
    const seen = new Set<FunctionNode>();
    const queue = firsts(from).map(({ frame }) => frame);
    for (const frame of queue) {
      if (seen.has(frame.fn)) continue;
      seen.add(frame.fn);
      files.add(frame.module.file);
      for (const started of startedIn(frame)) queue.push(...firsts(started).map((one) => one.frame));
    }
    return files;
  });

  function leftAloneIn(frame: Frame): readonly Called[] {
    const found: Called[] = [];
    for (const statement of liveStatements(evaluator, frame)) {
      for (const expression of expressionsOf(statement)) {
        if (!isOnlyStarted(expression, statement, frame)) continue;
        eachExpression(expression, (node) => {
          if (node.kind !== 'call' || node.isNew) return;
          for (const callee of evaluator.evaluate(node.callee, frame)) if (callee.kind === 'function') push(found, node, evaluator.callFrame(callee, node, frame));
        });
      }
    }
    return found;
  }

  function isOnlyStarted(expression: Expression, statement: Statement, frame: Frame): boolean {
    return isDetached(expression, frame) || (statement.kind === 'expression' && isLeftAlone(expression, frame));
  }

  /** An asynchronous function of the project that isn't awaited where others are, nor given anything by which it could answer: `refresh();`. */
  function isLeftAlone(node: Expression, frame: Frame): boolean {
    if (!frame.fn.isAsync || node.kind !== 'call' || node.isNew || node.args.some(({ kind }) => kind !== 'literal')) return false;
    const callees = evaluator.evaluate(node.callee, frame);
    return callees.length > 0 && callees.every((callee) => callee.kind === 'function' && callee.fn.isAsync);
  }

  function calledBy(callee: Value, node: Call, frame: Frame, found: Called[]): void {
    if (callee.kind === 'function' && !node.isNew) push(found, node, evaluator.callFrame(callee, node, frame));
    if (callee.kind === 'builtin' && callee.of.kind === 'function') push(found, node, boundFrame(callee.of, callee.name, node, frame));
    if (node.isNew && (callee.kind === 'class' || callee.kind === 'function')) constructed(node, frame, found);
    if (isScheduling(callee)) return;
    for (const argument of node.args) {
      // What a package is given may as well be made for it: `authenticate('jwt', verify(req))`.
      if (argument.kind !== 'name' && argument.kind !== 'member' && !(argument.kind === 'call' && callee.kind === 'api')) continue;
      for (const value of evaluator.evaluate(argument, frame)) if (value.kind === 'function' && !isHandler(value.fn)) push(found, argument, evaluator.frames.enter(value, undefined, 'callback', frame.depth));
    }
  }

  /** `handler.call(controller, ctx)`: the arguments stand behind what is `this` there. */
  function boundFrame(value: FunctionValue, method: string, node: Call, frame: Frame): Frame | undefined {
    const [receiver, ...args] = node.args;
    if (method !== 'call' || !receiver || node.args.some(({ kind }) => kind === 'spread')) return evaluator.frames.enter(value, undefined, 'called', frame.depth);
    const [self] = evaluator.evaluate(receiver, frame);
    const isKnown = self !== undefined && self.kind !== 'literal' && self.kind !== 'unknown';
    return evaluator.frames.enter(isKnown ? { ...value, self } : value, args.map((expression) => ({ expression, frame })), `call ${frame.id}:${node.start}`, frame.depth, frame);
  }

  function isScheduled(callee: Expression, frame: Frame): boolean {
    return schedules.length > 0 && evaluator.evaluate(callee, frame).some(isScheduling);
  }

  function isScheduling(callee: Value): boolean {
    return callee.kind === 'api' && schedules.some((path) => matches(path, callee));
  }

  function constructed(node: Expression, frame: Frame, found: Called[]): void {
    for (const value of evaluator.evaluate(node, frame)) if (value.kind === 'instance' && value.of.kind === 'class') push(found, node, constructorFrame(evaluator, value, value.of));
  }

  function startOf(value: FunctionValue): Frame | undefined {
    return evaluator.frames.enter(value, undefined, 'handler', value.frame.depth);
  }

  function follow(value: FunctionValue, leftOut: readonly Span[] = []): readonly Reached[] {
    const start = startOf(value);
    return start ? firstsFrom(start, leftOut) : [];
  }

  function firstsFrom(start: Frame, leftOut: readonly Span[]): readonly Reached[] {
    return leftOut.length === 0 ? firsts(start) : firstOfEach(followFrom(start, leftOut));
  }

  function firstOfEach(reached: readonly Reached[]): readonly Reached[] {
    const seen = new Set<FunctionNode>();
    return reached.filter(({ frame: { fn } }) => !seen.has(fn) && seen.add(fn));
  }

  function activationsFrom(value: FunctionValue, leftOut: readonly Span[] = []): readonly Frame[] {
    const start = startOf(value);
    return start ? followFrame(start, leftOut).map(({ frame }) => frame) : [];
  }

  function followFrame(start: Frame, leftOut: readonly Span[]): readonly Reached[] {
    return leftOut.length === 0 ? followed(start) : followFrom(start, leftOut);
  }

  function followFrom(start: Frame, leftOut: readonly Span[]): readonly Reached[] {
    const seen = new Map<FunctionNode, Frame[]>();
    const reached: Reached[] = [];
    const queue: Reached[] = [{ frame: start }];
    for (let from = queue.shift(); from && seen.size < MAX_REACHED; from = queue.shift()) {
      const { frame } = from;
      if (!isNew(frame, seen)) continue;
      reached.push(from);
      const here = leftOut.filter(({ file }) => file === frame.module.file);
      for (const { frame: inner, node } of here.length > 0 ? calledOutside(frame, here) : calledIn(frame)) queue.push({ frame: inner, by: { node, from } });
    }
    return reached;
  }

  /** Whether an activation may do what those before it don't: it is given something else. */
  function isNew(frame: Frame, seen: Map<FunctionNode, Frame[]>): boolean {
    const others = seen.get(frame.fn);
    if (!others) {
      seen.set(frame.fn, [frame]);
      return true;
    }
    if (others.length >= MAX_ACTIVATIONS || callsOf(frame.fn).length === 0 || others.includes(frame) || others.some((other) => given(other) === given(frame))) return false;
    others.push(frame);
    return true;
  }

  function calledOutside(frame: Frame, leftOut: readonly Span[]): readonly Called[] {
    const found: Called[] = [];
    collectCalled(frame, found, leftOut);
    return found;
  }

  return {
    follow,
    reachedFrom: (value, leftOut) => follow(value, leftOut).map(({ frame }) => frame),
    followByFile(value) {
      const start = startOf(value);
      return start ? firstsByFile(start) : NOTHING_REACHED;
    },
    activationsFrom,
    followFrame: (frame) => firstsFrom(frame, []),
    followFrameByFile: firstsByFile,
    startedIn,
    calledIn,
    leftAloneIn,
    given,
    filesBehind(value) {
      const start = startOf(value);
      return start ? filesBehind(start) : NO_FILES;
    },
    isScheduled,
  };
}

const NO_FILES: ReadonlySet<string> = new Set();
const NOTHING_REACHED: FilesReached = new Map();

/** `void notify()`, and where its failure is only logged; in `void run(handler).catch(next)` somebody keeps an eye on it. */
function isDetached(expression: Expression, { module }: Frame): boolean {
  if (expression.kind !== 'unary' || expression.operator !== 'void' || expression.value.kind !== 'call') return false;
  const { callee, args: [handler] } = expression.value;
  if (callee.kind !== 'member') return true;
  if (callee.name === 'catch' && handler?.kind === 'function') return isLogging(module.functions[handler.id]);
  return !(callee.name === 'catch' || callee.name === 'then' || callee.name === 'finally');
}

/** A function that calls one method of something, as `logger.error(error)`, and nothing by its name, as `next(error)`. */
function isLogging(fn: FunctionNode | undefined): boolean {
  const [only, ...others] = fn?.body ?? [];
  const call = only?.kind === 'expression' || only?.kind === 'return' ? only.value : undefined;
  return others.length === 0 && call?.kind === 'call' && call.callee.kind === 'member';
}

function push(found: Called[], node: Expression, frame: Frame | undefined): void {
  if (frame) found.push({ frame, node });
}
