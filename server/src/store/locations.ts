import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const PRODUCT = 'production-hints';

/** The variable that names another folder for all that is kept. */
export const FOLDER_VARIABLE = 'PRODUCTION_HINTS_CACHE';

/** The user's folder for what can be made again: the one that was named, else the one of the operating system. Nobody but the user writes there. */
export function userFolder(): string {
  const named = process.env[FOLDER_VARIABLE];
  if (named) return resolve(named);
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches', PRODUCT);
  if (process.platform === 'win32') return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData/Local'), PRODUCT, 'cache');
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), PRODUCT);
}

/** Where the command line keeps the answers about a project: in its `node_modules`, as other tools do, else in the user's folder. */
export function projectFolder(root: string): string {
  const installed = join(root, 'node_modules');
  const hasInstalled = statSync(installed, { throwIfNoEntry: false })?.isDirectory() === true;
  return process.env[FOLDER_VARIABLE] || !hasInstalled ? join(userFolder(), 'answers') : join(installed, '.cache', PRODUCT);
}
