import type { FileSystem } from './file-system.ts';
import { isObject, objectAt, parseObject, stringAt, stringsAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Manifests } from './manifests.ts';
import { matchStar } from './package-entry.ts';
import { ancestors, folderOf, joinPath } from './paths.ts';
import type { WorkspacePackages } from './workspace-packages.ts';

/** What a tsconfig or jsconfig says about names that are not relative. */
export interface PathMapping {
  readonly baseUrl: string | undefined;
  /** Patterns with at most one `*`, and the absolute places that they stand for. */
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
}

export interface PathMappings {
  /** The mapping for the files in a folder. */
  for(directory: string): PathMapping;
}

export interface PathMappingsOptions {
  readonly fileSystem: FileSystem;
  readonly boundary: string;
  readonly manifests: Manifests;
  readonly workspacePackages: WorkspacePackages;
}

const noMapping: PathMapping = { baseUrl: undefined, paths: [] };
const configNames = ['tsconfig.json', 'jsconfig.json', 'tsconfig.base.json'];

/** The nearest configuration that maps anything counts, itself or through what it extends or refers to. */
export function createPathMappings(options: PathMappingsOptions): PathMappings {
  const { fileSystem, boundary } = options;
  const byFolder = new Map<string, PathMapping>();

  const mappingIn = (folder: string): PathMapping | undefined => {
    for (const name of configNames) {
      const path = joinPath(folder, name);
      const text = fileSystem.read(path);
      if (text === undefined) continue;
      const own = readMapping(options, path, folder, new Set());
      if (isMapping(own)) return own;
      for (const reference of referencesOf(parseObject(text), folder)) {
        const file = fileSystem.kindOf(reference) === 'directory' ? joinPath(reference, 'tsconfig.json') : reference;
        // what a folder's own project maps is that folder's business
        if (folderOf(file) !== folder) continue;
        const referred = readMapping(options, file, folder, new Set());
        if (isMapping(referred)) return referred;
      }
    }
    return undefined;
  };

  return {
    for(directory) {
      const known = byFolder.get(directory);
      if (known !== undefined) return known;
      let mapping = noMapping;
      for (const folder of ancestors(directory, boundary)) {
        const found = byFolder.get(folder) ?? mappingIn(folder);
        if (found === undefined) continue;
        mapping = found;
        break;
      }
      byFolder.set(directory, mapping);
      return mapping;
    },
  };
}

/** The places that a name may stand for, in the order in which TypeScript tries them: the exact name, then the longest beginning. */
export function mappedPlaces(mapping: PathMapping, specifier: string): readonly { readonly path: string; readonly pattern: string }[] {
  const exact = mapping.paths.find(({ pattern }) => pattern === specifier);
  if (exact !== undefined) return exact.targets.map((path) => ({ path, pattern: exact.pattern }));
  const matching = mapping.paths.flatMap(({ pattern, targets }) => {
    const star = matchStar(pattern, specifier);
    return star === undefined ? [] : [{ pattern, targets: targets.map((target) => target.replace('*', () => star)) }];
  });
  const best = matching.sort((a, b) => b.pattern.indexOf('*') - a.pattern.indexOf('*'))[0];
  return best?.targets.map((path) => ({ path: joinPath(path), pattern: best.pattern })) ?? [];
}

function isMapping(mapping: PathMapping): boolean {
  return mapping.baseUrl !== undefined || mapping.paths.length > 0;
}

/** `leaf` is the folder of the configuration that everything started from: `${configDir}`. */
function readMapping(options: PathMappingsOptions, path: string, leaf: string, visited: Set<string>): PathMapping {
  if (visited.has(path)) return noMapping;
  visited.add(path);
  const folder = folderOf(path);
  const json = parseObject(options.fileSystem.read(path));
  const compiler = objectAt(json, 'compilerOptions');
  let inherited = noMapping;
  for (const extended of extendedConfigs(options, json, folder)) {
    const mapping = readMapping(options, extended, leaf, visited);
    inherited = { baseUrl: mapping.baseUrl ?? inherited.baseUrl, paths: mapping.paths.length > 0 ? mapping.paths : inherited.paths };
  }
  const place = (base: string, target: string): string => (target.startsWith('${configDir}') ? joinPath(leaf, target.slice(12)) : resolveFrom(base, target));
  const written = stringAt(compiler, 'baseUrl');
  const baseUrl = written === undefined ? inherited.baseUrl : place(folder, written);
  if (!isObject(compiler.paths)) return { baseUrl, paths: inherited.paths };
  const { paths } = compiler;
  return { baseUrl, paths: Object.keys(paths).map((pattern) => ({ pattern, targets: stringsAt(paths, pattern).map((target) => place(baseUrl ?? folder, target)) })) };
}

function resolveFrom(base: string, target: string): string {
  return target.startsWith('/') ? joinPath(target) : joinPath(base, target);
}

function referencesOf(json: JsonObject, folder: string): readonly string[] {
  const { references } = json;
  if (!Array.isArray(references)) return [];
  return references.flatMap((reference: unknown) => {
    const path = isObject(reference) ? stringAt(reference, 'path') : undefined;
    return path === undefined ? [] : [resolveFrom(folder, path)];
  });
}

/** The files that `extends` names: relative, or in a package that is installed or developed here. Missing ones are skipped. */
function extendedConfigs(options: PathMappingsOptions, json: JsonObject, folder: string): readonly string[] {
  const single = stringAt(json, 'extends');
  const names = single === undefined ? stringsAt(json, 'extends') : [single];
  const isPath = (name: string): boolean => /^(\.{0,2}\/|\.{1,2}$)/.test(name);
  return names.flatMap((name) => (isPath(name) ? existing(options, resolveFrom(folder, name)) : inPackage(options, name, folder)) ?? []);
}

function existing({ fileSystem }: PathMappingsOptions, path: string): string | undefined {
  return [path, `${path}.json`, joinPath(path, 'tsconfig.json')].find((candidate) => fileSystem.kindOf(candidate) === 'file');
}

function inPackage(options: PathMappingsOptions, specifier: string, folder: string): string | undefined {
  const [, name = specifier, subpath = ''] = /^((?:@[^/]+\/)?[^/]+)\/?(.*)$/.exec(specifier) ?? [];
  const sibling = options.workspacePackages.find(folder, name)?.directory;
  const installed = [...ancestors(folder, options.boundary)].map((above) => joinPath(above, 'node_modules', name));
  for (const directory of sibling === undefined ? installed : [sibling, ...installed]) {
    const file = existing(options, joinPath(directory, subpath));
    if (file !== undefined) return file;
  }
  return undefined;
}
