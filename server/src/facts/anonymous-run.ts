import type { Conversation, HandlerShape, Meaning } from '../frameworks/vocabulary/conversation.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { ApiValue, FunctionValue } from '../semantic/values.ts';
import type { Expression, Statement } from '../syntax/tree.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Annotations, Asked } from './annotations.ts';
import { assignDeclared, assignTarget } from './anonymous-bindings.ts';
import { evaluateCall } from './anonymous-calls.ts';
import { makeParameters } from './anonymous-parameters.ts';
import { followMind, fromValues, identity, inputMind, isDerived, meaningMind, memberMind } from './anonymous-members.ts';
import { DERIVED, DOUBT, EMPTY, FORGED, joinMinds, literalMind, literalOf, NOTHING, SOMETHING, truthOf, type Activation, type Mind } from './anonymous-minds.ts';
import type { Roles } from './roles.ts';

/** What came of a run. Several may be true: paths that can't be told apart are all taken. */
export interface AnonymousOutcome {
  /** The next handler runs; of a route's own handler: it answers as if all were well. */
  passes: boolean;
  /** An answer, a redirect or an error instead. */
  refuses: boolean;
  /** Refused with 401 or 403. */
  refusesIdentity: boolean;
  /** The run handed the request, the response or `next` to something that can't be read. */
  unknown: boolean;
  /** A credential was asked for. */
  readsCredential: boolean;
  /** A token was read without being verified. */
  decodes: boolean;
  /** Data was changed on the way. */
  writes: boolean;
}

export interface Run {
  readonly evaluator: Evaluator;
  readonly roles: Roles;
  /** What something of a package means in a conversation. */
  meaningOf(value: ApiValue): Meaning | undefined;
  isWrite(value: ApiValue): boolean;
  readonly conversation: Conversation;
  /** What is written about the route that is asked for, and what the run wanted to know of it. */
  readonly annotations?: Annotations;
  readonly asked: Asked[];
  /** Functions that make what a parameter gets, by the parameter's position. */
  readonly makers?: ReadonlyMap<number, FunctionValue>;
  readonly isHandler: boolean;
  /** What the caller brings: nothing, or a credential that was made up. */
  readonly brings: 'nothing' | 'forgery';
  readonly outcome: AnonymousOutcome;
  /** How many conditions that can't be decided stand around: assignments then add a possibility. */
  doubt: number;
  /** What evaluating the current statement throws. */
  raised: 'never' | 'maybe' | 'always';
  status: number | 'unknown' | undefined;
  /** Whether the request has been answered. */
  answered: 'never' | 'maybe' | 'always';
  readonly stack: FunctionValue['fn'][];
  steps: number;
}

const NORMAL = 1;
const RETURN = 2;
const THROW = 4;
const JUMP = 8;

/** Enough for any middleware that was ever read; what takes longer is unknown. */
const MAX_STEPS = 6000;

/**
 * Runs a handler or middleware symbolically for a caller who brings no credential: no authorization header, no cookie, no session,
 * no `req.user`. What is looked up by a missing credential is not found, verifying one fails, every other condition is taken both ways.
 */
export function runAnonymously(base: Pick<Run, 'evaluator' | 'roles' | 'isWrite' | 'meaningOf' | 'conversation' | 'annotations' | 'asked' | 'makers'>, value: FunctionValue, shape: HandlerShape, isHandler: boolean, brings: Run['brings'] = 'nothing'): AnonymousOutcome {
  const run: Run = {
    ...base, isHandler, brings, doubt: 0, raised: 'never', status: undefined, answered: 'never', stack: [], steps: 0,
    outcome: { passes: false, refuses: false, refusesIdentity: false, unknown: false, readsCredential: false, decodes: false, writes: false },
  };
  const args = shape.parameters.map((meaning): Mind => (meaning ? meaningMind(run, meaning, DOUBT) : DOUBT));
  if (shape.error !== undefined) args[shape.error] = SOMETHING;
  if (!makeParameters(run, args)) return run.outcome;
  const frame = run.evaluator.frames.enter(value, undefined, 'anonymous', value.frame.depth);
  if (!frame) return { ...run.outcome, unknown: true };
  const result = callActivation(run, { frame, env: new Map() }, args);
  if (run.raised !== 'never' || (result.kind === 'promise' && result.promise.rejects)) refuse(run, false);
  if (run.raised !== 'always' && (result.kind !== 'promise' || result.promise.fulfils)) settle(run, shape, result.kind === 'promise' ? result.promise.value : result);
  return run.outcome;
}

