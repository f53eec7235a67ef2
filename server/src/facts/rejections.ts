import type { Evaluator } from '../semantic/evaluate.ts';
import { frameOfFunction } from '../semantic/frames.ts';
import { decidedBy } from '../semantic/live-code.ts';
import { bodiesOf, eachExpressionOf, eachStatement, partsOf, returnsOf } from '../semantic/returns.ts';
import { GLOBALS, rootOf, type ApiValue, type Frame, type FunctionValue, type Value } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Call, Expression, FunctionNode, Module, Place, Statement, Throw } from '../syntax/tree.ts';

/** Where a rejection starts: a call (or a `throw`) in `frame`, and every function on the way to it. */
export interface Escape {
  readonly node: Expression;
  readonly frame: Frame;
  /** The `throw` keyword, where it is one. */
  readonly thrownAt?: Place;
}

/** Parameters that never reject when called: what the framework hands to a handler besides the request. */
export interface SafeParameters {
  readonly fn: FunctionNode;
  readonly indexes: ReadonlySet<number>;
}

const MAX_DEPTH = 8;

/** Methods that read the body of what `fetch` gives. */
const BODY = new Set(['json', 'text', 'blob', 'arrayBuffer', 'formData', 'bytes']);

export interface Rejects {
  /** `watched` is a handler inside a wrapper: dropping the promise that it gives counts as letting it escape. */
  escapeOf(value: FunctionValue, safe?: SafeParameters, watched?: FunctionNode): Escape | undefined;
  /** Whether what a call gives is a promise that can reject; of one that is awaited, whatever it gives is taken for a promise. */
  canReject(node: Call, frame: Frame, isAwaited: boolean): boolean;
  /** Whether a call throws by itself before it gives anything: what is called is the project's, and no promise is all that it gives. */
  throwsAtOnce(node: Call, frame: Frame): boolean;
  /** What an expression throws where it stands, awaited rejections among it. */
  thrownBy(node: Expression, frame: Frame): Escape | undefined;
  /** The rejection of a promise that an expression gives, as it stands. */
  escapeOfPromise(node: Expression, frame: Frame): Escape | undefined;
}

/** What is known of promises that packages give; without it whatever a package gives can reject. */
export interface KnownPromises {
  /** It never rejects. */
  isHarmless(value: ApiValue): boolean;
  /** It is work of its own that can fail. Of other calls that are given an asynchronous function (`mutex.runExclusive(async () => …)`) that function is what fails. */
  isStarted(value: ApiValue): boolean;
}

/**
 * What can escape from a function as a rejection: the first call that can fail and isn't caught on the way out. An awaited call can
 * fail unless it is known not to: a project function that catches everything, a promise that is never rejected, a `.catch(…)`.
 */
