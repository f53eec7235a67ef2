import type { Finding, Fix } from '../engine/finding.ts';
import type { Service } from '../service-types.ts';
import { applyEdits } from '../syntax/text.ts';
import type { Span, TextEdit } from '../syntax/text.ts';
import type { FileChange } from './diff.ts';

/** After this many rounds the fixes keep waking each other, and a person has to look. */
const MAX_ROUNDS = 10;

export interface FixOutcome {
  readonly changes: readonly FileChange[];
  readonly applied: number;
  /** Whether there was still something to fix after the last round. */
  readonly isUnfinished: boolean;
}

export interface FixRequest {
  readonly service: Service;
  /** The findings to fix, as they are now. */
  readonly findings: () => readonly Finding[];
  readonly accepts: (fix: Fix) => boolean;
}

/**
 * Applies the first acceptable fix of each finding, round after round, until nothing changes. Files are changed as open documents
 * of the service and stay so: nothing is written. Fixes whose edits meet wait for the next round, when the first of them is in the text.
 */
export function applyFixes({ service, findings, accepts }: FixRequest): FixOutcome {
  const originals = new Map<string, string | undefined>();
  let applied = 0;
  for (let round = 0; ; round++) {
    const fixes = acceptableFixes(service, findings(), accepts);
    if (fixes.length === 0 || round === MAX_ROUNDS) return { changes: changesSince(service, originals), applied, isUnfinished: fixes.length > 0 };
    const chosen = withoutConflicts(fixes);
    applied += chosen.length;
    for (const [file, edits] of editsByFile(chosen)) {
      const text = service.text(file);
      if (!originals.has(file)) originals.set(file, text);
      service.open(file, applyEdits(text ?? '', edits));
    }
  }
}

function acceptableFixes(service: Service, findings: readonly Finding[], accepts: (fix: Fix) => boolean): readonly Fix[] {
  const fixes = service.fixesOfAll(findings);
  return findings.flatMap((finding) => fixes.get(finding)?.find((fix) => accepts(fix) && changesText(service, fix)) ?? []);
}

function changesText(service: Service, { edits }: Fix): boolean {
  return edits.some(({ at, text }) => (service.text(at.file) ?? '').slice(at.start, at.end) !== text);
}

/** The first fix that comes to a place has it; two insertions at one place may be the same import, so they conflict, too. */
function withoutConflicts(fixes: readonly Fix[]): readonly Fix[] {
  const taken: Span[] = [];
  return fixes.filter(({ edits }) => {
    if (edits.some(({ at }) => taken.some((span) => touches(span, at)))) return false;
    taken.push(...edits.map(({ at }) => at));
    return true;
  });
}

function touches(a: Span, b: Span): boolean {
  return a.file === b.file && a.start <= b.end && b.start <= a.end;
}

function editsByFile(fixes: readonly Fix[]): ReadonlyMap<string, readonly TextEdit[]> {
  const byFile = new Map<string, TextEdit[]>();
  for (const edit of fixes.flatMap(({ edits }) => edits)) {
    const known = byFile.get(edit.at.file);
    if (known === undefined) byFile.set(edit.at.file, [edit]);
    else known.push(edit);
  }
  return byFile;
}

function changesSince(service: Service, originals: ReadonlyMap<string, string | undefined>): readonly FileChange[] {
  return [...originals]
    .map(([file, before]) => ({ file, before, after: service.text(file) ?? '' }))
    .filter(({ before, after }) => before !== after);
}
