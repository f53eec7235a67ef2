import { builtinModules } from 'node:module';
import { satisfies, validRange } from 'semver';
import type { FileSystem } from './file-system.ts';
import { objectAt, stringAt } from './json.ts';
import type { Manifest, Manifests } from './manifests.ts';
import { importTargets, loadTarget, packageEntry } from './package-entry.ts';
import { mappedPlaces } from './path-mapping.ts';
import type { PathMappings } from './path-mapping.ts';
import { folderOf, isInside, joinPath, relativePath } from './paths.ts';
import { createProbe } from './probe.ts';
import type { Resolution } from './project.ts';
import type { WorkspacePackages } from './workspace-packages.ts';

export interface ResolverOptions {
  readonly fileSystem: FileSystem;
  /** The outermost folder of the repository: folders above it say nothing about what is build output. */
  readonly boundary: string;
  readonly manifests: Manifests;
  readonly workspacePackages: WorkspacePackages;
  readonly pathMappings: PathMappings;
}

export type Resolve = (file: string, specifier: string) => Resolution;

const unresolved: Resolution = { kind: 'unresolved' };
const builtins = new Set(builtinModules.filter((name) => !name.startsWith('_') && !name.startsWith('node:')));

/** What npm accepts as a name, old names with capitals included; `@/x` and `~/x` are not names. */
const packageSpecifier = /^((?:@[\w.~-]+\/)?[a-zA-Z0-9_-][\w.~-]*)(?:\/(.*))?$/;

/** Resolves as `Project.resolve` promises. Answers are kept by folder and specifier. */
export function createResolver({ fileSystem, boundary, manifests, workspacePackages, pathMappings }: ResolverOptions): Resolve {
  const probe = createProbe(fileSystem);
  const known = new Map<string, Map<string, Resolution>>();

  const toFile = (path: string | undefined): Resolution => (path === undefined ? unresolved : { kind: 'file', path });

  const resolveRelative = (directory: string, specifier: string): Resolution => {
    const path = specifier.startsWith('/') ? joinPath(specifier) : joinPath(directory, specifier);
    return toFile(/(^|\/)\.{0,2}$/.test(specifier) ? probe.loadFolder(path) : probe.load(path));
  };

  const resolveMapped = (directory: string, specifier: string, accepts: (pattern: string) => boolean): string | undefined => {
    for (const { path, pattern } of mappedPlaces(pathMappings.for(directory), specifier)) {
      const file = accepts(pattern) ? (probe.load(path) ?? (isInside(boundary, path) ? loadTarget(probe, boundary, relativePath(boundary, path)) : undefined)) : undefined;
      if (file !== undefined) return file;
    }
    return undefined;
  };

  const resolveImports = (directory: string, specifier: string): Resolution => {
    const manifest = manifests.above(directory).find(({ json }) => json.imports !== undefined);
    for (const target of manifest === undefined ? [] : importTargets(manifest.json.imports, specifier)) {
      if (manifest !== undefined && target.startsWith('.')) {
        const file = loadTarget(probe, manifest.directory, target);
        if (file !== undefined) return toFile(file);
      } else if (!target.startsWith('#')) return resolveBare(directory, target);
    }
    return toFile(resolveMapped(directory, specifier, () => true));
  };

  /** The aliases of the `module-alias` package, which applications register at run time. */
  const resolveAlias = (directory: string, specifier: string): string | undefined => {
    for (const { directory: root, json } of manifests.above(directory)) {
      const aliases = objectAt(json, '_moduleAliases');
      const alias = Object.keys(aliases).find((name) => specifier === name || specifier.startsWith(`${name}/`));
      const target = alias === undefined ? undefined : stringAt(aliases, alias);
      if (alias !== undefined && target !== undefined) return probe.load(joinPath(root, target, specifier.slice(alias.length)));
    }
    return undefined;
  };

  const wantedBy = (directory: string, name: string): Manifest | undefined => manifests.above(directory).find(({ ranges }) => ranges.has(name));

  /** The package of this name that is developed in the repository, unless the one in the registry is meant. */
  const localPackage = (directory: string, name: string): Manifest | undefined => {
    const wanting = wantedBy(directory, name);
    const range = wanting?.ranges.get(name);
    const folder = range === undefined ? undefined : /^(?:file|link|portal):(.+)$/.exec(range)?.[1];
    if (wanting !== undefined && folder !== undefined) return manifests.in(joinPath(wanting.directory, folder));
    const sibling = workspacePackages.find(directory, name);
    if (sibling === undefined || range === undefined) return sibling;
    const isItself = manifests.above(directory).includes(sibling);
    return !isItself && mayMean(range, sibling.version) ? sibling : undefined;
  };

  const resolveBare = (directory: string, specifier: string): Resolution => {
    if (specifier.startsWith('node:')) return { kind: 'builtin', name: specifier.slice(5) };
    if (builtins.has(specifier)) return { kind: 'builtin', name: specifier };
    const mapped = resolveMapped(directory, specifier, (pattern) => pattern !== '*') ?? resolveAlias(directory, specifier);
    if (mapped !== undefined) return toFile(mapped);
    const [, name, subpath = ''] = packageSpecifier.exec(specifier.replace(/^npm:((?:@[^/]+\/)?[^/@]+)(?:@[^/]*)?/, '$1')) ?? [];
    const local = name === undefined ? undefined : localPackage(directory, name);
    if (local !== undefined) return toFile(packageEntry(probe, local, subpath));
    if (name !== undefined && wantedBy(directory, name) !== undefined) return { kind: 'package', name, subpath };
    const file = resolveMapped(directory, specifier, () => true) ?? resolveBase(directory, specifier);
    if (file !== undefined) return toFile(file);
    return name === undefined || isAlias(directory, specifier) ? unresolved : { kind: 'package', name, subpath };
  };

  const resolveBase = (directory: string, specifier: string): string | undefined => {
    const { baseUrl } = pathMappings.for(directory);
    return baseUrl === undefined ? undefined : probe.load(joinPath(baseUrl, specifier));
  };

  /** A name that a tsconfig maps, to a file that isn't there. */
  const isAlias = (directory: string, specifier: string): boolean => mappedPlaces(pathMappings.for(directory), specifier).some(({ pattern }) => pattern !== '*');

  const resolve = (directory: string, specifier: string): Resolution => {
    if (/^\.{0,2}(\/|$)/.test(specifier)) return specifier === '' ? unresolved : resolveRelative(directory, specifier);
    return specifier.startsWith('#') ? resolveImports(directory, specifier) : resolveBare(directory, specifier);
  };

  return (file, specifier) => {
    const directory = folderOf(file);
    const answers = known.get(directory) ?? new Map<string, Resolution>();
    known.set(directory, answers);
    const answer = answers.get(specifier) ?? resolve(directory, specifier);
    answers.set(specifier, answer);
    return answer;
  };
}

/** Whether a range in a `package.json` may mean the version that a package of the repository has. */
function mayMean(range: string, version: string | undefined): boolean {
  return version === undefined || validRange(range) === null || satisfies(version, range, { includePrerelease: true });
}
