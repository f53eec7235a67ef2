import { createHash } from 'node:crypto';
import type { Diagnostic } from 'vscode-languageserver/node';
import { DiagnosticSeverity } from 'vscode-languageserver/node';
import type { Finding, Problem, Severity } from '../engine/finding.ts';
import type { FileReport } from '../remote/remote-service.ts';
import type { Abilities } from './abilities.ts';
import type { Place } from './places.ts';
import { locationOf, rangeOf, visibleRangeOf } from './places.ts';

export const source = 'production-hints';

const documentation = 'https://github.com/production-hints/production-hints/blob/main/docs/rules';

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What one document shows. Equal ids mean equal diagnostics. */
export interface Report {
  readonly id: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly findings: number;
}

export const emptyReport: Report = reportOf([], 0);

/** Whether findings or problems can stand in this file at all. */
export function isAnalysed(path: string): boolean {
  return /\.(?:[cm]?[jt]s|[jt]sx)$/.test(path) || path.endsWith('/production-hints.json');
}

/** The report of one file, from the findings and problems that its service has now. */
export function createReport({ findings, problems }: FileReport, place: (path: string) => Place, abilities: Abilities): Report {
  const diagnostics = [...findings.map((finding) => findingDiagnostic(finding, place, abilities)), ...problems.map((problem) => problemDiagnostic(problem, place))];
  return reportOf(diagnostics, findings.length);
}

export function findingDiagnostic(finding: Finding, place: (path: string) => Place, abilities: Abilities): Diagnostic {
  const related = finding.related.map(({ at, message }) => ({ location: locationOf(place(at.file), at), message }));
  return {
    range: rangeOf(place(finding.at.file), finding.at),
    severity: severities[finding.severity],
    source,
    code: finding.rule,
    ...(abilities.codeDescription && { codeDescription: { href: `${documentation}/${finding.rule}.md` } }),
    message: finding.message,
    ...(abilities.relatedInformation && related.length > 0 && { relatedInformation: related }),
    data: finding.fingerprint,
  };
}

function problemDiagnostic({ at, message, severity }: Problem, place: (path: string) => Place): Diagnostic {
  return { range: visibleRangeOf(place(at.file), at), severity: severities[severity], source, message };
}

function reportOf(diagnostics: readonly Diagnostic[], findings: number): Report {
  return { id: createHash('sha1').update(JSON.stringify(diagnostics)).digest('base64url'), diagnostics, findings };
}