/** What it means that the function came to its end without throwing. */
function settle(run: Run, shape: HandlerShape, result: Mind): void {
  if (run.isHandler) {
    if (!run.conversation.answersByReturning || run.answered === 'always') return;
    const { status } = run;
    if (typeof status === 'number' && status >= 400) refuse(run, status === 401 || status === 403);
    else run.outcome.passes = true;
    return;
  }
  if (shape.passes === 'returning' && run.answered !== 'always') run.outcome.passes = true;
  if (shape.passes !== 'truth') return;
  const truth = truthOf(result);
  if (truth !== false) run.outcome.passes = true;
  if (truth !== true) refuse(run, true);
}

export function refuse(run: Run, identity: boolean): void {
  run.outcome.refuses = true;
  if (identity) run.outcome.refusesIdentity = true;
}

/** Runs a function body with arguments; what it throws is raised, or rejects the promise that an async function gives. */
export function callActivation(run: Run, activation: Activation, args: readonly Mind[]): Mind {
  const { fn, module } = activation.frame;
  if (run.stack.length > 10 || run.stack.includes(fn) || run.steps > MAX_STEPS) {
    run.outcome.unknown ||= args.some((arg) => arg.kind === 'next' || arg.kind === 'part');
    return DOUBT;
  }
  run.stack.push(fn);
  for (const parameter of fn.parameters) {
    for (const id of parameter.bindings) {
      const binding = module.bindings[id];
      const definition = binding?.definitions.find((one) => one.kind === 'parameter' && one.fn === fn.id);
      if (!binding || definition?.kind !== 'parameter') continue;
      const given: Mind = definition.rest ? { kind: 'list', items: args.slice(definition.index) } : followMind(run, args[definition.index] ?? (definition.fallback ? evaluateMind(run, definition.fallback, activation) : DOUBT), definition.path);
      activation.env.set(binding, given);
    }
  }
  const outer = run.raised;
  run.raised = 'never';
  const completion = execute(run, fn.body, activation);
  run.stack.pop();
  const value = activation.returned ?? literalMind(undefined);
  const rejects = (completion & THROW) !== 0;
  const fulfils = (completion & (NORMAL | RETURN)) !== 0;
  if (fn.isAsync) {
    run.raised = outer;
    const inner = value.kind === 'promise' ? value.promise : undefined;
    return { kind: 'promise', promise: { fulfils: fulfils && (inner?.fulfils ?? true), rejects: rejects || (inner?.rejects ?? false), value: inner?.value ?? value } };
  }
  run.raised = rejects ? (fulfils || outer === 'maybe' ? 'maybe' : 'always') : outer;
  return value;
}

function execute(run: Run, body: readonly Statement[], activation: Activation): number {
  let completion = 0;
  for (const statement of body) {
    const own = executeStatement(run, statement, activation);
    completion |= own & ~NORMAL;
    if ((own & NORMAL) === 0) return completion;
  }
  return completion | NORMAL;
}

