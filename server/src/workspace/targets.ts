import type { FileSystem } from './file-system.ts';
import { ancestors, commonFolder, folderOf, joinPath } from './paths.ts';

/** What a person asked to look at. */
export interface Target {
  /** The folder that file names are relative to. */
  readonly root: string;
  /** The folder whose code is analysed together; the facts about a file stand in its neighbours, too. */
  readonly project: string;
  /** What to look at besides or instead of the whole project. */
  readonly paths?: readonly string[];
  /** The files to report on, where it isn't all of them. */
  readonly only?: ReadonlySet<string>;
}

/**
 * Chooses the folder to analyse. One folder is its own root; of several paths it is the folder that they have in common;
 * a file is looked at as a part of its project and reported alone. `undefined` where there is no path.
 */
export function chooseTarget(fileSystem: FileSystem, paths: readonly string[]): Target | undefined {
  const files = paths.filter((path) => fileSystem.kindOf(path) === 'file');
  const folders = paths.filter((path) => fileSystem.kindOf(path) === 'directory');
  if (files.length + folders.length === 0) return undefined;
  if (folders.length === 0) return targetOfFiles(fileSystem, files);
  const common = commonFolder([...folders, ...files.map(folderOf)]);
  if (folders.length === 1 && files.length === 0) return { root: common, project: common };
  return { root: common, project: common, paths: [...folders, ...files] };
}

/** A file that belongs to no project stands for itself: the folder that it lies in may be somebody's home. */
function targetOfFiles(fileSystem: FileSystem, files: readonly string[]): Target {
  const projects = new Set(files.flatMap((file) => projectFolder(fileSystem, folderOf(file)) ?? []));
  const project = commonFolder([...projects, ...files.map(folderOf)]);
  return { root: files.length === 1 ? project : commonFolder(files.map(folderOf)), project, paths: [...projects, ...files], only: new Set(files) };
}

/** The nearest folder with a `package.json` or a git work tree. */
function projectFolder(fileSystem: FileSystem, directory: string): string | undefined {
  for (const folder of ancestors(directory, '/')) {
    if (fileSystem.kindOf(joinPath(folder, 'package.json')) === 'file' || fileSystem.kindOf(joinPath(folder, '.git')) !== undefined) return folder;
  }
  return undefined;
}
