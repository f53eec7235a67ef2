import type { Evaluator } from '../../semantic/evaluate.ts';
import { frameQuestion } from '../../semantic/frame-questions.ts';
import type { ApiValue, Frame, Value } from '../../semantic/values.ts';
import type { Expression, FunctionNode, Module } from '../../syntax/tree.ts';
import { callsOf } from '../calls.ts';
import { baseName } from '../../workspace/paths.ts';
import { once } from '../once.ts';

interface Known {
  /** What asks a database. */
  isQuery(value: ApiValue): boolean;
  /** What a framework calls: its parameters are the framework's. */
  isHandler(fn: FunctionNode): boolean;
}

export interface UnseenTools {
  readonly evaluator: Evaluator;
  /** The modules of the server. */
  readonly modules: readonly Module[];
  /** What is known of values besides. */
  readonly known: Known;
  /** Whether it is proven that nothing runs a function. */
  isUnreferenced(frame: Frame): boolean;
}

/** The activations of a function that entries lead to. */
type Activations = (fn: FunctionNode) => readonly Frame[];

/** A call of a function, or of whatever has a name. */
interface Caller {
  readonly of: FunctionNode | string;
  readonly callee: Expression;
  readonly frame: Frame;
}

/** Who calls what, as functions stand: what is called where nobody can say has a name at most. */
const callersIn = frameQuestion((evaluator: Evaluator) => (frame): readonly Caller[] => callsOf(frame.fn).flatMap(({ node: { callee, isNew } }): readonly Caller[] => {
  if (isNew) return [];
  const values = evaluator.evaluate(callee, frame);
  const called = values.flatMap((value) => (value.kind === 'function' ? [{ of: value.fn, callee, frame }] : []));
  const name = callee.kind === 'member' || callee.kind === 'name' ? callee.name : undefined;
  return name !== undefined && values.some(mayBeAnything) ? [...called, { of: name, callee, frame }] : called;
}));

/** Names of files that calls are given: `queue.process(path.resolve(__dirname, 'send.js'))`, `new Worker('./send.js')`. Somebody loads them, and calls what is in them. */
const filesGivenIn = frameQuestion(() => (frame): readonly string[] => callsOf(frame.fn).flatMap(({ node: { callee, args } }) => (callee.kind === 'name' && callee.name === 'require' ? [] : args.flatMap((argument) => (
  argument.kind === 'literal' && typeof argument.value === 'string' && SOURCE.test(argument.value) ? [baseName(argument.value)] : []
)))));

const SOURCE = /\.[cm]?[jt]s$/;

/** What may be anything: also what stands in something that a package handed over, as `request.models.orders.list`. */
function mayBeAnything(value: Value): boolean {
  return value.kind === 'api' ? isPutInto(value) : value.kind === 'unknown' || value.kind === 'parameter';
}

/** What a package handed over has methods of its own; what these are asked of may have been put there. */
function isPutInto({ step, of }: ApiValue): boolean {
  if (step !== 'member' || of?.step !== 'member') return false;
  for (let at = of.of; at; at = at.of) if (at.step === 'callback' || at.step === 'typed') return true;
  return false;
}

/** Says of a function whether others may call it than those that entries lead to: what runs for an entry that isn't known, and calls of something that has its name. */
export function createUnseenWays({ evaluator, modules, known, isUnreferenced }: UnseenTools, activationsOf: Activations): (fn: FunctionNode, module: Module) => boolean {
  const question = callersIn(evaluator);
  const callers = once(() => {
    const found = new Map<FunctionNode | string, Caller[]>();
    for (const caller of modules.flatMap((module) => question.ofModule(module))) {
      const others = found.get(caller.of);
      if (others) others.push(caller);
      else found.set(caller.of, [caller]);
    }
    return found;
  });

  const givenFiles = once(() => new Set(modules.flatMap((module) => filesGivenIn(evaluator).ofModule(module))));

  return (fn, { file }) => {
    if (givenFiles().has(baseName(file))) return true;
    const named = fn.name === undefined ? [] : callers().get(fn.name) ?? [];
    return (callers().get(fn) ?? []).some(isUnseen) || named.some(mayBe);
  };

  function isUnseen({ frame }: Caller): boolean {
    return activationsOf(frame.fn).length === 0 && !isUnreferenced(frame);
  }

  /** A framework's own methods, and what asks a database, are nobody's of the project. */
  function isOpen(value: Value): boolean {
    if (value.kind === 'api' && known.isQuery(value)) return false;
    return mayBeAnything(value) && !(value.kind === 'parameter' && value.path.length === 1 && known.isHandler(value.frame.fn));
  }

  function mayBe(caller: Caller): boolean {
    const { callee, frame } = caller;
    const activations = activationsOf(frame.fn);
    if (activations.length === 0 && isUnreferenced(frame)) return false;
    return (activations.length === 0 ? [frame] : activations).some((one) => evaluator.evaluate(callee, one).some(isOpen));
  }
}
