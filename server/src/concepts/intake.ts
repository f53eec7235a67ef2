import type { Span, TextEdit } from '../syntax/text.ts';
import type { Presence } from './presence.ts';

/** A folder whose files everyone can fetch. */
export interface ServedFolder {
  readonly name: string;
  readonly at: Span;
}

/** Something that reads what callers send: files of an upload, or bodies of any request. */
export interface Intake {
  /** The call, as written: `multer`. */
  readonly label: string;
  /** The callee's last name, or the option that is at fault. */
  readonly at: Span;
  readonly takes: 'files' | 'bodies';
  /** Whether something bounds the size of a file; for bodies, whether the bound is one that memory can hold for every route. */
  readonly bound: Presence;
  /** Where files go. */
  readonly keeps: 'memory' | 'disk' | 'unknown';
  /** The folder that files of every kind go to, where everyone can fetch them. */
  readonly served?: ServedFolder;
  /** The option as written, and how many bytes it lets in. */
  readonly raised?: { readonly option: string; readonly bytes: number };
  /** The edits that bound the size, or choose the files, or both. */
  repair(size: string, filter: string | undefined): readonly TextEdit[] | undefined;
}
