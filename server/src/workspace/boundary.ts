import type { FileSystem } from './file-system.ts';
import { isObject, parseObject } from './json.ts';
import { ancestors, joinPath } from './paths.ts';

/** The nearest folder, from `directory` upwards, that git calls the top of a work tree. */
export function gitRoot(fileSystem: FileSystem, directory: string): string | undefined {
  for (const folder of ancestors(directory, '/')) {
    if (fileSystem.kindOf(joinPath(folder, '.git')) !== undefined) return folder;
  }
  return undefined;
}

/**
 * The outermost folder whose `package.json`, lockfiles and `node_modules` count for `root`: the git work tree, else the
 * folder of the npm or pnpm workspace around it, else that of the nearest `package.json`, else `root` itself.
 */
export function repositoryBoundary(fileSystem: FileSystem, root: string): string {
  const repository = gitRoot(fileSystem, root);
  if (repository !== undefined) return repository;
  let nearest: string | undefined;
  for (const folder of ancestors(root, '/')) {
    if (declaresWorkspaces(fileSystem, folder)) return folder;
    if (nearest === undefined && fileSystem.kindOf(joinPath(folder, 'package.json')) === 'file') nearest = folder;
  }
  return nearest ?? root;
}

function declaresWorkspaces(fileSystem: FileSystem, folder: string): boolean {
  if (fileSystem.kindOf(joinPath(folder, 'pnpm-workspace.yaml')) === 'file') return true;
  const { workspaces } = parseObject(fileSystem.read(joinPath(folder, 'package.json')));
  return Array.isArray(workspaces) || isObject(workspaces);
}
