import type { FailurePath } from './concepts/failure-path.ts';
import type { Finding, Fix, Problem } from './engine/finding.ts';
import type { QueryEntry } from './facts/query-entries.ts';
import type { RouteEntry } from './facts/route-map.ts';

/**
 * The façade that the language server and the command line share. Knows no LSP, no console, no disk.
 * Every answer is a pure function of (files, configuration) as they are at the time of the call.
 */
export interface Service {
  readonly root: string;
  /** The text of a file as the service sees it: of the open document, else of the disk. */
  text(file: string): string | undefined;
  /** The files that are analysed, sorted. */
  files(): readonly string[];
  /** How many bytes these files have, as UTF-8. */
  bytes(): number;
  /** An open document stands for its file until it is closed. `open` again replaces the text. */
  open(file: string, text: string): void;
  close(file: string): void;
  /** Files that were created, changed or deleted on disk. */
  changedOnDisk(files: readonly string[]): void;
  /** Findings of one file, suppressed ones left out, sorted by place. */
  findings(file: string): readonly Finding[];
  /** Mistakes in suppression comments of a source file, or in a `production-hints.json`. */
  problems(file: string): readonly Problem[];
  /** The configuration files that were found, with or without mistakes. */
  configurationFiles(): readonly string[];
  /** Verified fixes of a finding: each parses, removes the finding and adds none. Suppression and teach fixes come last. */
  fixes(finding: Finding): readonly Fix[];
  /** The same for many findings, with far fewer analyses than one for each. */
  fixesOfAll(findings: readonly Finding[]): ReadonlyMap<Finding, readonly Fix[]>;
  routes(): readonly RouteEntry[];
  /** Where the failures of the calls go whose names touch a range of a file, in source order; without those that can't fail, or whose way isn't known. */
  failurePaths(file: string, start: number, end: number): readonly FailurePath[];
  queries(): readonly QueryEntry[];
  /** Defects of our own that cost findings (a rule that threw), for the log. */
  defects(): readonly string[];
  /** Told when nothing has happened for a while: what takes time and nobody waits for is done now. */
  settled(): void;
}
