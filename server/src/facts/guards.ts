import type { Presence } from '../concepts/presence.ts';
import type { HandlerShape, Meaning } from '../frameworks/vocabulary/conversation.ts';
import type { RoutingModel } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpressionOf, returnsOf } from '../semantic/returns.ts';
import type { ApiValue, FunctionValue, Value } from '../semantic/values.ts';
import { answersAlike, withoutMarks, type Annotations, type Asked } from './annotations.ts';
import { runAnonymously, type AnonymousOutcome } from './anonymous-run.ts';
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
  /** It would refuse them, were it not for what is written about this route. */
  readonly isExempted?: boolean;
}

const NO_GUARD: Judgement = { presence: 'absent', evidence: 'behaviour', readsCredential: false, writes: false };
const UNREADABLE: Judgement = { presence: 'unknown', evidence: 'behaviour', readsCredential: false, writes: false };

export interface Guards {
  /** Whether a middleware refuses callers who bring no credential. */
  judgeMiddleware(handler: Registered, routing: RoutingModel, annotations?: Annotations): Judgement;
  /** Whether a route's own handler does. */
  judgeHandler(handler: Registered, routing: RoutingModel, annotations?: Annotations): Judgement;
  /** Whether a handler always answers and never hands on, so that what is registered behind it comes too late. */
  ends(handler: Registered, routing: RoutingModel): boolean;
  isRateLimiter(handler: Registered): Presence;
}

/** What a function runs for. */
interface Circumstances {
  readonly routing: RoutingModel;
  readonly as?: string;
  readonly shape?: HandlerShape;
  readonly makers?: Registered['makers'];
  readonly annotations?: Annotations;
}

