import type { ApiPath } from '../semantic/api-path.ts';
import type { AcquisitionModel } from './vocabulary/acquisitions.ts';
import type { DecoratedRouting } from './vocabulary/decorators.ts';
import type { Dispatch } from './vocabulary/dispatch.ts';
import type { Endings } from './vocabulary/endings.ts';
import type { FileRouting } from './vocabulary/files.ts';
import type { ProcedureRouting } from './vocabulary/procedures.ts';
import type { CheckRow, CollectingChecks, SchemaWriting } from './vocabulary/checks.ts';
import type { FieldResolvers } from './vocabulary/fields.ts';
import type { EventModel } from './vocabulary/events.ts';
import type { Conversation, InputKind, Meaning } from './vocabulary/conversation.ts';
import type { ResolverRouting } from './vocabulary/resolvers.ts';
import type { BodyLimitRow, CookieRow, CrossOriginRow, HeaderRow, SessionRow, StaticFilesRow, UploadRow } from './vocabulary/options.ts';
import type { LoggerRow } from './vocabulary/logging.ts';
import type { PromiseModel } from './vocabulary/promises.ts';
import type { PluginHook, Scopes } from './vocabulary/scopes.ts';
import type { OperatorRow, QueryRow, SchemaRow } from './vocabulary/queries.ts';
import type { EntityRow } from './vocabulary/stores.ts';
import type { WriteModel } from './vocabulary/transactions.ts';
import type { EffectRow, LimiterCode, LimitRow } from './vocabulary/effects.ts';

export { api, either } from '../semantic/api-path.ts';
export type { LazyRow, PromiseModel, StartedRow, Versions } from './vocabulary/promises.ts';
export * from './vocabulary/queries.ts';
export { preparedText, sqlTag, sqlText } from './vocabulary/sql.ts';

/** Where a fact's part is written at the call: an argument, all arguments from one on, an option, a later call of the chain. */
export type Slot =
  | { readonly slot: 'argument'; readonly index: number }
  | { readonly slot: 'arguments'; readonly from: number }
  /** With `orElse`, the argument itself is meant where it holds none of those keys: `find({ where: { open: true } })`, `find({ open: true })`. */
  | { readonly slot: 'option'; readonly index: number; readonly key: string; readonly orElse?: readonly string[] }
  /** The call has no place for it: the argument becomes the option `as` of a call of `method`, beside `key`. */
  | { readonly slot: 'wrapped'; readonly index: number; readonly as: string; readonly key: string; readonly method?: string }
  | { readonly slot: 'chained'; readonly method: string }
  /** A call before the one that runs the query: `orders.limit(10).get()`. */
  | { readonly slot: 'earlier'; readonly method: string }
  /** An element of an array argument that has this key: `{ $limit: 10 }` among the stages of a pipeline. */
  | { readonly slot: 'stage'; readonly index: number; readonly key: string };

export const arg = (index: number): Slot & { readonly slot: 'argument' } => ({ slot: 'argument', index });
export const argsFrom = (from: number): Slot => ({ slot: 'arguments', from });
export const option = (index: number, key: string): Slot & { readonly slot: 'option' } => ({ slot: 'option', index, key });
export const conditions = (index: number, key: string, orElse: readonly string[]): Slot => ({ slot: 'option', index, key, orElse });
export const wrapped = (index: number, as: string, key: string, method: string): Slot => ({ slot: 'wrapped', index, as, key, method });
export const chained = (method: string): Slot => ({ slot: 'chained', method });
export const earlier = (method: string): Slot => ({ slot: 'earlier', method });
export const stage = (index: number, key: string): Slot => ({ slot: 'stage', index, key });

/** HTTP methods by the name of the function that registers them. */
export type Verbs = Readonly<Record<string, string>>;

