import type { Service } from '../service-types.ts';
import { ancestors, folderOf, isInside, joinPath } from '../workspace/paths.ts';
import { hasSourceExtension } from '../workspace/source-files.ts';
import type { Environment } from './environment.ts';

export interface OpenText {
  readonly path: string;
  readonly text: string;
}

/** The services: one for each workspace folder, and one for each package or loose file outside of them that has an open document. */
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
  /** Whether the path was a folder with files that are analysed, as far as is known. */
  heldSources(path: string): boolean;
  /** Nothing has happened for a while. */
  settled(): void;
}

/** What one service is made for. */
interface Scope {
  /** A folder, or a file that no folder claims. */
  readonly name: string;
  readonly root: string;
  /** The file that stands for itself. */
  readonly file?: string;
}

/** `openTexts` gives the documents that are open at the time of the call: a new service starts with them. */
export function createWorkspaces(environment: Environment, openTexts: () => Iterable<OpenText>): Workspaces {
  const folders = new Set<string>();
  const services = new Map<string, Service>();

  const scopeOf = (path: string): Scope => {
    const folder = nearestFolder(folders, path) ?? packageFolder(environment, path);
    return folder === undefined ? { name: path, root: folderOf(path), file: path } : { name: folder, root: folder };
  };
  const concernedBy = (path: string): Service[] => [...services.values()].filter(({ root }) => concerns(path, root));
  const dropUnused = (): void => {
    const used = new Set([...openTexts()].map(({ path }) => scopeOf(path).name));
    for (const name of services.keys()) if (!folders.has(name) && !used.has(name)) services.delete(name);
  };

  return {
    serviceFor(path) {
      const { name, root, file } = scopeOf(path);
      const known = services.get(name);
      if (known !== undefined) return known;
      const service = environment.createService(root, file === undefined ? undefined : [file]);
      services.set(name, service);
      for (const document of openTexts()) if (concerns(document.path, root)) service.open(document.path, document.text);
      return service;
    },
    isNew: (path) => !services.has(scopeOf(path).name),
    open({ path, text }) {
      for (const service of concernedBy(path)) service.open(path, text);
    },
    close(path) {
      for (const service of concernedBy(path)) service.close(path);
      dropUnused();
    },
    changedOnDisk(paths) {
      for (const service of services.values()) {
        const concerning = paths.filter((path) => concerns(path, service.root));
        if (concerning.length > 0) service.changedOnDisk(concerning);
      }
    },
    changeFolders(added, removed) {
      for (const folder of removed) folders.delete(folder);
      for (const folder of added) folders.add(folder);
      dropUnused();
    },
    settled() {
      for (const service of services.values()) service.settled();
    },
    heldSources: (path) => concernedBy(path).some((service) => service.files().some((file) => isInside(path, file))),
  };
}

/** What is in a folder concerns it, and so do configuration, manifests and lockfiles above it. */
function concerns(path: string, root: string): boolean {
  return isInside(root, path) || (!hasSourceExtension(path) && isInside(folderOf(path), root));
}

function nearestFolder(folders: Iterable<string>, path: string): string | undefined {
  let nearest: string | undefined;
  for (const folder of folders) if (isInside(folder, path) && folder.length > (nearest?.length ?? -1)) nearest = folder;
  return nearest;
}

/** The folder of the nearest `package.json`. */
function packageFolder(environment: Environment, path: string): string | undefined {
  for (const folder of ancestors(folderOf(path), '/')) if (environment.hasFile(joinPath(folder, 'package.json'))) return folder;
  return undefined;
}
