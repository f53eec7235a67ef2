import type { Presence } from '../concepts/presence.ts';
import type { HandlerShape, Meaning } from '../frameworks/vocabulary/conversation.ts';
import type { CombinationRow, RoleRow, RoutingModel } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { keptWith } from '../semantic/kept-by.ts';
import { NO_MARKS } from '../semantic/mark-sets.ts';
import type { MarkedAnswer } from '../semantic/recall.ts';
import { nodeNumber } from '../syntax/node-number.ts';
import { argumentAt } from '../semantic/object-properties.ts';
import { eachExpressionOf, returnsOf } from '../semantic/returns.ts';
import type { ApiValue, FunctionValue, Value } from '../semantic/values.ts';
import type { Expression, FunctionNode } from '../syntax/tree.ts';
import { answersAlike, withoutMarks, type Annotations, type Asked } from './annotations.ts';
import { runAnonymously, type AnonymousOutcome, type Brings } from './anonymous-run.ts';
import type { RouteAddress } from './anonymous-addresses.ts';
import type { Decorations } from './decorations.ts';
import type { Roles } from './roles.ts';
import type { Evidence } from './route-map.ts';
import type { Registered } from './registration.ts';

export interface Judgement {
  readonly presence: Presence;
  readonly evidence: Evidence;
  /** A credential is asked for somewhere in it, whatever comes of that. */
  readonly readsCredential: boolean;
  /** Data is changed for callers who bring none. */
  readonly writes: boolean;
  /** It fails for callers who bring none because it takes for granted that somebody before it turned them away. */
  readonly isAccident?: boolean;
  /** Where a credential is first asked for, if callers are turned away on purpose: what is running there and where they are turned away, and what of a package is called. */
  readonly asked?: { readonly in: readonly FunctionNode[]; readonly refused: readonly FunctionNode[]; readonly by?: string };
  /** It lets this route's callers pass on purpose: others of the application it refuses. */
  readonly isExempt?: boolean;
}

const NO_GUARD: Judgement = { presence: 'absent', evidence: 'behaviour', readsCredential: false, writes: false };
const UNREADABLE: Judgement = { presence: 'unknown', evidence: 'behaviour', readsCredential: false, writes: false };

/** What is known of the route that a function runs for. */
export interface AboutRoute {
  readonly address?: RouteAddress;
  readonly annotations?: Annotations;
}

export interface Guards {
  /** Whether a middleware refuses callers who bring no credential. */
  judgeMiddleware(handler: Registered, routing: RoutingModel, about?: AboutRoute): Judgement;
  /** Whether a route's own handler does. */
  judgeHandler(handler: Registered, routing: RoutingModel, about?: AboutRoute): Judgement;
  /** Whether a middleware turns away some of those who bring a credential, for who they are: it asks what they may do. Gives the functions that were running then, outermost first. Where strangers may pass, only what says 401 or 403 speaks of callers. */
  refusedMembers(handler: Registered, routing: RoutingModel, about?: AboutRoute): readonly FunctionNode[] | undefined;
  /** Whether a handler always answers and never hands on, so that what is registered behind it comes too late. */
  ends(handler: Registered, routing: RoutingModel): boolean;
  /** Whether a function hands what answers the request, or `next`, to something that can't be read. */
  handsOn(value: FunctionValue, handler: Registered, routing: RoutingModel): boolean;
}

/** A route that no list of exceptions names. */
const ELSEWHERE = '/\u0000';

interface GuardTools {
  readonly evaluator: Evaluator;
  readonly roles: Roles;
  readonly decorations: Decorations;
  /** Whether people declared a function or package member as a guard. */
  taught(value: Value): boolean;
  isWrite(value: ApiValue): boolean;
  meaningOf(value: ApiValue): Meaning | undefined;
}

/** What came of running a function for strangers, for all that it asked about the route; forgotten as a whole. */
interface Runs extends MarkedAnswer {
  readonly all: { readonly asked: readonly Asked[]; readonly outcome: AnonymousOutcome }[];
}

/** What a middleware is judged as, and for which route. */
interface Part extends AboutRoute {
  readonly routing: RoutingModel;
  readonly as?: string;
  readonly shape?: HandlerShape;
  readonly makers?: Registered['makers'];
}

