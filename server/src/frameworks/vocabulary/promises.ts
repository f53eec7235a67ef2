import type { ApiPath } from '../../semantic/api-path.ts';

/** Versions of a package for which something holds: from `since` on, up to the one `before`. */
export interface Versions {
  readonly package: string;
  readonly since?: string;
  readonly before?: string;
}

/** A call whose work is under way when it returns, and may fail later: it gives a promise that can reject. */
export interface StartedRow {
  readonly at: ApiPath;
  /** In other versions it gives something else. A version that nobody knows is none of these. */
  readonly versions?: Versions;
  /** It is given functions and promises all the same: `transaction(async (tx) => …)`. Without it, a function among the arguments is a callback that hears of failures. */
  readonly takesFunctions?: boolean;
  /** Its promises are not the language's: one that rejects and isn't handled is printed, and the process goes on. */
  readonly isPrinted?: boolean;
}

/** A call that only says what is to be done: nothing runs until somebody awaits what it gives, or ends it. */
export interface LazyRow {
  readonly at: ApiPath;
  readonly versions?: Versions;
  readonly takesFunctions?: boolean;
  /** Methods of the chain that run it or make something else of it, besides `then`, `catch` and `finally`. */
  readonly endedBy: readonly string[];
  /** Methods of the chain that run it at once and give its promise. */
  readonly promisedBy?: readonly string[];
  /** Awaiting gives the builder back: these methods run it. The first is what a fix writes. */
  readonly runsBy?: readonly string[];
  /** What runs one thing of several: the method that a chain has, and what runs it then. */
  readonly runsInsteadBy?: Readonly<Record<string, string>>;
}

/** What becomes of a library's calls when nobody waits for them. */
export interface PromiseModel {
  readonly started?: readonly StartedRow[];
  readonly lazy?: readonly LazyRow[];
  /** Calls that give promises which never reject. */
  readonly harmless?: ApiPath;
}
