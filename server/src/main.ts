import manifest from '../../package.json' with { type: 'json' };
import { rules } from '../../rules/index.ts';
import { createAnalyse } from './engine/create-analyse.ts';
import { createServerConnection } from './lsp/connection.ts';
import { createServer } from './lsp/server.ts';
import { createService } from './service.ts';
import { commentsContaining } from './syntax/comments.ts';
import { parses } from './syntax/parse.ts';
import { diskFileSystem } from './workspace/disk.ts';

const connection = createServerConnection();
const fileSystem = diskFileSystem((path, reason) => connection.console.warn(`${path} can't be read: ${reason}`));
const analyse = createAnalyse(rules);
const ruleIds = rules.map(({ id }) => id);

createServer(connection, {
  version: manifest.version,
  createService: (root, paths) => createService({ root, paths, fileSystem, ruleIds, analyse, parses, commentsContaining }),
  hasFile: (path) => fileSystem.kindOf(path) === 'file',
});
connection.listen();
