import { IDENTITY_NAMES, type Meaning } from '../frameworks/vocabulary/conversation.ts';
import type { RoleRow, Slot } from '../frameworks/model.ts';
import { selfOf } from '../semantic/frames.ts';
import { GLOBALS, type ApiValue, type FunctionValue, type Value } from '../semantic/values.ts';
import type { Call } from '../syntax/tree.ts';
import { awaited, callActivation, doubtfully, evaluateMind, raise, refuse, type Run } from './anonymous-run.ts';
import { fromValues, identity, inputMind, isDerived, meaningMind, memberMind } from './anonymous-members.ts';
import { CLAIMED, DOUBT, EMPTY, FORGED, literalMind, literalOf, NOTHING, SOMETHING, truthOf, type Activation, type Mind, type PromiseState } from './anonymous-minds.ts';

/** Methods of a text that ask about its form, which whoever makes it up gets right or not. */
const TESTS = new Set(['startsWith', 'endsWith', 'includes', 'match', 'test', 'some', 'every']);

/** A call, as an anonymous caller's request meets it. */
export function evaluateCall(run: Run, node: Call, activation: Activation): Mind {
  const { callee } = node;
  if (callee.kind !== 'member') {
    const target = evaluateMind(run, callee, activation);
    const args = argumentMinds(run, node, activation);
    return run.raised === 'always' ? DOUBT : callMind(run, target, args, node, activation);
  }
  const object = evaluateMind(run, callee.object, activation);
  if (run.raised === 'always' && !(object.kind === 'promise')) return DOUBT;
  if (object.kind === 'nothing') {
    if (callee.optional || node.optional || callee.object.kind === 'member' && callee.object.optional) return NOTHING;
    if (callee.name === 'then') return callContinuation(run, object, node, activation);
    raise(run, 'always');
    return NOTHING;
  }
  if (object.kind === 'empty' || object.kind === 'forged' || object.kind === 'claimed') {
    argumentMinds(run, node, activation);
    return TESTS.has(callee.name) ? DOUBT : object;
  }
  if (object.kind === 'derived') return argumentMinds(run, node, activation).length >= 0 ? NOTHING : DOUBT;
  if (callee.name === 'then' || callee.name === 'catch' || callee.name === 'finally') return callContinuation(run, object, node, activation);
  const args = argumentMinds(run, node, activation);
  if (run.raised === 'always') return DOUBT;
  if (object.kind === 'part') return callOnPart(run, object, callee.name, args, node, activation);
  if (object.kind === 'session') return identity(run); // `session.get('userId')`
  if (object.kind === 'input') return callOnInput(run, object, callee.name, args);
  if (object.kind === 'values') return callMind(run, fromValues(object.values.flatMap((value) => run.evaluator.member(value, callee.name))), args, node, activation);
  if ((object.kind === 'next' || object.kind === 'closure') && (callee.name === 'call' || callee.name === 'apply')) return callMind(run, object, args.slice(1), node, activation);
  return callUnknown(run, args);
}

function argumentMinds(run: Run, node: Call, activation: Activation): readonly Mind[] {
  return node.args.flatMap((argument) => {
    const mind = evaluateMind(run, argument, activation);
    return argument.kind === 'spread' && mind.kind === 'list' ? mind.items : [mind];
  });
}

function callMind(run: Run, target: Mind, args: readonly Mind[], node: Call, activation: Activation): Mind {
  switch (target.kind) {
    case 'next': return callNext(run, args, node);
    case 'method': return callMeaning(run, target.meaning, target.of, args, node, activation);
    case 'settle': {
      if (target.fulfils) {
        target.promise.fulfils = true;
        target.promise.value = args[0] ?? literalMind(undefined);
      } else target.promise.rejects = true;
      return DOUBT;
    }
    case 'closure': return callActivation(run, { frame: closureFrame(run, target, activation), parent: target.activation, env: new Map() }, args);
    case 'nothing':
      if (!node.optional) raise(run, 'always');
      return NOTHING;
    case 'values': {
      const [value] = target.values;
      if (node.isNew && value?.kind === 'class') return DOUBT; // keeps what it is given
      const callable = target.values.filter((one) => one.kind === 'function' || one.kind === 'api');
      if (!value || callable.length !== 1 || callable.length < target.values.filter((one) => one.kind !== 'unknown').length) return callUnknown(run, args);
      const [only] = callable;
      return only?.kind === 'function' ? callFunction(run, only, args, node, activation) : only?.kind === 'api' ? callApi(run, only, args, node, activation) : callUnknown(run, args);
    }
    default: return node.isNew ? SOMETHING : callUnknown(run, args);
  }
}