export function createGuards(tools: GuardTools): Guards {
  const { evaluator, roles, taught } = tools;
  const memo = new Map<string, Runs>();

  const outcomeOf = (value: FunctionValue, part: Part, isHandler: boolean, brings: Brings = 'nothing'): AnonymousOutcome => {
    const { routing, as, address, annotations, makers } = part;
    const shape = part.shape ?? shapeOf(value.fn.parameters.length, routing, as);
    const key = `${value.frame.id}>${value.fn.id}:${value.self?.kind === 'instance' ? value.self.key : ''}${isHandler ? '!' : ''}${brings}${as ?? ''}${annotations?.transport ?? ''}`;
    const run = (own: string, at?: RouteAddress) => {
      const runs: Runs = memo.get(own) ?? { marks: NO_MARKS, all: [] };
      memo.set(own, runs);
      evaluator.recall.note(runs.marks);
      const known = runs.all.find((one) => answersAlike(annotations, one.asked));
      if (known) return known.outcome;
      const asked: Asked[] = [];
      const { value: outcome, marks } = evaluator.recall.watch(() => runAnonymously({ ...tools, conversation: routing.conversation, asked, ...(annotations && { annotations }), ...(makers && { makers }) }, value, shape, isHandler, at, brings));
      const isMarked = runs.marks !== NO_MARKS;
      runs.marks = evaluator.recall.union(runs.marks, marks);
      if (!isMarked) evaluator.recall.mark(memo, own, runs);
      runs.all.push({ asked, outcome });
      return outcome;
    };
    const general = run(key);
    // What asks for nothing and refuses nobody does the same on every route.
    const mayDiffer = general.readsAddress && (general.readsCredential || general.refuses || general.unknown);
    return address && mayDiffer ? run(`${key} ${address.method ?? ''} ${address.path ?? ''} ${address.below ?? ''}${optionsKey(address)}`, address) : general;
  };

  const judgeValue = (value: Value, part: Part): Judgement => {
    if (taught(value)) return { presence: 'present', evidence: 'taught', readsCredential: true, writes: false };
    const unreadable = part.routing.conversation.shapes.some((shape) => shape.isHarmless && shape.of === part.as) ? NO_GUARD : UNREADABLE;
    if (value.kind === 'api') {
      const combination = roles.combinationOf(value);
      if (combination) return combined(value, combination, part);
      const row = roles.rowOf(value);
      const decides = row && row !== 'unknown' ? decidingFunction(value, row) : undefined;
      if (decides) return judgeValue(decides.value, { ...part, as: decides.as });
      const role = roles.roleOf(value);
      if (role === 'authentication' || role === 'gate' || role === 'signature') return { presence: 'present', evidence: 'library', readsCredential: true, writes: false };
      if (role === 'wrapper') return wrapped(value, row && row !== 'unknown' && row.calls !== undefined ? { ...part, as: row.calls } : part);
      return role === 'unknown' || role === 'verifier' ? unreadable : NO_GUARD;
    }
    if (value.kind !== 'function') return unreadable;
    if (shapeOf(value.fn.parameters.length, part.routing, part.as).error !== undefined) return NO_GUARD; // sees errors only
    const outcome = outcomeOf(value, part, false);
    const judgement = judge(outcome);
    if (judgement.presence === 'present' && letsForgeriesPass(value, part, false)) return { ...judgement, presence: 'absent' };
    return judgement.presence === 'absent' && isExempt(value, part, outcome) ? { ...judgement, isExempt: true } : judgement;
  };

  /** Strangers are let on where this one would refuse them elsewhere: by the address, or by what is written about the route. */
  const isExempt = (value: FunctionValue, part: Part, { readsAddress }: AnonymousOutcome): boolean => {
    const { address, annotations } = part;
    if (readsAddress && address && judge(outcomeOf(value, { ...part, address: { ...(address.method !== undefined && { method: address.method }), path: ELSEWHERE } }, false)).presence === 'present') return true;
    return annotations !== undefined && judge(outcomeOf(value, { ...part, annotations: withoutMarks(annotations) }, false)).presence === 'present';
  };

  /** A token that is only decoded can be made up by anyone: it recognises nobody. */
  const letsForgeriesPass = (value: FunctionValue, part: Part, isHandler: boolean): boolean => {
    const { passes, refuses, unknown, decodes } = outcomeOf(value, part, isHandler, 'forgery');
    return decodes && passes && !refuses && !unknown;
  };

  const wrapped = (value: Value & { kind: 'api' }, part: Part): Judgement => {
    const { site } = value;
    const [first] = site?.node.kind === 'call' ? site.node.args : [];
    if (!site || !first) return NO_GUARD;
    const [inner] = evaluator.evaluate(first, site.frame);
    return inner ? judgeValue(inner, part) : UNREADABLE;
  };

  /** The function among a call's options that decides in its place. */
  const decidingFunction = (value: ApiValue, { decidedBy }: RoleRow): { readonly value: Value; readonly as: string } | undefined => {
    let made: ApiValue | undefined = value;
    while (made && !made.site) made = made.of;
    const site = made?.site;
    if (!decidedBy || site?.node.kind !== 'call') return undefined;
    const options = site.node.args.flatMap((argument) => evaluator.evaluate(argument, site.frame)).filter(({ kind }) => kind === 'object');
    const found = decidedBy.path.reduce<readonly Value[]>((values, key) => values.flatMap((one) => evaluator.member(one, key)), options);
    const decides = found.find(({ kind }) => kind === 'function');
    return decides && { value: decides, as: decidedBy.as };
  };

  /** One of a list is enough, or all of them have to agree. */
  const combined = ({ site }: ApiValue, { list, relation }: CombinationRow, part: Part): Judgement => {
    const written = site?.node.kind === 'call' ? site.node.args[list] : undefined;
    const options = site?.node.kind === 'call' ? site.node.args[relation.index] : undefined;
    if (!site || !written) return UNREADABLE;
    const how = options ? argumentAt(evaluator, { expression: options, frame: site.frame }, [relation.key]) : undefined;
    if (how === 'unknown') return UNREADABLE;
    const isAnd = how !== undefined && evaluator.argument(how).some((value) => value.kind === 'literal' && value.value === 'and');
    return judgeList(evaluator.evaluate(written, site.frame), isAnd, part);
  };

  const judgeList = (values: readonly Value[], isAnd: boolean, part: Part): Judgement => {
    const [array] = values;
    if (values.length !== 1 || array?.kind !== 'array' || array.open) return UNREADABLE;
    const judged = array.elements.map((element) => {
      const inner = evaluator.argument(element);
      return inner[0]?.kind === 'array' ? judgeList(inner, !isAnd, part) : mergeAll(inner.map((value) => judgeValue(value, part)));
    });
    return judged.find(({ presence }) => presence === (isAnd ? 'present' : 'absent')) ?? judged.find(({ presence }) => presence === 'unknown') ?? judged[0] ?? UNREADABLE;
  };

  const judgeFunction = (value: FunctionValue, part: Part): Judgement => {
    const judgement = judgeInline(outcomeOf(value, part, true));
    return judgement.presence === 'present' && letsForgeriesPass(value, part, true) ? { ...judgement, presence: 'absent' } : judgement;
  };

  return {
    judgeMiddleware(handler, routing, about) {
      const part = partOf(handler, routing, about);
      return mergeAll(handler.values.map((value) => judgeValue(value, part)));
    },
    judgeHandler(handler, routing, about) {
      const part = partOf(handler, routing, about);
      const inner = handler.values.length === 1 ? unwrapHandler(evaluator, roles, handler.values[0]) : undefined;
      if (inner?.kind === 'api') return judgeValue(inner, part); // a guard that stands last refuses as well
      if (inner?.kind !== 'function') return UNREADABLE;
      const own = judgeFunction(inner, part);
      const [outer] = handler.values;
      if ((own.presence === 'present' && own.asked) || outer === inner || !outer) return own;
      if (outer.kind === 'api') {
        const role = roles.roleOf(outer);
        return role === 'authentication' ? judgeValue(outer, part) : role === 'unknown' && own.presence === 'absent' ? { ...own, presence: 'unknown' } : own;
      }
      if (outer.kind !== 'function') return own;
      // What stands around a handler may ask before it, as long as it asks for itself.
      const around = judgeFunction(outer, part);
      const refusesItself = around.presence === 'present' && around.asked !== undefined && !around.asked.refused.includes(inner.fn);
      return refusesItself || (around.readsCredential && !own.readsCredential && own.presence !== 'present') ? around : own;
    },
    refusedMembers(handler, routing, about) {
      const [value] = handler.values;
      if (handler.values.length !== 1 || value?.kind !== 'function') return undefined;
      const part = partOf(handler, routing, about);
      const { refusesOnPurpose, refusesIdentity, refusedIn } = outcomeOf(value, part, false, 'credential');
      return refusesOnPurpose && (refusesIdentity || !outcomeOf(value, part, false).passes) ? refusedIn : undefined;
    },
    ends(handler, routing) {
      const inner = handler.values.length === 1 ? unwrapHandler(evaluator, roles, handler.values[0]) : undefined;
      if (inner?.kind !== 'function') return false;
      const outcome = outcomeOf(inner, partOf(handler, routing), false);
      return outcome.refuses && !outcome.passes && !outcome.unknown && judge(outcome).presence === 'absent';
    },
    handsOn: (value, handler, routing) => outcomeOf(value, partOf(handler, routing), false).handsOn,
  };
}

