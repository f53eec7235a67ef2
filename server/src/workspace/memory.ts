import type { DirectoryEntry, FileSystem } from './file-system.ts';
import { baseName, parentOf } from './paths.ts';

/** A file system in memory whose files can be changed, for tests and specifications. */
export interface MemoryFileSystem extends FileSystem {
  write(path: string, text: string): void;
  remove(path: string): void;
}

/** Files by absolute path; folders are there because files are in them. */
export function memoryFileSystem(files: Readonly<Record<string, string>> = {}): MemoryFileSystem {
  const texts = new Map(Object.entries(files));
  let folders = foldersOf(texts.keys());
  return {
    read: (path) => texts.get(path),
    list: (directory) => [...(folders.get(directory)?.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1)),
    kindOf(path) {
      if (texts.has(path)) return 'file';
      return folders.has(path) ? 'directory' : undefined;
    },
    write(path, text) {
      const isNew = !texts.has(path);
      texts.set(path, text);
      if (isNew) addToFolders(folders, path);
    },
    remove(path) {
      if (texts.delete(path)) folders = foldersOf(texts.keys());
    },
  };
}

type Folders = Map<string, Map<string, DirectoryEntry>>;

function foldersOf(paths: Iterable<string>): Folders {
  const folders: Folders = new Map();
  for (const path of paths) addToFolders(folders, path);
  return folders;
}

function addToFolders(folders: Folders, path: string): void {
  let child = path;
  let kind: DirectoryEntry['kind'] = 'file';
  for (let folder = parentOf(path); folder !== undefined; folder = parentOf(folder)) {
    const entries = folders.get(folder) ?? new Map<string, DirectoryEntry>();
    const isKnown = folders.has(folder);
    folders.set(folder, entries);
    entries.set(baseName(child), { name: baseName(child), kind });
    if (isKnown) return;
    child = folder;
    kind = 'directory';
  }
}