export function createRejections(evaluator: Evaluator, isQuery: (value: ApiValue) => boolean, known?: KnownPromises): Rejects {
  const memo = new Map<Frame, Escape | 'none'>();
  const running = new Set<FunctionNode>();
  let safeParameters: SafeParameters | undefined;
  let watched: FunctionNode | undefined;
  let depth = 0;
  /** What is awaited is looked for first: it is what fails in production. */
  let syncThrowsCount = true;

  /** The rejection of the promise that calling this function gives. */
  function escapeOfFrame(frame: Frame): Escape | undefined {
    const remembered = memo.get(frame);
    if (remembered) return remembered === 'none' ? undefined : remembered;
    if (running.has(frame.fn) || depth > MAX_DEPTH) return undefined;
    running.add(frame.fn);
    depth++;
    syncThrowsCount = false;
    const awaited = frame.fn.isAsync ? inStatements(frame.fn.body, frame, false) : undefined;
    syncThrowsCount = true;
    const found = awaited ?? (frame.fn.isAsync ? inStatements(frame.fn.body, frame, false) : inReturns(frame) ?? inDropped(frame));
    depth--;
    running.delete(frame.fn);
    memo.set(frame, found ?? 'none');
    return found;
  }

  function inReturns(frame: Frame): Escape | undefined {
    return first(returnsOf(frame.fn), (value) => (isSurelyPromise(value, frame) ? ofPromise(value, frame) : undefined));
  }

  function inDropped(frame: Frame): Escape | undefined {
    if (!watched) return undefined;
    let found: Escape | undefined;
    eachStatement(frame.fn.body, (statement) => {
      if (statement.kind === 'expression') found ??= dropped(statement.value, frame);
    });
    return found;
  }

  /** A function that isn't async may return anything: a call of a package gives a promise for certain only if it is a query, or continued as one. */
  function isSurelyPromise(node: Expression, frame: Frame): boolean {
    if (node.kind === 'conditional') return isSurelyPromise(node.whenTrue, frame) || isSurelyPromise(node.whenFalse, frame);
    if (node.kind !== 'call') return false;
    if (node.callee.kind === 'member' && (node.callee.name === 'then' || node.callee.name === 'catch' || node.callee.name === 'finally')) return true;
    const isPromise = evaluator.evaluate(node.callee, frame).some((value) => value.kind === 'function' || (value.kind === 'api' && (isQuery(value) || known?.isStarted(value) === true || (rootOf(value) === GLOBALS && givesPromise(memberPath(value))))));
    // `find().sort().exec()` is the query that it begins with.
    return isPromise || (node.callee.kind === 'member' && node.callee.object.kind === 'call' && isSurelyPromise(node.callee.object, frame));
  }

  /** What a function throws before it gives a promise is thrown where it is called. */
  function throwsAtOnce({ callee }: Call, frame: Frame): boolean {
    return evaluator.evaluate(callee, frame).some((value) => {
      const inner = value.kind === 'function' && !value.fn.isAsync ? evaluator.frames.enter(value, undefined, 'called', frame.depth) : undefined;
      return inner !== undefined && inReturns(inner) === undefined;
    });
  }

  function inStatements(body: readonly Statement[], frame: Frame, caught: boolean): Escape | undefined {
    return first(body, (statement) => inStatement(statement, frame, caught));
  }

  function inStatement(statement: Statement, frame: Frame, caught: boolean): Escape | undefined {
    const own = (node: Expression) => (caught ? undefined : inExpression(node, frame));
    switch (statement.kind) {
      case 'expression': return own(statement.value) ?? dropped(statement.value, frame);
      case 'declare': return first(statement.values, own);
      // `return promise` leaves the `try` before the promise is settled.
      case 'return': return statement.value && (own(statement.value) ?? ofPromise(statement.value, frame));
      case 'throw': return caught ? undefined : own(statement.value) ?? thrown(statement, frame);
      case 'block': return inStatements(statement.body, frame, caught);
      case 'if': {
        const decided = decidedBy(evaluator, statement.test, frame);
        return own(statement.test) ?? (decided === false ? undefined : inStatements(statement.then, frame, caught)) ?? (decided === true ? undefined : inStatements(statement.otherwise, frame, caught));
      }
      case 'loop': return (statement.iterated && own(statement.iterated)) ?? first(statement.head, own) ?? inStatements(statement.body, frame, caught);
      case 'switch': return own(statement.value) ?? first(statement.cases, (one) => inStatements(one.body, frame, caught));
      case 'try': return inTry(statement, frame, caught);
      case 'break':
      case 'continue': return undefined;
    }
  }

  /** A call of the watched handler whose promise nobody keeps: a `try` around it sees nothing. */
  function dropped(node: Expression, frame: Frame): Escape | undefined {
    if (!watched || node.kind !== 'call') return undefined;
    const isWatched = evaluator.evaluate(node.callee, frame).some((value) => value.kind === 'function' && value.fn === watched && value.fn.isAsync);
    return isWatched ? ofPromise(node, frame) : undefined;
  }

  function inTry(statement: Statement & { kind: 'try' }, frame: Frame, caught: boolean): Escape | undefined {
    const { handler } = statement;
    if (!handler) return inStatements(statement.block, frame, caught) ?? inStatements(statement.finalizer, frame, caught);
    return inStatements(statement.block, frame, true) ?? inStatements(handler.body, frame, caught) ?? inStatements(statement.finalizer, frame, caught);
  }

  /** What an expression throws where it stands: awaited rejections, and what the project's own functions throw. */
  function inExpression(node: Expression, frame: Frame): Escape | undefined {
    if (node.kind === 'await') return inExpression(node.value, frame) ?? ofPromise(node.value, frame);
    const inner = first(partsOf(node), (part) => inExpression(part, frame));
    if (inner || node.kind !== 'call' || node.isNew || !syncThrowsCount) return inner;
    return first(evaluator.evaluate(node.callee, frame), (callee) => {
      if (callee.kind !== 'function' || callee.fn.isAsync || callee.fn.isGenerator) return undefined;
      return throwsWhenCalled(callee) ? { node, frame } : undefined;
    });
  }

  /**
   * Whether a function that isn't async throws by a `throw` of its own that it doesn't catch. Deeper ones are left out: most of them guard
   * against what can't happen.
   */
  function throwsWhenCalled({ fn, frame }: FunctionValue): boolean {
    return hasThrow(fn.body, parameterNames(frame.module, fn));
  }

  /** The rejection of a promise that an expression stands for. */
  function ofPromise(node: Expression, frame: Frame): Escape | undefined {
    switch (node.kind) {
      case 'call': return ofCall(node, frame);
      case 'template': return node.tag && evaluator.evaluate(node.tag, frame).some((tag) => tag.kind === 'api') ? { node, frame } : undefined;
      case 'conditional': return ofPromise(node.whenTrue, frame) ?? ofPromise(node.whenFalse, frame);
      case 'binary': return ['&&', '||', '??', ','].includes(node.operator) ? ofPromise(node.right, frame) ?? ofPromise(node.left, frame) : undefined;
      case 'assign': return ofPromise(node.value, frame);
      case 'name': return ofVariable(node, frame);
      default: return undefined;
    }
  }

  function ofVariable(node: Expression & { kind: 'name' }, frame: Frame): Escape | undefined {
    const definitions = findBinding(frame.module, node.scope, node.name)?.definitions ?? [];
    const [only] = definitions;
    return definitions.length === 1 && only?.kind === 'value' && only.path.length === 0 && only.value.kind === 'call' ? ofPromise(only.value, frame) : undefined;
  }

  function ofCall(node: Call, frame: Frame): Escape | undefined {
    const { callee } = node;
    if (callee.kind === 'member') {
      // `.catch()` handles nothing.
      if (callee.name === 'catch') return node.args[0] ? handlerEscape(node.args[0], frame) : ofPromise(callee.object, frame);
      if (callee.name === 'then') return node.args[1] ? handlerEscape(node.args[0], frame) : ofPromise(callee.object, frame) ?? handlerEscape(node.args[0], frame);
      if (callee.name === 'finally') return ofPromise(callee.object, frame);
    }
    return first(evaluator.evaluate(callee, frame), (value) => ofCallee(value, node, frame));
  }

  function ofCallee(value: Value, node: Call, frame: Frame): Escape | undefined {
    const here: Escape = { node, frame };
    const { callee } = node;
    switch (value.kind) {
      case 'function': {
        const inner = evaluator.callFrame(value, node, frame);
        if (!inner) return undefined;
        return escapeOfFrame(inner) || (!value.fn.isAsync && throwsWhenCalled(value)) ? here : undefined;
      }
      case 'api': return ofApi(value, node, frame);
      // A function that is handed in or kept somewhere may do anything; a method of what is handed in is somebody's I/O.
      case 'parameter': return value.path.length === 0 || isSomeFunction(callee) || isSafe(value.frame, value.index) ? undefined : here;
      case 'unknown': return callee.kind === 'name' || isSomeFunction(callee) ? undefined : here;
      case 'builtin': return value.of.kind === 'array' || (value.of.kind === 'function' && isSomeFunction(callee) && !failsCalled(value.of, frame)) ? undefined : here;
      default: return undefined;
    }
  }

  /** `fn.call(…)`, whatever it is given. */
  function failsCalled(value: FunctionValue, frame: Frame): boolean {
    const inner = evaluator.frames.enter(value, undefined, 'called', frame.depth);
    return inner === undefined || escapeOfFrame(inner) !== undefined || (!value.fn.isAsync && throwsWhenCalled(value));
  }

  function isSafe(frame: Frame, index: number): boolean {
    return safeParameters?.fn === frame.fn && safeParameters.indexes.has(index);
  }

  function ofApi(value: ApiValue, node: Call, frame: Frame): Escape | undefined {
    if (known?.isHarmless(value)) return undefined;
    const given = known && !node.isNew && !known.isStarted(value) ? node.args.filter((argument) => isAsynchronous(argument, frame)) : [];
    if (given.length > 0) return first(given, (argument) => handlerEscape(argument, frame));
    const here: Escape = { node, frame };
    const root = rootOf(value);
    // What stands for a response or `next` by its type: the handler's own parameters.
    if (node.callee.kind === 'member' && isHandlerParameter(node.callee.object, frame)) return undefined;
    if (node.callee.kind === 'name' && isHandlerParameter(node.callee, frame)) return undefined;
    if (root !== GLOBALS) return node.isNew ? undefined : here;
    const names = memberPath(value);
    if (names[0] === 'fetch') return here;
    if (names[0] !== 'Promise') return undefined;
    if (node.isNew) return ofExecutor(node, frame);
    if (names[1] === 'reject') return here;
    return names[1] === 'all' || names[1] === 'race' || names[1] === 'any' ? ofList(node.args[0], frame) : names[1] === 'resolve' && node.args[0] ? ofPromise(node.args[0], frame) : undefined;
  }

  function isHandlerParameter(node: Expression, frame: Frame): boolean {
    if (node.kind === 'call' && node.callee.kind === 'member') return isHandlerParameter(node.callee.object, frame);
    if (node.kind !== 'name' || !safeParameters) return false;
    const definition = findBinding(frame.module, node.scope, node.name)?.definitions[0];
    const home = definition?.kind === 'parameter' ? frameOfFunction(frame, definition.fn) : undefined;
    if (definition?.kind !== 'parameter' || !home) return false;
    if (home.fn === safeParameters.fn) return safeParameters.indexes.has(definition.index);
    const given = definition.path.length === 0 ? home.args?.[definition.index] : undefined; // handed on to a function that answers
    return given !== undefined && 'expression' in given && isHandlerParameter(given.expression, given.frame);
  }

  function isAsynchronous(argument: Expression, { module }: Frame): boolean {
    return argument.kind === 'function' && module.functions[argument.id]?.isAsync === true;
  }

  function ofExecutor(node: Call, frame: Frame): Escape | undefined {
    const here: Escape = { node, frame };
    const [executor] = node.args[0] ? evaluator.evaluate(node.args[0], frame) : [];
    if (executor?.kind !== 'function') return undefined;
    const reject = executor.fn.parameters[1]?.name;
    return reject !== undefined && isUsedIn(executor.frame.module, executor.fn, reject) ? here : undefined;
  }

  function ofList(list: Expression | undefined, frame: Frame): Escape | undefined {
    if (!list) return undefined;
    if (list.kind === 'array') return first(list.elements, (element) => ofPromise(element.kind === 'spread' ? element.value : element, frame) ?? ofList(element.kind === 'spread' ? element.value : undefined, frame));
    if (list.kind === 'call' && list.callee.kind === 'member' && list.callee.name === 'map') return handlerEscape(list.args[0], frame);
    return undefined;
  }

  /** What a callback's own result can reject with. */
  function handlerEscape(argument: Expression | undefined, frame: Frame): Escape | undefined {
    if (!argument || argument.kind !== 'function') return undefined;
    const inner = evaluator.frames.inside(frame, argument.id);
    if (!inner) return undefined;
    if (inner.fn.isAsync) return escapeOfFrame(inner);
    return hasThrow(inner.fn.body, parameterNames(inner.module, inner.fn)) ? inStatements(inner.fn.body, inner, false) : inReturns(inner);
  }

  return {
    canReject(node, frame, isAwaited) {
      if (watched) memo.clear();
      safeParameters = undefined;
      watched = undefined;
      if (isAwaited) return ofPromise(node, frame) !== undefined;
      return isSurelyPromise(node, frame) && !throwsAtOnce(node, frame) && ofPromise(node, frame) !== undefined;
    },
    throwsAtOnce(node, frame) {
      const values = node.isNew ? [] : evaluator.evaluate(node.callee, frame);
      return values.length > 0 && values.every((value) => value.kind === 'function' && !value.fn.isAsync && !value.fn.isGenerator && throwsWhenCalled(value)) && throwsAtOnce(node, frame);
    },
    thrownBy: inExpression,
    escapeOf(value, safe, inner) {
      if (watched !== inner) memo.clear(); // what is dropped depends on who is watched
      safeParameters = safe;
      watched = inner;
      const isPart = value.frame.module.functions[value.fn.id] !== value.fn; // what a server's function runs for some requests
      const frame = value.frame.depth > 0 || value.self || isPart ? evaluator.frames.enter(value, undefined, 'handler', value.frame.depth) : evaluator.frames.generic(value.frame.module, value.fn.id);
      return frame && escapeOfFrame(frame);
    },
    escapeOfPromise(node, frame) {
      if (watched) memo.clear();
      safeParameters = undefined;
      watched = undefined;
      return ofPromise(node, frame);
    },
  };
}

