import { minVersion, valid, validRange } from 'semver';
import type { FileSystem } from './file-system.ts';
import { objectAt, parseObject, stringAt } from './json.ts';
import { lockfileNames, readLockfile } from './lockfile.ts';
import type { Lockfile } from './lockfile.ts';
import { isMarker } from './manifests.ts';
import type { Manifest, Manifests } from './manifests.ts';
import { ancestors, folderOf, joinPath, relativePath } from './paths.ts';
import type { WorkspacePackages } from './workspace-packages.ts';
import { parseMapping } from './yaml.ts';

/** Dependencies and their versions as the files of a project see them. */
export interface Packages {
  dependsOn(file: string, name: string): boolean;
  version(file: string, name: string): string | undefined;
  /** The manifest of the application or package that a file belongs to. */
  owner(file: string): Manifest | undefined;
}

export interface PackagesOptions {
  readonly fileSystem: FileSystem;
  readonly boundary: string;
  readonly manifests: Manifests;
  readonly workspacePackages: WorkspacePackages;
}

/** Nothing is read before it is asked for; every answer is kept. */
export function createPackages({ fileSystem, boundary, manifests, workspacePackages }: PackagesOptions): Packages {
  const versions = new Map<string, string | undefined>();
  const lockfiles = new Map<string, Lockfile | undefined>();

  const owner = (file: string): Manifest | undefined => manifests.above(folderOf(file)).find((manifest) => !isMarker(manifest));
  const rangeOf = (directory: string, name: string): Wish | undefined => {
    const manifest = manifests.above(directory).find(({ ranges }) => ranges.has(name));
    const range = manifest?.ranges.get(name);
    return manifest === undefined || range === undefined ? undefined : { manifest, range };
  };
  const lockfileAt = (path: string, name: (typeof lockfileNames)[number]): Lockfile | undefined => {
    if (lockfiles.has(path)) return lockfiles.get(path);
    const text = fileSystem.read(path);
    const lockfile = text === undefined ? undefined : readLockfile(name, text);
    lockfiles.set(path, lockfile);
    return lockfile;
  };

  const installedVersion = (directory: string, name: string): string | undefined => {
    for (const folder of ancestors(directory, boundary)) {
      const version = stringAt(parseObject(fileSystem.read(joinPath(folder, 'node_modules', name, 'package.json'))), 'version');
      if (version !== undefined && valid(version) !== null) return version;
    }
    return undefined;
  };
  const lockedVersion = (directory: string, name: string, range: string | undefined): string | undefined => {
    for (const folder of ancestors(directory, boundary)) {
      for (const lockfileName of lockfileNames) {
        const version = lockfileAt(joinPath(folder, lockfileName), lockfileName)?.versionOf({ folder: relativePath(folder, directory), name, range });
        if (version !== undefined && valid(version) !== null) return version;
      }
    }
    return undefined;
  };
  const lowestVersion = (name: string, { manifest, range }: Wish): string | undefined => {
    const local = /^(?:file|link|portal):(.+)$/.exec(range)?.[1];
    if (local !== undefined) return manifests.in(joinPath(manifest.directory, local))?.version;
    const sibling = workspacePackages.find(manifest.directory, name);
    if (sibling !== undefined && (range.startsWith('workspace:') || range === '*')) return sibling.version;
    const written = range.startsWith('catalog:') ? catalogRange(fileSystem, [...ancestors(manifest.directory, boundary)], range.slice(8).trim(), name) : range;
    return written === undefined ? undefined : lowestOf(written);
  };

  const version = (file: string, name: string): string | undefined => {
    const directory = owner(file)?.directory ?? folderOf(file);
    const key = `${directory}\n${name}`;
    if (versions.has(key)) return versions.get(key);
    const wish = rangeOf(directory, name);
    const found = installedVersion(directory, name) ?? lockedVersion(directory, name, wish?.range) ?? (wish && lowestVersion(name, wish));
    versions.set(key, found);
    return found;
  };

  return {
    dependsOn: (file, name) => rangeOf(folderOf(file), name) !== undefined,
    version,
    owner,
  };
}

interface Wish {
  readonly manifest: Manifest;
  readonly range: string;
}

/** The lowest version in a range; `*`, tags and addresses say nothing about it. */
function lowestOf(written: string): string | undefined {
  const range = /^npm:(?:@[^/]+\/)?[^@]+@(.+)$/.exec(written)?.[1] ?? written;
  if (validRange(range) === null) return undefined;
  const lowest = minVersion(range)?.version;
  return lowest === '0.0.0' ? undefined : lowest;
}

/** The range that a catalogue of the workspace (pnpm: `pnpm-workspace.yaml`; bun: `package.json`) gives to a dependency. */
function catalogRange(fileSystem: FileSystem, folders: readonly string[], catalog: string, name: string): string | undefined {
  for (const folder of folders) {
    const manifest = parseObject(fileSystem.read(joinPath(folder, 'package.json')));
    for (const source of [parseMapping(fileSystem.read(joinPath(folder, 'pnpm-workspace.yaml'))), objectAt(manifest, 'workspaces'), manifest]) {
      const ranges = catalog === '' || catalog === 'default' ? objectAt(source, 'catalog') : objectAt(objectAt(source, 'catalogs'), catalog);
      const range = stringAt(ranges, name);
      if (range !== undefined) return range;
    }
  }
  return undefined;
}
