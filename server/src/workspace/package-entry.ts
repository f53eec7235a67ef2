import { isObject, stringAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Manifest } from './manifests.ts';
import { joinPath } from './paths.ts';
import type { Probe } from './probe.ts';

/** Conditions under which an entry is not for a server. */
const foreignConditions = new Set(['browser', 'worker', 'workerd', 'edge-light', 'react-native', 'electron', 'deno']);

/** Folders whose files are made from those in `src`. A `lib` may hold sources itself, so what is there is believed first. */
const outputFolders = new Set(['dist', 'build', 'out', '.output', '_build']);
const possibleOutputFolders = new Set(['lib', 'esm', 'cjs', 'es', 'output']);

/**
 * The source file behind `subpath` ('' for the package itself) of a package that is developed in this repository. What its
 * `package.json` names may not be built yet, and built files are no source: the file that they are made from is preferred.
 */
export function packageEntry(probe: Probe, manifest: Manifest, subpath: string): string | undefined {
  const load = (target: string): string | undefined => loadTarget(probe, manifest.directory, target);
  const exported = exportTargets(manifest.json.exports, subpath === '' ? '.' : `./${subpath}`);
  for (const target of exported) {
    const file = load(target);
    if (file !== undefined) return file;
  }
  if (subpath !== '') return load(subpath) ?? load(`src/${subpath}`) ?? probe.loadFolder(joinPath(manifest.directory, subpath));
  for (const key of ['source', 'main', 'module', 'types', 'typings']) {
    const target = stringAt(manifest.json, key);
    const file = target === undefined ? undefined : load(target);
    if (file !== undefined) return file;
  }
  return load('src/index') ?? load('index');
}

/** The targets of a specifier that begins with `#`, best first: paths that begin with `./`, or names of packages. */
export function importTargets(imports: unknown, specifier: string): readonly string[] {
  return isObject(imports) ? targetsFor(imports, specifier) : [];
}

/** The file that an entry of a `package.json` leads to, or the source of it. */
export function loadTarget(probe: Probe, directory: string, target: string): string | undefined {
  const segments = joinPath('/', target).slice(1).split('/');
  const builtAt = segments.findIndex((segment) => outputFolders.has(segment));
  const exact = (): string | undefined => probe.loadFile(joinPath(directory, target)) ?? probe.loadFile(joinPath(directory, target, 'index'));
  if (builtAt >= 0) return sourceOf(probe, directory, segments, builtAt) ?? exact();
  const maybeBuiltAt = segments.findIndex((segment) => possibleOutputFolders.has(segment));
  return exact() ?? (maybeBuiltAt >= 0 ? sourceOf(probe, directory, segments, maybeBuiltAt) : undefined);
}

/** `dist/cjs/a.js` is made from `src/cjs/a.ts`, `src/a.ts`, `cjs/a.ts` or `a.ts`. */
function sourceOf(probe: Probe, directory: string, segments: readonly string[], builtAt: number): string | undefined {
  const before = segments.slice(0, builtAt);
  const after = segments.slice(builtAt + 1).map((segment, index, all) => (index === all.length - 1 ? withoutEnding(segment) : segment));
  const inner = after.findIndex((segment) => !possibleOutputFolders.has(segment));
  const tails = inner > 0 ? [after, after.slice(inner)] : [after];
  for (const source of ['src', '']) {
    for (const tail of tails) {
      const file = probe.loadFile(joinPath(directory, ...before, source, ...tail));
      if (file !== undefined) return file;
    }
  }
  return undefined;
}

function withoutEnding(name: string): string {
  return name.replace(/(\.d)?\.[cm]?[jt]sx?$/, '');
}

function exportTargets(exported: unknown, key: string): readonly string[] {
  if (exported === undefined) return [];
  const hasSubpaths = isObject(exported) && Object.keys(exported).some((name) => name.startsWith('.'));
  return targetsFor(isObject(exported) && hasSubpaths ? exported : { '.': exported }, key);
}

/** The exact key, else the pattern with the longest beginning, else the longest folder (`./features/`, as old packages write it). */
function targetsFor(map: JsonObject, key: string): readonly string[] {
  if (Object.hasOwn(map, key)) return flatTargets(map[key]);
  const patterns = Object.keys(map)
    .filter((name) => name.includes('*') || name.endsWith('/'))
    .map((name) => (name.includes('*') ? name : `${name}*`))
    .sort((a, b) => b.indexOf('*') - a.indexOf('*') || b.length - a.length);
  for (const pattern of patterns) {
    const star = matchStar(pattern, key);
    if (star === undefined) continue;
    const value = map[pattern] ?? map[pattern.slice(0, -1)];
    return flatTargets(value).map((target) => (target.endsWith('/') ? target + star : target.replaceAll('*', star)));
  }
  return [];
}

/** What the `*` of a pattern stands for in `text`; `undefined` where the pattern doesn't match. */
export function matchStar(pattern: string, text: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star < 0) return undefined;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  if (text.length < before.length + after.length || !text.startsWith(before) || !text.endsWith(after)) return undefined;
  return text.slice(before.length, text.length - after.length);
}

/** Conditions in their order; declarations last, because they only hint at a source. */
function flatTargets(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(flatTargets);
  if (!isObject(value)) return [];
  const conditions = Object.keys(value).filter((condition) => !foreignConditions.has(condition));
  const isTypes = (condition: string): boolean => condition.startsWith('types');
  return [...conditions.filter((condition) => !isTypes(condition)), ...conditions.filter(isTypes)].flatMap((condition) => flatTargets(value[condition]));
}
