import type { FileSystem } from './file-system.ts';
import { objectAt, parseObject, stringAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { ancestors, joinPath } from './paths.ts';

/** A `package.json`. */
export interface Manifest {
  readonly directory: string;
  readonly json: JsonObject;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** The wanted range of each dependency of any kind, as written. */
  readonly ranges: ReadonlyMap<string, string>;
}

export interface Manifests {
  /** The manifest in this very folder. */
  in(directory: string): Manifest | undefined;
  /** The manifests of this folder and those above it up to the repository's boundary, nearest first. */
  above(directory: string): readonly Manifest[];
}

/** A manifest with nothing but these keys tells Node how to read the files of a folder; it makes no package. */
const markerKeys = new Set(['type', 'sideEffects']);

/** Later kinds win where a dependency is listed twice. */
const dependencyKinds = ['peerDependencies', 'optionalDependencies', 'devDependencies', 'dependencies'];

/** Reads each `package.json` once; a broken one counts as empty. */
export function createManifests(fileSystem: FileSystem, boundary: string): Manifests {
  const known = new Map<string, Manifest | undefined>();
  const chains = new Map<string, readonly Manifest[]>();

  const manifestIn = (directory: string): Manifest | undefined => {
    if (!known.has(directory)) known.set(directory, readManifest(fileSystem, directory));
    return known.get(directory);
  };
  const above = (directory: string): readonly Manifest[] => {
    const chain = chains.get(directory);
    if (chain !== undefined) return chain;
    const manifests = [...ancestors(directory, boundary)].flatMap((folder) => manifestIn(folder) ?? []);
    chains.set(directory, manifests);
    return manifests;
  };
  return { in: manifestIn, above };
}

function readManifest(fileSystem: FileSystem, directory: string): Manifest | undefined {
  const text = fileSystem.read(joinPath(directory, 'package.json'));
  if (text === undefined) return undefined;
  const json = parseObject(text);
  const ranges = dependencyKinds.flatMap((kind) => Object.entries(objectAt(json, kind)));
  return {
    directory,
    json,
    name: stringAt(json, 'name'),
    version: stringAt(json, 'version'),
    ranges: new Map(ranges.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  };
}

/** Whether this `package.json` only marks a folder as CommonJS or ES modules. */
export function isMarker(manifest: Manifest): boolean {
  const keys = Object.keys(manifest.json);
  return keys.length > 0 && keys.every((key) => markerKeys.has(key));
}
