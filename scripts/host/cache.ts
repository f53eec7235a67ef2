import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const ABANDONED_AFTER_MILLISECONDS = 24 * 60 * 60 * 1000;

/** The folder for large things that are fetched once for each user: never inside the checkout, so that a fresh clone finds them again. */
export function cacheFolder(): string {
  const { PRODUCTION_HINTS_CACHE: own, XDG_CACHE_HOME: xdg } = process.env;
  if (own) return own;
  return join(xdg || join(homedir(), '.cache'), 'production-hints');
}

/**
 * The cached folder `name`, which `install` fills the first time.
 * Safe when several processes ask at once: each fills a folder of its own and the first one to finish gives it the name.
 * Throws what `install` throws; nothing stays behind then.
 */
export async function installOnce(name: string, install: (folder: string) => Promise<void>): Promise<string> {
  const target = join(cacheFolder(), name);
  if (existsSync(target)) return target;
  await removeAbandoned(name);
  const draft = `${target}.draft-${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  try {
    await install(draft);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

/** A process that was killed leaves its draft, and drafts are large. */
async function removeAbandoned(name: string): Promise<void> {
  const folder = cacheFolder();
  if (!existsSync(folder)) return;
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(`${name}.draft-`)) continue;
    const path = join(folder, entry);
    const age = Date.now() - (await stat(path)).mtimeMs;
    if (age > ABANDONED_AFTER_MILLISECONDS) await rm(path, { recursive: true, force: true });
  }
}
