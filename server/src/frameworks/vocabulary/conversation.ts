import type { Slot } from '../model.ts';

/** Where a caller's input stands; `arguments` are those of a procedure, which a schema describes. */
export type InputKind = 'headers' | 'query' | 'params' | 'body' | 'cookies' | 'files' | 'arguments';

export type AddressKind = 'url' | 'path' | 'pattern' | 'method';

/** What a parameter, a member or a call that belongs to a conversation between caller and handler means. */
export type Meaning =
  /** Another object of the conversation, by its name among the parts. */
  | { readonly is: 'part'; readonly part: string }
  /** What the caller sent. */
  | { readonly is: 'input'; readonly of: InputKind; readonly isChecked?: boolean }
  /** Set only for a caller who was recognised: `req.user`. */
  | { readonly is: 'identity' }
  /** What the server remembers of a caller: it is there for everyone, and empty for strangers; or (`orNothing`) there only for some. */
  | { readonly is: 'session'; readonly orNothing?: boolean }
  /** A method that says whether the caller is known, with its answer for a stranger. */
  | { readonly is: 'test'; readonly stranger: boolean }
  /** A method that reads one entry by its name, and all of them without one: `req.get('authorization')`, `c.req.query()`. */
  | { readonly is: 'reader'; readonly of: InputKind | 'identity' }
  /** A method that reads one member of a part by its name: `c.get('user')`. */
  | { readonly is: 'lookup'; readonly part: string }
  /** A method that gives something else of the conversation: `await request.json()`. */
  | { readonly is: 'getter'; readonly gives: Meaning }
  /** A property or method that sets the status of the answer. */
  | { readonly is: 'status' }
  /** A property or method that answers, or says what will be answered; a status that every such answer has, or where it stands in the call, if (`orBody`) what stands there is a number. */
  | { readonly is: 'answer'; readonly status?: number | Slot; readonly orBody?: boolean }
  | { readonly is: 'redirect' }
  /** What logs. */
  | { readonly is: 'logger' }
  /** A method that throws an error which the framework answers. */
  | { readonly is: 'throw'; readonly status?: number | Slot }
  /** A method that throws unless its first argument holds, with the status that the error then has. */
  | { readonly is: 'assert'; readonly status?: Slot }
  /** A method whose promise rejects for callers without a valid credential. */
  | { readonly is: 'verifier' }
  /** A method whose promise gives what a token says, verified or not; it rejects where there is none. */
  | { readonly is: 'decoder' }
  /** Makes an error that the framework answers with: thrown, handed on or returned. */
  | { readonly is: 'error'; readonly status?: number | Slot }
  /** What was asked for: the address as it was sent (`path`: below the prefix that a middleware stands at), the route's pattern, the method. */
  | { readonly is: 'address'; readonly of: AddressKind }
  /** What the route that was found says of itself: `config: { public: true }`. */
  | { readonly is: 'route-config' }
  /** A function that hands the request on: `next`. With `takesErrors` it refuses when it is given one. */
  | { readonly is: 'pass'; readonly takesErrors?: boolean }
  /** A call whose value answers once it is returned: `NextResponse.json(body, { status: 401 })`. What `passes` lets the request on. */
  | { readonly is: 'response'; readonly status?: number | Slot; readonly does?: 'redirect' | 'pass' }
  /** An object that is there for everyone, with these members. */
  | { readonly is: 'record'; readonly members: Readonly<Record<string, Meaning>> }
  /** An error that is there for strangers only. */
  | { readonly is: 'failure' }
  /** A call that says whether a path is among those of a list: written as routes are, or as globs. Without `path`, the request's. */
  | { readonly is: 'path-test'; readonly patterns: Slot; readonly path?: Slot; readonly syntax: PathSyntax }
  /** One entry of what the caller sent, by its name. */
  | { readonly is: 'entry'; readonly of: InputKind; readonly name: string }
  /** What isn't there: an error that hasn't happened. */
  | { readonly is: 'nothing' }
  /** A method that reads what decorators set under a key (the argument at `key`) for those parts of the route that `targets` names: one, or a list. */
  | { readonly is: 'metadata'; readonly key: number; readonly targets: number }
  /** A method that says how the caller came: `'http'`. */
  | { readonly is: 'transport' };