/** What of the language gives a promise: `fetch` and the body that it gives, and what `Promise` makes. */
function givesPromise([first, ...others]: readonly string[]): boolean {
  return first === 'Promise' || (first === 'fetch' && others.length <= 1 && (others[0] === undefined || BODY.has(others[0])));
}

/** Whether statements throw for what a caller passes: not for a state that only a broken program gets into (`if (!this.isLoaded) throw …`). */
function hasThrow(body: readonly Statement[], parameters: ReadonlySet<string>): boolean {
  return body.some((statement) => {
    if (statement.kind === 'throw') return true;
    if (statement.kind === 'try' && statement.handler) return hasThrow(statement.handler.body, parameters) || hasThrow(statement.finalizer, parameters);
    if (statement.kind === 'if' && !mentions(statement.test, parameters)) return false;
    return bodiesOf(statement).some((inner) => hasThrow(inner, parameters));
  });
}

function mentions(node: Expression, names: ReadonlySet<string>): boolean {
  return (node.kind === 'name' && names.has(node.name)) || partsOf(node).some((part) => mentions(part, names));
}

/** `listeners[i](…)`, `listener.apply(…)`: of what is called there nothing is known but that it is a function. */
function isSomeFunction(callee: Expression): boolean {
  return callee.kind === 'index' || (callee.kind === 'member' && (callee.name === 'apply' || callee.name === 'call'));
}