export interface RouteRow {
  /** What the method is called on: a host, or what a call on a host gave (`app.route('/x')`). */
  readonly on: ApiPath;
  readonly verbs: Verbs;
  /** The call names its methods itself, one or a list: `app.on(['GET', 'HEAD'], …)`. The verb is then `ALL`. */
  readonly methods?: Slot;
  /** Absent where the receiver holds the path already; see `pathFrom`. */
  readonly path?: Slot;
  /** A name may stand before the path: `router.get('orders', '/orders', list)`. */
  readonly mayBeNamed?: boolean;
  /** Without a path, that of the call before is meant: `app.get('/orders', list).post(create)`. */
  readonly remembersPath?: boolean;
  /** The call that made the receiver holds the path: `router.route(path).get(…)`. */
  readonly pathFrom?: { readonly call: ApiPath; readonly path: Slot };
  readonly handlers: Slot;
}

export interface MountRow {
  readonly on: ApiPath;
  readonly methods: readonly string[];
  /** The prefix, if the first argument is a path and not a handler already. */
  readonly path: Slot;
  readonly children: Slot;
  /** The path that is meant when none is written. Absent: the host's own, with everything below it. */
  readonly everywhere?: string;
  /** Children are copied: what is registered on them later isn't served. */
  readonly copies?: boolean;
  /** What a router that is mounted so runs, it runs for its own routes only. Absent: for all that comes later under its path. */
  readonly contains?: boolean;
}

/** Routes that are registered by calls: `app.get('/orders', list)`. */
export interface CallRouting {
  readonly applications: ApiPath;
  readonly routers: ApiPath;
  readonly routes: readonly RouteRow[];
  readonly mounts: readonly MountRow[];
  /** Functions that run for every route with a parameter of that name. */
  readonly parameters: readonly { readonly on: ApiPath; readonly method: string; readonly handlers: Slot }[];
  readonly listen: readonly string[];
  /** What stands for a host where it is mounted, if not the host itself: `router.routes()`. */
  readonly mountedAs?: ApiPath;
  /** What stands before all paths of a host: an option of the call that makes it, and the method that sets it. */
  readonly prefix?: { readonly on: ApiPath; readonly option: Slot & { readonly slot: 'option' }; readonly method: string };
  /** Calls that give the same host below a path, which is their first argument: `app.basePath('/api')`. */
  readonly bases?: ApiPath;
  /** Paths of middleware are patterns, which cover what they match and no more. Absent: they cover whatever lies below them. */
  readonly matchesPatterns?: boolean;
  /** Calls that tell the application something which holds for all of its routes. */
  readonly settings?: readonly { readonly on: ApiPath; readonly methods: readonly string[] }[];
  /** `sequential`: what was registered earlier runs earlier, and guards only what comes later. `scoped`: see `Scopes`. */
  readonly order: 'sequential' | 'scoped';
  readonly scopes?: Scopes;
}

export interface RoutingModel {
  readonly files?: FileRouting;
  readonly procedures?: ProcedureRouting;
  readonly calls?: CallRouting;
  readonly dispatch?: Dispatch;
  readonly resolvers?: ResolverRouting;
  readonly decorated?: DecoratedRouting;
  /** What comes of failures, newest version first: whether the framework sees what handlers reject with, who answers. */
  readonly endings: readonly Endings[];
  /** Hosts that see rejections whatever the version: routers of a package that was made for it. */
  readonly seesRejectionsOn?: ApiPath;
  /** Modules that make the framework see rejections when they are loaded. */
  readonly rejectionPatches: readonly string[];
  readonly conversation: Conversation;
  /** What a middleware calls to go on gives a promise of all that comes later, which nobody but the middleware waits for. */
  readonly nextPromises?: boolean;
  /** The call that gives an application the function which answers for failed handlers. */
  readonly errorSetter?: ApiPath;
  /** How a middleware that answers for failed handlers is written; absent where the framework's own answer is all that people use. */
  readonly errorMiddleware?: ErrorMiddleware;
}