function partOf({ as, shape, makers }: Registered, routing: RoutingModel, about: AboutRoute = {}): Part {
  return { ...about, routing, ...(as !== undefined && { as }), ...(shape && { shape }), ...(makers && { makers }) };
}

/** Routes with the same options are the same to a middleware that asks for them. */
function optionsKey({ options = [] }: RouteAddress): string {
  return options.map((one) => ('expression' in one ? ` ${one.frame.id}:${nodeNumber(one.expression)}` : '')).join('');
}

/** What a function's parameters are for, by their number and by what the framework calls it as. */
export function shapeOf(parameters: number, routing: RoutingModel, as?: string): HandlerShape {
  return routing.conversation.shapes.find((shape) => shape.of === as && (shape.arity === undefined || shape.arity === parameters)) ?? { parameters: [] };
}

function judge(outcome: AnonymousOutcome): Judgement {
  const { passes, refuses, unknown, readsCredential } = outcome;
  const refusesIdentity = outcome.refusesIdentity && outcome.looksAtCaller;
  const isAccident = outcome.stumbles && !outcome.refusesOnPurpose;
  const judgement = (presence: Presence): Judgement => ({ presence, evidence: 'behaviour', readsCredential, writes: outcome.writes, ...(isAccident && { isAccident }), ...(outcome.refusesOnPurpose && outcome.asked && { asked: { ...outcome.asked, refused: outcome.refusedIn ?? [] } }) });
  if (unknown) return judgement('unknown');
  // Whoever brings nothing never gets past it, however it says so (`res.unauthorized()`).
  if (readsCredential && !passes) return judgement('present');
  if (!refuses) return judgement('absent');
  if (readsCredential) return judgement(!passes ? 'present' : outcome.refusesUnclearly ? 'unknown' : 'absent');
  // Refuses some callers for a reason that isn't a credential: an address, a licence, a setting.
  return judgement(refusesIdentity ? 'unknown' : 'absent');
}

