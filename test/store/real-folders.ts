import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openService } from '../../server/src/open-service.ts';
import type { Service } from '../../server/src/service-types.ts';
import { createRememberingService } from '../../server/src/store/remembering-service.ts';
import { createShelf } from '../../server/src/store/shelf.ts';
import { cachedFileSystem } from '../../server/src/workspace/cached-file-system.ts';
import { diskFileSystem } from '../../server/src/workspace/disk.ts';
import type { FileSystem } from '../../server/src/workspace/file-system.ts';

export const BUILD = 'test';

/** Later than any stamp, as if whatever is read had been written long ago. */
export const LATER = (): number => Date.now() + 60_000;

/** A project on a real disk, and the folder that is kept about it. */
export interface RealFolders {
  readonly root: string;
  readonly kept: string;
  write(name: string, text: string): void;
  remove(name: string): void;
  dispose(): void;
}

export interface RememberingProcess {
  readonly service: Service;
  /** Whether anything had to be analysed. */
  hasAnalysed(): boolean;
}

export interface ProcessOptions {
  readonly now?: () => number;
  readonly build?: string;
  /** As the command line does, which ends before anything changes. */
  readonly isShortLived?: boolean;
}

export function createFolders(files: Readonly<Record<string, string>> = {}): RealFolders {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'production-hints-'))).replaceAll('\\', '/');
  const root = `${scratch}/project`;
  mkdirSync(root);
  const folders: RealFolders = {
    root,
    kept: `${scratch}/kept`,
    write(name, text) {
      mkdirSync(dirname(`${root}/${name}`), { recursive: true });
      writeFileSync(`${root}/${name}`, text);
    },
    remove: (name) => rmSync(`${root}/${name}`, { recursive: true, force: true }),
    dispose: () => rmSync(scratch, { recursive: true, force: true }),
  };
  for (const [name, text] of Object.entries(files)) folders.write(name, text);
  return folders;
}

/** A service with nothing but what is kept in its folder, as a new process would have it. */
export function startProcess({ root, kept }: RealFolders, { now, build = BUILD, isShortLived = false }: ProcessOptions = {}): RememberingProcess {
  let analyses = 0;
  const open = (fileSystem: FileSystem): Service => {
    analyses++;
    return openService({ fileSystem: isShortLived ? cachedFileSystem(fileSystem, root) : fileSystem, root });
  };
  const service = createRememberingService({ root, open, onUnreadable: () => undefined, shelf: createShelf({ folder: kept, root, build }), ...(now && { now }) });
  return { service, hasAnalysed: () => analyses > 0 };
}

/** A service that keeps nothing. */
export function startAnew({ root }: RealFolders): Service {
  return openService({ fileSystem: diskFileSystem(), root });
}
