import { posix } from 'node:path';

/** The folder that a path stands in; `undefined` at the top (`/`, `C:`). */
export function parentOf(path: string): string | undefined {
  const slash = path.lastIndexOf('/');
  if (slash < 0 || path === '/') return undefined;
  return slash === 0 ? '/' : path.slice(0, slash);
}

/** The folder of a file; the top of the tree is its own folder. */
export function folderOf(path: string): string {
  return parentOf(path) ?? path;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Joins and normalises; the result has no slash at its end. */
export function joinPath(directory: string, ...parts: readonly string[]): string {
  const joined = posix.join(directory, ...parts);
  return joined.length > 1 && joined.endsWith('/') ? joined.slice(0, -1) : joined;
}

/** Whether `path` is `directory` or stands somewhere below it. */
export function isInside(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory.endsWith('/') ? directory : `${directory}/`);
}

/** How `path` is written as seen from `directory`: '' for the folder itself, `../x` outside of it. */
export function relativePath(directory: string, path: string): string {
  if (path === directory) return '';
  if (isInside(directory, path)) return path.slice(directory.endsWith('/') ? directory.length : directory.length + 1);
  return posix.relative(directory, path);
}

/** The folder itself and those above it, nearest first, up to and with `last` (or the top where `last` is no ancestor). */
export function* ancestors(directory: string, last: string): Generator<string> {
  let current: string | undefined = directory;
  while (current !== undefined) {
    yield current;
    if (current === last) return;
    current = parentOf(current);
  }
}

/** The deepest folder that holds all of these folders; there must be at least one. */
export function commonFolder(directories: readonly string[]): string {
  let common = directories[0] ?? '/';
  for (const directory of directories) {
    while (!isInside(common, directory)) {
      const parent = parentOf(common);
      if (parent === undefined) return common;
      common = parent;
    }
  }
  return common;
}
