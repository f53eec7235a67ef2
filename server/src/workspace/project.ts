import type { FileRole } from './classify.ts';
import type { RunsOnNode } from './node-versions.ts';

/** Where an import leads. `unresolved` is *unknown* to everything above. */
export type Resolution =
  | { readonly kind: 'file'; readonly path: string }
  /** A dependency; whether it is installed makes no difference. `subpath` is '' for the package itself. */
  | { readonly kind: 'package'; readonly name: string; readonly subpath: string }
  /** A module of Node itself, without the `node:` prefix. */
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'unresolved' };

/**
 * What the layers above may ask of the workspace. Open documents stand for their files on disk.
 * A project is a snapshot: nothing in it changes; an edit makes the service take a new one.
 */
export interface Project {
  readonly root: string;
  /** Source files to analyse, sorted; ignored, generated, minified and vendored ones are left out. */
  readonly files: readonly string[];
  text(file: string): string | undefined;
  /** Resolves `specifier` as written in `file`: relative paths, tsconfig `paths`, `baseUrl`, package `imports`, workspace packages. */
  resolve(file: string, specifier: string): Resolution;
  /**
   * The version of a dependency as `file` sees it: installed, else the lockfile's, else the lowest version that the
   * range in the nearest `package.json` allows. `undefined` where none of them knows it.
   */
  packageVersion(file: string, name: string): string | undefined;
  /** Whether the nearest `package.json` (or one above it, up to the root) lists this dependency. */
  dependsOn(file: string, name: string): boolean;
  /** Whether the application of a file runs on versions of Node within a range: by its images, version managers and `package.json`, those above it too. */
  runsOnNode(file: string, range: string): RunsOnNode;
  /** The folder of the nearest `package.json`, else the root: what belongs to one application. */
  packageRoot(file: string): string;
  /** What a file is for, where that is known without a look at its text. */
  roleOf?(file: string): FileRole;
  /** Files that are not source but say something about it (`*.prisma`); `extension` without the dot. */
  filesWithExtension(extension: string): readonly string[];
}