function closureFrame(run: Run, target: Mind & { kind: 'closure' }, activation: Activation) {
  const { frame } = target.activation;
  return run.evaluator.frames.inside(frame, target.fn.id) ?? run.evaluator.frames.generic(frame.module, target.fn.id) ?? activation.frame;
}

function callFunction(run: Run, value: FunctionValue, args: readonly Mind[], node: Call, activation: Activation): Mind {
  if (node.isNew) return SOMETHING;
  const frame = run.evaluator.callFrame(value, node, activation.frame);
  if (!frame || value.fn.isGenerator) return callUnknown(run, args);
  let parent: Activation | undefined = activation;
  while (parent && parent.frame !== frame.parent) parent = parent.parent;
  return callActivation(run, { frame, env: new Map(), ...(parent && { parent }) }, args);
}

/** `next()` passes, `next(error)` refuses; of `next(x)` with an unknown x nobody can say. */
function callNext(run: Run, args: readonly Mind[], node: Call): Mind {
  const [first] = args;
  const literal = first && literalOf(first);
  const made = node.args[0]?.kind === 'call';
  if (!first || first.kind === 'nothing' || literal?.value === 'route' || literal?.value === 'router' || (literal && !literal.value)) run.outcome.passes = true;
  else if (made || truthOf(first) === true) refuse(run, false);
  else {
    run.outcome.passes = true;
    refuse(run, false);
  }
  return DOUBT;
}

function callOnPart(run: Run, object: Mind & { kind: 'part' }, name: string, args: readonly Mind[], node: Call, activation: Activation): Mind {
  const described = run.conversation.parts[object.part];
  const meaning = described?.members[name];
  if (meaning) return callMeaning(run, meaning, object, args, node, activation);
  if (described?.isChainable) return object;
  callBack(run, args, [DOUBT, DOUBT], activation);
  return DOUBT;
}

/** Maps of input are read by `get`: `cookies.get('session')`. */
function callOnInput(run: Run, object: Mind & { kind: 'input' }, name: string, args: readonly Mind[]): Mind {
  const key = args[0] && literalOf(args[0]);
  if (name === 'get' || name === 'getAll') return typeof key?.value === 'string' ? inputMind(run, object.of, key.value) : object.of === 'cookies' ? inputMind(run, 'cookies', '') : DOUBT;
  return name === 'has' && typeof key?.value === 'string' && inputMind(run, object.of, key.value).kind === 'nothing' ? literalMind(false) : DOUBT;
}

/** A method of the conversation, called. */
function callMeaning(run: Run, meaning: Meaning, object: Mind, args: readonly Mind[], node: Call, activation: Activation): Mind {
  switch (meaning.is) {
    case 'test':
      identity(run);
      return literalMind(meaning.stranger);
    case 'reader': {
      const key = args[0] && literalOf(args[0]);
      if (meaning.of === 'identity') return typeof key?.value === 'string' && IDENTITY_KEYS.has(key.value) ? identity(run) : DOUBT;
      if (args.length === 0) return { kind: 'input', of: meaning.of };
      return typeof key?.value === 'string' || meaning.of === 'cookies' ? inputMind(run, meaning.of, String(key?.value ?? '')) : DOUBT;
    }
    case 'getter': return meaningMind(run, meaning.gives, object);
    case 'status':
      run.status = statusOf(run, args[0]);
      return object;
    case 'answer':
      if (meaning.status !== undefined) setStatus(run, meaning.status, args, meaning.orBody);
      respond(run, false);
      return object;
    case 'redirect':
      respond(run, true);
      return object;
    case 'throw':
      if (meaning.status !== undefined) setStatus(run, meaning.status, args);
      refuse(run, run.status === 401 || run.status === 403);
      raise(run, 'always');
      return DOUBT;
    case 'assert': {
      const truth = args[0] ? truthOf(args[0]) : undefined;
      if (truth !== true) raise(run, truth === false ? 'always' : 'maybe');
      return DOUBT;
    }
    case 'verifier':
      run.outcome.readsCredential = true;
      return { kind: 'promise', promise: { fulfils: false, rejects: true, value: DOUBT } };
    case 'pass': return callNext(run, args, node);
    case 'transport': return run.annotations ? literalMind(run.annotations.transport) : DOUBT;
    case 'metadata': return readMetadata(run, args[meaning.key], args[meaning.targets]);
    case 'entry':
    case 'nothing': return meaningMind(run, meaning, object);
    // Sessions and identities that are functions too are asked for what they hold.
    case 'identity':
    case 'session': return identity(run);
    case 'part':
    case 'input':
      callBack(run, args, [DOUBT, DOUBT], activation);
      return DOUBT;
  }
}

