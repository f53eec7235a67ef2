import type { Evaluator } from '../semantic/evaluate.ts';
import { partsOf, returnsOf } from '../semantic/returns.ts';
import { GLOBALS, type ApiValue, type Frame, type FunctionValue, type Value } from '../semantic/values.ts';
import type { Call, Expression, Statement } from '../syntax/tree.ts';

/** Where a rejection starts: a call (or a `throw`) in `frame`, and every function on the way to it. */
export interface Escape {
  readonly node: Expression;
  readonly frame: Frame;
  readonly isThrow: boolean;
}

/** Parameters that never reject when called: what the framework hands to a handler besides the request. */
export interface SafeParameters {
  readonly fn: FunctionValue['fn'];
  readonly indexes: ReadonlySet<number>;
}

const MAX_DEPTH = 8;

/**
 * What can escape from a function as a rejection: the first call that can fail and isn't caught on the way out. An awaited call can
 * fail unless it is known not to: a project function that catches everything, a promise that is never rejected, a `.catch(…)`.
 * Failures inside a `catch` block don't count, except what it throws on purpose.
 */
export function createRejections(evaluator: Evaluator): { escapeOf(value: FunctionValue, safe?: SafeParameters): Escape | undefined } {
  const memo = new Map<Frame, Escape | 'none'>();
  const running = new Set<FunctionValue['fn']>();
  let safeParameters: SafeParameters | undefined;
  let depth = 0;

  /** The rejection of the promise that calling this function gives. */
  function escapeOfFrame(frame: Frame): Escape | undefined {
    const known = memo.get(frame);
    if (known) return known === 'none' ? undefined : known;
    if (running.has(frame.fn) || depth > MAX_DEPTH) return undefined;
    running.add(frame.fn);
    depth++;
    const found = frame.fn.isAsync ? inStatements(frame.fn.body, frame, false) : inReturns(frame);
    depth--;
    running.delete(frame.fn);
    memo.set(frame, found ?? 'none');
    return found;
  }

  function inReturns(frame: Frame): Escape | undefined {
    return first(returnsOf(frame.fn), (value) => ofPromise(value, frame));
  }

  function inStatements(body: readonly Statement[], frame: Frame, caught: boolean): Escape | undefined {
    return first(body, (statement) => inStatement(statement, frame, caught));
  }

  function inStatement(statement: Statement, frame: Frame, caught: boolean): Escape | undefined {
    const own = (node: Expression) => (caught ? undefined : inExpression(node, frame));
    switch (statement.kind) {
      case 'expression': return own(statement.value);
      case 'declare': return first(statement.values, own);
      // `return promise` leaves the `try` before the promise is settled.
      case 'return': return statement.value && (own(statement.value) ?? ofPromise(statement.value, frame));
      case 'throw': return caught ? undefined : own(statement.value) ?? { node: statement.value, frame, isThrow: true };
      case 'block': return inStatements(statement.body, frame, caught);
      case 'if': return own(statement.test) ?? inStatements(statement.then, frame, caught) ?? inStatements(statement.otherwise, frame, caught);
      case 'loop': return (statement.iterated && own(statement.iterated)) ?? first(statement.head, own) ?? inStatements(statement.body, frame, caught);
      case 'switch': return own(statement.value) ?? first(statement.cases, (one) => inStatements(one.body, frame, caught));
      case 'try': return inTry(statement, frame, caught);
      case 'break':
      case 'continue': return undefined;
    }
  }

  function inTry(statement: Statement & { kind: 'try' }, frame: Frame, caught: boolean): Escape | undefined {
    const { handler } = statement;
    if (!handler) return inStatements(statement.block, frame, caught) ?? inStatements(statement.finalizer, frame, caught);
    return inStatements(statement.block, frame, true) ?? (caught ? undefined : thrownOnPurpose(handler.body, frame)) ?? inStatements(statement.finalizer, frame, caught);
  }

  function thrownOnPurpose(body: readonly Statement[], frame: Frame): Escape | undefined {
    return first(body, (statement): Escape | undefined => {
      switch (statement.kind) {
        case 'throw': return { node: statement.value, frame, isThrow: true };
        case 'if': return thrownOnPurpose(statement.then, frame) ?? thrownOnPurpose(statement.otherwise, frame);
        case 'block':
        case 'loop': return thrownOnPurpose(statement.body, frame);
        case 'switch': return first(statement.cases, (one) => thrownOnPurpose(one.body, frame));
        case 'try': return statement.handler ? thrownOnPurpose(statement.handler.body, frame) : thrownOnPurpose(statement.block, frame);
        default: return undefined;
      }
    });
  }

  /** What an expression throws where it stands: awaited rejections, and what the project's own functions throw. */
  function inExpression(node: Expression, frame: Frame): Escape | undefined {
    if (node.kind === 'await') return inExpression(node.value, frame) ?? ofPromise(node.value, frame);
    const inner = first(partsOf(node), (part) => inExpression(part, frame));
    if (inner || node.kind !== 'call' || node.isNew) return inner;
    return first(evaluator.evaluate(node.callee, frame), (callee) => {
      if (callee.kind !== 'function' || callee.fn.isAsync || callee.fn.isGenerator) return undefined;
      return throwsWhenCalled(callee, node, frame) ? { node, frame, isThrow: false } : undefined;
    });
  }

  function throwsWhenCalled(callee: FunctionValue, node: Call, frame: Frame): boolean {
    if (running.has(callee.fn) || depth > MAX_DEPTH) return false;
    const inner = evaluator.callFrame(callee, node, frame);
    if (!inner) return false;
    running.add(callee.fn);
    depth++;
    const found = throwsIn(callee.fn.body, inner);
    depth--;
    running.delete(callee.fn);
    return found !== undefined;
  }

  /** Like `inStatements`, of a function that isn't async: what it returns is not awaited. */
  function throwsIn(body: readonly Statement[], frame: Frame): Escape | undefined {
    return first(body, (statement): Escape | undefined => (statement.kind === 'return' ? statement.value && inExpression(statement.value, frame) : inStatement(statement, frame, false)));
  }

  /** The rejection of a promise that an expression stands for. */
  function ofPromise(node: Expression, frame: Frame): Escape | undefined {
    switch (node.kind) {
      case 'call': return ofCall(node, frame);
      case 'template': return node.tag && evaluator.evaluate(node.tag, frame).some((tag) => tag.kind === 'api') ? { node, frame, isThrow: false } : undefined;
      case 'conditional': return ofPromise(node.whenTrue, frame) ?? ofPromise(node.whenFalse, frame);
      case 'binary': return ['&&', '||', '??', ','].includes(node.operator) ? ofPromise(node.right, frame) ?? ofPromise(node.left, frame) : undefined;
      case 'assign': return ofPromise(node.value, frame);
      case 'name': return ofVariable(node, frame);
      default: return undefined;
    }
  }

  function ofVariable(node: Expression & { kind: 'name' }, frame: Frame): Escape | undefined {
    const { scopes, bindings } = frame.module;
    for (let at = node.scope; at >= 0; at = scopes[at]?.parent ?? -1) {
      const id = scopes[at]?.names.get(node.name);
      const binding = id === undefined ? undefined : bindings[id];
      if (!binding) continue;
      const [only] = binding.definitions;
      return binding.definitions.length === 1 && only?.kind === 'value' && only.path.length === 0 && only.value.kind === 'call' ? ofPromise(only.value, frame) : undefined;
    }
    return undefined;
  }

  function ofCall(node: Call, frame: Frame): Escape | undefined {
    const { callee } = node;
    if (callee.kind === 'member') {
      if (callee.name === 'catch') return handlerEscape(node.args[0], frame) ?? undefined;
      if (callee.name === 'then') return node.args[1] ? handlerEscape(node.args[0], frame) : ofPromise(callee.object, frame) ?? handlerEscape(node.args[0], frame);
      if (callee.name === 'finally') return ofPromise(callee.object, frame);
    }
    return first(evaluator.evaluate(callee, frame), (value) => ofCallee(value, node, frame));
  }

  function ofCallee(value: Value, node: Call, frame: Frame): Escape | undefined {
    const here: Escape = { node, frame, isThrow: false };
    switch (value.kind) {
      case 'function': {
        const inner = evaluator.callFrame(value, node, frame);
        if (!inner) return undefined;
        return escapeOfFrame(inner) || (!value.fn.isAsync && throwsWhenCalled(value, node, frame)) ? here : undefined;
      }
      case 'api': return ofApi(value, node, frame);
      case 'parameter': return isSafe(value.frame, value.index) ? undefined : here;
      case 'unknown': return node.callee.kind === 'name' ? undefined : here;
      case 'builtin': return value.of.kind === 'array' ? undefined : here;
      default: return undefined;
    }
  }

  function isSafe(frame: Frame, index: number): boolean {
    return safeParameters?.fn === frame.fn && safeParameters.indexes.has(index);
  }

  function ofApi(value: ApiValue, node: Call, frame: Frame): Escape | undefined {
    const here: Escape = { node, frame, isThrow: false };
    const root = rootName(value);
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
    const { scopes, bindings } = frame.module;
    for (let at = node.scope; at >= 0; at = scopes[at]?.parent ?? -1) {
      const id = scopes[at]?.names.get(node.name);
      const definition = id === undefined ? undefined : bindings[id]?.definitions[0];
      if (definition) return definition.kind === 'parameter' && frame.module.functions[definition.fn] === safeParameters.fn && safeParameters.indexes.has(definition.index);
    }
    return false;
  }

  function ofExecutor(node: Call, frame: Frame): Escape | undefined {
    const here: Escape = { node, frame, isThrow: false };
    const [executor] = node.args[0] ? evaluator.evaluate(node.args[0], frame) : [];
    if (executor?.kind !== 'function') return undefined;
    const reject = executor.fn.parameters[1];
    if (reject && reject.name !== undefined && !reject.name.startsWith('_')) return here;
    return undefined;
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
    return throwsIn(inner.fn.body, inner) ?? inReturns(inner);
  }

  return {
    escapeOf(value, safe) {
      safeParameters = safe;
      const frame = value.frame.depth > 0 || value.self ? evaluator.frames.enter(value, undefined, 'handler', value.frame.depth) : evaluator.frames.generic(value.frame.module, value.fn.id);
      return frame && escapeOfFrame(frame);
    },
  };
}

function first<T, R>(items: readonly T[], ask: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function rootName(value: ApiValue): string {
  let at = value;
  while (at.of) at = at.of;
  return at.name;
}

function memberPath(value: ApiValue): readonly string[] {
  const own = value.step === 'member' ? [value.name] : [];
  return value.of ? [...memberPath(value.of), ...own] : own;
}
