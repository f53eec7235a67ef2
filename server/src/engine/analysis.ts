import type { FailurePath } from '../concepts/failure-path.ts';
import type { QueryEntry } from '../facts/query-entries.ts';
import type { RouteEntry } from '../facts/route-map.ts';
import type { Project } from '../workspace/project.ts';
import type { Configuration } from './configuration.ts';
import type { Finding, Fix } from './finding.ts';

/** One snapshot of a project, analysed on demand: asking for one file's findings costs what that file needs. */
export interface Analysis {
  /**
   * Findings of one file with their configured severity, sorted by place; suppression comments are not applied yet.
   * Every call for a file returns the same objects: `fixes` and verification know them by identity.
   */
  findings(file: string): readonly Finding[];
  /** Fixes as the rules propose them, not yet verified. Only for findings of this analysis. */
  fixes(finding: Finding): readonly Fix[];
  routes(): readonly RouteEntry[];
  /** Where the failures of the calls go whose names touch a range of a file, in source order; without those of which nothing is known. */
  failurePaths(file: string, start: number, end: number): readonly FailurePath[];
  queries(): readonly QueryEntry[];
  /** What our own rules or models threw, one line each. */
  defects(): readonly string[];
  /**
   * The analysis of the same project with another text of one of its files. What this one has found out is taken over as far as it still holds: it must not be
   * asked any more.
   */
  afterEdit?(project: Project, file: string): Analysis;
  /** Looks at the analysis of the same project with another text of one of its files, which lasts as long as that. `undefined` where everything would have to be found out again. */
  tryEdit?<T>(project: Project, file: string, look: (edited: Analysis) => T): { readonly outcome: T } | undefined;
}

/** Parsed files are kept between calls by file and text, so that analysing a project again costs only what changed. */
export type Analyse = (project: Project, configuration: Configuration) => Analysis;
