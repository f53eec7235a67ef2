import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import type { DirectoryEntry, FileSystem } from './file-system.ts';

/** Told about what exists but can't be read; `reason` is the operating system's. */
export type OnUnreadable = (path: string, reason: string) => void;

/** Told about folders with symbolic links in them, also with such as lead nowhere. */
export type OnLinks = (directory: string) => void;

/** How far a zero byte is looked for; the same distance as git's. */
const BINARY_PROBE = 8000;

/**
 * The real disk, read synchronously and never written. A byte-order mark is not part of the text, as in an editor.
 * Nothing throws: what can't be read is absent, and `onUnreadable` hears of it once.
 */
export function diskFileSystem(onUnreadable: OnUnreadable = () => undefined, onLinks: OnLinks = () => undefined): FileSystem {
  const reported = new Set<string>();
  const report = (path: string, error: unknown): void => {
    const reason = unreadableReason(error);
    if (reason === undefined || reported.has(path)) return;
    reported.add(path);
    onUnreadable(path, reason);
  };
  return {
    read(path) {
      try {
        return decode(readFileSync(path));
      } catch (error) {
        report(path, error);
        return undefined;
      }
    },
    list(directory) {
      try {
        const entries = readdirSync(directory, { withFileTypes: true });
        if (entries.some((entry) => entry.isSymbolicLink())) onLinks(directory);
        return entriesOf(directory, entries);
      } catch (error) {
        report(directory, error);
        return [];
      }
    },
    kindOf(path) {
      return statKind(path);
    },
  };
}

/** Absence is an answer, not a failure. */
function unreadableReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
  return error.message;
}

/** UTF-8, or the UTF-16 that a Windows shell writes; `undefined` for what is no text. */
function decode(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (bytes.subarray(0, BINARY_PROBE).includes(0)) return undefined;
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function entriesOf(directory: string, entries: readonly Dirent[]): readonly DirectoryEntry[] {
  const result: DirectoryEntry[] = [];
  for (const entry of entries) {
    if (entry.isFile()) result.push({ name: entry.name, kind: 'file' });
    else if (entry.isDirectory()) result.push({ name: entry.name, kind: 'directory' });
    else if (entry.isSymbolicLink()) {
      const kind = statKind(`${directory}/${entry.name}`);
      if (kind !== undefined) result.push({ name: entry.name, kind, linked: true });
    }
  }
  return result.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function statKind(path: string): 'file' | 'directory' | undefined {
  let stats: Stats | undefined;
  try {
    stats = statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // a link that leads to itself, or a folder that may not be entered
  }
  if (stats?.isFile()) return 'file';
  return stats?.isDirectory() ? 'directory' : undefined;
}
