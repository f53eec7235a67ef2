import type { RemoteService, Scope } from '../remote/remote-service.ts';
import { ancestors, folderOf, isInside, joinPath } from '../workspace/paths.ts';
import { hasSourceExtension } from '../workspace/source-files.ts';
import type { ChangedPaths } from './watched-files.ts';

export interface OpenText {
  readonly path: string;
  readonly text: string;
}

/** The services: one for each workspace folder, and one for each package or loose file outside of them that has an open document. */
export interface Workspaces {
  /** The service that answers for this file: that of the nearest folder, made when it is first needed. */
  serviceFor(path: string): RemoteService;
  /** Whether `serviceFor` would have to make the service, which is when the folder is read. */
  isNew(path: string): boolean;
  /** The document is open with this text. Every folder around it sees it, since files above may import it. */
  open(document: OpenText): void;
  close(path: string): void;
  changedOnDisk(paths: ChangedPaths): void;
  changeFolders(added: readonly string[], removed: readonly string[]): void;
  /** Nothing has happened for a while. */
  settled(): Promise<void>;
  /** The client is leaving: what is known is kept, and nothing is answered any more. */
  leave(): Promise<void>;
}

export interface WorkspacesOptions {
  createService(scope: Pick<Scope, 'root' | 'files'>): RemoteService;
  /** Whether a file stands at this absolute path. */
  hasFile(path: string): boolean;
  /** The documents that are open at the time of the call: a new service starts with them. */
  openTexts(): Iterable<OpenText>;
}

/** What one service is made for. */
interface Claim {
  /** A folder, or a file that no folder claims. */
  readonly name: string;
  readonly root: string;
  /** The file that stands for itself. */
  readonly files?: readonly string[];
}

export function createWorkspaces({ createService, hasFile, openTexts }: WorkspacesOptions): Workspaces {
  const folders = new Set<string>();
  const services = new Map<string, RemoteService>();

  const claimOn = (path: string): Claim => {
    const folder = nearestFolder(folders, path) ?? packageFolder(hasFile, path);
    return folder === undefined ? { name: path, root: folderOf(path), files: [path] } : { name: folder, root: folder };
  };
  const concernedBy = (path: string): RemoteService[] => [...services.values()].filter(({ root }) => concerns(path, root));
  const dropUnused = (): void => {
    const used = new Set([...openTexts()].map(({ path }) => claimOn(path).name));
    for (const [name, service] of services) {
      if (folders.has(name) || used.has(name)) continue;
      services.delete(name);
      service.drop();
    }
  };

  return {
    serviceFor(path) {
      const { name, root, files } = claimOn(path);
      const known = services.get(name);
      if (known !== undefined) return known;
      const service = createService({ root, files });
      services.set(name, service);
      for (const document of openTexts()) if (concerns(document.path, root)) service.tell({ kind: 'open', file: document.path, text: document.text });
      return service;
    },
    isNew: (path) => !services.has(claimOn(path).name),
    open({ path, text }) {
      for (const service of concernedBy(path)) service.tell({ kind: 'open', file: path, text });
    },
    close(path) {
      for (const service of concernedBy(path)) service.tell({ kind: 'close', file: path });
      dropUnused();
    },
    changedOnDisk(paths) {
      for (const service of services.values()) {
        const files = paths.files.filter((path) => concerns(path, service.root));
        const removed = paths.removed.filter((path) => concerns(path, service.root));
        if (files.length + removed.length > 0) service.tell({ kind: 'disk', files, removed });
      }
    },
    changeFolders(added, removed) {
      for (const folder of removed) folders.delete(folder);
      for (const folder of added) folders.add(folder);
      dropUnused();
    },
    async settled() {
      await Promise.all([...services.values()].map((service) => service.settled()));
    },
    async leave() {
      await Promise.all([...services.values()].map((service) => service.leave()));
    },
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
function packageFolder(hasFile: (path: string) => boolean, path: string): string | undefined {
  for (const folder of ancestors(folderOf(path), '/')) if (hasFile(joinPath(folder, 'package.json'))) return folder;
  return undefined;
}