function judgeInline(outcome: AnonymousOutcome): Judgement {
  const { passes, refuses, unknown, readsCredential, refusesIdentity, refusesOnPurpose, stumbles, asked } = outcome;
  const judgement = (presence: Presence): Judgement => ({ presence, evidence: 'behaviour', readsCredential, writes: outcome.writes, ...(refusesOnPurpose && asked && (refusesIdentity || !stumbles) && { asked: { ...asked, refused: outcome.refusedIn ?? [] } }) });
  // A handler that answers 401 or 403 knows its callers somehow: by a password in the body, by a signature.
  if (!readsCredential) return judgement(unknown || (refusesIdentity && outcome.looksAtCaller) ? 'unknown' : 'absent');
  if (refuses && !passes) return judgement('present');
  if (refuses && outcome.refusesUnclearly) return judgement('unknown');
  return judgement(unknown ? 'unknown' : 'absent');
}

function mergeAll(judgements: readonly Judgement[]): Judgement {
  const [only] = judgements;
  if (only && judgements.length === 1) return only;
  if (judgements.every((one) => one.presence === 'present')) return judgements[0] ?? UNREADABLE;
  return judgements.every((one) => one.presence === 'absent') ? judgements[0] ?? UNREADABLE : UNREADABLE;
}

/** Whether a function is what the call of the function around it gave. */
export function isReturnedBy(value: FunctionValue): boolean {
  const { fn, frame } = value;
  return fn.parent === frame.fn.id && frame.fn.form !== 'module' && returnsOf(frame.fn).some((returned) => returned.kind === 'function' && returned.id === fn.id);
}

