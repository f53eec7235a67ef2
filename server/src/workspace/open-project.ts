import { repositoryBoundary } from './boundary.ts';
import { cachedFileSystem } from './cached-file-system.ts';
import type { CachedFileSystem } from './cached-file-system.ts';
import { walkFiles } from './discover.ts';
import type { Walk } from './discover.ts';
import type { FileSystem } from './file-system.ts';
import { createManifests } from './manifests.ts';
import { createNodeVersions, nodeVersionFiles } from './node-versions.ts';
import type { RunsOnNode } from './node-versions.ts';
import { createPackages } from './packages.ts';
import type { Packages } from './packages.ts';
import { createPathMappings } from './path-mapping.ts';
import { baseName } from './paths.ts';
import type { Project } from './project.ts';
import { createResolver } from './resolve.ts';
import type { Resolve } from './resolve.ts';
import { isMachineMade, isSourceName } from './source-files.ts';
import { createWorkspacePackages } from './workspace-packages.ts';

export interface ProjectOptions {
  readonly fileSystem: FileSystem;
  /** Absolute, with forward slashes and none at the end. */
  readonly root: string;
  /** Globs of files and folders to leave out, as seen from the root. */
  readonly exclude?: readonly string[];
  /** Absolute folders and files to analyse instead of the whole root. */
  readonly paths?: readonly string[];
}

/** What one project and those taken again from it share: all that does not depend on the text of source files. */
interface Shared {
  readonly options: ProjectOptions;
  readonly cache: CachedFileSystem;
  /** Files that decided how others are found, those that were missing included. */
  readonly consulted: ReadonlySet<string>;
  readonly packages: Packages;
  readonly runsOnNode: (directory: string, range: string) => RunsOnNode;
  readonly resolve: Resolve;
  readonly walk: () => Walk;
  readonly others: (extension: string) => readonly string[];
}

interface Snapshot {
  readonly shared: Shared;
  /** Texts of files that have changed since the shared part was made. */
  readonly changed: ReadonlyMap<string, string | undefined>;
  /** The files to analyse, once someone has asked for them. */
  files: readonly string[] | undefined;
}

/** Names that decide something by being there, in whatever folder. */
const decidingNames = /^(package\.json|[jt]sconfig(\..+)?\.json|lerna\.json|package-lock\.json|npm-shrinkwrap\.json|pnpm-(lock|workspace)\.yaml|yarn\.lock|bun\.lock|\.gitignore)$/;

/** What stands behind the projects that were made here. */
const snapshots = new WeakMap<Project, Snapshot>();

/** Takes a snapshot of a project. Nothing is read before it is asked for. */
export function openProject(options: ProjectOptions): Project {
  return projectOf({ shared: share(options), changed: new Map(), files: undefined });
}

/**
 * Takes a new snapshot after these files changed (absolute paths; created and deleted ones count). It costs next to nothing
 * where only the text of source files changed; else everything is looked up anew. Throws for a project that was not made here.
 */
export function reopen(project: Project, changedFiles: readonly string[]): Project {
  const snapshot = snapshots.get(project);
  if (snapshot === undefined) throw new TypeError('Only a project that `openProject` or `reopen` returned can be reopened');
  const { shared, changed, files } = snapshot;
  const { fileSystem } = shared.options;
  if (changedFiles.some((file) => isDeciding(shared, file) || cameOrWent(shared, file))) return openProject(shared.options);
  const texts = new Map(changed);
  for (const file of changedFiles) texts.set(file, fileSystem.read(file));
  return projectOf({ shared, changed: texts, files: files === undefined ? undefined : refreshFiles(shared, files, texts, changedFiles) });
}

function share(options: ProjectOptions): Shared {
  const { fileSystem, root, paths } = options;
  const boundary = repositoryBoundary(fileSystem, root);
  const cache = cachedFileSystem(fileSystem, root);
  const consulted = new Set<string>();
  const configuration: FileSystem = {
    ...cache,
    read(path) {
      consulted.add(path);
      return cache.read(path);
    },
  };
  const manifests = createManifests(configuration, boundary);
  const workspacePackages = createWorkspacePackages({ fileSystem: configuration, boundary, manifests });
  const pathMappings = createPathMappings({ fileSystem: configuration, boundary, manifests, workspacePackages });
  const walk = once(() => walkFiles({ ...options, fileSystem: configuration }));
  // A schema may stand beside what is analysed, in the same package; what is in no package has nothing beside it.
  const wholePackages = once(() => [...new Set((paths ?? [root]).map((path) => manifests.above(path)[0]?.directory ?? path))]);
  const wholeWalk = once(() => (paths === undefined && wholePackages()[0] === root ? walk() : walkFiles({ fileSystem: configuration, root, paths: wholePackages() })));
  return {
    options,
    cache,
    consulted,
    packages: createPackages({ fileSystem: configuration, boundary, manifests, workspacePackages }),
    runsOnNode: createNodeVersions({ fileSystem: configuration, boundary, manifests }),
    resolve: createResolver({ fileSystem: configuration, boundary, manifests, workspacePackages, pathMappings }),
    walk,
    others: (extension) => wholeWalk().others.get(extension) ?? [],
  };
}

function projectOf(snapshot: Snapshot): Project {
  const { shared } = snapshot;
  const { root } = shared.options;
  const project: Project = {
    root,
    get files() {
      snapshot.files ??= shared.walk().sources.filter((file) => isAnalysed(shared, file, textOf(snapshot, file)));
      return snapshot.files;
    },
    text: (file) => textOf(snapshot, file),
    resolve: shared.resolve,
    packageVersion: shared.packages.version,
    dependsOn: shared.packages.dependsOn,
    runsOnNode: (file, range) => shared.runsOnNode(shared.packages.owner(file)?.directory ?? root, range),
    packageRoot: (file) => shared.packages.owner(file)?.directory ?? root,
    filesWithExtension: shared.others,
  };
  snapshots.set(project, snapshot);
  return project;
}

function textOf({ shared, changed }: Snapshot, file: string): string | undefined {
  return changed.has(file) ? changed.get(file) : shared.cache.read(file);
}

function isAnalysed(shared: Shared, file: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  return shared.walk().named.has(file) || !isMachineMade(text);
}

function isDeciding(shared: Shared, file: string): boolean {
  return decidingNames.test(baseName(file)) || nodeVersionFiles.includes(baseName(file)) || shared.consulted.has(file);
}

/** Whether a file that was seen is gone, or one that was looked for in vain is there. */
function cameOrWent({ cache, options }: Shared, file: string): boolean {
  const before = cache.knownKind(file);
  return before !== undefined && before !== (options.fileSystem.kindOf(file) ?? 'absent');
}

/** The same list, unless a text began or ceased to look machine-made. */
function refreshFiles(shared: Shared, files: readonly string[], texts: ReadonlyMap<string, string | undefined>, changedFiles: readonly string[]): readonly string[] {
  const sources = new Set(shared.walk().sources);
  const analysed = new Set(files);
  const turned = changedFiles.filter((file) => isSourceName(file) && sources.has(file) && isAnalysed(shared, file, texts.get(file)) !== analysed.has(file));
  if (turned.length === 0) return files;
  for (const file of turned) if (!analysed.delete(file)) analysed.add(file);
  return [...analysed].sort();
}

function once<Value>(compute: () => Value): () => Value {
  let value: { readonly it: Value } | undefined;
  return () => (value ??= { it: compute() }).it;
}
