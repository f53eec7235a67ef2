import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from './answers.ts';
import { readEntry, writeEntry } from './entry-text.ts';
import { hashOf } from './inputs.ts';

/** The place of one entry. Nothing here throws: a store that can't be read is empty, one that can't be written stays as it is. */
export interface Shelf {
  load(): Entry | undefined;
  save(entry: Entry): void;
}

export interface ShelfOptions {
  /** Where entries are kept; made when the first is written. Other files in it are left alone. */
  readonly folder: string;
  /** The folder that is analysed, and the files and folders in it where it isn't all. */
  readonly root: string;
  readonly paths?: readonly string[];
  /** Names the product as it was built: an entry of another is none. */
  readonly build: string;
}

/** How much a folder of entries may hold; the oldest give way. */
const MAXIMUM_ENTRIES = 32;
const MAXIMUM_BYTES = 64_000_000;

/** After this many milliseconds whoever was writing a file has gone. */
const ABANDONED = 3_600_000;

const entryNames = /^[\w-]{27}\.entry$/;
const unfinishedNames = /^[\w-]{27}\.entry\.\d+\.unfinished$/;

export function createShelf({ folder, root, paths, build }: ShelfOptions): Shelf {
  const file = join(folder, `${hashOf(JSON.stringify([root, paths]))}.entry`);
  return {
    load() {
      try {
        return readEntry(readFileSync(file, 'utf8'), root, build);
      } catch {
        return undefined;
      }
    },
    save(entry) {
      // Whole or not at all, whoever else reads or writes it meanwhile.
      const unfinished = `${file}.${process.pid}.unfinished`;
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(unfinished, writeEntry(entry, root, build));
        renameSync(unfinished, file);
        removeSurplus(folder);
      } catch {
        removeQuietly(unfinished);
      }
    },
  };
}

function removeSurplus(folder: string): void {
  const now = Date.now();
  const found = readdirSync(folder).map((name) => ({ name, stats: statSync(join(folder, name), { throwIfNoEntry: false }) }));
  for (const { name, stats } of found) {
    if (unfinishedNames.test(name) && stats && stats.mtimeMs < now - ABANDONED) removeQuietly(join(folder, name));
  }
  let bytes = 0;
  const entries = found.flatMap(({ name, stats }) => (entryNames.test(name) && stats ? [{ name, stats }] : []));
  for (const [index, { name, stats }] of entries.sort((a, b) => b.stats.mtimeMs - a.stats.mtimeMs).entries()) {
    bytes += stats.size;
    if (index >= MAXIMUM_ENTRIES || (index > 0 && bytes > MAXIMUM_BYTES)) removeQuietly(join(folder, name));
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It stays, and is tried again with the next entry.
  }
}
