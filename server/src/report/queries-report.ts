import type { QueryEntry } from '../facts/query-entries.ts';
import { compareTexts } from './check-report.ts';

/** The queries of a program, for a reporter to write down. */
export interface QueriesReport {
  /** The folder that file names are relative to. */
  readonly root: string;
  readonly queries: readonly QueryEntry[];
  readonly text: (file: string) => string | undefined;
}

/** By place. */
export function queriesInOrder(queries: readonly QueryEntry[]): readonly QueryEntry[] {
  return [...queries].sort((a, b) => compareTexts(a.at.file, b.at.file) || a.at.start - b.at.start || a.at.end - b.at.end);
}
