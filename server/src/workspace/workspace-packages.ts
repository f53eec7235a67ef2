import picomatch from 'picomatch';
import type { FileSystem } from './file-system.ts';
import { objectAt, parseObject, stringsAt } from './json.ts';
import type { Manifest, Manifests } from './manifests.ts';
import { ancestors, joinPath, relativePath } from './paths.ts';
import { isForeignFolder } from './source-files.ts';
import { parseMapping } from './yaml.ts';

/** The packages that one repository develops together (npm, yarn, pnpm, lerna workspaces). */
export interface WorkspacePackages {
  /** The package of this name as a file in `directory` sees it. */
  find(directory: string, name: string): Manifest | undefined;
}

export interface WorkspacePackagesOptions {
  readonly fileSystem: FileSystem;
  readonly boundary: string;
  readonly manifests: Manifests;
}

/** Looks for the workspace around a folder when it is first asked, and keeps the answer. */
export function createWorkspacePackages({ fileSystem, boundary, manifests }: WorkspacePackagesOptions): WorkspacePackages {
  const workspaces = new Map<string, ReadonlyMap<string, Manifest> | undefined>();
  const enclosing = new Map<string, ReadonlyMap<string, Manifest>>();

  const workspaceAt = (folder: string): ReadonlyMap<string, Manifest> | undefined => {
    if (workspaces.has(folder)) return workspaces.get(folder);
    const patterns = workspacePatterns(fileSystem, folder);
    const packages = patterns.length === 0 ? undefined : byName(packageFolders(fileSystem, folder, patterns).flatMap((member) => manifests.in(member) ?? []));
    workspaces.set(folder, packages);
    return packages;
  };
  const packagesAround = (directory: string): ReadonlyMap<string, Manifest> => {
    const known = enclosing.get(directory);
    if (known !== undefined) return known;
    let packages: ReadonlyMap<string, Manifest> = new Map();
    for (const folder of ancestors(directory, boundary)) {
      const found = workspaceAt(folder);
      if (found === undefined) continue;
      packages = found;
      break;
    }
    enclosing.set(directory, packages);
    return packages;
  };

  return {
    find(directory, name) {
      const own = manifests.above(directory).find((manifest) => manifest.name === name);
      return own ?? packagesAround(directory).get(name);
    },
  };
}

function workspacePatterns(fileSystem: FileSystem, folder: string): readonly string[] {
  const manifest = parseObject(fileSystem.read(joinPath(folder, 'package.json')));
  return [
    ...stringsAt(manifest, 'workspaces'),
    ...stringsAt(objectAt(manifest, 'workspaces'), 'packages'),
    ...stringsAt(parseMapping(fileSystem.read(joinPath(folder, 'pnpm-workspace.yaml'))), 'packages'),
    ...stringsAt(parseObject(fileSystem.read(joinPath(folder, 'lerna.json'))), 'packages'),
  ];
}

function byName(members: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  return new Map(members.flatMap((member) => (member.name === undefined ? [] : [[member.name, member]])));
}

function packageFolders(fileSystem: FileSystem, root: string, patterns: readonly string[]): readonly string[] {
  const isLeftOut = picomatch(patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => trimmed(pattern.slice(1))));
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!')).map(trimmed);
  const folders = new Set(wanted.flatMap((pattern) => matchingFolders(fileSystem, root, pattern.split('/'))));
  return [...folders].filter((folder) => !isLeftOut(relativePath(root, folder))).sort();
}

function trimmed(pattern: string): string {
  return pattern.replace(/^\.\//, '').replace(/\/+$/, '');
}

/** Follows a glob one segment at a time, so that no folder is opened that can't match. */
function matchingFolders(fileSystem: FileSystem, folder: string, segments: readonly string[]): readonly string[] {
  const [segment, ...rest] = segments;
  if (segment === undefined) return fileSystem.kindOf(joinPath(folder, 'package.json')) === 'file' ? [folder] : [];
  if (segment === '**') {
    return [...matchingFolders(fileSystem, folder, rest), ...subfolders(fileSystem, folder).flatMap((child) => matchingFolders(fileSystem, child, segments))];
  }
  if (!picomatch.scan(segment).isGlob) return matchingFolders(fileSystem, joinPath(folder, segment), rest);
  const matches = picomatch(segment);
  return subfolders(fileSystem, folder)
    .filter((child) => matches(relativePath(folder, child)))
    .flatMap((child) => matchingFolders(fileSystem, child, rest));
}

function subfolders(fileSystem: FileSystem, folder: string): readonly string[] {
  const place = { parent: '', isPackage: false, isBelowSource: true };
  return fileSystem
    .list(folder)
    .filter((entry) => entry.kind === 'directory' && entry.linked !== true && !isForeignFolder(entry.name, place))
    .map((entry) => joinPath(folder, entry.name));
}
