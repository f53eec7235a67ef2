import picomatch from 'picomatch';
import { gitRoot } from './boundary.ts';
import type { FileSystem } from './file-system.ts';
import { ignoreRulesFor } from './ignore-rules.ts';
import type { IgnoreRules } from './ignore-rules.ts';
import { baseName, isInside, joinPath, relativePath } from './paths.ts';
import { isForeignFolder, isSourceName } from './source-files.ts';

export interface WalkOptions {
  readonly fileSystem: FileSystem;
  readonly root: string;
  /** Globs of files and folders to leave out, as seen from the root. */
  readonly exclude?: readonly string[];
  /** Folders and files to look at instead of the whole root. What is named here is looked at whatever it is called. */
  readonly paths?: readonly string[];
}

export interface Walk {
  /** Source files by name and place, sorted; what is in them is not judged yet. */
  readonly sources: readonly string[];
  /** Source files that were named one by one. */
  readonly named: ReadonlySet<string>;
  /** All other files by extension (without the dot), sorted. */
  readonly others: ReadonlyMap<string, readonly string[]>;
}

/** Walks the folders. Symbolic links are not followed, except a start that is one. */
export function walkFiles({ fileSystem, root, exclude = [], paths = [root] }: WalkOptions): Walk {
  const sources = new Set<string>();
  const named = new Set<string>();
  const others = new Map<string, Set<string>>();
  const isExcluded = exclude.length === 0 ? () => false : excludedBy(picomatch([...exclude], { dot: true }), root);

  const addOther = (path: string): void => {
    const extension = extensionOf(path);
    const known = others.get(extension);
    if (known === undefined) others.set(extension, new Set([path]));
    else known.add(path);
  };
  const visit = (directory: string, rules: IgnoreRules, isBelowSource: boolean): void => {
    const entries = fileSystem.list(directory);
    const place = { isBelowSource, parent: baseName(directory), isPackage: directory === root || entries.some((entry) => entry.name === 'package.json') };
    for (const entry of entries) {
      if (entry.linked === true) continue;
      const path = joinPath(directory, entry.name);
      if (entry.kind === 'directory') {
        if (isForeignFolder(entry.name, place) || isExcluded(path) || rules.isIgnored(path, 'directory')) continue;
        visit(path, rules.enter(path), isBelowSource || entry.name === 'src');
      } else if (!isSourceName(entry.name)) addOther(path);
      else if (!isExcluded(path) && !rules.isIgnored(path, 'file')) sources.add(path);
    }
  };

  for (const path of paths) {
    const kind = fileSystem.kindOf(path);
    if (kind === 'directory') visit(path, rulesFor(fileSystem, root, path), isBelowSrc(root, path));
    if (kind !== 'file' || !isSourceName(path)) continue;
    sources.add(path);
    named.add(path);
  }
  return { sources: [...sources].sort(), named, others: new Map([...others].map(([extension, files]) => [extension, [...files].sort()])) };
}

function rulesFor(fileSystem: FileSystem, root: string, start: string): IgnoreRules {
  const outermost = isInside(root, start) ? root : start;
  return ignoreRulesFor(fileSystem, gitRoot(fileSystem, outermost) ?? outermost, start);
}

function isBelowSrc(root: string, directory: string): boolean {
  return relativePath(root, directory).split('/').includes('src');
}

function excludedBy(matches: (path: string) => boolean, root: string): (path: string) => boolean {
  return (path) => isInside(root, path) && matches(relativePath(root, path));
}

function extensionOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1);
}
