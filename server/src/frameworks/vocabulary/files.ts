/** Routes that a framework finds by where a file stands and what it exports. */
export interface FileRouting {
  /** The name of the file, without its ending, that stands at the root of an application, where that isn't the folder of its `package.json`. */
  readonly rootFile: string;
  /** The member of what that file exports which every path begins with. */
  readonly base: string;
  readonly extensions: readonly string[];
  readonly routes: readonly FileRow[];
  readonly middleware: MiddlewareRow;
  readonly actions: ActionRow;
  /** Folders that stand in no path, and those behind which there are no routes. */
  readonly vanishing: RegExp;
  readonly hidden: RegExp;
  /** A folder or file that stands for anything, and one that stands for several parts of a path. */
  readonly parameter: RegExp;
  readonly catchAll: RegExp;
}

export interface FileRow {
  /** Relative to the root of the application. */
  readonly folders: readonly string[];
  /** What every path begins with. */
  readonly prefix: string;
  /** The only file of a folder that has routes; absent where every file is one, named by itself. */
  readonly file?: string;
  /** Exported functions that serve the method of their name; absent where the default export serves all. */
  readonly methods?: readonly string[];
  /** What the functions are called as. */
  readonly as: string;
}

/** A file whose function stands before every route of the application that its matcher names. */
export interface MiddlewareRow {
  readonly folders: readonly string[];
  readonly files: readonly string[];
  /** What it may be exported as. */
  readonly exports: readonly string[];
  readonly as: string;
  /** The export that says for which paths, and its member. */
  readonly settings: string;
  readonly matcher: string;
  /** Members of a matcher that is an object: the path, and conditions that a caller may meet or not. */
  readonly source: string;
  readonly conditions: readonly string[];
}

/** Functions that callers run by their name: marked at the top of a file or of the function. */
export interface ActionRow {
  readonly directive: string;
  readonly method: string;
  readonly as: string;
}