const IDENTITY_KEYS: ReadonlySet<string> = new Set(IDENTITY_NAMES);

function statusOf(run: Run, given: Mind | undefined, orBody = false): Run['status'] {
  const literal = given && literalOf(given);
  if (typeof literal?.value === 'number') return literal.value;
  return orBody || !given || literal ? run.status : 'unknown';
}

function setStatus(run: Run, status: number | Slot, args: readonly Mind[], orBody = false): void {
  if (typeof status === 'number') run.status = status;
  else if (status.slot === 'argument') run.status = statusOf(run, args[status.index], orBody);
  else if (status.slot === 'option') {
    const options = args[status.index];
    if (options) run.status = options.kind === 'literal-object' ? statusOf(run, memberMind(run, options, status.key, true), true) : 'unknown';
  }
}

/** A middleware that answers lets nobody on; a handler refuses by its status. */
function respond(run: Run, isRedirect: boolean): void {
  const { status } = run;
  const identity = status === 401 || status === 403;
  run.answered = 'always';
  if (!run.isHandler || isRedirect || (typeof status === 'number' && status >= 400)) return refuse(run, identity);
  run.outcome.passes = true;
  if (status === 'unknown') refuse(run, false);
}

function callApi(run: Run, value: ApiValue, args: readonly Mind[], node: Call, activation: Activation): Mind {
  if (isGlobal(value, 'Promise') && node.isNew) return newPromise(run, args, activation);
  const meaning = run.meaningOf(value);
  if (node.isNew && !meaning) return SOMETHING;
  const row = run.roles.rowOf(value);
  const role = run.roles.roleOf(value);
  if (run.isWrite(value)) run.outcome.writes = true;
  if (row && row !== 'unknown' && row.role === 'verifier') {
    if (!args.some((arg) => isDerived(run, arg))) return DOUBT;
    run.outcome.readsCredential = true;
    if (row.callback && args.some(isFunction)) {
      callBack(run, args, row.callback.map((one) => (one === 'nothing' ? NOTHING : SOMETHING)), activation);
      return DOUBT;
    }
    raise(run, 'always');
    return DOUBT;
  }
  if (meaning) return callMeaning(run, meaning, DOUBT, args, node, activation);
  if (role === 'gate') return callGate(run, row === 'unknown' ? undefined : row, node, activation);
  if (role === 'rate-limiter' && value.step === 'member') return literalMind(true);
  if (role === 'caller') return identity(run);
  if (value.step === 'call' && args.some((arg) => arg.kind === 'part' || arg.kind === 'next')) return callMiddleware(run, value, role, args, activation);
  if (value.step === 'member' && value.of && isGlobal(value.of, 'Promise')) return promiseOf(value.name, args);
  if (role === 'runner') {
    for (const arg of args) if (isFunction(arg) || arg.kind === 'next') callMind(run, arg, [], node, activation);
    return DOUBT;
  }
  if (role === 'decoder') run.outcome.decodes = true;
  if (role === 'decoder') return args.some((arg) => arg.kind === 'forged' || arg.kind === 'claimed') ? CLAIMED : args.some((arg) => isDerived(run, arg)) ? NOTHING : DOUBT;
  if (isPlainGlobal(value)) return args.some((arg) => arg.kind === 'forged') ? FORGED : args.some((arg) => arg.kind === 'claimed') ? CLAIMED : args.some((arg) => arg.kind === 'empty') ? EMPTY : args.some((arg) => isDerived(run, arg)) ? NOTHING : DOUBT;
  if (role === 'identity') return { kind: 'session' };
  // A package's middleware, made here and called later: its callback waits.
  const made = run.evaluator.evaluate(node, activation.frame);
  if (made.some((one) => one.kind === 'api' && run.roles.rowOf(one) !== undefined)) return fromValues(made);
  const result = callUnknown(run, args, role === 'neutral');
  return result.kind === 'unknown' ? fromValues(made) : result;
}

