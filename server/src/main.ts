import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { createServerConnection } from './lsp/connection.ts';
import { createServer } from './lsp/server.ts';
import { createRemoteServices } from './remote/remote-services.ts';
import { workerStarter } from './remote/thread.ts';
import { diskFileSystem } from './workspace/disk.ts';

const connection = createServerConnection();
const disk = diskFileSystem();

createServer(connection, {
  version: manifest.version,
  createServices: (onTrouble) =>
    createRemoteServices({
      start: workerStarter(join(__dirname, 'worker.js')),
      onUnreadable: (path, reason) => connection.console.warn(`${path} can't be read: ${reason}`),
      onTrouble,
    }),
  hasFile: (path) => disk.kindOf(path) === 'file',
});
connection.listen();
