import type { InputKind, Meaning } from '../frameworks/vocabulary/conversation.ts';
import type { Value } from '../semantic/values.ts';
import type { Frame } from '../semantic/values.ts';
import type { Binding, Expression, FunctionNode } from '../syntax/tree.ts';

/** One running function: its frame (where names come from) and what its bindings hold in this run. */
export interface Activation {
  readonly frame: Frame;
  readonly parent?: Activation;
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
  | { readonly kind: 'session'; readonly orNothing?: boolean }
  /** A method of the conversation, not called yet. */
  | { readonly kind: 'method'; readonly meaning: Meaning; readonly of: Mind }
  | { readonly kind: 'next' }
  | { readonly kind: 'settle'; readonly promise: PromiseState; readonly fulfils: boolean }
  | { readonly kind: 'promise'; readonly promise: PromiseState }
  | { readonly kind: 'closure'; readonly fn: FunctionNode; readonly activation: Activation }
  /** The arguments that a rest parameter collects. */
  | { readonly kind: 'list'; readonly items: readonly Mind[] }
  | LiteralObject
  /** One of several objects, depending on what nobody can say. */
  | { readonly kind: 'one-of'; readonly objects: readonly LiteralObject[] };

interface LiteralObject {
  readonly kind: 'literal-object';
  readonly node: Expression;
  readonly activation: Activation;
}

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
  if (mind.kind !== 'values') return true;
  const answers = new Set(mind.values.map(truthOfValue));
  return answers.size === 1 ? [...answers][0] : undefined;
}

function truthOfValue(value: Value): boolean | undefined {
  if (value.kind === 'literal') return Boolean(value.value);
  return value.kind === 'unknown' || value.kind === 'api' || value.kind === 'parameter' ? undefined : true;
}

/** The one literal that a mind is, if it is one. */
export function literalOf(mind: Mind): { readonly value: string | number | boolean | null | undefined } | undefined {
  if (mind.kind !== 'values' || mind.values.length !== 1) return undefined;
  const [value] = mind.values;
  return value?.kind === 'literal' ? value : undefined;
}

/** Objects that are kept apart, at most. */
const MAX_OBJECTS = 6;

function objectsOf(mind: Mind): readonly LiteralObject[] {
  return mind.kind === 'one-of' ? mind.objects : mind.kind === 'literal-object' ? [mind] : [];
}

export function joinMinds(a: Mind | undefined, b: Mind): Mind {
  if (!a || a === b) return b;
  const objects = [...objectsOf(a), ...objectsOf(b)];
  if (objects.length > 1 && objects.length <= MAX_OBJECTS && objectsOf(a).length > 0 && objectsOf(b).length > 0) return { kind: 'one-of', objects };
  const [left, right] = [truthOf(a), truthOf(b)];
  if (left === false && right === false && (a.kind === 'nothing' || b.kind === 'nothing')) return NOTHING;
  return left === true && right === true ? SOMETHING : DOUBT;
}
