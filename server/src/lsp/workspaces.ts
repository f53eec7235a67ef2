import type { Service } from '../service-types.ts';
import { ancestors, folderOf, isInside, joinPath } from '../workspace/paths.ts';
import type { Environment } from './environment.ts';

export interface OpenText {
  readonly path: string;
  readonly text: string;
}

/** The services: one for each workspace folder, and one for each place outside of them that has an open document. */
export interface Workspaces {
  /** The service that answers for this file: that of the nearest folder, made when it is first needed. */
  serviceFor(path: string): Service;
  /** Whether `serviceFor` would have to make the service, which is when the folder is read. */
  isNew(path: string): boolean;
  /** The document is open with this text. Every folder around it sees it, since files above may import it. */
  open(document: OpenText): void;
  close(path: string): void;
  changedOnDisk(paths: readonly string[]): void;
  changeFolders(added: readonly string[], removed: readonly string[]): void;
}

/** `openTexts` gives the documents that are open at the time of the call: a new service starts with them. */
export function createWorkspaces(environment: Environment, openTexts: () => Iterable<OpenText>): Workspaces {
  const folders = new Set<string>();
  const services = new Map<string, Service>();

  const rootOf = (path: string): string => nearestFolder(folders, path) ?? packageFolder(environment, path);
  const around = (path: string): Service[] => [...services].filter(([root]) => isInside(root, path)).map(([, service]) => service);
  const dropUnused = (): void => {
    const used = new Set([...openTexts()].map(({ path }) => rootOf(path)));
    for (const root of services.keys()) if (!folders.has(root) && !used.has(root)) services.delete(root);
  };

  return {
    serviceFor(path) {
      const root = rootOf(path);
      const known = services.get(root);
      if (known !== undefined) return known;
      const service = environment.createService(root);
      services.set(root, service);
      for (const document of openTexts()) if (isInside(root, document.path)) service.open(document.path, document.text);
      return service;
    },
    isNew: (path) => !services.has(rootOf(path)),
    open({ path, text }) {
      for (const service of around(path)) service.open(path, text);
    },
    close(path) {
      for (const service of around(path)) service.close(path);
      dropUnused();
    },
    changedOnDisk(paths) {
      for (const [root, service] of services) {
        const inside = paths.filter((path) => isInside(root, path));
        if (inside.length > 0) service.changedOnDisk(inside);
      }
    },
    changeFolders(added, removed) {
      for (const folder of removed) folders.delete(folder);
      for (const folder of added) folders.add(folder);
      dropUnused();
    },
  };
}

function nearestFolder(folders: Iterable<string>, path: string): string | undefined {
  let nearest: string | undefined;
  for (const folder of folders) if (isInside(folder, path) && folder.length > (nearest?.length ?? -1)) nearest = folder;
  return nearest;
}

/** The folder of the nearest `package.json`, else the file's own. */
function packageFolder(environment: Environment, path: string): string {
  const own = folderOf(path);
  for (const folder of ancestors(own, '/')) if (environment.hasFile(joinPath(folder, 'package.json'))) return folder;
  return own;
}
