import { IDENTITY_NAMES, type Meaning } from '../frameworks/vocabulary/conversation.ts';
import type { RoleRow } from '../frameworks/model.ts';
import { selfOf } from '../semantic/frames.ts';
import { GLOBALS, type ApiValue, type FunctionValue, type Value } from '../semantic/values.ts';
import type { Call, Expression } from '../syntax/tree.ts';
import { forgetTarget } from './anonymous-bindings.ts';
import { eachWay } from './anonymous-branches.ts';
import { callOnList, callOnText, MUTATORS, testExpression } from './anonymous-builtins.ts';
import { evaluateMind } from './anonymous-expressions.ts';
import { callOnPath } from './anonymous-addresses.ts';
import { testPath } from './anonymous-paths.ts';
import { errorStatus, respond, setStatus, statusGiven, statusOf } from './anonymous-answers.ts';
import { callContinuation, newPromise, promiseOf } from './anonymous-promises.ts';
import { callActivation, doubtfully, noteUnread, pass, raise, raiseUnclearly, refusalOf, refuse, refuseOnPurpose, type Run } from './anonymous-run.ts';
import { packageOf } from './roles.ts';
import { ask, callOnInput, fromValues, identity, inputMind, isDerived, meaningMind, memberMind } from './anonymous-members.ts';
import { CLAIMED, DOUBT, EMPTY, FORGED, literalMind, literalOf, NOTHING, SOMETHING, truthOf, type Activation, type Mind } from './anonymous-minds.ts';

/** What methods are called that may refuse a caller by themselves. */
const CHECKING = /^(verify|auth|ensure|require|check|guard|protect|assert|is[A-Z])|(Verify|Auth|Guard)$/;

/** Methods of a text that ask about its form, which whoever makes it up gets right or not. */
const TESTS = new Set(['startsWith', 'endsWith', 'includes', 'match', 'test', 'some', 'every']);

/** Methods that only lists have. */
const LIST_METHODS = new Set(['map', 'forEach', 'filter', 'flatMap', 'reduce', 'some', 'find']);

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
  if (MUTATORS.has(callee.name) && object.kind === 'list') forgetTarget(run, callee.object, activation);
  return eachWay(run, object, (one) => callMember(run, one, node, callee, activation));
}

