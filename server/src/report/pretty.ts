import { createColors } from 'picocolors';
import type { Finding, Severity } from '../engine/finding.ts';
import { inOrder, severities } from './check-report.ts';
import type { CheckReport } from './check-report.ts';
import { createPlaces } from './places.ts';
import type { Place } from './places.ts';

export interface PrettyOptions {
  readonly isColoured: boolean;
}

/** Findings for people: one block for each file, the evidence below each finding, a summary at the end. */
export function reportPretty(report: CheckReport, { isColoured }: PrettyOptions): string {
  const colours = createColors(isColoured);
  const paint: Readonly<Record<Severity, (text: string) => string>> = { error: colours.red, warning: colours.yellow, information: colours.blue, hint: colours.gray };
  const placeOf = createPlaces(report.root, report.text);
  const rows = inOrder(report.findings).map((finding) => ({ finding, place: placeOf(finding.at) }));
  const positionWidth = widest(rows.map(({ place }) => position(place)));
  const severityWidth = widest(rows.map(({ finding }) => finding.severity));
  const indent = ' '.repeat(positionWidth + 4);

  const lines: string[] = [];
  let file: string | undefined;
  for (const { finding, place } of rows) {
    if (place.file !== file) {
      if (file !== undefined) lines.push('');
      lines.push(colours.underline(place.file));
      file = place.file;
    }
    const severity = paint[finding.severity](finding.severity.padEnd(severityWidth));
    lines.push(`  ${colours.dim(position(place).padStart(positionWidth))}  ${severity}  ${finding.message}  ${colours.dim(finding.rule)}`);
    for (const { at, message } of finding.related) {
      const related = placeOf(at);
      lines.push(`${indent}${colours.dim(`${related.file}:${position(related)}`)}  ${message}`);
    }
  }
  if (lines.length > 0) lines.push('');
  lines.push(summary(report));
  return `${lines.join('\n')}\n`;
}

function summary({ findings, stats }: CheckReport): string {
  const extent = `${count(stats.files, 'file')}, ${stats.milliseconds} ms`;
  return findings.length === 0 ? `No findings (${extent})` : `${count(findings.length, 'finding')}: ${bySeverity(findings)} (${extent})`;
}

function bySeverity(findings: readonly Finding[]): string {
  const parts = severities.map((severity) => ({ severity, number: findings.filter((finding) => finding.severity === severity).length }));
  return parts.flatMap(({ severity, number }) => (number === 0 ? [] : [severity === 'information' ? `${number} information` : count(number, severity)])).join(', ');
}

/** `1 file`, `2 files`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

function position({ line, column }: Place): string {
  return `${line}:${column}`;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, text.length), 0);
}