/** Whether a name stands in a function, or in one inside it. */
function isUsedIn({ functions }: Module, { start, end }: FunctionNode, name: string): boolean {
  let found = false;
  for (const fn of functions) {
    if (fn.start < start || fn.end > end) continue;
    eachExpressionOf(fn.body, (node) => {
      found ||= node.kind === 'name' && node.name === name;
    });
  }
  return found;
}

/** The names of a function's parameters, and of its variables that are made of them. */
function parameterNames(module: Module, fn: FunctionNode): ReadonlySet<string> {
  const names = new Set(fn.parameters.flatMap((parameter) => parameter.bindings.flatMap((id) => module.bindings[id]?.name ?? [])));
  for (const { name, scope, definitions } of module.bindings) {
    if (module.scopes[scope]?.fn !== fn.id) continue;
    if (definitions.some((definition) => definition.kind === 'value' && mentions(definition.value, names))) names.add(name);
  }
  return names;
}

function thrown(statement: Throw, frame: Frame): Escape {
  return { node: statement.value, frame, thrownAt: { start: statement.start, end: statement.start + 'throw'.length } };
}

function first<T, R>(items: readonly T[], ask: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function memberPath(value: ApiValue): readonly string[] {
  const own = value.step === 'member' ? [value.name] : [];
  return value.of ? [...memberPath(value.of), ...own] : own;
}
