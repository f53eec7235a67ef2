import { parentPort } from 'node:worker_threads';
import { build } from './build.ts';
import { hostServices } from './remote/host.ts';
import type { Service } from './service-types.ts';
import { keepCompiledCode } from './store/compile-cache.ts';
import { createRememberingService } from './store/remembering-service.ts';
import { createShelf } from './store/shelf.ts';
import { diskFileSystem } from './workspace/disk.ts';
import type { FileSystem } from './workspace/file-system.ts';

keepCompiledCode(build);

if (parentPort !== null) {
  hostServices(parentPort, ({ root, files: paths, storage }, isOutdated, onUnreadable) => {
    const open = (fileSystem: FileSystem): Service => analysis().openService({ fileSystem, root, paths, isOutdated });
    if (storage === undefined) return open(diskFileSystem(onUnreadable));
    return createRememberingService({ root, onUnreadable, open, shelf: createShelf({ folder: storage, root, paths, build }) });
  });
}

/** Loaded when something has to be analysed: most of what is shipped is behind it. */
function analysis(): typeof import('./open-service.ts') {
  return require('./open-service.ts');
}