/** Whether a function was given to another wrapper, whose result the call of the function around it gave: `(handler) => signedIn((req, res) => handler(req, res))`. */
function isWrappedIn({ fn, frame }: FunctionValue): boolean {
  return fn.parent === frame.fn.id && frame.fn.form !== 'module' && returnsOf(frame.fn).some((returned) => returned.kind === 'call' && returned.args.some((argument) => argument.kind === 'function' && argument.id === fn.id));
}

/** The handler that a wrapper was given: of `asyncHandler(list)` the function `list`, however the wrapper is written. */
export function unwrapHandler(evaluator: Evaluator, roles: Roles, value: Value | undefined): Value | undefined {
  const isGiven = (value?.kind === 'api' && value.step === 'call') || (value?.kind === 'function' && value.frame.args !== undefined);
  return isGiven ? unwrapped(evaluator, roles)(value) : value;
}

const unwrapped = keptWith((evaluator: Evaluator, roles: Roles) => (value: ApiValue | FunctionValue): Value => {
  if (value.kind === 'function') return isReturnedBy(value) || isWrappedIn(value) ? innermost(handedOnTo(evaluator, value)) : value;
  if (value.site?.node.kind !== 'call') return value;
  const { node, frame } = value.site;
  if (roles.roleOf(value) !== 'wrapper' && !node.args.some((argument) => argument.kind === 'function')) return value;
  return innermost(node.args.flatMap((argument) => evaluator.evaluate(argument, frame)).find((one) => one.kind === 'function'));

  function innermost(inner: Value | undefined): Value {
    return unwrapHandler(evaluator, roles, inner) ?? value;
  }
});

/** The wrappers of a handler that the project makes by calls of its own functions, the innermost first; nothing where a package makes one. */
export function wrappersAround(evaluator: Evaluator, value: Value | undefined): readonly FunctionValue[] | undefined {
  if (value?.kind === 'api') return undefined;
  if (value?.kind !== 'function' || !value.frame.args || !(isReturnedBy(value) || isWrappedIn(value))) return [];
  const inner = handedOnTo(evaluator, value);
  if (!inner) return [];
  const others = wrappersAround(evaluator, inner);
  return others && [...others, value];
}

/** The function that a wrapper hands its own arguments on to: `fn(req, res, next)`, `fn(...args)`. Other functions that a factory is given are no handlers. */
function handedOnTo(evaluator: Evaluator, { fn, frame }: FunctionValue): Value | undefined {
  if (frame.fn.parameters.length === 0) return undefined;
  const own = new Set(fn.parameters.map((parameter) => parameter.name));
  const isOwn = (node: Expression) => node.kind === 'name' && own.has(node.name);
  const holdsOwn = (node: Expression) => node.kind === 'object' && node.properties.some(({ value }) => isOwn(value));
  let found: Value | undefined;
  let most = 0;
  for (const one of frame.module.functions) {
    if (one !== fn && one.parent !== fn.id) continue;
    const returned = new Set(returnsOf(one).map((node) => (node.kind === 'await' ? node.value : node)));
    eachExpressionOf(one.body, (node) => {
      if (node.kind !== 'call' || node.isNew) return;
      const args = node.args.filter((argument) => isOwn(argument) || holdsOwn(argument) || (argument.kind === 'spread' && isOwn(argument.value)));
      // Of a handler that gets one thing, and maybe what belongs to it, that one thing is enough, be it among others in an object; or that its answer is the wrapper's.
      const isFew = fn.parameters.length <= 2;
      if (args.length < (isFew ? 1 : 2) && args[0]?.kind !== 'spread' && !(isFew && returned.has(node))) return;
      const count = args[0]?.kind === 'spread' ? Infinity : args.length + (returned.has(node) ? 0.5 : 0);
      const callee = node.callee.kind === 'member' && (node.callee.name === 'call' || node.callee.name === 'apply') ? node.callee.object : node.callee;
      if (callee.kind !== 'name') return;
      const given = evaluator.evaluate(callee, frame).find((value) => value.kind === 'function');
      const isParameter = frame.fn.parameters.some((parameter) => parameter.bindings.some((id) => frame.module.bindings[id]?.name === callee.name));
      if (!given || !isParameter || count <= most) return;
      found = given;
      most = count;
    });
  }
  return found;
}