/** `taught` says whether people declared a function or package member as a guard. */
export function createGuards(evaluator: Evaluator, roles: Roles, taught: (value: Value) => boolean, isWrite: (value: ApiValue) => boolean, meaningOf: (value: ApiValue) => Meaning | undefined): Guards {
  const memo = new Map<string, { readonly asked: readonly Asked[]; readonly outcome: AnonymousOutcome }[]>();

  const outcomeOf = (value: FunctionValue, { routing, annotations, makers, shape: own, as }: Circumstances, isHandler: boolean, brings: 'nothing' | 'forgery' = 'nothing'): AnonymousOutcome => {
    const shape = own ?? shapeOf(value.fn.parameters.length, routing, as);
    const key = `${value.frame.id}>${value.fn.id}:${value.self?.kind === 'instance' ? value.self.key : ''}${isHandler ? '!' : ''}${brings}${as ?? ''}${annotations?.transport ?? ''}`;
    const runs = memo.get(key) ?? [];
    memo.set(key, runs);
    const known = runs.find((run) => answersAlike(annotations, run.asked));
    if (known) return known.outcome;
    const asked: Asked[] = [];
    const outcome = runAnonymously({ evaluator, roles, isWrite, meaningOf, conversation: routing.conversation, asked, ...(annotations && { annotations }), ...(makers && { makers }) }, value, shape, isHandler, brings);
    runs.push({ asked, outcome });
    return outcome;
  };

  const judgeValue = (value: Value, circumstances: Circumstances): Judgement => {
    const { routing, as } = circumstances;
    if (taught(value)) return { presence: 'present', evidence: 'taught', readsCredential: true, writes: false };
    const unreadable = routing.conversation.shapes.some((shape) => shape.isHarmless && shape.of === as) ? NO_GUARD : UNREADABLE;
    if (value.kind === 'api') {
      const role = roles.roleOf(value);
      if (role === 'authentication' || role === 'gate') return { presence: 'present', evidence: 'library', readsCredential: true, writes: false };
      if (role === 'wrapper') return wrapped(value, circumstances);
      return role === 'unknown' || role === 'verifier' ? unreadable : NO_GUARD;
    }
    if (value.kind !== 'function') return unreadable;
    if (shapeOf(value.fn.parameters.length, routing, as).error !== undefined) return NO_GUARD; // sees errors only
    const judgement = judge(outcomeOf(value, circumstances, false));
    return judgement.presence === 'present' && letsForgeriesPass(value, circumstances, false) ? { ...judgement, presence: 'absent' } : judgement;
  };

  /** What is written about the route lets strangers on where they would be refused. */
  const isExempted = (value: Value, circumstances: Circumstances): boolean => {
    const { annotations } = circumstances;
    return annotations !== undefined && judgeValue(value, { ...circumstances, annotations: withoutMarks(annotations) }).presence === 'present';
  };

  /** A token that is only decoded can be made up by anyone: it recognises nobody. */
  const letsForgeriesPass = (value: FunctionValue, circumstances: Circumstances, isHandler: boolean): boolean => {
    const { passes, refuses, unknown, decodes } = outcomeOf(value, circumstances, isHandler, 'forgery');
    return decodes && passes && !refuses && !unknown;
  };

  const wrapped = (value: Value & { kind: 'api' }, circumstances: Circumstances): Judgement => {
    const { site } = value;
    const [inner] = site?.node.kind === 'call' && site.node.args[0] ? evaluator.evaluate(site.node.args[0], site.frame) : [];
    return inner ? judgeValue(inner, circumstances) : UNREADABLE;
  };

  return {
    judgeMiddleware(handler, routing, annotations) {
      const circumstances = circumstancesOf(handler, routing, annotations);
      const judgement = mergeAll(handler.values.map((value) => judgeValue(value, circumstances)));
      if (judgement.presence !== 'absent' || !handler.values.every((value) => value.kind === 'function')) return judgement;
      return handler.values.some((value) => isExempted(value, circumstances)) ? { ...judgement, isExempted: true } : judgement;
    },
    judgeHandler(handler, routing, annotations) {
      const circumstances = circumstancesOf(handler, routing, annotations);
      const inner = handler.values.length === 1 ? unwrapHandler(evaluator, roles, handler.values[0]) : undefined;
      if (inner?.kind === 'api') return judgeValue(inner, circumstances); // a guard that stands last refuses as well
      if (inner?.kind !== 'function') return UNREADABLE;
      const judgement = judgeInline(outcomeOf(inner, circumstances, true));
      return judgement.presence === 'present' && letsForgeriesPass(inner, circumstances, true) ? { ...judgement, presence: 'absent' } : judgement;
    },
    ends(handler, routing) {
      const inner = handler.values.length === 1 ? unwrapHandler(evaluator, roles, handler.values[0]) : undefined;
      if (inner?.kind !== 'function') return false;
      const outcome = outcomeOf(inner, circumstancesOf(handler, routing), false);
      return outcome.refuses && !outcome.passes && !outcome.unknown && judge(outcome).presence === 'absent';
    },
    isRateLimiter(handler) {
      const known = handler.values.map((value): Presence => (value.kind === 'api' ? (roles.roleOf(value) === 'rate-limiter' ? 'present' : 'absent') : 'unknown'));
      return known.includes('present') ? 'present' : 'unknown';
    },
  };
}

function circumstancesOf({ as, shape, makers }: Registered, routing: RoutingModel, annotations?: Annotations): Circumstances {
  return { routing, ...(as !== undefined && { as }), ...(shape && { shape }), ...(makers && { makers }), ...(annotations && { annotations }) };
}

/** What a function's parameters are for, by their number and by what the framework calls it as. */
export function shapeOf(parameters: number, routing: RoutingModel, as?: string): HandlerShape {
  return routing.conversation.shapes.find((shape) => shape.of === as && (shape.arity === undefined || shape.arity === parameters)) ?? { parameters: [] };
}