/** A gate lets no stranger through, unless the subclass that it is called in decides for itself. */
function callGate(run: Run, row: RoleRow | undefined, node: Call, activation: Activation): Mind {
  run.outcome.readsCredential = true;
  const self = selfOf(activation.frame);
  const [decision] = row?.decidedBy && self ? run.evaluator.member(self, row.decidedBy.method) : [];
  const shape = run.conversation.shapes.find(({ of }) => of !== undefined && of === row?.decidedBy?.as);
  if (decision?.kind !== 'function' || !shape) {
    raise(run, 'always');
    return DOUBT;
  }
  callFunction(run, decision, shape.parameters.map((meaning) => (meaning ? meaningMind(run, meaning, DOUBT) : DOUBT)), node, activation);
  return literalMind(true);
}

/** What decorators of the route set under a key. */
function readMetadata(run: Run, key: Mind | undefined, targets: Mind | undefined): Mind {
  const names = partNames(run, targets);
  if (!run.annotations || key?.kind !== 'values' || names.length === 0) return DOUBT;
  const answer = run.annotations.read(key.values, names);
  run.asked.push({ key: key.values, targets: names, answer });
  return answer ? fromValues(answer) : literalMind(undefined);
}

function partNames(run: Run, mind: Mind | undefined): readonly string[] {
  if (mind?.kind === 'part') return [mind.part];
  if (mind?.kind !== 'literal-object' || mind.node.kind !== 'array') return [];
  return mind.node.elements.flatMap((element) => partNames(run, evaluateMind(run, element, mind.activation)));
}

/** `passport.authenticate('jwt', options, callback)(req, res, next)`: a package's middleware, called by hand. */
function callMiddleware(run: Run, value: ApiValue, role: string, args: readonly Mind[], activation: Activation): Mind {
  const row = run.roles.rowOf(value);
  if (role === 'authentication' && row && row !== 'unknown') {
    run.outcome.readsCredential = true;
    const callback = row.callback && value.site?.node.kind === 'call' ? value.site.node.args.map((argument) => evaluateMind(run, argument, activation)).find(isFunction) : undefined;
    if (!callback || !row.callback) refuse(run, true);
    else callBack(run, [callback], row.callback.map((one) => (one === 'nothing' ? NOTHING : SOMETHING)), activation);
    return DOUBT;
  }
  if (role !== 'neutral' && role !== 'rate-limiter') return callUnknown(run, args);
  const next = args.find((arg) => arg.kind === 'next') ?? args[2];
  if (next?.kind === 'next') run.outcome.passes = true;
  else if (next) callBack(run, [next], [], activation);
  return DOUBT;
}

function isFunction(mind: Mind): boolean {
  return mind.kind === 'closure' || (mind.kind === 'values' && mind.values.some((value) => value.kind === 'function'));
}

/** Something that can't be read: looked up by a missing credential, it finds nothing. */
function callUnknown(run: Run, args: readonly Mind[], isHarmless = false): Mind {
  if (!isHarmless && args.some((arg) => arg.kind === 'next' || arg.kind === 'part')) run.outcome.unknown = true;
  const derived = args.some((arg) => isDerived(run, arg));
  for (const arg of args) if (arg.kind === 'closure') doubtfully(run, () => callMindWith(run, arg, derived ? [DOUBT, NOTHING, NOTHING] : [DOUBT, DOUBT, DOUBT]));
  if (run.raised === 'always') run.raised = 'maybe'; // what a callback throws isn't thrown here
  return derived ? NOTHING : DOUBT;
}

