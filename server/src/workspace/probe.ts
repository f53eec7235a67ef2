import type { FileSystem } from './file-system.ts';
import { parseObject, stringAt } from './json.ts';
import { joinPath } from './paths.ts';
import { hasSourceExtension, isDeclaration, sourceExtensions } from './source-files.ts';

/** What a compiled ending was written as, best first: TypeScript lets an import name the file that it will become. */
const writtenAs: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.js', '.jsx'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
};

/** Finds the file that a path without promises about its ending stands for. */
export interface Probe {
  /** The file at this path, with its ending mapped or added, or the entry of the folder there. */
  load(path: string): string | undefined;
  /** The same without looking at folders. */
  loadFile(path: string): string | undefined;
  /** The entry of a folder: the `main` of its `package.json`, else its `index`. */
  loadFolder(path: string): string | undefined;
}

/** Only source files and JSON are ever the answer, by their names: nothing is read for it. A declaration file tells nothing about what runs. */
export function createProbe(fileSystem: FileSystem): Probe {
  const isFile = (path: string): boolean => fileSystem.kindOf(path) === 'file';

  const loadFile = (path: string): string | undefined => {
    if (isDeclaration(path)) return undefined;
    const ending = /\.[cm]?jsx?$/.exec(path)?.[0] ?? '';
    const stem = path.slice(0, path.length - ending.length);
    const mapped = writtenAs[ending]?.map((extension) => stem + extension) ?? [];
    const exact = hasSourceExtension(path) && mapped.length === 0 ? [path] : [];
    const added = sourceExtensions.map((extension) => path + extension);
    const source = [...mapped, ...exact, ...added].find(isFile);
    if (source !== undefined) return source;
    return [path, `${path}.json`].find((candidate) => candidate.endsWith('.json') && isFile(candidate));
  };

  const loadFolder = (path: string): string | undefined => {
    if (fileSystem.kindOf(path) !== 'directory') return undefined;
    const main = stringAt(parseObject(fileSystem.read(joinPath(path, 'package.json'))), 'main');
    const entry = main === undefined ? undefined : (loadFile(joinPath(path, main)) ?? loadFile(joinPath(path, main, 'index')));
    return entry ?? loadFile(joinPath(path, 'index'));
  };

  return { loadFile, loadFolder, load: (path) => loadFile(path) ?? loadFolder(path) };
}
