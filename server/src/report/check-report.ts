import type { Finding, Fix, Severity } from '../engine/finding.ts';

/** How much was analysed. */
export interface Stats {
  readonly files: number;
  /** Of the analysed files as UTF-8. */
  readonly bytes: number;
  readonly milliseconds: number;
}

/** What `check` found, for a reporter to write down. */
export interface CheckReport {
  /** The folder that file names are relative to. */
  readonly root: string;
  readonly findings: readonly Finding[];
  /** Verified fixes by finding; a reporter that shows none is given none. */
  readonly fixes: ReadonlyMap<Finding, readonly Fix[]>;
  readonly stats: Stats;
  readonly text: (file: string) => string | undefined;
}

/** From the gravest down. */
export const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** Whether any finding is as grave as `limit` or graver. */
export function reaches(findings: readonly Finding[], limit: Severity): boolean {
  return findings.some(({ severity }) => severities.indexOf(severity) <= severities.indexOf(limit));
}

/** By file, then by place; findings at one place by rule and message, so that no order of analysis shows through. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (a, b) =>
      compareTexts(a.at.file, b.at.file) || a.at.start - b.at.start || a.at.end - b.at.end || compareTexts(a.rule, b.rule) || compareTexts(a.message, b.message),
  );
}

export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
