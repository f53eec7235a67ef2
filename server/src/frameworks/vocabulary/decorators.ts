import type { ApiPath } from '../../semantic/api-path.ts';
import type { Slot } from '../model.ts';
import type { InputKind, Meaning } from './conversation.ts';

/** A decorator that makes a class hold handlers: the prefix of their paths as its argument, or among its options. */
export interface HolderRow {
  readonly at: ApiPath;
  readonly path?: Slot;
  /** Options, where the argument is an object. */
  readonly pathOption?: string;
  readonly versionOption?: string;
}

/** A decorator that makes a method a handler. */
export interface HandlerRow {
  /** The decorator, before it is called. */
  readonly at: ApiPath;
  /** HTTP methods by the decorator's name. */
  readonly methods: Readonly<Record<string, string>>;
  /** Where its path may be written, best first: a text, or a list of texts. */
  readonly paths: readonly Slot[];
  /** Without a written path it is called by the method's own name. */
  readonly isNamedByMethod?: boolean;
  /** Prefixes, versions and HTTP's middleware are for it. */
  readonly isHttp: boolean;
  /** Who calls it waits for no answer: what it fails with is logged. */
  readonly isUnanswered?: boolean;
  /** What a guard is told that asks how the caller came. */
  readonly transport: string;
}

/** A decorator of a class or a method by which other functions run before the handler. */
export interface LayerRow {
  readonly at: ApiPath;
  /** The functions, or classes of which a method is called. Absent: the decorator itself guards, as its role says. */
  readonly given?: Slot;
  /** The function that the application's options hold under this key runs; without it, the decorator itself guards. */
  readonly option?: string;
  /** What they are called as. */
  readonly as?: string;
  /** The method of a class that is called. */
  readonly method: string;
}

/** A decorator that says what a parameter of a handler is for. */
export interface ParameterRow {
  readonly at: ApiPath;
  readonly means: Meaning;
  /** With a name as its first argument it is that entry only: `@Headers('authorization')`. */
  readonly entriesOf?: InputKind;
  /** It may refuse callers itself, as its role says. */
  readonly mayRefuse?: boolean;
}

/** Classes that list the classes which hold handlers, and each other. */
export interface ModuleRouting {
  readonly at: ApiPath;
  readonly imports: string;
  readonly holders: readonly string[];
  readonly providers: string;
  /** The key under which an object that stands for a module names its class. */
  readonly of: string;
  /** Providers under these tokens run before every handler. */
  readonly global: readonly { readonly token: ApiPath; readonly as: string; readonly method: string }[];
  readonly token: string;
  /** What fills a token: classes, a function that makes it, the thing itself. */
  readonly classes: readonly string[];
  readonly factory: string;
  readonly value: string;
  /** A module in the list of imports that puts others under a prefix. */
  readonly prefixes: ApiPath;
  readonly prefixKeys: { readonly path: string; readonly module: string; readonly children: string };
  /** Calls that give back what they are given, and those that are given a function which does. */
  readonly same: ApiPath;
  readonly deferred: ApiPath;
  /** The method of a module that binds middleware by path, and what it calls for it. */
  readonly configure: string;
  readonly middleware: { readonly bind: ApiPath; readonly except: string; readonly apply: string; readonly method: string };
  /** HTTP methods as the framework's own constants name them. */
  readonly requestMethods: ApiPath;
}

/** What an application is told by calls on it. */
export interface ApplicationSettings {
  readonly prefix?: { readonly method: string; readonly path: Slot; readonly except: Slot };
  readonly versions?: { readonly method: string; readonly kind: Slot; readonly inPath: ApiPath; readonly first: Slot; readonly mark: Slot; readonly defaultMark: string };
  /** Functions that run before every handler. */
  readonly layers: readonly { readonly method: string; readonly as: string; readonly calls: string }[];
}

/** Classes of middleware among the options (all that carry the decorator, where files are listed), without those that say they run later. */
export interface BeforeRow {
  readonly key: string;
  readonly at: ApiPath;
  readonly method: string;
  readonly unless: readonly [option: string, value: string];
}

/** Routes that are methods of classes, by what their decorators say. */
export interface DecoratedRouting {
  /** Calls that make an application, with the class of its first module, or with options. */
  readonly applications: readonly { readonly at: ApiPath; readonly module?: Slot; readonly options?: Slot; readonly onto?: Slot }[];
  /** Among the options: the list of classes (all there are, where it lists files), the prefix, what runs before every handler. */
  readonly options?: { readonly holders: string; readonly prefix: string; readonly before: BeforeRow };
  readonly modules?: ModuleRouting;
  readonly settings?: ApplicationSettings;
  readonly holders: readonly HolderRow[];
  readonly handlers: readonly HandlerRow[];
  /** A decorator of a class or method that says its version; versions that stand for none. */
  readonly version?: { readonly at: ApiPath; readonly none: ApiPath };
  readonly layers: readonly LayerRow[];
  /** Applies every decorator among its arguments. */
  readonly composition?: ApiPath;
  /** Sets the value of its second argument under the key of its first, for guards that ask; and decorators that were made to be keys themselves. */
  readonly metadata?: { readonly set: ApiPath; readonly made: ApiPath; readonly define: ApiPath };
  readonly parameters: readonly ParameterRow[];
  /** Makes a parameter decorator of a function, which runs before the handler, called as a `parameter`, and gives it what it returns. */
  readonly parameterMaker?: ApiPath;
  /** What a route's handler is called as. */
  readonly handlerKind: string;
  /** What stands between an input and its parameter, written in the parameter's decorator or before the handler: what it is called as, and by which method. */
  readonly pipes?: { readonly as: string; readonly method: string };
  /** Parameters whose types are classes that say what fits are held against them. */
  readonly checksTypes?: boolean;
}