/** The text of an error middleware: its parameters with their types, and what it does once the error is logged. */
export interface ErrorMiddleware {
  readonly parameters: readonly (readonly [name: string, type: string])[];
  /** The method that registers it. */
  readonly method: string;
  readonly body: readonly string[];
}

/**
 * What something of a package does when it stands where a handler stands, or is called by one:
 * `authentication` refuses callers without a credential; `identity` gives an object that is empty for a stranger, `caller` one that isn't there for a stranger;
 * `gate` throws or redirects for a stranger whatever it is given; `decoder` reads a token without verifying it; `runner` calls the functions that it is given;
 * `rate-limiter` refuses too many; `verifier` throws (or gives its callback an error) for a missing credential; `wrapper` forwards the rejections of the handler
 * that it is given; `neutral` lets everyone through; `validator` refuses input that doesn't fit; `signature` checks who signed what was sent: it throws (or `says` no), or refuses as middleware;
 * `digest` gives the hash that a signature is compared with; `policy` asks what a caller may do; `error-handler` answers for what handlers fail with.
 */
export type Role = 'signature' | 'digest' | 'policy' | 'error-handler' | 'authentication' | 'identity' | 'caller' | 'gate' | 'decoder' | 'runner' | 'rate-limiter' | 'verifier' | 'wrapper' | 'neutral' | 'validator';

export interface RoleRow {
  readonly at: ApiPath;
  readonly role: Role;
  /** Arguments that a callback among the arguments gets for a caller without credential; then the callback decides. */
  readonly callback?: readonly ('nothing' | 'something')[];
  /** What a wrapper's function is called as, where that isn't what the wrapper stands for. */
  readonly calls?: string;
  /** An option of the call that holds a function which decides instead, and what that is called as. */
  readonly decidedBy?: { readonly path: readonly string[]; readonly as: string };
  /** The role holds only if no argument is this literal, or an option with this value: `{ credentialsRequired: false }`. */
  readonly unless?: { readonly option?: readonly [key: string, value: boolean]; readonly literal?: string };
  /** The role holds only if an option has this value: `{ required: true }`. */
  readonly onlyIf?: { readonly option: readonly [key: string, value: boolean] };
  /** A subclass may decide itself, in a method of this name, which is called as `as`. */
  readonly overriddenBy?: { readonly method: string; readonly as: string };
  /** A check of a signature that answers whether it is right, where others throw. */
  readonly says?: 'no';
  /** It refuses callers who lack a permission too: always, or where it is given arguments. */
  readonly permission?: 'always' | 'with-arguments';
  /** Of a `validator`: what it looks at, by the keys of the object or the texts that it is made with. Absent: at everything that callers send. */
  readonly inputs?: Readonly<Record<string, InputKind>>;
  /** Of a `validator`: it looks at parameters whose types are classes that say what fits, and at no others. */
  readonly byTypes?: boolean;
}

/**
 * A call that makes one handler of several: `compose([a, b])`. With `under` they run below a path; with `except` not for some paths;
 * with `isEither` one that lets a caller on is enough.
 */
export interface CompoundRow {
  readonly at: ApiPath;
  /** The call whose arguments they are, if it isn't the last one. */
  readonly madeBy?: ApiPath;
  /** Where they stand; `receiver` is what the method is called on. */
  readonly parts: Slot | 'receiver';
  readonly under?: Slot;
  readonly isEither?: boolean;
  readonly except?: { readonly paths: Slot; readonly methods?: Slot; readonly custom?: Slot; readonly matching: 'whole' | 'pattern' };
}

/** Several middlewares made into one. */
export interface CombinationRow {
  readonly at: ApiPath;
  /** The list. A list inside it is combined the other way round. */
  readonly list: number;
  /** The option of the call that says how; without it one of them is enough. */
  readonly relation: { readonly index: number; readonly key: string };
}

