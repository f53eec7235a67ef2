import type { Connection, FileEvent } from 'vscode-languageserver/node';
import { DidChangeWatchedFilesNotification, FileChangeType, WatchKind } from 'vscode-languageserver/node';
import { pathOf } from './uri.ts';

/** Everything on disk that findings depend on. */
const globs = [
  '**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}',
  '**/{package,package-lock,npm-shrinkwrap,production-hints}.json',
  '**/{yarn.lock,pnpm-lock.yaml,pnpm-workspace.yaml,bun.lock}',
  '**/{tsconfig,jsconfig}*.json',
  '**/.gitignore',
  '**/*.prisma',
  '**/*.{graphql,gql,graphqls}',
];

/** Asks the client to watch the workspace. */
export async function registerWatchers(connection: Connection): Promise<void> {
  const watchers = globs.map((globPattern) => ({ globPattern }));
  // A folder that is deleted or moved is one event, and no glob for files matches it.
  const folders = { globPattern: '**/*', kind: WatchKind.Delete };
  await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [...watchers, folders] });
}

/**
 * The paths that changed and matter. Of installed packages only their versions do. `heldSources` tells whether source files
 * were below a path: a name with a dot that is gone may have been a folder.
 */
export function changedPaths(events: readonly FileEvent[], heldSources: (path: string) => boolean): readonly string[] {
  const paths = new Set<string>();
  for (const { uri, type } of events) {
    const path = pathOf(uri);
    if (path === undefined || path.includes('/.git/')) continue;
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (path.includes('/node_modules/') && name !== 'package.json') continue;
    if (type === FileChangeType.Deleted && !isWatched(name) && name.includes('.') && !heldSources(path)) continue;
    paths.add(path);
  }
  return [...paths];
}

function isWatched(name: string): boolean {
  return /\.(?:[cm]?[jt]s|[jt]sx|json|lock|yaml|prisma|graphql|gql|graphqls|gitignore)$/.test(name);
}
