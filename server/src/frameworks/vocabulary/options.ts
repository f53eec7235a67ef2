import type { ApiPath } from '../../semantic/api-path.ts';

/** Where a call's options stand. */
export interface OptionsPlace {
  /** Which argument the options are. */
  readonly options: number;
  /** The keys that lead from that argument to the options: `cors` in `NestFactory.create(AppModule, { cors: true })`. */
  readonly within?: readonly string[];
}

/** A call that is configured by an object of options. */
export interface ConfiguredRow extends OptionsPlace {
  /** What is called; with `handedOver`, what a call is given as its first argument: a plugin. */
  readonly at: ApiPath;
  /** The method that a plugin is handed to: `app.register(plugin, options)`. */
  readonly handedOver?: string;
}

/** Keys that lead from options to one of them: `['limits', 'fileSize']`. */
export type OptionPath = readonly string[];

/** A call that makes something which takes files from callers. */
export interface UploadRow extends ConfiguredRow {
  /** The option that bounds a file's size, in bytes. */
  readonly size: OptionPath;
  /** Without the option there is a bound all the same. */
  readonly isBoundedByDefault?: boolean;
  /** Options that say where files go; without any of them they stay in memory. */
  readonly destinations?: readonly string[];
  /** Destinations that keep files in memory, and those that write them into a folder that their options name. */
  readonly memory?: ApiPath;
  readonly disk?: { readonly at: ApiPath; readonly folder: string };
  /** The option that chooses which files are taken, and the one that names a folder. */
  readonly filter?: string;
  readonly folder?: string;
  /** Methods of what is made that take files, and those that take none: `upload.none()`. */
  readonly takesFiles?: readonly string[];
  readonly takesNone?: readonly string[];
  /** An option that the bound needs beside it: without it a file that is too large arrives cut off. */
  readonly beside?: { readonly key: string; readonly text: string };
  /** Calls that give options to every such call of the application, and where among their arguments. */
  readonly defaults?: readonly ConfiguredRow[];
  /** Calls that check the size of what has arrived. */
  readonly checks?: readonly ApiPath[];
}

/** A call that says how large a request's body may be. */
export interface BodyLimitRow extends ConfiguredRow {
  readonly limits: readonly OptionPath[];
  /** It is for every route wherever it stands: an option of the application itself. */
  readonly isGlobal?: boolean;
}

/** A call that lets pages of other origins read answers. */
export interface CrossOriginRow extends ConfiguredRow {
  /** What callers with credentials get where no origin is named, and where it is `*`: their own origin, or `*`, which browsers refuse. */
  readonly byDefault: 'reflected' | 'star';
  readonly byStar: 'reflected' | 'star';
  /** Options may be missing altogether, and the call means nothing then. */
  readonly isOffByDefault?: boolean;
  /** Origins given as a list may hold `*`. */
  readonly isStarListed?: boolean;
  /** How a function among the options answers: by its second parameter, or by what it returns. */
  readonly decides: 'callback' | 'return';
  readonly isGlobal?: boolean;
}

/** What a cookie has where nobody says so. `secure` holds as well where the connection decides. */
export interface CookieDefaults {
  readonly httpOnly: boolean;
  readonly secure: boolean;
}

export interface SessionRow extends ConfiguredRow {
  /** Where the options of the cookie stand. */
  readonly cookie: OptionPath;
  readonly defaults: CookieDefaults;
}

/** Something that handlers of a framework are given, by the parameter's position. */
export interface Handed {
  readonly by: string;
  readonly parameter: number;
}

/** A call on something that a handler was given: `res.cookie`, `ctx.cookies.set`. */
export interface HandedCall {
  readonly on: Handed;
  readonly path: readonly string[];
}

export interface CookieRow extends OptionsPlace {
  readonly at?: ApiPath;
  readonly handed?: HandedCall;
  /** Positions of its arguments. */
  readonly name: number;
  readonly value: number;
  /** Options of which one says where the answer is; without them the call sets a cookie of the browser that it runs in. */
  readonly answerBy?: readonly string[];
  readonly defaults: CookieDefaults;
}

export interface HeaderRow {
  readonly at?: ApiPath;
  readonly handed?: HandedCall;
}

export interface StaticFilesRow extends ConfiguredRow {
  /** Absent where the argument itself is the folder. */
  readonly folder?: string;
}
