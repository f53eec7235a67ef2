import type { Span, TextEdit } from '../syntax/text.ts';
import type { Acquisition } from './acquisition.ts';
import type { LeakedError, LostCause, SwallowedError, UnawaitedReturn } from './caught.ts';
import type { Cookie } from './cookie.ts';
import type { CrossOrigin } from './cross-origin.ts';
import type { DroppedCallback } from './dropped-callback.ts';
import type { ErrorHandling } from './error-handling.ts';
import type { FloatingPromise } from './floating-promise.ts';
import type { Input } from './input.ts';
import type { Intake } from './intake.ts';
import type { LoopedCall } from './looped-call.ts';
import type { UnownedRow } from './ownership.ts';
import type { PageSize } from './page-size.ts';
import type { MassWrite } from './mass-write.ts';
import type { Rewrite } from './rewrite.ts';
import type { TornWrites } from './torn-writes.ts';
import type { Presence } from './presence.ts';
import type { RouteLimit } from './route-limit.ts';
import type { UncheckedResponse } from './unchecked-response.ts';
import type { UnguardedParse } from './unguarded-parse.ts';
import type { UnheardError } from './unheard-error.ts';
import type { Webhook } from './webhook.ts';

export type { Acquisition, Cookie, CrossOrigin, DroppedCallback, FloatingPromise, Input, Intake, LoopedCall, MassWrite, PageSize, Presence, Rewrite, RouteLimit, TornWrites, UncheckedResponse, UnguardedParse, UnheardError };

/** A route or mount as people speak of it: `GET /orders`, at the method name of its registration. */
export interface RouteReference {
  readonly label: string;
  readonly at: Span;
}

/** A part of the program that is worth naming: `prisma.order.delete`, at its callee. */
export interface NamedPlace {
  readonly label: string;
  readonly at: Span;
}

/** A part of a call that may be written or missing, and that the model knows how to write. */
export interface Clause {
  readonly state: Presence;
  /** The edits that write it; `undefined` where nobody can say how. */
  insert(text: string): readonly TextEdit[] | undefined;
}

/** A change that makes use of something that the project has: its name, and the edits with the import. */
export interface Reuse {
  readonly name: string;
  readonly edits: readonly TextEdit[];
}

export interface Query {
  readonly label: string;
  readonly table: string;
  /** The method that makes it this query; of a `SELECT` that can be read, where its text begins. */
  readonly at: Span;
  /** What runs the text, where it stands elsewhere. */
  readonly calls: readonly NamedPlace[];
  readonly operation: 'read' | 'insert' | 'update' | 'delete' | 'raw';
  /** What it finds, and not what its chain takes of that: `getOne` reads every row that matches. Of writes `nothing`, also where they hand rows back. */
  readonly returns: 'one' | 'many' | 'nothing';
  /** Whether it leaves rows out; how many, nobody says. */
  readonly isFiltered: boolean;
  /** What it gives, in the singular: `row`, `document`, `key`. */
  readonly unit: string;
  /** Where the server stops of its own, and leaves the rest out without an error; a setting may have been changed. */
  readonly cap?: { readonly text: string; readonly isSetting: boolean };
  readonly limit: Clause;
  /** The routes whose handlers or middleware run it. */
  readonly reachedFrom: readonly RouteReference[];
  /** Whether it stands in exported code that others may call: reported more quietly where no route is known. */
  readonly isService: boolean;
  /** The project's own page size, where one is in scope. */
  readonly pageSize?: string;
}

/** A function that a web framework calls: a route's handler, a middleware. */
export interface Handler {
  readonly name?: string;
  readonly role: 'handler' | 'middleware';
  /** Where the squiggle goes: `async`, else the name, else the parameters. */
  readonly at: Span;
  /** With its major version: `Express 4`. */
  readonly framework: string;
  readonly rejections: 'handled' | 'unhandled' | 'unknown';
  /** What an unhandled rejection comes to here: somebody may listen for them, then only the caller waits for ever. */
  readonly consequence: 'process-exits' | 'exits-since-15' | 'request-hangs';
  /** The first call that can reject, or the `throw`. */
  readonly cause?: NamedPlace & { readonly isThrow: boolean };
  readonly registrations: readonly RouteReference[];
  /** Wrapped in what the project wraps its handlers in. */
  wrap(): Reuse | undefined;
  /** With `try { … } catch (err) { next(err) }` around its body. */
  forward(): readonly TextEdit[] | undefined;
}

export interface Route extends RouteReference {
  readonly method: string;
  readonly path: string;
  /** Whether something on its path, or its own body, refuses callers without a credential. */
  readonly authenticated: Presence;
  /** Public by its nature (login, health …), or because somebody says so. */
  readonly isPublic: boolean;
  readonly writes: readonly (NamedPlace & { readonly operation: Query['operation'] })[];
  readonly reads: readonly (NamedPlace & { readonly table: string })[];
  /** It does something that no model knows: with a method that exists to change data, that is what it does. */
  readonly mayWrite: boolean;
  /** A middleware of the route's own looks who is calling, and lets strangers pass: somebody thought of them. */
  readonly welcomesStrangers: boolean;
  /** What it hands out belongs to somebody, by its path: `orders`, `account`. */
  readonly privateResource?: string;
  /** Guarded routes of the same router, and whether they read what this one reads. */
  readonly guardedSiblings: readonly (RouteReference & { readonly guard: string; readonly readsTheSame: boolean })[];
  guard(): Reuse | undefined;
  readonly limit: RouteLimit;
  /** For routes that know their callers: the row that any of them reaches by its key. */
  unowned(): UnownedRow | undefined;
  /** For routes that receive webhooks. */
  webhook(): Webhook | undefined;
  /** Middleware of the project on its path that refuses nobody, by name and as configuration writes it. */
  readonly passingMiddleware: readonly { readonly name: string; readonly taught: string }[];
}

export interface Application {
  /** Where the server starts, else where the application is made. */
  readonly at: Span;
  /** Whether it knows callers at all; without that the gap is the application's, not each route's. */
  readonly knowsUsers: boolean;
  /** Whether any of its routes has a rate limiter; without that the gap is the application's, not each route's. */
  readonly hasLimiter: boolean;
  readonly routes: readonly Route[];
  readonly errors: ErrorHandling;
}

/** What rules are about. */
export interface Facts {
  acquisition: Acquisition;
  query: Query;
  loopedCall: LoopedCall;
  pageSize: PageSize;
  handler: Handler;
  swallowedError: SwallowedError;
  unawaitedReturn: UnawaitedReturn;
  leakedError: LeakedError;
  lostCause: LostCause;
  droppedCallback: DroppedCallback;
  unheardError: UnheardError;
  uncheckedResponse: UncheckedResponse;
  unguardedParse: UnguardedParse;
  application: Application;
  input: Input;
  intake: Intake;
  cookie: Cookie;
  crossOrigin: CrossOrigin;
  massWrite: MassWrite;
  rewrite: Rewrite;
  tornWrites: TornWrites;
  floatingPromise: FloatingPromise;
}
