import type { Span } from '../syntax/text.ts';
import { lineStarts, positionAt } from '../syntax/text.ts';
import { relativePath } from '../workspace/paths.ts';

/** A span as people and other programs read it: the file relative to the root, lines and columns from 1, the end exclusive. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Translates spans; the lines of a file are counted once. A file without text has one line. */
export function createPlaces(root: string, text: (file: string) => string | undefined): (at: Span) => Place {
  const known = new Map<string, readonly number[]>();
  const startsOf = (file: string): readonly number[] => {
    const starts = known.get(file) ?? lineStarts(text(file) ?? '');
    known.set(file, starts);
    return starts;
  };
  return ({ file, start, end }) => {
    const starts = startsOf(file);
    const from = positionAt(starts, start);
    const to = positionAt(starts, end);
    return { file: relativePath(root, file), line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  };
}
