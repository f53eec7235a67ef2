import type { InputKind, Meaning } from '../frameworks/vocabulary/conversation.ts';
import type { Value } from '../semantic/values.ts';
import type { Frame } from '../semantic/values.ts';
import type { Binding, FunctionNode } from '../syntax/tree.ts';

/** One running function: its frame (where names come from) and what its bindings hold in this run. */
export interface Activation {
  readonly frame: Frame;
  readonly parent?: Activation;
  /** What `this` is, where the framework's own object has the function. */
  readonly self?: Mind;
  readonly env: Map<Binding, Mind>;
  returned?: Mind;
}

export interface PromiseState {
  fulfils: boolean;
  rejects: boolean;
  value: Mind;
}

/** What an expression is worth to a caller who brings no credential. */
export type Mind =
  /** Would hold the credential, or what was found by it: undefined, null, false. */
  | { readonly kind: 'nothing' }
  /** Made of the missing credential, but not empty: `` `Bearer ${token}` ``. Whatever is looked up by it isn't found. */
  | { readonly kind: 'derived' }
  /** Nothing, made into an empty text or list: `req.headers.authorization ?? ''`. */
  | { readonly kind: 'empty' }
  /** A credential that the caller made up: it is there, but equals no secret and finds nothing. */
  | { readonly kind: 'forged' }
  /** What was read out of a made-up credential without verifying it: whatever the caller likes. */
  | { readonly kind: 'claimed' }
  | { readonly kind: 'something' }
  | { readonly kind: 'unknown' }
  /** What middleware hung on a request under a name like `context`: the caller is in it, or not. */
  | { readonly kind: 'context' }
  | { readonly kind: 'values'; readonly values: readonly Value[] }
  /** An object that the framework hands over, by its name among the conversation's parts. */
  | { readonly kind: 'part'; readonly part: string }
  | { readonly kind: 'input'; readonly of: InputKind }
  /** What the server remembers of the caller. */
  | { readonly kind: 'session'; readonly by?: string; readonly orNothing?: boolean }
  /** A method of the conversation, not called yet. */
  | { readonly kind: 'method'; readonly meaning: Meaning; readonly of: Mind }
  | { readonly kind: 'next'; readonly takesErrors: boolean }
  | { readonly kind: 'settle'; readonly promise: PromiseState; readonly fulfils: boolean }
  | { readonly kind: 'promise'; readonly promise: PromiseState }
  | { readonly kind: 'closure'; readonly fn: FunctionNode; readonly activation: Activation }
  /** An error that the framework answers with, whoever gives it one. */
  | { readonly kind: 'error'; readonly status: number }
  /** The path of a request that fits a pattern. */
  | { readonly kind: 'path'; readonly pattern: string }
  | { readonly kind: 'regex'; readonly text: string }
  /** What the route that was found says of itself. */
  | { readonly kind: 'route-config' }
  /** The arguments that a rest parameter collects. */
  | { readonly kind: 'list'; readonly items: readonly Mind[] }
  /** An object that was written down; with `isOpen` it may have members that aren't listed. */
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, Mind>; readonly isOpen: boolean }
  /** A value that answers once it is returned; `passes` lets the request on. */
  | { readonly kind: 'response'; readonly status: number | 'unknown' | undefined; readonly does: 'answer' | 'redirect' | 'pass' }
  /** One of these: which, depends on what can't be known. */
  | { readonly kind: 'either'; readonly minds: readonly Mind[] };

export const NOTHING: Mind = { kind: 'nothing' };
export const DERIVED: Mind = { kind: 'derived' };
export const EMPTY: Mind = { kind: 'empty' };
export const FORGED: Mind = { kind: 'forged' };
export const CLAIMED: Mind = { kind: 'claimed' };
export const SOMETHING: Mind = { kind: 'something' };
export const DOUBT: Mind = { kind: 'unknown' };

