import { statSync } from 'node:fs';
import type { Stats } from 'node:fs';

/** What a disk says of a file or folder without opening it: when it changed (milliseconds), how large it is, which it is. */
export interface Stamp {
  readonly modified: number;
  /** When its name, owner, mode or content changed; unlike the other, no program sets it at will. */
  readonly changed: number;
  readonly size: number;
  readonly inode: number;
}

/**
 * How coarse the clock of a file system may be, in milliseconds (two seconds for FAT). What changed later than this before it
 * was read may change once more and keep its stamp.
 */
export const COARSEST_TICK = 2000;

/** The stamp of what stands at a path, links followed; `undefined` where there is nothing, or nothing that may be seen. */
export function stampOf(path: string): Stamp | undefined {
  let stats: Stats | undefined;
  try {
    stats = statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // a link that leads to itself, or a folder that may not be entered
  }
  return stats && { modified: stats.mtimeMs, changed: stats.ctimeMs, size: stats.size, inode: stats.ino };
}

export function isSameStamp(a: Stamp | undefined, b: Stamp | undefined): boolean {
  return a?.modified === b?.modified && a?.changed === b?.changed && a?.size === b?.size && a?.inode === b?.inode;
}

/** Whether an equal stamp proves equal content for something that was read at `readAt` (milliseconds) or later. */
export function isSettled({ modified, changed }: Stamp, readAt: number): boolean {
  return Math.max(modified, changed) < readAt - COARSEST_TICK;
}