/** Services that call back when something happened, and what their calls are known by. */
export interface WebhookSenders {
  /** Words of a path that name them. */
  readonly names: readonly string[];
  /** Headers that only their calls have. In small letters. */
  readonly headers: readonly string[];
  /** Texts of their events, as handlers compare them: `checkout.session.completed`. */
  readonly events: RegExp;
  /** Addresses that are asked whether a call is genuine. */
  readonly confirmations: RegExp;
}

/** How a library that is there verifies a call: `stripe.webhooks.constructEvent(body, headers['stripe-signature'], secret)`. */
export interface VerifyRow {
  /** What the project has in scope. */
  readonly on: ApiPath;
  readonly method: string;
  readonly header: string;
  /** The name under which people keep the secret in the environment. */
  readonly secret: string;
}

export interface ProjectFiles {
  find(extension: string): readonly { readonly path: string; readonly text: string }[];
}

/** Fields that are unique together by the project's schema: a filter that fixes all of them finds one row. */
export interface UniqueKey {
  readonly table: string;
  readonly fields: readonly string[];
}

export interface FrameworkModel extends WriteModel, AcquisitionModel {
  readonly name: string;
  readonly packages: readonly string[];
  readonly docs: string;
  readonly routing?: RoutingModel;
  readonly queries?: readonly QueryRow[];
  readonly promises?: PromiseModel;
  readonly events?: EventModel;
  /** Calls whose first argument names the table that is queried: `db.collection('orders')`. */
  readonly tables?: ApiPath;
  /** Methods that are called on the class of the rows itself: `Order.query()`. */
  readonly classMethods?: ApiPath;
  /** Calls that give a row, by the class that they are called with: `em.create(Order, values)`. */
  readonly makesRows?: ApiPath;
  /** What stands in a filter instead of a value: `ranges` match many rows (`MoreThan(1)`), `lists` as many as they name (`In(ids)`). */
  readonly comparisons?: { readonly ranges: ApiPath; readonly lists: ApiPath };
  readonly operators?: OperatorRow;
  readonly roles?: readonly RoleRow[];
  /** Classes of the project that the package's guards ask for the caller, by what they extend, and the method that is asked. */
  readonly strategies?: readonly { readonly at: ApiPath; readonly method: string }[];
  readonly compounds?: readonly CompoundRow[];
  readonly combinations?: readonly CombinationRow[];
  readonly pluginHooks?: readonly PluginHook[];
  readonly checks?: readonly CheckRow[];
  readonly collects?: CollectingChecks;
  /** Numbers of a query string that every description in the project which the package goes by leaves without a maximum, by name. */
  readonly openParameters?: (files: ProjectFiles) => readonly string[];
  /** Decorators of a field that set no maximum for it. */
  readonly leavesOpen?: ApiPath;
  /** Functions that run a text as a program. */
  readonly interprets?: ApiPath;
  /** How a schema is written with the package. */
  readonly schemaWriting?: SchemaWriting;
  /** What of the package belongs to the conversation with a caller: `NextResponse.json(body, { status })`, `cookies()`. */
  readonly meanings?: readonly { readonly at: ApiPath; readonly means: Meaning }[];
  /** What costs more than computing. */
  readonly effects?: readonly EffectRow[];
  /** Calls inside a function that count its callers. */
  readonly limits?: readonly LimitRow[];
  /** Errors that tell a caller that it came too often. */
  readonly tooMany?: ApiPath;
  readonly limiterCode?: LimiterCode;
  /** Packages whose middleware may refuse a caller, but never for coming too often. */
  readonly countingNobody?: readonly string[];
  readonly webhooks?: WebhookSenders;
  readonly verifies?: readonly VerifyRow[];
  /** Calls that are given an application and answer for what its handlers fail with. */
  readonly answersErrorsOf?: readonly ApiPath[];
  /** Packages that wait for requests on behalf of an application. */
  readonly servesApplication?: readonly string[];
  /** Packages that may be given an application and change nothing about its errors. */
  readonly takesApplication?: readonly string[];
  /** What only tests import. */
  readonly testPackages?: readonly string[];
  /** Browsers use it as much as servers: that a file imports it doesn't say where the file runs. */
  readonly isUniversal?: boolean;
  /** Files that run on a server for their name (below the project's root, with a slash before it), or for what stands in them. */
  readonly entries?: { readonly files: RegExp; readonly texts: RegExp };
  /** What only code for browsers and apps imports. */
  readonly interfacePackages?: readonly string[];
  /** Packages that only compute: calling them changes nothing. */
  readonly purePackages?: readonly string[];
  /** Packages all of whose middleware lets every caller through. */
  readonly neutralPackages?: readonly string[];
  /** Members that the project hangs on what the package makes. */
  readonly extensions?: readonly { readonly at: ApiPath; readonly argument: number; readonly through: string; readonly addedBy?: string }[];
  /** What a package hands over with the type that the project gave it: it stands in the first type argument of a call before, or under a key of that. Named: under what the call is given. */
  readonly typedParts?: readonly { readonly at: ApiPath; readonly by: ApiPath; readonly key?: string; readonly isNamed?: boolean }[];
  /** Functions that give a package's function back in another form, as one that promises. */
  readonly forms?: readonly ApiPath[];
  /** Calls that tell a log, or who watches over failures. */
  readonly loggers?: readonly LoggerRow[];
  /**
   * What makes a package listen for unhandled rejections of the whole process, and let it live: these calls; or (`asServer`) that it is the server, where the application
   * that depends on it starts none itself.
   */
  readonly hearsRejections?: { readonly calls: readonly ApiPath[]; readonly asServer?: boolean };
  /** Calls that people make to see whether they fail: whether a file is there, whether a text can be read. */
  readonly probes?: readonly ApiPath[];
  /** Calls that run the functions which they are given at times of their own: those don't belong to whoever makes the call. */
  readonly schedules?: readonly ApiPath[];
  /** Calls whose function is given all keys at once that were asked for one by one. */
  readonly batches?: readonly ApiPath[];
  readonly fieldResolvers?: FieldResolvers;
  /** Functions that give an instance of the class that they are called with: dependency injection. */
  readonly containers?: readonly ApiPath[];
  /** Having one of these packages means that the application knows users. */
  readonly impliesUsers?: boolean;
  /** How a model is tied to its schema in code: the call that makes it, and what its fields say. */
  readonly schema?: SchemaRow;
  readonly uploads?: readonly UploadRow[];
  readonly bodyLimits?: readonly BodyLimitRow[];
  readonly crossOrigin?: readonly CrossOriginRow[];
  /** Sessions that are kept in a cookie, or found by one. */
  readonly sessions?: readonly SessionRow[];
  readonly cookies?: readonly CookieRow[];
  /** Calls that set headers of an answer: with a name and a value, or with an object of them. */
  readonly headers?: readonly HeaderRow[];
  /** Calls that serve the files of a folder to everyone. */
  readonly staticFiles?: readonly StaticFilesRow[];
  /** What these give proves who a caller is: a signed token. */
  readonly credentials?: readonly ApiPath[];
  /** Folders into which a generator writes a client that stands for the package. Paths are absolute. */
  readonly generated?: (files: ProjectFiles) => readonly { readonly folder: string; readonly package: string }[];
  readonly uniqueKeys?: (files: ProjectFiles) => readonly UniqueKey[];
  readonly entities?: EntityRow;
  /** Types whose first argument is the class of the rows: `Repository<User>`. */
  readonly typedTables?: ApiPath;
}

/** A model of a framework that has routes. */
export type RoutingFramework = FrameworkModel & { readonly routing: RoutingModel };

/** A model whose routes are registered by calls. */
export type CallFramework = FrameworkModel & { readonly routing: RoutingModel & { readonly calls: CallRouting } };

export function registersByCalls(model: FrameworkModel): model is CallFramework {
  return model.routing?.calls !== undefined;
}

export function defineFramework(model: FrameworkModel): FrameworkModel {
  return model;
}