export function literalMind(value: string | number | boolean | null | undefined): Mind {
  return { kind: 'values', values: [{ kind: 'literal', value }] };
}

/** Whether a condition holds; `undefined` where nobody can say. */
export function truthOf(mind: Mind): boolean | undefined {
  if (mind.kind === 'nothing' || mind.kind === 'empty' || (mind.kind === 'session' && mind.orNothing)) return false;
  if (mind.kind === 'unknown' || mind.kind === 'context') return undefined;
  if (mind.kind !== 'values' && mind.kind !== 'either') return true;
  const answers = new Set(mind.kind === 'either' ? mind.minds.map(truthOf) : mind.values.map(truthOfValue));
  return answers.size === 1 ? [...answers][0] : undefined;
}

function truthOfValue(value: Value): boolean | undefined {
  if (value.kind === 'literal') return Boolean(value.value);
  if (value.kind === 'api' && value.step === 'new') return true;
  return value.kind === 'unknown' || value.kind === 'api' || value.kind === 'parameter' ? undefined : true;
}

/** The one literal that a mind is, if it is one. */
export function literalOf(mind: Mind): { readonly value: string | number | boolean | null | undefined } | undefined {
  if (mind.kind !== 'values' || mind.values.length !== 1) return undefined;
  const [value] = mind.values;
  return value?.kind === 'literal' ? value : undefined;
}

/** Possibilities that are told apart, at most; the others become one. */
const MAX_ALTERNATIVES = 6;

export function joinMinds(a: Mind | undefined, b: Mind): Mind {
  if (!a || a === b) return b;
  const all: Mind[] = [];
  for (const one of [...alternativesOf(a), ...alternativesOf(b)]) if (!all.some((other) => isSame(one, other))) all.push(one);
  const [only] = all;
  if (all.length === 1 && only) return only;
  if (all.length <= MAX_ALTERNATIVES) return { kind: 'either', minds: all };
  // What answers is told apart for ever: there are few ways to.
  const answers = all.filter(({ kind }) => kind === 'response');
  const others = all.filter(({ kind }) => kind !== 'response');
  return { kind: 'either', minds: [...answers, others.every((one) => truthOf(one) === true) ? SOMETHING : DOUBT] };
}

export function alternativesOf(mind: Mind): readonly Mind[] {
  return mind.kind === 'either' ? mind.minds : [mind];
}

/** What is left of the possibilities once a condition was found to hold, or not to. */
export function withTruth(mind: Mind, truth: boolean): Mind {
  if (mind.kind !== 'either') return mind;
  const left = mind.minds.filter((one) => truthOf(one) !== !truth);
  return left.length === 0 ? mind : left.reduce((joined, one) => joinMinds(joined, one));
}

function isSame(a: Mind, b: Mind): boolean {
  if (a === b) return true;
  if (a.kind === 'response' && b.kind === 'response') return a.status === b.status && a.does === b.does;
  if (a.kind === 'part' && b.kind === 'part') return a.part === b.part;
  if (a.kind === 'error' && b.kind === 'error') return a.status === b.status;
  if (a.kind === 'path' && b.kind === 'path') return a.pattern === b.pattern;
  if (a.kind === 'closure' && b.kind === 'closure') return a.fn === b.fn && a.activation === b.activation;
  if (a.kind === 'values' && b.kind === 'values') return a.values.length === b.values.length && a.values.every((value, index) => isSameValue(value, b.values[index]));
  return a.kind === b.kind && PLAIN.has(a.kind);
}

function isSameValue(a: Value, b: Value | undefined): boolean {
  return a === b || (a.kind === 'literal' && b?.kind === 'literal' && a.value === b.value);
}

/** Kinds of which there is one only. */
const PLAIN: ReadonlySet<Mind['kind']> = new Set(['nothing', 'derived', 'empty', 'forged', 'claimed', 'something', 'unknown', 'context', 'session', 'next', 'route-config']);
