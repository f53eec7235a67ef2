import type { Conversation, HandlerShape, Meaning } from '../frameworks/vocabulary/conversation.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { ApiValue, FunctionValue } from '../semantic/values.ts';
import type { FunctionNode, Statement } from '../syntax/tree.ts';
import type { RouteAddress } from './anonymous-addresses.ts';
import type { Annotations, Asked } from './annotations.ts';
import { makeParameters } from './anonymous-parameters.ts';
import { joinAnswered, writeMind, type Write } from './anonymous-branches.ts';
import { evaluateMind } from './anonymous-expressions.ts';
import { followMind, meaningMind } from './anonymous-members.ts';
import { alternativesOf, DOUBT, literalMind, SOMETHING, truthOf, type Activation, type Mind } from './anonymous-minds.ts';
import { execute } from './anonymous-statements.ts';
import type { Decorations } from './decorations.ts';
import type { Roles } from './roles.ts';

/** What came of a run. Several may be true: paths that can't be told apart are all taken. */
export interface AnonymousOutcome {
  /** The next handler runs; of a route's own handler: it answers as if all were well. */
  passes: boolean;
  /** An answer, a redirect or an error instead. */
  refuses: boolean;
  /** Refused, once a credential was asked for, by what somebody wrote, not by stumbling over what isn't there. */
  refusesOnPurpose: boolean;
  /** Refused with 401 or 403. */
  refusesIdentity: boolean;
  /** The run handed the request, the response or `next` to something that can't be read. */
  unknown: boolean;
  /** What the run handed to it can answer, or is `next`: somebody else may decide. */
  handsOn: boolean;
  /** A credential was asked for. */
  readsCredential: boolean;
  /** A token was read without being verified. */
  decodes: boolean;
  /** Data was changed on the way. */
  writes: boolean;
  /** The method or the path of the request was looked at: for another one it may end differently. */
  readsAddress: boolean;
  /** Some refusal may be about who the caller is: not all have a status that speaks of something else. */
  refusesUnclearly: boolean;
  /** Anything was looked at that could tell callers apart. */
  looksAtCaller: boolean;
  /** Stumbled over what isn't there for strangers. */
  stumbles: boolean;
  /** The functions that were running when somebody was first turned away on purpose, outermost first. */
  refusedIn: readonly FunctionNode[] | undefined;
  /** Where a credential was first asked for: the functions that were running, outermost first, and what of a package was called. */
  asked: { readonly in: readonly FunctionNode[]; readonly by?: string } | undefined;
}

/** With what a caller comes. */
export type Brings = 'nothing' | 'forgery' | 'credential';

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
  /** What the caller brings: nothing, a credential that was made up, or one of his own, whoever he is. */
  readonly brings: Brings;
  readonly decorations: Decorations;
  /** The route on whose way it stands, as far as it is known. */
  readonly address: RouteAddress;
  readonly outcome: AnonymousOutcome;
  /** What was assigned, so that it can be taken back. */
  journal: Write[];
  /** `else if` statements that compare the setting which the one before them compares. */
  readonly alternatives: Set<Statement>;
  /** How many errors are being handled: an answer without a known status is one of failure then. */
  handling: number;
  /** How many conditions that can't be decided stand around: assignments then add a possibility. */
  doubt: number;
  /** What evaluating the current statement throws. */
  raised: 'never' | 'maybe' | 'always';
  status: number | 'unknown' | undefined;
  /** Whether the request has been answered. */
  answered: 'never' | 'maybe' | 'always';
  /** Whether the next handler has run: what a middleware answers afterwards refuses nobody. */
  handedOn: 'never' | 'maybe' | 'always';
  /** Whether it had been where the handler returned. */
  ended: Run['answered'] | undefined;
  readonly stack: FunctionValue['fn'][];
  steps: number;
}

export const NORMAL = 1;
export const RETURN = 2;
export const THROW = 4;
export const JUMP = 8;

/** Enough for any middleware that was ever read; what takes longer is unknown. */
const MAX_STEPS = 6000;

