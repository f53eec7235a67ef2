import type { Finding, Fix } from '../engine/finding.ts';
import { relativePath } from '../workspace/paths.ts';
import { inOrder } from './check-report.ts';
import type { CheckReport } from './check-report.ts';
import { createPlaces } from './places.ts';

/** Findings for other programs. Lines and columns count from 1, edits have offsets; both in UTF-16 units. */
export function reportJson(report: CheckReport): string {
  const { root, stats } = report;
  const placeOf = createPlaces(root, report.text);
  const findings = inOrder(report.findings).map((finding: Finding) => ({
    rule: finding.rule,
    severity: finding.severity,
    ...placeOf(finding.at),
    message: finding.message,
    related: finding.related.map(({ at, message }) => {
      const { file, line, column } = placeOf(at);
      return { file, line, column, message };
    }),
    fixes: (report.fixes.get(finding) ?? []).map((fix) => fixJson(root, fix)),
    fingerprint: finding.fingerprint,
  }));
  return `${JSON.stringify({ version: 1, root, findings, stats }, undefined, 2)}\n`;
}

function fixJson(root: string, { title, kind, edits }: Fix): object {
  return { title, kind, edits: edits.map(({ at, text }) => ({ file: relativePath(root, at.file), start: at.start, end: at.end, text })) };
}