function executeStatement(run: Run, statement: Statement, activation: Activation): number {
  run.steps++;
  switch (statement.kind) {
    case 'expression':
      evaluateMind(run, statement.value, activation);
      return afterExpression(run);
    case 'declare':
      for (const value of statement.values) assignDeclared(run, value, evaluateMind(run, value, activation), activation);
      return afterExpression(run);
    case 'return': {
      const value = statement.value ? evaluateMind(run, statement.value, activation) : literalMind(undefined);
      const completion = afterExpression(run);
      if ((completion & NORMAL) === 0) return completion;
      activation.returned = joinMinds(activation.returned, value);
      return (completion & ~NORMAL) | RETURN;
    }
    case 'throw':
      evaluateMind(run, statement.value, activation);
      run.raised = 'never';
      if (saysWho(run, statement.value, activation)) run.outcome.refusesIdentity = true;
      return THROW;
    case 'block': return execute(run, statement.body, activation);
    case 'if': return executeIf(run, statement, activation);
    case 'loop': {
      for (const expression of [...(statement.iterated ? [statement.iterated] : []), ...statement.head]) evaluateMind(run, expression, activation);
      const before = afterExpression(run);
      if ((before & NORMAL) === 0) return before;
      return (before | doubtfully(run, () => execute(run, statement.body, activation)) | NORMAL) & ~JUMP;
    }
    case 'switch': {
      evaluateMind(run, statement.value, activation);
      const before = afterExpression(run);
      if ((before & NORMAL) === 0) return before;
      const hasDefault = statement.cases.some((one) => !one.test);
      const cases = statement.cases.map((one) => doubtfully(run, () => execute(run, one.body, activation)));
      const all = cases.reduce((sum, one) => sum | one, before & ~NORMAL);
      return ((all & JUMP) !== 0 || !hasDefault ? all | NORMAL : all) & ~JUMP;
    }
    case 'try': return executeTry(run, statement, activation);
    case 'break':
    case 'continue': return JUMP;
  }
}

/** Whether an error that is thrown is the framework's own for callers who aren't known. */
function saysWho({ evaluator, meaningOf }: Run, thrown: Expression, { frame }: Activation): boolean {
  return thrown.kind === 'call' && thrown.isNew && evaluator.evaluate(thrown, frame).some((value) => {
    const meaning = value.kind === 'api' ? meaningOf(value) : undefined;
    return meaning?.is === 'throw' && meaning.status === 401;
  });
}

function executeIf(run: Run, statement: Statement & { kind: 'if' }, activation: Activation): number {
  const truth = truthOf(evaluateMind(run, statement.test, activation));
  const before = afterExpression(run);
  if ((before & NORMAL) === 0) return before;
  const rest = before & ~NORMAL;
  if (truth !== undefined) return rest | execute(run, truth ? statement.then : statement.otherwise, activation);
  return rest | doubtfully(run, () => execute(run, statement.then, activation)) | doubtfully(run, () => execute(run, statement.otherwise, activation));
}

function executeTry(run: Run, statement: Statement & { kind: 'try' }, activation: Activation): number {
  let completion = execute(run, statement.block, activation);
  const { handler } = statement;
  if ((completion & THROW) !== 0 && handler) {
    for (const id of handler.bindings) {
      const binding = activation.frame.module.bindings[id];
      if (binding) activation.env.set(binding, SOMETHING);
    }
    const caught = completion & ~THROW;
    completion = caught | (caught === 0 ? execute(run, handler.body, activation) : doubtfully(run, () => execute(run, handler.body, activation)));
  }
  const last = execute(run, statement.finalizer, activation);
  return (last & NORMAL) === 0 ? last : completion | (last & ~NORMAL);
}

/** Runs something that may or may not happen. */
export function doubtfully<T>(run: Run, body: () => T): T {
  const { status } = run;
  const { answered } = run;
  run.doubt++;
  const result = body();
  run.doubt--;
  run.status = status; // a status that was set on the way to an answer of its own
  if (run.answered !== answered && answered !== 'always') run.answered = 'maybe';
  return result;
}

