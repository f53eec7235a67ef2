import { parseSyml } from '@yarnpkg/parsers';
import { isObject, objectAt, parseObject, stringAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { ancestors, joinPath } from './paths.ts';
import { parseMapping } from './yaml.ts';

/** Which package wants which dependency. */
export interface LockQuery {
  /** The folder of the package as seen from the lockfile; '' for the package beside it. */
  readonly folder: string;
  readonly name: string;
  /** The range as the package lists it, if it does. */
  readonly range: string | undefined;
}

export interface Lockfile {
  /** The locked version; `undefined` where the lockfile doesn't say, or says that it is a folder of the repository. */
  versionOf(query: LockQuery): string | undefined;
}

/** The names of the lockfiles that are understood, in the order in which they are believed where several stand side by side. */
export const lockfileNames = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'] as const;

/** Reads a lockfile. A broken one knows nothing. */
export function readLockfile(name: (typeof lockfileNames)[number], text: string): Lockfile {
  if (name === 'pnpm-lock.yaml') return pnpmLockfile(text);
  if (name === 'yarn.lock') return yarnLockfile(text);
  return name === 'bun.lock' ? bunLockfile(text) : npmLockfile(text);
}

/** Version 1 has a tree of `dependencies`; versions 2 and 3 list `packages` by the folder that each is installed in. */
function npmLockfile(text: string): Lockfile {
  const json = parseObject(text);
  const packages = objectAt(json, 'packages');
  const dependencies = objectAt(json, 'dependencies');
  return {
    versionOf({ folder, name }) {
      for (const at of ancestors(`/${folder}`, '/')) {
        const entry = objectAt(packages, joinPath(at, 'node_modules', name).slice(1));
        const target = stringAt(entry, 'resolved');
        const version = entry.link === true && target !== undefined ? stringAt(objectAt(packages, target), 'version') : stringAt(entry, 'version');
        if (version !== undefined) return version;
      }
      return stringAt(objectAt(dependencies, name), 'version');
    },
  };
}

/** What each package of the repository got stands under `importers`, in files of a single package (up to version 8) at the top. */
function pnpmLockfile(text: string): Lockfile {
  const documents = text.split(/^---\s*$/m).map((document) => parseMapping(withoutPackages(document)));
  const json = documents.findLast((document) => 'importers' in document || 'dependencies' in document || 'devDependencies' in document) ?? {};
  return {
    versionOf({ folder, name }) {
      const importer = isObject(json.importers) ? objectAt(json.importers, folder === '' ? '.' : folder) : json;
      for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
        const entry = objectAt(importer, kind)[name];
        const written = isObject(entry) ? stringAt(entry, 'version') : entry;
        if (typeof written === 'string') return pnpmVersion(written);
      }
      return undefined;
    },
  };
}

/** The list of all packages is nine tenths of the file and never asked for. */
function withoutPackages(document: string): string {
  return document.split(/^(?:packages|snapshots):/m, 1)[0] ?? '';
}

/** `4.18.2`, `4.18.2(debug@4.3.4)`, `4.18.2_debug@4.3.4`, and for aliases `express@4.18.2` or `/express/4.18.2`; `link:../x` has none. */
function pnpmVersion(written: string): string | undefined {
  const version = /^\d/.test(written) ? written : /^\/?(?:@[^/@]+\/)?[^/@:]+[@/](\d.*)$/.exec(written)?.[1];
  return version === undefined ? undefined : /^(\d+\.\d+\.\d+(?:-[\w.-]+?)?)(?=$|[(_+])/.exec(version)?.[1];
}

/** Both formats of yarn are blocks under a header that lists what they answer; only the blocks of the wanted name are parsed. */
function yarnLockfile(text: string): Lockfile {
  const isFirstFormat = /^# yarn lockfile v1\s*$/m.test(text);
  const blocks = blocksByName(text);
  return {
    versionOf({ name, range }) {
      const entries = (blocks.get(name) ?? []).flatMap((block) => yarnEntries(isFirstFormat ? `# yarn lockfile v1\n${block}` : block));
      const wanted = range === undefined ? undefined : withoutProtocol(range);
      const exact = entries.find(({ descriptors }) => descriptors.some((descriptor) => withoutProtocol(descriptor.slice(name.length + 1)) === wanted));
      if (exact !== undefined) return exact.version;
      // a `resolutions` entry rewrites the range; with one version in the whole file there is no doubt all the same
      const versions = new Set(entries.map((entry) => entry.version));
      return versions.size === 1 ? entries[0]?.version : undefined;
    },
  };
}

interface YarnEntry {
  readonly descriptors: readonly string[];
  readonly version: string | undefined;
}

function blocksByName(text: string): ReadonlyMap<string, readonly string[]> {
  const blocks = new Map<string, string[]>();
  for (const block of text.replaceAll('\r\n', '\n').split(/\n(?=[^\s#])/)) {
    const name = /^"?((?:@[^/@"\s]+\/)?[^@/"\s,]+)@/.exec(block)?.[1];
    if (name === undefined) continue;
    const known = blocks.get(name);
    if (known === undefined) blocks.set(name, [block]);
    else known.push(block);
  }
  return blocks;
}

function yarnEntries(block: string): readonly YarnEntry[] {
  return Object.entries(parseBlock(block)).map(([header, entry]) => {
    const version = isObject(entry) ? stringAt(entry, 'version') : undefined;
    return { descriptors: header.split(/\s*,\s*/), version: version === '0.0.0-use.local' ? undefined : version };
  });
}

function parseBlock(block: string): JsonObject {
  try {
    return parseSyml(`${block}\n`);
  } catch {
    return {};
  }
}

function withoutProtocol(range: string): string {
  return range.startsWith('npm:') ? range.slice(4) : range;
}

/** `packages` by name, or by `package/name` where a package of the repository has its own; the first item is `name@version`. */
function bunLockfile(text: string): Lockfile {
  const json = parseObject(text);
  const packages = objectAt(json, 'packages');
  return {
    versionOf({ folder, name }) {
      const owner = stringAt(objectAt(objectAt(json, 'workspaces'), folder), 'name');
      const written = (owner === undefined ? undefined : firstString(packages, `${owner}/${name}`)) ?? firstString(packages, name);
      return written === undefined ? undefined : /@(\d[^@/]*)$/.exec(written)?.[1];
    },
  };
}

function firstString(value: JsonObject, key: string): string | undefined {
  const found = value[key];
  const first: unknown = Array.isArray(found) ? found[0] : undefined;
  return typeof first === 'string' ? first : undefined;
}
