import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { userFolder } from './locations.ts';

/** The code of builds that were not started for so many milliseconds is thrown away. */
const UNUSED = 30 * 24 * 3_600_000;

/**
 * Lets Node keep what it compiled, for the modules that are loaded from now on. The folder is always the user's own: compiled code
 * that came with a project would be run. Nothing happens before Node 22.8, which can't do it.
 */
export function keepCompiledCode(build: string): void {
  const { enableCompileCache } = nodeModule;
  if (typeof enableCompileCache !== 'function') return;
  const parent = join(userFolder(), 'code');
  const folder = join(parent, build);
  try {
    if (statSync(folder, { throwIfNoEntry: false }) === undefined) prepare(parent, folder);
    enableCompileCache(folder);
  } catch {
    // Then it is compiled again.
  }
}

function prepare(parent: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(parent)) {
    const other = join(parent, name);
    if (other !== folder && statSync(other).mtimeMs < Date.now() - UNUSED) rmSync(other, { recursive: true, force: true });
  }
}
