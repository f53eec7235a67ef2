import type { ApiPath } from '../../semantic/api-path.ts';
import type { InputKind } from './conversation.ts';

/** A way through objects: of `{ routes: { prefix } }` it is `['routes', 'prefix']`. */
export type KeyPath = readonly string[];

/** A place in the life of a request where functions stand before the handler. */
export interface Phase {
  readonly name: string;
  /** What such a function is called as; see `HandlerShape.of`. */
  readonly as: string;
}

/** Functions that are called with an instance of their own, on which they register what is theirs. */
export interface Plugins {
  readonly methods: readonly string[];
  /** The type of the instance that a plugin is given. */
  readonly instance: { readonly package: string; readonly type: string };
  /** The prefix of what a plugin registers, among the options of the registering call. */
  readonly prefix: KeyPath;
  /** Keys under which an object holds the plugin itself: `{ default }`, `{ plugin }`, `{ register }`; where `options` stand beside it, they are the plugin's. */
  readonly heldBy: readonly string[];
  /** Calls that keep a plugin from getting an instance of its own: it registers on that of whoever registers it. */
  readonly unscoped?: ApiPath;
  /** A command that makes the application and registers the plugin in the file that it names. */
  readonly startedBy?: RegExp;
  /** Instances differ in their prefix only: what one of them puts before handlers stands before those of all. */
  readonly shareHooks?: boolean;
  /** Plugins that register every plugin of a folder. */
  readonly folders?: FolderPlugin;
  /** Names, of packages and of what they export, of plugins that may refuse callers: what they do can't be read. */
  readonly suspicious: RegExp;
}

/** Options of a plugin that loads a folder, by what they are for. The folders' names are the prefixes. */
export interface FolderPlugin {
  readonly at: ApiPath;
  readonly folder: string;
  readonly options: string;
  /** `false`: folders' names are no prefixes. */
  readonly folderPrefixes: string;
  /** Only, and none, of the files that this is true of. */
  readonly matching: string;
  readonly ignoring: readonly string[];
  readonly maxDepth: string;
  readonly encapsulate: string;
  /** Files with hooks for the rest of their folder, and whether for the folders in it too. */
  readonly hooks: { readonly option: string; readonly cascade: string; readonly overwrite: string; readonly file: RegExp };
  /** `true`: `_id` in a folder's name is a parameter. */
  readonly parameters: string;
  readonly script: RegExp;
  readonly index: RegExp;
  /** Exports that replace the folder's name, or the whole prefix. */
  readonly ownPrefix: string;
  readonly wholePrefix: string;
}

/** What a registered package does to routes by itself. */
export interface PluginHook {
  /** The plugin, called with the options that it is registered with. */
  readonly at: ApiPath;
  /** The phase at whose beginning it stands. */
  readonly phase: string;
  /** `later`: only routes that are registered when it is there. */
  readonly covers: 'scope' | 'later';
  /** Where a route says that it wants no part in it (`false`), or has a part in it of its own. */
  readonly routeOption?: KeyPath;
  /** With this option at `false` only routes that ask for it have a part in it. */
  readonly everywhere?: string;
}

/** Authentication that is asked for by name. */
export interface Strategies {
  /** What the methods are called on. A strategy is what a call of its method `strategy` gives. */
  readonly on: ApiPath;
  readonly phase: string;
  /** Every route that says nothing else, registered before or later. */
  readonly byDefault: string;
  /** The option of a route: a name, `false`, or an object with these keys. */
  readonly option: string;
  readonly names: readonly string[];
  readonly mode: string;
  /** Modes that let everyone through. */
  readonly soft: readonly string[];
}

/**
 * Frameworks in which scope counts and order doesn't: what is put before handlers holds for all routes of an instance and of those made
 * from it, whenever they were registered.
 */
export interface Scopes {
  /** What the calls below are made on. */
  readonly on: ApiPath;
  /** Routes as objects, or lists of them: `server.route({ method, path, handler })`. */
  readonly objects: { readonly methods: readonly string[]; readonly method: string; readonly path: readonly string[]; readonly any: readonly string[] };
  /** The key of a route's handler, among its options or beside them. */
  readonly handler: string;
  /** Keys of a route object that hold its options; without them the object is the options. */
  readonly optionsIn: readonly string[];
  /** In the order in which they run. Their names are what a hook is registered for, and the options of a route. */
  readonly phases: readonly Phase[];
  readonly hooks: readonly string[];
  /** The key of the function, where something else may stand beside it: `pre: [{ method, assign }]`. */
  readonly functionIn?: string;
  readonly plugins: Plugins;
  /** Methods that give a name to something, by the part of the conversation that has it from then on; `instance` is the application. */
  readonly decorators: Readonly<Record<string, string>>;
  /** Members of an instance that change nothing. What else it has was put there by somebody. */
  readonly harmless: readonly string[];
  readonly strategies?: Strategies;
  /** Where a route's options hold schemas, and what each of them is for. */
  readonly schemas: { readonly path: KeyPath; readonly inputs: Readonly<Record<string, InputKind>> };
}