/** A method, called on one thing that its object can be. */
function callMember(run: Run, object: Mind, node: Call, callee: Expression & { kind: 'member' }, activation: Activation): Mind {
  if (object.kind === 'nothing') {
    if (callee.optional || node.optional || callee.object.kind === 'member' && callee.object.optional) return NOTHING;
    if (callee.name === 'then') return callContinuation(run, object, node, activation);
    if (LIST_METHODS.has(callee.name)) return NOTHING; // of a list of nothing
    raiseUnclearly(run, 'always');
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
  const tested = callee.name === 'test' ? testExpression(callee.object, args[0], activation) : undefined;
  const builtin = tested ?? callOnPath(object, callee.name, args) ?? callOnText(object, callee.name, args) ?? callOnList(run.evaluator, object, callee.name, args, (fn, item) => callMind(run, fn, [item], node, activation));
  if (builtin) return builtin;
  if (object.kind === 'record') return callMind(run, memberMind(run, object, callee.name, true), args, node, activation);
  if (object.kind === 'part') return callOnPart(run, object, callee.name, args, node, activation);
  if (object.kind === 'session') return identity(run, object.by); // `session.get('userId')`
  if (object.kind === 'input') return callOnInput(run, object, callee.name, args);
  if (object.kind === 'values') return callMind(run, fromValues(object.values.flatMap((value) => run.evaluator.member(value, callee.name))), args, node, activation);
  if ((object.kind === 'next' || object.kind === 'closure') && (callee.name === 'call' || callee.name === 'apply')) return callMind(run, object, args.slice(1), node, activation);
  return callUnknown(run, args);
}

export function argumentMinds(run: Run, node: Call, activation: Activation): readonly Mind[] {
  return node.args.flatMap((argument) => {
    const mind = evaluateMind(run, argument, activation);
    return argument.kind === 'spread' && mind.kind === 'list' ? mind.items : [mind];
  });
}

export function callMind(run: Run, target: Mind, args: readonly Mind[], node: Call, activation: Activation): Mind {
  switch (target.kind) {
    case 'next': return callNext(run, target.takesErrors ? args : [], node);
    case 'part': {
      const called = run.conversation.parts[target.part]?.call;
      return called ? meaningMind(run, called, target) : callUnknown(run, args);
    }
    case 'either': return eachWay(run, target, (one) => callMind(run, one, args, node, activation));
    case 'method': return callMeaning(run, target.meaning, target.of, args, node, activation);
    case 'settle': {
      if (!target.fulfils) run.outcome.refusesUnclearly = true;
      if (target.fulfils) {
        target.promise.fulfils = true;
        target.promise.value = args[0] ?? literalMind(undefined);
      } else target.promise.rejects = true;
      return DOUBT;
    }
    case 'closure': return callActivation(run, { frame: closureFrame(run, target, activation), parent: target.activation, env: new Map() }, args);
    case 'nothing':
      if (!node.optional) raiseUnclearly(run, 'always');
      return NOTHING;
    case 'values': {
      const [value] = target.values;
      if (node.isNew && value?.kind === 'class') return madeHere(run, node, activation);
      const callable = target.values.filter((one) => one.kind === 'function' || one.kind === 'api');
      if (!value || callable.length !== 1 || callable.length < target.values.filter((one) => one.kind !== 'unknown').length) return callUnknown(run, args);
      const [only] = callable;
      return only?.kind === 'function' ? callFunction(run, only, args, node, activation) : only?.kind === 'api' ? callApi(run, only, args, node, activation) : callUnknown(run, args);
    }
    default: return node.isNew ? SOMETHING : callUnknown(run, args);
  }
}

/** An instance of a class of the project, whose methods can be run; what it keeps of what it is given, nobody follows. */
function madeHere(run: Run, node: Call, activation: Activation): Mind {
  const made = run.evaluator.evaluate(node, activation.frame);
  return made.length === 1 && made[0]?.kind === 'instance' ? { kind: 'values', values: made } : DOUBT;
}

function closureFrame(run: Run, target: Mind & { kind: 'closure' }, activation: Activation) {
  const { frame } = target.activation;
  return run.evaluator.frames.inside(frame, target.fn.id) ?? run.evaluator.frames.generic(frame.module, target.fn.id) ?? activation.frame;
}

function callFunction(run: Run, value: FunctionValue, args: readonly Mind[], node: Call, activation: Activation, self?: Mind): Mind {
  if (node.isNew) return SOMETHING;
  const frame = run.evaluator.callFrame(value, node, activation.frame);
  if (!frame || value.fn.isGenerator) return callUnknown(run, args);
  let parent: Activation | undefined = activation;
  while (parent && parent.frame !== frame.parent) parent = parent.parent;
  // What isn't given is undefined; behind a spread nobody can say what is given.
  const given = [...args];
  const rest = node.args.some(({ kind }) => kind === 'spread') ? [] : value.fn.parameters.slice(args.length);
  const fallback = rest.findIndex(({ hasDefault, rest: collects }) => hasDefault || collects);
  given.push(...rest.slice(0, fallback < 0 ? undefined : fallback).map(() => literalMind(undefined)));
  return callActivation(run, { frame, env: new Map(), ...(parent && { parent }), ...(self && { self }) }, given);
}

/** `next()` passes, `next(error)` refuses; of `next(x)` with an unknown x nobody can say. */
function callNext(run: Run, args: readonly Mind[], node: Call): Mind {
  if (run.conversation.answeringEnds && run.answered === 'always') return DOUBT;
  const [first] = args;
  const literal = first && literalOf(first);
  const made = node.args[0]?.kind === 'call';
  if (!first || first.kind === 'nothing' || literal?.value === 'route' || literal?.value === 'router' || (literal && !literal.value)) pass(run);
  else if (made || truthOf(first) === true) refuse(run, first.kind === 'error' ? refusalOf(first.status) : 'unclear');
  else {
    run.outcome.passes = true;
    refuse(run, 'unclear');
  }
  return DOUBT;
}

function callOnPart(run: Run, object: Mind & { kind: 'part' }, name: string, args: readonly Mind[], node: Call, activation: Activation): Mind {
  const described = run.conversation.parts[object.part];
  const meaning = described?.members[name];
  if (meaning) return callMeaning(run, meaning, object, args, node, activation);
  const given = run.decorations.ofPart(object.part, name).flatMap((one) => run.evaluator.argument(one)).filter((value) => value.kind === 'function');
  const [own] = given;
  if (own && given.length === 1) return callFunction(run, own, args, node, activation, object);
  if (described?.isChainable) return object;
  if (CHECKING.test(name)) run.outcome.unknown = true; // a plugin's or a decorator's, that nobody can see from here
  callBack(run, args, [DOUBT, DOUBT], activation);
  return DOUBT;
}

/** A method of the conversation, called. */
function callMeaning(run: Run, meaning: Meaning, object: Mind, args: readonly Mind[], node: Call, activation: Activation): Mind {
  switch (meaning.is) {
    case 'test':
      identity(run);
      return literalMind(run.brings === 'credential' ? !meaning.stranger : meaning.stranger);
    case 'reader': {
      const key = args[0] && literalOf(args[0]);
      if (meaning.of === 'identity') return typeof key?.value === 'string' && IDENTITY_KEYS.has(key.value) ? identity(run) : DOUBT;
      if (args.length === 0) return { kind: 'input', of: meaning.of };
      return typeof key?.value === 'string' || meaning.of === 'cookies' ? inputMind(run, meaning.of, String(key?.value ?? '')) : DOUBT;
    }
    case 'lookup': {
      const key = args[0] && literalOf(args[0]);
      return typeof key?.value === 'string' ? memberMind(run, { kind: 'part', part: meaning.part }, key.value, false) : DOUBT;
    }
    case 'getter': return meaningMind(run, meaning.gives, object);
    case 'status':
      run.status = statusOf(run, args[0]);
      return object;
    case 'answer':
      for (const arg of args) if (arg.kind === 'error') run.status = arg.status;
      if (meaning.status !== undefined) setStatus(run, meaning.status, args, meaning.orBody);
      respond(run, false);
      return object;
    case 'redirect':
      respond(run, true);
      return object;
    case 'throw':
      if (meaning.status !== undefined) setStatus(run, meaning.status, args);
      refuse(run, refusalOf(run.status));
      run.raised = 'always';
      return DOUBT;
    case 'assert': {
      const truth = args[0] ? truthOf(args[0]) : undefined;
      if (truth === true) return DOUBT;
      const status = meaning.status?.slot === 'argument' && args[meaning.status.index] ? statusOf(run, args[meaning.status.index]) : undefined;
      refuse(run, refusalOf(status));
      raise(run, truth === false ? 'always' : 'maybe');
      return DOUBT;
    }
    case 'error': return { kind: 'error', status: errorStatus(meaning.status, args) };
    case 'decoder':
      ask(run);
      run.outcome.decodes = true;
      return { kind: 'promise', promise: { fulfils: run.brings !== 'nothing', rejects: run.brings === 'nothing', value: run.brings === 'credential' ? DOUBT : CLAIMED } };
    case 'verifier':
      ask(run);
      if (args.some(isFunction)) {
        callBack(run, args, run.brings === 'credential' ? [NOTHING, SOMETHING] : [SOMETHING, NOTHING], activation); // `jwtVerify((error, user) => …)`
        return DOUBT;
      }
      if (run.brings === 'credential') return DOUBT;
      refuseOnPurpose(run);
      return { kind: 'promise', promise: { fulfils: false, rejects: true, value: DOUBT } };
    case 'pass': return callNext(run, meaning.takesErrors ? args : [], node);
    case 'address':
    case 'route-config':
    case 'record':
    case 'logger':
    case 'entry':
    case 'nothing':
    case 'failure': return meaningMind(run, meaning, object);
    case 'response': return { kind: 'response', status: statusGiven(run, meaning.status, args), does: meaning.does ?? 'answer' };
    case 'path-test': return testPath(run, meaning, args, undefined);
    case 'transport': return run.annotations ? literalMind(run.annotations.transport) : DOUBT;
    case 'metadata': return readMetadata(run, args[meaning.key], args[meaning.targets]);
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

function callApi(run: Run, value: ApiValue, args: readonly Mind[], node: Call, activation: Activation): Mind {
  if (isGlobal(value, 'Promise') && node.isNew) return newPromise(run, args, activation);
  const meaning = run.meaningOf(value);
  if (node.isNew && !meaning) return packageOf(value) === GLOBALS ? SOMETHING : fromValues(run.evaluator.evaluate(node, activation.frame));
  const row = run.roles.rowOf(value);
  const role = run.roles.roleOf(value);
  if (run.isWrite(value)) run.outcome.writes = true;
  if (row && row !== 'unknown' && row.role === 'verifier') {
    if (!args.some((arg) => isDerived(arg))) return DOUBT;
    ask(run, value.name);
    if (row.callback && args.some(isFunction)) {
      callBack(run, args, row.callback.map((one) => (one === 'nothing' ? NOTHING : SOMETHING)), activation);
      return DOUBT;
    }
    refuseOnPurpose(run);
    raiseUnclearly(run, 'always');
    return DOUBT;
  }
  if (meaning?.is === 'path-test') return testPath(run, meaning, args, value.step === 'call' ? value : undefined);
  if (meaning) return callApiMeaning(run, value, meaning, args, node, activation);
  if (row && row !== 'unknown' && row.role === 'signature' && args.some((arg) => isDerived(arg) || arg.kind === 'part' || (arg.kind === 'input' && arg.of === 'headers'))) {
    ask(run, value.name);
    if (run.brings === 'credential') return DOUBT;
    if (row.says === 'no') return literalMind(false);
    refuseOnPurpose(run);
    raiseUnclearly(run, 'always');
    return DOUBT;
  }
  if (role === 'gate') return callGate(run, value.name, row === 'unknown' ? undefined : row, node, activation);
  if (role === 'rate-limiter' && value.step === 'member') return literalMind(true);
  if (role === 'caller') return identity(run, value.name);
  if (value.step === 'call' && args.some((arg) => arg.kind === 'part' || arg.kind === 'next')) return callMiddleware(run, value, role, args, activation);
  if (value.step === 'member' && value.of && isGlobal(value.of, 'Promise')) return promiseOf(run, value.name, args);
  if (role === 'runner') {
    for (const arg of args) if (isFunction(arg) || arg.kind === 'next') callMind(run, arg, [], node, activation);
    return DOUBT;
  }
  if (role === 'decoder') run.outcome.decodes = true;
  if (role === 'decoder') return args.some((arg) => arg.kind === 'forged' || arg.kind === 'claimed') ? CLAIMED : args.some((arg) => isDerived(arg)) ? NOTHING : DOUBT;
  if (isPlainGlobal(value)) return args.some((arg) => arg.kind === 'forged') ? FORGED : args.some((arg) => arg.kind === 'claimed') ? CLAIMED : args.some((arg) => arg.kind === 'empty') ? EMPTY : args.some((arg) => isDerived(arg)) ? NOTHING : DOUBT;
  if (role === 'identity') return { kind: 'session', by: value.name };
  // A package's middleware, made here and called later: its callback waits.
  const made = run.evaluator.evaluate(node, activation.frame);
  if (made.some((one) => one.kind === 'api' && run.roles.rowOf(one) !== undefined)) return fromValues(made);
  const result = callUnknown(run, args, role === 'neutral' || run.roles.isPure(value));
  return result.kind === 'unknown' ? fromValues(made) : result;
}

/** Who asks is what the package calls it. */
function callApiMeaning(run: Run, value: ApiValue, meaning: Meaning, args: readonly Mind[], node: Call, activation: Activation): Mind {
  const before = run.outcome.asked;
  const result = callMeaning(run, meaning, DOUBT, args, node, activation);
  const { asked } = run.outcome;
  if (!before && asked && asked.by === undefined) run.outcome.asked = { ...asked, by: value.name };
  return result;
}

/** A gate lets no stranger through, unless the subclass that it is called in decides for itself. */
function callGate(run: Run, name: string, row: RoleRow | undefined, node: Call, activation: Activation): Mind {
  ask(run, name);
  const self = selfOf(activation.frame);
  const [decision] = row?.overriddenBy && self ? run.evaluator.member(self, row.overriddenBy.method) : [];
  const shape = run.conversation.shapes.find(({ of }) => of !== undefined && of === row?.overriddenBy?.as);
  if (decision?.kind !== 'function' || !shape) {
    if (run.brings === 'credential') return DOUBT;
    refuseOnPurpose(run);
    raiseUnclearly(run, 'always');
    return DOUBT;
  }
  callFunction(run, decision, shape.parameters.map((meaning) => (meaning ? meaningMind(run, meaning, DOUBT) : DOUBT)), node, activation);
  return literalMind(true);
}

/** What decorators of the route set under a key. */
function readMetadata(run: Run, key: Mind | undefined, targets: Mind | undefined): Mind {
  const names = partNames(targets);
  if (!run.annotations || key?.kind !== 'values' || names.length === 0) return DOUBT;
  const answer = run.annotations.read(key.values, names);
  run.asked.push({ key: key.values, targets: names, answer });
  return answer ? fromValues(answer) : literalMind(undefined);
}

function partNames(mind: Mind | undefined): readonly string[] {
  if (mind?.kind === 'part') return [mind.part];
  return mind?.kind === 'list' ? mind.items.flatMap(partNames) : [];
}

/** `passport.authenticate('jwt', options, callback)(req, res, next)`: a package's middleware, called by hand. */
function callMiddleware(run: Run, value: ApiValue, role: string, args: readonly Mind[], activation: Activation): Mind {
  const row = run.roles.rowOf(value);
  if (role === 'authentication' && row && row !== 'unknown') {
    ask(run, value.of?.name);
    const callback = row.callback && value.site?.node.kind === 'call' ? value.site.node.args.map((argument) => evaluateMind(run, argument, activation)).find(isFunction) : undefined;
    if (run.brings === 'credential') passOn(run, args, activation);
    else if (!callback || !row.callback) refuse(run, 'identity');
    else callBack(run, [callback], row.callback.map((one) => (one === 'nothing' ? NOTHING : SOMETHING)), activation);
    return DOUBT;
  }
  if (role !== 'neutral' && role !== 'rate-limiter') return callUnknown(run, args);
  passOn(run, args, activation);
  return DOUBT;
}

/** A middleware that was called by hand lets the request on. */
function passOn(run: Run, args: readonly Mind[], activation: Activation): void {
  const next = args.find((arg) => arg.kind === 'next') ?? args.findLast(isFunction);
  if (next?.kind === 'next') pass(run);
  else if (next) callBack(run, [next], [], activation);
}

export function isFunction(mind: Mind): boolean {
  return mind.kind === 'closure' || (mind.kind === 'values' && mind.values.some((value) => value.kind === 'function'));
}

/** Something that can't be read: looked up by a missing credential, it finds nothing. */
function callUnknown(run: Run, args: readonly Mind[], isHarmless = false): Mind {
  if (!isHarmless) run.outcome.looksAtCaller = true;
  if (!isHarmless) noteUnread(run, args);
  const derived = args.some((arg) => isDerived(arg));
  for (const arg of args) if (arg.kind === 'closure') doubtfully(run, () => callMindWith(run, arg, derived ? [DOUBT, NOTHING, NOTHING] : [DOUBT, DOUBT, DOUBT]));
  if (run.raised === 'always') run.raised = 'maybe'; // what a callback throws isn't thrown here
  return derived ? NOTHING : DOUBT;
}

function callMindWith(run: Run, target: Mind & { kind: 'closure' }, args: readonly Mind[]): Mind {
  return callActivation(run, { frame: closureFrame(run, target, target.activation), parent: target.activation, env: new Map() }, args);
}

export function callBack(run: Run, args: readonly Mind[], given: readonly Mind[], activation: Activation): void {
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

function isGlobal(value: ApiValue, name: string): boolean {
  return value.step === 'member' && value.name === name && value.of?.name === GLOBALS;
}

const PLAIN_GLOBALS = new Set(['Boolean', 'String', 'Number', 'Object', 'Array', 'JSON', 'Math', 'Date', 'Buffer', 'console', 'parseInt', 'isNaN', 'atob', 'decodeURIComponent']);

function isPlainGlobal(value: ApiValue): boolean {
  let at: ApiValue | undefined = value;
  while (at?.of && at.of.name !== GLOBALS) at = at.of;
  return at !== undefined && at.of !== undefined && PLAIN_GLOBALS.has(at.name);
}