/**
 * Runs a handler or middleware symbolically for a caller who brings no credential: no authorization header, no cookie, no session,
 * no `req.user`. What is looked up by a missing credential is not found, verifying one fails, every other condition is taken both ways.
 * Who brings a credential of his own may be anybody: what depends on it is taken both ways too.
 */
export function runAnonymously(base: Pick<Run, 'evaluator' | 'roles' | 'isWrite' | 'meaningOf' | 'conversation' | 'decorations' | 'annotations' | 'asked' | 'makers'>, value: FunctionValue, shape: HandlerShape, isHandler: boolean, address: RouteAddress = {}, brings: Brings = 'nothing'): AnonymousOutcome {
  const run: Run = {
    ...base, isHandler, brings, address, journal: [], handling: 0, alternatives: new Set(), doubt: 0, raised: 'never', status: undefined, answered: 'never', handedOn: 'never', ended: undefined, stack: [], steps: 0,
    outcome: { passes: false, refuses: false, refusesOnPurpose: false, refusesIdentity: false, unknown: false, handsOn: false, readsCredential: false, decodes: false, writes: false, readsAddress: false, refusesUnclearly: false, looksAtCaller: false, stumbles: false, refusedIn: undefined, asked: undefined },
  };
  const args = shape.parameters.map((meaning): Mind => (meaning ? meaningMind(run, meaning, DOUBT) : DOUBT));
  if (shape.error !== undefined) args[shape.error] = SOMETHING;
  if (!makeParameters(run, args)) return run.outcome;
  const frame = run.evaluator.frames.enter(value, undefined, 'anonymous', value.frame.depth);
  if (!frame) return { ...run.outcome, unknown: true, handsOn: true };
  const result = callActivation(run, { frame, env: new Map() }, args);
  if ((run.raised !== 'never' || (result.kind === 'promise' && result.promise.rejects)) && run.handedOn !== 'always') run.outcome.refuses = true;
  if (run.raised !== 'always' && (result.kind !== 'promise' || result.promise.fulfils)) settle(run, shape, result);
  return run.outcome;
}

/** What it means that the function came to its end without throwing. */
function settle(run: Run, shape: HandlerShape, given: Mind): void {
  const result = given.kind === 'promise' ? given.promise.value : given;
  const others = alternativesOf(result).filter((one) => {
    if (one.kind === 'response') settleResponse(run, one);
    const isError = one.kind === 'error' && run.conversation.answersByReturning === true;
    if (isError) refuse(run, refusalOf(one.status));
    return one.kind !== 'response' && !isError;
  });
  if (others.length === 0) return;
  if (run.isHandler) {
    if (!(shape.answersByReturning ?? run.conversation.answersByReturning) || run.ended === 'always') return;
    const { status } = run;
    if (typeof status === 'number' && status >= 400) refuse(run, refusalOf(status));
    else run.outcome.passes = true;
    return;
  }
  const returns = shape.passes === 'returning' || (shape.passes === 'promise' && given.kind === 'promise');
  if (returns && run.ended !== 'always') run.outcome.passes = true;
  if (shape.passes !== 'truth') return;
  const truth = truthOf(result);
  if (truth !== false) run.outcome.passes = true;
  if (truth !== true) refuse(run, 'identity');
}

/** What is returned answers: a middleware passes with what lets the request on, a handler with every answer that isn't a refusal. */
function settleResponse(run: Run, { status, does }: Mind & { kind: 'response' }): void {
  const isRefusal = does === 'redirect' || (typeof status === 'number' && status >= 400);
  if (does === 'pass' || (run.isHandler && !isRefusal)) run.outcome.passes = true;
  if (does !== 'pass' && (!run.isHandler || isRefusal || status === 'unknown')) refuse(run, does === 'redirect' ? 'unclear' : refusalOf(status));
}

