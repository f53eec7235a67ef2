import { createHash } from 'node:crypto';
import type { DirectoryEntry } from '../workspace/file-system.ts';
import type { Stamp } from './stamps.ts';

/** A text that was read. */
export interface FileInput {
  /** Of the text; absent where there was none to read. */
  readonly hash?: string;
  /** Taken before the text was read; absent where there was no such file. */
  readonly stamp?: Stamp;
}

/** A folder that was listed. */
export interface FolderInput extends FileInput {
  /** Links stand in it: what they lead to can change without a trace in the folder. */
  readonly hasLinks: boolean;
  /** What stands in it, while that is known without looking. */
  readonly names?: ReadonlySet<string>;
}

export type KindInput = 'file' | 'directory' | 'absent';

/** All that an answer depends on: what was read, listed and looked for, by path. */
export interface Inputs {
  /** Nothing of it was looked at before this time, in milliseconds since 1970. */
  readonly since: number;
  readonly files: ReadonlyMap<string, FileInput>;
  readonly folders: ReadonlyMap<string, FolderInput>;
  readonly kinds: ReadonlyMap<string, KindInput>;
}

/** Names a text; `undefined` for what is no text. */
export function hashOfText(text: string | undefined): string | undefined {
  return text === undefined ? undefined : hashOf(text);
}

/** Names what stands in a folder; that of an empty one and that of none are the same, as they are to those who list. */
export function hashOfListing(entries: readonly DirectoryEntry[]): string {
  return hashOf(entries.map(({ name, kind, linked }) => `${name}\0${kind}${linked === true ? '\0linked' : ''}`).join('\n'));
}

export function hashOf(text: string): string {
  return createHash('sha1').update(text).digest('base64url');
}

/** What both depend on; `undefined` where they saw different things at one path. */
export function mergeInputs(a: Inputs, b: Inputs): Inputs | undefined {
  const files = mergeMaps(a.files, b.files, (one, other) => one.hash === other.hash);
  const folders = mergeMaps(a.folders, b.folders, (one, other) => one.hash === other.hash);
  const kinds = mergeMaps(a.kinds, b.kinds, (one, other) => one === other);
  return files && folders && kinds && { since: Math.min(a.since, b.since), files, folders, kinds };
}

function mergeMaps<Value>(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>, isSame: (a: Value, b: Value) => boolean): ReadonlyMap<string, Value> | undefined {
  const merged = new Map(a);
  for (const [path, value] of b) {
    const known = merged.get(path);
    if (known !== undefined && !isSame(known, value)) return undefined;
    merged.set(path, value);
  }
  return merged;
}
