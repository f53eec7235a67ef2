import type { DirectoryEntry, FileSystem } from './file-system.ts';
import { baseName, isInside, parentOf } from './paths.ts';

type Kind = 'file' | 'directory';

/** A file system that asks the one below only once for each folder and file. */
export interface CachedFileSystem extends FileSystem {
  /** What has been answered about this path so far: `absent` was looked for in vain, `undefined` was never asked. */
  knownKind(path: string): Kind | 'absent' | undefined;
}

/**
 * Below `root`, what exists is read from the listing of its folder, so that trying ten file names costs one look at the disk.
 * `node_modules` and the folders above `root` are asked path by path: their listings are long and of little use.
 */
export function cachedFileSystem(under: FileSystem, root: string): CachedFileSystem {
  const texts = new Map<string, string | undefined>();
  const listings = new Map<string, ReadonlyMap<string, DirectoryEntry>>();
  const kinds = new Map<string, Kind | undefined>();

  const listingOf = (directory: string): ReadonlyMap<string, DirectoryEntry> => {
    const known = listings.get(directory);
    if (known !== undefined) return known;
    const listing = new Map(under.list(directory).map((entry) => [entry.name, entry]));
    listings.set(directory, listing);
    return listing;
  };

  const kindOf = (path: string): Kind | undefined => {
    const parent = parentOf(path);
    const isListed = parent !== undefined && isInside(root, parent) && !parent.endsWith('/node_modules');
    if (isListed && kindOf(parent) === 'directory') return listingOf(parent).get(baseName(path))?.kind;
    if (isListed) return undefined;
    if (!kinds.has(path)) kinds.set(path, under.kindOf(path));
    return kinds.get(path);
  };

  const knownKind = (path: string): Kind | 'absent' | undefined => {
    if (kinds.has(path)) return kinds.get(path) ?? 'absent';
    const parent = parentOf(path);
    if (parent === undefined) return undefined;
    const listing = listings.get(parent);
    if (listing !== undefined) return listing.get(baseName(path))?.kind ?? 'absent';
    const above = knownKind(parent);
    return above === 'absent' || above === 'file' ? 'absent' : undefined;
  };

  return {
    read(path) {
      if (!texts.has(path)) texts.set(path, kindOf(path) === 'file' ? under.read(path) : undefined);
      return texts.get(path);
    },
    list: (directory) => [...listingOf(directory).values()],
    kindOf,
    knownKind,
  };
}