function callMindWith(run: Run, target: Mind & { kind: 'closure' }, args: readonly Mind[]): Mind {
  return callActivation(run, { frame: closureFrame(run, target, target.activation), parent: target.activation, env: new Map() }, args);
}

function callBack(run: Run, args: readonly Mind[], given: readonly Mind[], activation: Activation): void {
  for (const arg of args) {
    if (arg.kind === 'closure') callMindWith(run, arg, given);
    if (arg.kind !== 'values') continue;
    const fn = arg.values.find((value): value is FunctionValue & Value => value.kind === 'function');
    const frame = fn && run.evaluator.frames.enter(fn, undefined, 'callback', activation.frame.depth);
    let parent: Activation | undefined = activation;
    while (frame && parent && parent.frame !== frame.parent) parent = parent.parent;
    if (frame) callActivation(run, { frame, env: new Map(), ...(parent && { parent }) }, given);
  }
}

function newPromise(run: Run, args: readonly Mind[], activation: Activation): Mind {
  const promise: PromiseState = { fulfils: false, rejects: false, value: DOUBT };
  const [executor] = args;
  if (!executor || !isFunction(executor)) return DOUBT;
  const outer = run.raised;
  run.raised = 'never';
  callBack(run, [executor], [{ kind: 'settle', promise, fulfils: true }, { kind: 'settle', promise, fulfils: false }], activation);
  if (run.raised !== 'never') promise.rejects = true;
  run.raised = outer;
  if (!promise.fulfils && !promise.rejects) return DOUBT;
  return { kind: 'promise', promise };
}

function promiseOf(name: string, args: readonly Mind[]): Mind {
  const [first] = args;
  if (name === 'resolve') return first?.kind === 'promise' ? first : { kind: 'promise', promise: { fulfils: true, rejects: false, value: first ?? literalMind(undefined) } };
  if (name === 'reject') return { kind: 'promise', promise: { fulfils: false, rejects: true, value: DOUBT } };
  return DOUBT;
}

/** `.then(…)`, `.catch(…)`, `.finally(…)` on a promise, or on something that may be one. */
function callContinuation(run: Run, object: Mind, node: Call, activation: Activation): Mind {
  const name = node.callee.kind === 'member' ? node.callee.name : '';
  const thrown = run.raised;
  run.raised = 'never';
  const state: PromiseState = object.kind === 'promise' ? object.promise : { fulfils: thrown !== 'always', rejects: thrown !== 'never' || object.kind === 'unknown', value: object };
  const args = argumentMinds(run, node, activation);
  const handlers = name === 'then' ? [args[0], args[1]] : name === 'catch' ? [undefined, args[0]] : [args[0], args[0]];
  const result: PromiseState = { fulfils: false, rejects: false, value: DOUBT };
  const both = state.fulfils && state.rejects;
  const settle = (handler: Mind | undefined, given: Mind, fulfilled: boolean) => {
    if (!handler) {
      if (fulfilled) {
        result.fulfils = true;
        result.value = given;
      } else result.rejects = true;
      return;
    }
    const call = () => awaited(run, callMind(run, handler, name === 'finally' ? [] : [given], node, activation));
    const value = both ? doubtfully(run, call) : call();
    if (run.raised !== 'always') {
      result.fulfils = true;
      result.value = value;
    }
    if (run.raised !== 'never') result.rejects = true;
    run.raised = 'never';
  };
  if (state.fulfils) settle(handlers[0], state.value, true);
  if (state.rejects) settle(handlers[1], SOMETHING, false);
  return { kind: 'promise', promise: result };
}

function isGlobal(value: ApiValue, name: string): boolean {
  return value.step === 'member' && value.name === name && value.of?.name === GLOBALS;
}

const PLAIN_GLOBALS = new Set(['Boolean', 'String', 'Number', 'Object', 'Array', 'JSON', 'Math', 'Date', 'Buffer', 'console', 'parseInt', 'isNaN', 'atob', 'decodeURIComponent']);

function isPlainGlobal(value: ApiValue): boolean {
  let at: ApiValue | undefined = value;
  while (at?.of && at.of.name !== GLOBALS) at = at.of;
  return at !== undefined && at.of !== undefined && PLAIN_GLOBALS.has(at.name);
}
