import { coerce, intersects, minVersion, subset, valid, validRange } from 'semver';
import { dockerNode } from './docker-node.ts';
import type { FileSystem } from './file-system.ts';
import { isObject, objectAt, stringAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Manifests } from './manifests.ts';
import { ancestors, joinPath } from './paths.ts';

/** Whether an application runs on versions of Node within a range: on none but these, on these and on others, on others only, or nobody says. */
export type RunsOnNode = 'always' | 'sometimes' | 'never' | 'unsaid';

/** Descriptions of the image that an application runs in. */
const IMAGES = ['Dockerfile', 'Dockerfile.prod', 'Dockerfile.production', 'Containerfile'];

/** The names of files that say which Node runs what stands beside them. */
export const nodeVersionFiles: readonly string[] = ['.nvmrc', '.node-version', '.tool-versions', ...IMAGES];

/** The first version of each line that has a name. */
const NAMED: ReadonlyMap<string, string> = new Map(Object.entries({ argon: '4', boron: '6', carbon: '8', dubnium: '10', erbium: '12', fermium: '14', gallium: '16', hydrogen: '18', iron: '20', jod: '22', krypton: '24' }));

/** Names of whatever is new: older than this they aren't any more. */
const CURRENT = /^(node|latest|current|stable|lts|lts\/\*|lts\/-\d|lts-latest)$/i;
const CURRENT_RANGE = '>=20.0.0';

interface NodeVersionOptions {
  readonly fileSystem: FileSystem;
  readonly boundary: string;
  readonly manifests: Manifests;
}

/**
 * Says of a folder which Node its code runs on. What names one version (an image, a version manager) is believed before what names a range; of each kind
 * what is nearest. The version of Node's types is believed only where it leaves more open.
 */
export function createNodeVersions({ fileSystem, boundary, manifests }: NodeVersionOptions): (directory: string, range: string) => RunsOnNode {
  const known = new Map<string, readonly string[]>();

  const pinned = (folder: string): readonly string[] => {
    const read = (name: string): string | undefined => fileSystem.read(joinPath(folder, name));
    const manifest = manifests.in(folder)?.json ?? {};
    const tools = /^\s*(?:nodejs|node)\s+(\S.*)$/m.exec(read('.tool-versions') ?? '')?.[1]?.split(/\s+/) ?? [];
    const written = [firstLine(read('.nvmrc')), firstLine(read('.node-version')), ...tools, stringAt(objectAt(manifest, 'volta'), 'node'), ...[...IMAGES, 'docker/Dockerfile'].map((name) => dockerNode(read(name)))];
    return written.flatMap((one) => rangeOf(one) ?? []);
  };
  const ranged = (manifest: JsonObject): readonly string[] => {
    const { runtime } = objectAt(manifest, 'devEngines');
    const development = (Array.isArray(runtime) ? runtime : [runtime]).flatMap((one) => (isObject(one) && one.name === 'node' ? stringAt(one, 'version') ?? [] : []));
    return [stringAt(objectAt(manifest, 'engines'), 'node') ?? development[0]].flatMap((one) => rangeOf(one) ?? []);
  };
  const rangesOf = (directory: string): readonly string[] => {
    const cached = known.get(directory);
    if (cached) return cached;
    const found = firstOf([...ancestors(directory, boundary)], pinned) ?? firstOf(manifests.above(directory), ({ json }) => ranged(json)) ?? firstOf(manifests.above(directory), ({ ranges }) => openTypes(ranges.get('@types/node'))) ?? [];
    known.set(directory, found);
    return found;
  };

  return (directory, range) => {
    const ranges = rangesOf(directory);
    if (ranges.length === 0) return 'unsaid';
    if (ranges.every((one) => subset(one, range))) return 'always';
    return ranges.some((one) => intersects(one, range)) ? 'sometimes' : 'never';
  };
}

function firstOf<T>(items: readonly T[], ask: (item: T) => readonly string[]): readonly string[] | undefined {
  return items.map(ask).find(({ length }) => length > 0);
}

function firstLine(text: string | undefined): string | undefined {
  return text?.split('\n').map((line) => line.replace(/#.*$/, '').trim()).find((line) => line !== '');
}

/** What the types are written for, or anything later. */
function openTypes(written: string | undefined): readonly string[] {
  const lowest = written !== undefined && validRange(written) !== null ? minVersion(written)?.version : undefined;
  return lowest === undefined || lowest === '0.0.0' ? [] : [`>=${lowest}`];
}

/** A version, a name of one, or a range; nothing where it says nothing. */
function rangeOf(written: string | undefined): string | undefined {
  if (written === undefined || written === '' || written === '*') return undefined;
  if (CURRENT.test(written)) return CURRENT_RANGE;
  const named = NAMED.get(written.replace(/^lts[/-]/, '').toLowerCase());
  if (named !== undefined) return validRange(named) ?? undefined;
  const plain = written.replace(/^v(?=\d)/, '');
  const range = validRange(plain);
  if (range !== null) return range;
  const exact = coerce(plain)?.version;
  return /^\d/.test(plain) && valid(exact) !== null ? exact : undefined;
}