function afterExpression(run: Run): number {
  const { raised } = run;
  run.raised = 'never';
  return raised === 'always' ? THROW : raised === 'maybe' ? THROW | NORMAL : NORMAL;
}

export function raise(run: Run, how: 'maybe' | 'always'): void {
  run.raised = how === 'always' || run.raised === 'always' ? 'always' : 'maybe';
}

/** What an expression is worth in this run. */
export function evaluateMind(run: Run, node: Expression, activation: Activation): Mind {
  run.steps++;
  if (run.raised === 'always') return DOUBT;
  const evaluate = (part: Expression) => evaluateMind(run, part, activation);
  switch (node.kind) {
    case 'literal': return literalMind(node.value);
    case 'name': return evaluateName(run, node, activation);
    case 'member': return memberMind(run, evaluate(node.object), node.name, node.optional || isOptionalChain(node.object));
    case 'index': return evaluateIndex(run, node, activation);
    case 'call': return evaluateCall(run, node, activation);
    case 'await': return awaited(run, evaluate(node.value));
    case 'conditional': {
      const truth = truthOf(evaluate(node.test));
      if (truth !== undefined) return evaluate(truth ? node.whenTrue : node.whenFalse);
      return joinMinds(doubtfully(run, () => evaluate(node.whenTrue)), doubtfully(run, () => evaluate(node.whenFalse)));
    }
    case 'binary': return evaluateBinary(run, node, activation);
    case 'unary': {
      const value = evaluate(node.value);
      if (node.operator === '!') return notMind(value);
      if (node.operator === 'typeof') return value.kind === 'nothing' ? literalMind('undefined') : DOUBT;
      return value.kind === 'nothing' ? value : DOUBT;
    }
    case 'assign': {
      const value = evaluate(node.value);
      assignTarget(run, node.target, value, activation);
      return value;
    }
    case 'function': {
      const fn = activation.frame.module.functions[node.id];
      return fn ? { kind: 'closure', fn, activation } : DOUBT;
    }
    case 'object':
    case 'array': return { kind: 'literal-object', node, activation };
    case 'template': {
      const parts = node.parts.map(evaluate);
      if (parts.some((part) => part.kind === 'forged')) return FORGED;
      return parts.some((part) => isDerived(run, part)) ? DERIVED : fromValues(run.evaluator.evaluate(node, activation.frame));
    }
    case 'spread': return evaluate(node.value);
    case 'opaque':
      node.parts.forEach(evaluate);
      return DOUBT;
    default: return fromValues(run.evaluator.evaluate(node, activation.frame));
  }
}

function evaluateIndex(run: Run, node: Expression & { kind: 'index' }, activation: Activation): Mind {
  const object = evaluateMind(run, node.object, activation);
  const index = evaluateMind(run, node.index, activation);
  const key = literalOf(index)?.value;
  if (object.kind === 'list') return itemOf(object.items, node.index, key);
  if (typeof key === 'string') return memberMind(run, object, key, node.optional);
  if (object.kind === 'session') return identity(run);
  if (object.kind === 'input' && object.of === 'cookies') return inputMind(run, 'cookies', '');
  if (object.kind === 'empty' || object.kind === 'forged' || object.kind === 'claimed') return object;
  if (object.kind === 'nothing') return memberMind(run, object, '', node.optional);
  const isMissing = literalOf(index) !== undefined && (key === undefined || key === null);
  return isMissing || isDerived(run, index) ? NOTHING : DOUBT; // looked up by a credential that isn't there
}

/** An item of the arguments: by its number, or the last one (`args[args.length - 1]`). */
function itemOf(items: readonly Mind[], index: Expression, key: unknown): Mind {
  if (typeof key === 'number') return items[key] ?? literalMind(undefined);
  const isLast = index.kind === 'binary' && index.operator === '-' && index.left.kind === 'member' && index.left.name === 'length' && index.right.kind === 'literal' && index.right.value === 1;
  return isLast ? items[items.length - 1] ?? DOUBT : DOUBT;
}

