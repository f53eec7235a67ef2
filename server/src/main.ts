import manifest from '../../package.json' with { type: 'json' };
import { build } from './build.ts';
import { createServerConnection } from './lsp/connection.ts';
import { createServer } from './lsp/server.ts';
import type { Service } from './service-types.ts';
import { createRememberingService } from './store/remembering-service.ts';
import { createShelf } from './store/shelf.ts';
import { diskFileSystem } from './workspace/disk.ts';
import type { FileSystem } from './workspace/file-system.ts';

const connection = createServerConnection();
const onUnreadable = (path: string, reason: string): void => connection.console.warn(`${path} can't be read: ${reason}`);
const fileSystem = diskFileSystem(onUnreadable);

createServer(connection, {
  version: manifest.version,
  createService(root, paths, storage) {
    const open = (files: FileSystem): Service => analysis().openService({ fileSystem: files, root, paths });
    if (storage === undefined) return open(fileSystem);
    return createRememberingService({ root, onUnreadable, open, shelf: createShelf({ folder: storage, root, paths, build }) });
  },
  hasFile: (path) => fileSystem.kindOf(path) === 'file',
});
connection.listen();

/** Loaded when something has to be analysed: most of what is shipped is behind it. */
function analysis(): typeof import('./open-service.ts') {
  return require('./open-service.ts');
}
