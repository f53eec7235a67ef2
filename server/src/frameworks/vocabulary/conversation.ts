import type { Slot } from '../model.ts';

/** Where a caller's input stands. */
export type InputKind = 'headers' | 'query' | 'params' | 'body' | 'cookies' | 'files';

/** What a parameter, a member or a call that belongs to a conversation between caller and handler means. */
export type Meaning =
  /** Another object of the conversation, by its name among the parts. */
  | { readonly is: 'part'; readonly part: string }
  /** What the caller sent. */
  | { readonly is: 'input'; readonly of: InputKind }
  /** Set only for a caller who was recognised: `req.user`. */
  | { readonly is: 'identity' }
  /** What the server remembers of a caller: it is there for everyone, and empty for strangers. */
  | { readonly is: 'session' }
  /** A method that says whether the caller is known, with its answer for a stranger. */
  | { readonly is: 'test'; readonly stranger: boolean }
  /** A method that reads one entry by its name, and all of them without one: `req.get('authorization')`, `c.req.query()`. */
  | { readonly is: 'reader'; readonly of: InputKind | 'identity' }
  /** A method that gives something else of the conversation: `await request.json()`. */
  | { readonly is: 'getter'; readonly gives: Meaning }
  /** A property or method that sets the status of the answer. */
  | { readonly is: 'status' }
  /** A property or method that answers; a status that every such answer has, or where it stands in the call, if (`orBody`) what stands there is a number. */
  | { readonly is: 'answer'; readonly status?: number | Slot; readonly orBody?: boolean }
  | { readonly is: 'redirect' }
  /** A method that throws an error which the framework answers. */
  | { readonly is: 'throw'; readonly status?: number | Slot }
  /** A method that throws unless its first argument holds. */
  | { readonly is: 'assert' }
  /** A method whose promise rejects for callers without a valid credential. */
  | { readonly is: 'verifier' }
  /** A function that hands the request on: `next`. */
  | { readonly is: 'pass' }
  /** One entry of what the caller sent, by its name. */
  | { readonly is: 'entry'; readonly of: InputKind; readonly name: string }
  /** What isn't there: an error that hasn't happened. */
  | { readonly is: 'nothing' }
  /** A method that reads what decorators set under a key (the argument at `key`) for those parts of the route that `targets` names: one, or a list. */
  | { readonly is: 'metadata'; readonly key: number; readonly targets: number }
  /** A method that says how the caller came: `'http'`. */
  | { readonly is: 'transport' };

export interface Part {
  readonly members: Readonly<Record<string, Meaning>>;
  /** Methods that aren't listed give the object itself: `res.type('json').send(…)`. */
  readonly isChainable?: boolean;
}

/** What a handler's parameters are for, by position. */
export interface HandlerShape {
  /** The shape of functions that are called as this only: a guard, a hook. Absent: of handlers and middleware. */
  readonly of?: string;
  /** The shape of functions with this many parameters only. */
  readonly arity?: number;
  readonly parameters: readonly (Meaning | undefined)[];
  /** Where errors arrive: the function sees errors only. */
  readonly error?: number;
  /** How a middleware lets a caller on: by calling `next`, by returning without having answered, by giving something true. Absent: by `next`. */
  readonly passes?: 'returning' | 'truth';
  /** Functions of this kind are for something else: one that can't be read isn't taken for a guard. */
  readonly isHarmless?: boolean;
}

/** How a framework's request and response objects are spoken to. Names are members, as the framework's documentation gives them. */
export interface Conversation {
  readonly shapes: readonly HandlerShape[];
  readonly parts: Readonly<Record<string, Part>>;
  /** A route's handler answers with what it returns. */
  readonly answersByReturning?: boolean;
  /** The types that the framework gives to requests and responses, and to `next`. */
  readonly requestTypes: readonly string[];
  readonly nextType: string;
}

/** Names under which frameworks and projects keep the recognised caller. */
export const IDENTITY_NAMES = ['user', 'auth', 'currentUser', 'account', 'userId', 'jwt', 'token'] as const;

export const part = (name: string): Meaning => ({ is: 'part', part: name });
export const input = (of: InputKind): Meaning => ({ is: 'input', of });
export const reader = (of: InputKind | 'identity'): Meaning => ({ is: 'reader', of });
export const getter = (gives: Meaning): Meaning => ({ is: 'getter', gives });
export const answer = (status?: number | Slot): Meaning => ({ is: 'answer', ...(status !== undefined && { status }) });
export const throwing = (status?: number | Slot): Meaning => ({ is: 'throw', ...(status !== undefined && { status }) });
export const IDENTITY: Meaning = { is: 'identity' };
export const SESSION: Meaning = { is: 'session' };
export const STATUS: Meaning = { is: 'status' };
export const REDIRECT: Meaning = { is: 'redirect' };
export const VERIFIER: Meaning = { is: 'verifier' };
export const ASSERT: Meaning = { is: 'assert' };
export const PASS: Meaning = { is: 'pass' };
export const NONE: Meaning = { is: 'nothing' };
export const TRANSPORT: Meaning = { is: 'transport' };

/** Every one of these members means the same. */
export function members(names: readonly string[], meaning: Meaning): Readonly<Record<string, Meaning>> {
  return Object.fromEntries(names.map((name) => [name, meaning]));
}

/** Where among its parameters a handler gets something; -1 where it doesn't. */
export function positionOf({ parameters }: HandlerShape, wanted: 'response' | 'next'): number {
  return parameters.findIndex((one) => (wanted === 'next' ? one?.is === 'pass' : one?.is === 'part' && one.part === wanted));
}