function judge(outcome: AnonymousOutcome): Judgement {
  const { passes, refuses, unknown, readsCredential, refusesIdentity } = outcome;
  const judgement = (presence: Presence): Judgement => ({ presence, evidence: 'behaviour', readsCredential, writes: outcome.writes });
  if (unknown) return judgement('unknown');
  // Whoever brings nothing never gets past it, however it says so (`res.unauthorized()`).
  if (readsCredential && !passes) return judgement('present');
  if (!refuses) return judgement('absent');
  if (readsCredential) return judgement(passes ? 'unknown' : 'present');
  // Refuses some callers for a reason that isn't a credential: an address, a licence, a setting.
  return judgement(refusesIdentity ? 'unknown' : 'absent');
}

function judgeInline(outcome: AnonymousOutcome): Judgement {
  const { passes, refuses, unknown, readsCredential, refusesIdentity } = outcome;
  const judgement = (presence: Presence): Judgement => ({ presence, evidence: 'behaviour', readsCredential, writes: outcome.writes });
  // A handler that answers 401 or 403 knows its callers somehow: by a password in the body, by a signature.
  if (!readsCredential) return judgement(unknown || refusesIdentity ? 'unknown' : 'absent');
  if (refuses) return judgement(passes ? 'unknown' : 'present');
  return judgement(unknown ? 'unknown' : 'absent');
}

function mergeAll(judgements: readonly Judgement[]): Judgement {
  if (judgements.length === 1) return judgements[0] ?? UNREADABLE;
  if (judgements.every((one) => one.presence === 'present')) return judgements[0] ?? UNREADABLE;
  return judgements.every((one) => one.presence === 'absent') ? judgements[0] ?? UNREADABLE : UNREADABLE;
}

/** Whether a function is what the call of the function around it gave. */
export function isReturnedBy(value: FunctionValue): boolean {
  const { fn, frame } = value;
  return fn.parent === frame.fn.id && frame.fn.form !== 'module' && returnsOf(frame.fn).some((returned) => returned.kind === 'function' && returned.id === fn.id);
}

/** The handler that a wrapper was given: of `asyncHandler(list)` the function `list`, however the wrapper is written. */
export function unwrapHandler(evaluator: Evaluator, roles: Roles, value: Value | undefined): Value | undefined {
  if (value?.kind === 'api' && value.step === 'call' && value.site?.node.kind === 'call') {
    const { node, frame } = value.site;
    if (roles.roleOf(value) !== 'wrapper' && !node.args.some((argument) => argument.kind === 'function')) return value;
    const inner = node.args.flatMap((argument) => evaluator.evaluate(argument, frame)).find((one) => one.kind === 'function');
    return inner ? unwrapHandler(evaluator, roles, inner) : value;
  }
  if (value?.kind !== 'function' || !value.frame.args || !isReturnedBy(value)) return value;
  const inner = handedOnTo(evaluator, value);
  return inner ? unwrapHandler(evaluator, roles, inner) : value;
}

/** The function that a wrapper hands its own arguments on to: `fn(req, res, next)`, `fn(...args)`. Other functions that a factory is given are no handlers. */
function handedOnTo(evaluator: Evaluator, { fn, frame }: FunctionValue): Value | undefined {
  const own = new Set(fn.parameters.map((parameter) => parameter.name));
  let found: Value | undefined;
  for (const one of frame.module.functions) {
    if (one !== fn && one.parent !== fn.id) continue;
    eachExpressionOf(one.body, (node) => {
      if (found || node.kind !== 'call' || node.isNew) return;
      const args = node.args.filter((argument) => (argument.kind === 'name' && own.has(argument.name)) || (argument.kind === 'spread' && argument.value.kind === 'name' && own.has(argument.value.name)));
      if (args.length < 2 && args[0]?.kind !== 'spread') return;
      const callee = node.callee.kind === 'member' && (node.callee.name === 'call' || node.callee.name === 'apply') ? node.callee.object : node.callee;
      if (callee.kind !== 'name') return;
      const given = evaluator.evaluate(callee, frame).find((value) => value.kind === 'function');
      const isParameter = frame.fn.parameters.some((parameter) => parameter.bindings.some((id) => frame.module.bindings[id]?.name === callee.name));
      if (given && isParameter) found = given;
    });
  }
  return found;
}
