import type { DirectoryEntry, FileSystem } from './file-system.ts';
import { baseName, isInside, parentOf } from './paths.ts';

/** Open documents on top of another file system: while one is open, its text stands for the file's. */
export interface Overlay extends FileSystem {
  open(path: string, text: string): void;
  close(path: string): void;
}

/** An open document whose file does not exist yet is listed like any other file. */
export function overlayFileSystem(under: FileSystem): Overlay {
  const open = new Map<string, string>();
  return {
    open(path, text) {
      open.set(path, text);
    },
    close(path) {
      open.delete(path);
    },
    read: (path) => open.get(path) ?? under.read(path),
    list: (directory) => withOpenFiles(under.list(directory), directory, open),
    kindOf(path) {
      if (open.has(path)) return 'file';
      const kind = under.kindOf(path);
      if (kind !== undefined) return kind;
      return [...open.keys()].some((file) => isInside(path, file)) ? 'directory' : undefined;
    },
  };
}

function withOpenFiles(entries: readonly DirectoryEntry[], directory: string, open: ReadonlyMap<string, string>): readonly DirectoryEntry[] {
  const added = new Map<string, DirectoryEntry>();
  for (const file of open.keys()) {
    if (!isInside(directory, file)) continue;
    const child = childBelow(directory, file);
    const name = baseName(child);
    if (!entries.some((entry) => entry.name === name)) added.set(name, { name, kind: child === file ? 'file' : 'directory' });
  }
  if (added.size === 0) return entries;
  return [...entries, ...added.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The path right below `directory` on the way to `file`. */
function childBelow(directory: string, file: string): string {
  let child = file;
  for (let parent = parentOf(child); parent !== undefined && parent !== directory; parent = parentOf(child)) child = parent;
  return child;
}
