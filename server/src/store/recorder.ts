import { diskFileSystem } from '../workspace/disk.ts';
import type { OnUnreadable } from '../workspace/disk.ts';
import type { FileSystem } from '../workspace/file-system.ts';
import { ancestors } from '../workspace/paths.ts';
import { hashOfListing, hashOfText } from './inputs.ts';
import type { FileInput, FolderInput, Inputs, KindInput } from './inputs.ts';
import { stampOf } from './stamps.ts';

/** Writes down what is read from the disk through it. */
export interface Recorder {
  readonly fileSystem: FileSystem;
  /** These paths changed, as everyone who read them is about to be told: what is read of them from now on replaces what was. */
  announce(paths: readonly string[]): void;
  /** What has been read; `undefined` where something changed unannounced, so that nobody knows who has seen which state of it. */
  inputs(): Inputs | undefined;
}

/** What was seen of one kind, by path. */
interface Notes<Input> {
  readonly seen: Map<string, Input>;
  readonly announced: Set<string>;
  /** What was seen in two states, the second of them unannounced. */
  readonly torn: Set<string>;
}

/**
 * The disk, with a record of what was asked of it since `now` (milliseconds since 1970). An input may be older than what an
 * answer was made of, which costs that answer; it is never younger.
 */
export function createRecorder(now: number, onUnreadable: OnUnreadable): Recorder {
  const linked = new Set<string>();
  const disk = diskFileSystem(onUnreadable, (directory) => linked.add(directory));
  const files = createNotes<FileInput>();
  const folders = createNotes<FolderInput>();
  const kinds = createNotes<KindInput>();

  return {
    fileSystem: {
      read(path) {
        const stamp = stampOf(path);
        const text = disk.read(path);
        const hash = hashOfText(text);
        note(files, path, { hash, stamp }, (before) => before.hash === hash);
        return text;
      },
      list(directory) {
        const stamp = stampOf(directory);
        const entries = disk.list(directory);
        const hash = hashOfListing(entries);
        note(folders, directory, { hash, stamp, hasLinks: linked.has(directory), names: new Set(entries.map(({ name }) => name)) }, (before) => before.hash === hash);
        return entries;
      },
      kindOf(path) {
        const kind = disk.kindOf(path);
        const input = kind ?? 'absent';
        note(kinds, path, input, (before) => before === input);
        return kind;
      },
    },
    announce(paths) {
      for (const path of paths) {
        for (const changed of ancestors(path, '/')) for (const { announced } of [files, folders, kinds]) announced.add(changed);
      }
    },
    inputs() {
      if ([files, folders, kinds].some(({ torn }) => torn.size > 0)) return undefined;
      return { since: now, files: new Map(files.seen), folders: new Map(folders.seen), kinds: new Map(kinds.seen) };
    },
  };
}

function createNotes<Input>(): Notes<Input> {
  return { seen: new Map(), announced: new Set(), torn: new Set() };
}

function note<Input>({ seen, announced, torn }: Notes<Input>, path: string, input: Input, isSame: (before: Input) => boolean): void {
  const before = seen.get(path);
  const isAnnounced = announced.delete(path);
  if (isAnnounced) torn.delete(path);
  if (before !== undefined && isSame(before)) return;
  if (before !== undefined && !isAnnounced) torn.add(path);
  seen.set(path, input);
}