/** How lists of paths are written: as routes with parameters (`/orders/:path*`), or as globs. */
export type PathSyntax = 'route' | 'glob';


export interface Part {
  /** What it gives where it is a function too. */
  readonly call?: Meaning;
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
  /** How a middleware lets a caller on: by calling `next`, by returning without having answered, by `next` or a promise that is kept, by giving something true. Absent: by `next`. */
  readonly passes?: 'returning' | 'promise' | 'truth';
  /** Whether a handler of this shape answers with what it returns, where not all of the framework's do. */
  readonly answersByReturning?: boolean;
  /** Functions of this kind are for something else: one that can't be read isn't taken for a guard. */
  readonly isHarmless?: boolean;
}

/** How a framework's request and response objects are spoken to. Names are members, as the framework's documentation gives them. */
export interface Conversation {
  readonly shapes: readonly HandlerShape[];
  readonly parts: Readonly<Record<string, Part>>;
  /** A route's handler has answered when it comes to its end: with what it returns, or with what it set before. */
  readonly answersByReturning?: boolean;
  /** Once a middleware has answered nothing behind it runs, whatever else it does. */
  readonly answeringEnds?: boolean;
  /** The types that the framework gives to requests and responses, and to `next`. */
  readonly requestTypes: readonly string[];
  readonly nextType: string;
  /** How a handler says that the input doesn't fit, as a statement: `{{response}}` is what that is called, `{{reason}}` an expression. */
  readonly refusal?: string;
}

/** Names under which frameworks and projects keep the recognised caller. */
export const IDENTITY_NAMES = ['user', 'auth', 'currentUser', 'account', 'userId', 'jwt', 'token'] as const;

export const part = (name: string): Meaning => ({ is: 'part', part: name });
export const input = (of: InputKind): Meaning => ({ is: 'input', of });
/** Input that the framework hands over only when it fits. */
export const checked = (of: InputKind): Meaning => ({ is: 'input', of, isChecked: true });
export const reader = (of: InputKind | 'identity'): Meaning => ({ is: 'reader', of });
export const lookup = (partName: string): Meaning => ({ is: 'lookup', part: partName });
export const getter = (gives: Meaning): Meaning => ({ is: 'getter', gives });
export const answer = (status?: number | Slot): Meaning => ({ is: 'answer', ...(status !== undefined && { status }) });
export const response = (status?: number | Slot): Meaning => ({ is: 'response', ...(status !== undefined && { status }) });
export const throwing = (status?: number | Slot): Meaning => ({ is: 'throw', ...(status !== undefined && { status }) });
export const address = (of: AddressKind): Meaning => ({ is: 'address', of });
export const IDENTITY: Meaning = { is: 'identity' };
export const SESSION: Meaning = { is: 'session' };
export const SESSION_OR_NOTHING: Meaning = { is: 'session', orNothing: true };
export const LOGGER: Meaning = { is: 'logger' };
export const STATUS: Meaning = { is: 'status' };
export const REDIRECT: Meaning = { is: 'redirect' };
export const VERIFIER: Meaning = { is: 'verifier' };
export const ASSERT: Meaning = { is: 'assert', status: { slot: 'argument', index: 1 } };
export const DECODER: Meaning = { is: 'decoder' };
export const ROUTE_CONFIG: Meaning = { is: 'route-config' };
export const PASS: Meaning = { is: 'pass', takesErrors: true };
export const METHOD: Meaning = { is: 'address', of: 'method' };
export const PATH: Meaning = { is: 'address', of: 'path' };
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
