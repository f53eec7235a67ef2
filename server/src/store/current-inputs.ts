import { diskFileSystem } from '../workspace/disk.ts';
import type { FileSystem } from '../workspace/file-system.ts';
import { hashOfListing, hashOfText } from './inputs.ts';
import type { FileInput, FolderInput, Inputs } from './inputs.ts';
import { isSameStamp, isSettled, stampOf } from './stamps.ts';

export interface CurrentInputs {
  readonly inputs: Inputs;
  /** Something had to be read to see that it is the same: with these inputs it won't be the next time. */
  readonly isNewlyStamped: boolean;
}

/**
 * The inputs as they are now if all of them are what they were, else `undefined`. What has an old stamp that is still the same
 * is not opened. `now` is in milliseconds since 1970.
 */
export function currentInputs({ since, files, folders, kinds }: Inputs, now: number): CurrentInputs | undefined {
  const disk = diskFileSystem();
  for (const [path, kind] of kinds) if ((disk.kindOf(path) ?? 'absent') !== kind) return undefined;
  const current = { files: new Map<string, FileInput>(), folders: new Map<string, FolderInput>() };
  // Folders first: they are few, and most changes show in them.
  for (const [path, folder] of folders) {
    const seen = currentFolder(disk, path, folder, since);
    if (seen === undefined) return undefined;
    current.folders.set(path, seen);
  }
  for (const [path, file] of files) {
    const seen = currentFile(disk, path, file, since);
    if (seen === undefined) return undefined;
    current.files.set(path, seen);
  }
  const isKept = [...files].every(([path, file]) => current.files.get(path) === file) && [...folders].every(([path, folder]) => current.folders.get(path) === folder);
  return { inputs: { since: now, ...current, kinds }, isNewlyStamped: !isKept };
}

function currentFile(disk: FileSystem, path: string, file: FileInput, since: number): FileInput | undefined {
  const stamp = stampOf(path);
  if (isUntouched(file, stamp, since)) return file;
  return hashOfText(disk.read(path)) === file.hash ? { ...file, stamp } : undefined;
}

function currentFolder(disk: FileSystem, path: string, folder: FolderInput, since: number): FolderInput | undefined {
  const stamp = stampOf(path);
  if (!folder.hasLinks && isUntouched(folder, stamp, since)) return folder;
  if (hashOfListing(disk.list(path)) !== folder.hash) return undefined;
  return isUntouched(folder, stamp, since) ? folder : { ...folder, stamp };
}

function isUntouched({ stamp: before }: FileInput, stamp: FileInput['stamp'], since: number): boolean {
  return isSameStamp(before, stamp) && (before === undefined || isSettled(before, since));
}