function isOptionalChain(node: Expression): boolean {
  if (node.kind === 'member' || node.kind === 'index' || node.kind === 'call') return node.optional || isOptionalChain(node.kind === 'call' ? node.callee : node.object);
  return false;
}

function notMind(value: Mind): Mind {
  const truth = truthOf(value);
  return truth === undefined ? DOUBT : literalMind(!truth);
}

export function awaited(run: Run, value: Mind): Mind {
  if (value.kind !== 'promise') return value;
  const { fulfils, rejects } = value.promise;
  if (rejects) raise(run, fulfils ? 'maybe' : 'always');
  return value.promise.value;
}

function evaluateName(run: Run, node: Expression & { kind: 'name' }, activation: Activation): Mind {
  const binding = findBinding(activation.frame.module, node.scope, node.name);
  if (!binding) return fromValues(run.evaluator.evaluate(node, activation.frame));
  const home = activation.frame.module.scopes[binding.scope]?.fn ?? 0;
  for (let at: Activation | undefined = activation; at; at = at.parent) {
    const held = at.frame.module === activation.frame.module && at.frame.fn.id === home ? at.env.get(binding) : undefined;
    if (held) return held;
  }
  return fromValues(run.evaluator.evaluate(node, activation.frame));
}

function evaluateBinary(run: Run, node: Expression & { kind: 'binary' }, activation: Activation): Mind {
  const left = evaluateMind(run, node.left, activation);
  const truth = truthOf(left);
  const right = () => evaluateMind(run, node.right, activation);
  switch (node.operator) {
    case '&&': return truth === false ? left : truth === true ? right() : decided(left, doubtfully(run, right), false);
    case '||': return truth === true ? left : truth === false ? emptied(left, right()) : decided(left, doubtfully(run, right), true);
    case '??': return left.kind === 'nothing' ? emptied(left, right()) : truth === true ? left : joinMinds(left, doubtfully(run, right));
    case ',': return right();
    case '===': case '==': return equality(left, right(), true);
    case '!==': case '!=': return equality(left, right(), false);
    case 'instanceof': case 'in': return right(), left.kind === 'nothing' ? literalMind(false) : DOUBT;
    default: {
      const other = right();
      return isDerived(run, left) || isDerived(run, other) ? (node.operator === '+' ? DERIVED : DOUBT) : DOUBT;
    }
  }
}

/** Of `unknown && false` and `unknown || true` the outcome is known all the same. */
function decided(left: Mind, right: Mind, decides: boolean): Mind {
  return truthOf(right) === decides ? right : joinMinds(left, right);
}

/** `token ?? ''` is still made of the missing token. */
function emptied(left: Mind, right: Mind): Mind {
  const isMissing = left.kind === 'nothing' || left.kind === 'empty';
  return isMissing && truthOf(right) === false ? EMPTY : right;
}

/** A missing credential equals nothing but what is missing too: never a configured secret. */
function equality(left: Mind, right: Mind, positive: boolean): Mind {
  const [a, b] = [literalOf(left), literalOf(right)];
  if (a && b) return literalMind((a.value === b.value) === positive);
  if (left.kind === 'claimed' || right.kind === 'claimed') return DOUBT;
  if (left.kind === 'forged' || right.kind === 'forged') return literalMind(!positive); // no secret equals it
  if (left.kind === 'empty' || right.kind === 'empty') return literalMind(((left.kind === 'empty' ? b?.value === '' : a?.value === '') || left.kind === right.kind) === positive);
  if (left.kind !== 'nothing' && right.kind !== 'nothing') return DOUBT;
  const other = left.kind === 'nothing' ? right : left;
  if (other.kind === 'nothing') return literalMind(positive);
  const literal = literalOf(other);
  return literalMind((literal !== undefined && (literal.value === undefined || literal.value === null || literal.value === false)) === positive);
}
