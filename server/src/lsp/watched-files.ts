import type { Connection, FileEvent } from 'vscode-languageserver/node';
import { DidChangeWatchedFilesNotification, FileChangeType, WatchKind } from 'vscode-languageserver/node';
import { pathOf } from './uri.ts';

/** Everything on disk that findings depend on. */
const globs = [
  '**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}',
  '**/{package,package-lock,npm-shrinkwrap,production-hints}.json',
  '**/{yarn.lock,pnpm-lock.yaml,pnpm-workspace.yaml,bun.lock}',
  '**/{tsconfig,jsconfig}*.json',
  '**/{.nvmrc,.node-version,.tool-versions,Dockerfile,Dockerfile.prod,Dockerfile.production,Containerfile}',
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

export interface ChangedPaths {
  readonly files: readonly string[];
  /** What is gone and was a folder or none of our business: its name has a dot. */
  readonly removed: readonly string[];
}

/** The paths that changed and matter. Of installed packages only their versions do. */
export function changedPaths(events: readonly FileEvent[]): ChangedPaths {
  const files = new Set<string>();
  const removed = new Set<string>();
  for (const { uri, type } of events) {
    const path = pathOf(uri);
    if (path === undefined || path.includes('/.git/')) continue;
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (path.includes('/node_modules/') && name !== 'package.json') continue;
    const isPerhapsFolder = type === FileChangeType.Deleted && !isWatched(name) && name.includes('.');
    (isPerhapsFolder ? removed : files).add(path);
  }
  return { files: [...files], removed: [...removed] };
}

function isWatched(name: string): boolean {
  return /\.(?:[cm]?[jt]s|[jt]sx|json|lock|yaml|prisma|graphql|gql|graphqls|gitignore|nvmrc|node-version|tool-versions|prod|production)$/.test(name);
}