/** What turns callers away before anybody asks who they are is no guard. */
export function refuseOnPurpose(run: Run, identity = false): void {
  const { outcome } = run;
  // What answers for an error that was caught may answer for a mistake.
  if (!outcome.readsCredential || (run.handling > 0 && !identity)) return;
  outcome.refusesOnPurpose = true;
  outcome.refusedIn ??= [...run.stack];
}

/** Hands the request on. */
export function pass(run: Run): void {
  run.outcome.passes = true;
  run.handedOn = 'always';
}

/** Why callers are turned away: for who they are, for something else, or nobody can say. */
export type Refusal = 'identity' | 'otherwise' | 'unclear';

/** Statuses that speak of the request, or of the server, and not of the caller. */
const OTHER_STATUSES = new Set([400, 404, 405, 409, 410, 413, 415, 422, 429]);

export function refusalOf(status: Run['status']): Refusal {
  if (status === 401 || status === 403) return 'identity';
  return typeof status === 'number' && (OTHER_STATUSES.has(status) || status >= 500) ? 'otherwise' : 'unclear';
}

export function refuse(run: Run, why: Refusal): void {
  if (run.handedOn === 'always') return;
  const identity = why === 'identity';
  run.outcome.refuses = true;
  if (why !== 'otherwise') run.outcome.refusesUnclearly = true;
  refuseOnPurpose(run, identity);
  if (identity) run.outcome.refusesIdentity = true;
}

/** Runs a function body with arguments; what it throws is raised, or rejects the promise that an async function gives. */
export function callActivation(run: Run, activation: Activation, args: readonly Mind[]): Mind {
  const { fn, module } = activation.frame;
  if (run.stack.length > 10 || run.stack.includes(fn) || run.steps > MAX_STEPS) {
    noteUnread(run, args);
    return DOUBT;
  }
  run.stack.push(fn);
  for (const parameter of fn.parameters) {
    for (const id of parameter.bindings) {
      const binding = module.bindings[id];
      const definition = binding?.definitions.find((one) => one.kind === 'parameter' && one.fn === fn.id);
      if (!binding || definition?.kind !== 'parameter') continue;
      const given: Mind = definition.rest ? { kind: 'list', items: args.slice(definition.index) } : followMind(run, args[definition.index] ?? (definition.fallback ? evaluateMind(run, definition.fallback, activation) : DOUBT), definition.path);
      writeMind(run, activation.env, binding, given);
    }
  }
  const outer = run.raised;
  run.raised = 'never';
  const completion = execute(run, fn.body, activation);
  if (run.stack.length === 1 && (completion & NORMAL) !== 0) run.ended = joinAnswered(run.ended, run.answered);
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

/** Arguments went to something that can't be read. */
export function noteUnread({ outcome, conversation }: Run, args: readonly Mind[]): void {
  for (const arg of args) {
    if (arg.kind !== 'next' && arg.kind !== 'part') continue;
    outcome.unknown = true;
    const members = arg.kind === 'part' ? Object.values(conversation.parts[arg.part]?.members ?? {}) : [];
    if (arg.kind === 'next' || members.some(({ is }) => is === 'answer' || is === 'throw')) outcome.handsOn = true;
  }
}

/** Runs something that may or may not happen. */
export function doubtfully<T>(run: Run, body: () => T): T {
  const { status, answered, handedOn } = run;
  run.doubt++;
  const result = body();
  run.doubt--;
  run.status = status; // a status that was set on the way to an answer of its own
  if (run.answered !== answered && answered !== 'always') run.answered = 'maybe';
  if (run.handedOn !== handedOn && handedOn !== 'always') run.handedOn = 'maybe';
  return result;
}

/** What evaluating has thrown by now. */
export function raisedNow(run: Run): Run['raised'] {
  return run.raised;
}

/** Throws for a reason that nobody states. */
export function raiseUnclearly(run: Run, how: 'maybe' | 'always'): void {
  run.outcome.refusesUnclearly = true;
  raise(run, how);
}

export function raise(run: Run, how: 'maybe' | 'always'): void {
  run.raised = how === 'always' || run.raised === 'always' ? 'always' : 'maybe';
}

