import { type Annotation, matchesText, withoutAnnotations } from './annotations.ts';
import { type CaseResult, isRuleFix, type Place, type ShownFinding, type ShownFix, trialProblems } from './case-result.ts';
import { type DiffBlock, hunksBetween, isDiffOf, NO_FIX, printDiff, unwantedTitle } from './diffs.ts';
import type { SpecificationCase } from './specification.ts';

/** The severity that a rule's findings have when an annotation doesn't name one. */
export type DefaultSeverity = (rule: string) => string | undefined;

/** An annotation with the file that it stands in. */
export interface PlacedAnnotation extends Annotation {
  readonly file: string;
}

const PLACEHOLDER = /\{\{\s*\w+\s*\}\}/;

/** How a result differs from what its case says, one sentence each; empty where they agree. */
export function compare(expected: SpecificationCase, result: CaseResult, defaultSeverity: DefaultSeverity): readonly string[] {
  return [
    ...result.defects.map((defect) => `a rule or model threw: ${defect}`),
    ...compareFindings(expected, result, defaultSeverity),
    ...compareRelated(expected, result),
    ...compareFixes(expected, result),
    ...compareLines('routes', expected.routes, result.routes),
    ...compareLines('queries', expected.queries, result.queries),
    ...compareLines('facts', expected.facts, result.facts ?? []),
    ...compareLines('options', expected.options, result.options ?? []),
    ...compareLines('failures', expected.failures, result.failures ?? []),
    ...compareLines('promises', expected.promises, result.promises ?? []),
    ...shownTexts(result).flatMap((text) => (PLACEHOLDER.test(text) ? [`a placeholder is left unfilled: ${text}`] : [])),
    ...result.findings.flatMap((finding) => finding.fixes.flatMap(trialProblems)),
  ];
}

export function annotationsOf(expected: SpecificationCase): readonly PlacedAnnotation[] {
  return expected.files.flatMap((file) => file.annotations.map((annotation) => ({ ...annotation, file: file.name })));
}

/** Whether a finding is the one that an annotation describes. */
export function isFindingOf(annotation: PlacedAnnotation, finding: ShownFinding, defaultSeverity: DefaultSeverity): boolean {
  if (!isSamePlace(annotation, finding.at) || !matchesText(annotation.message, finding.message)) return false;
  return finding.severity === (annotation.severity ?? defaultSeverity(finding.rule));
}

/** Whether a case says anything about related places; then it says all of it. */
export function statesRelated(expected: SpecificationCase): boolean {
  return annotationsOf(expected).some((annotation) => annotation.kind === 'related');
}

/** Related places of all findings, each once. */
export function relatedOf(result: CaseResult): ShownFinding['related'] {
  const all = new Map(result.findings.flatMap((finding) => finding.related.map((related) => [JSON.stringify(related), related])));
  return [...all.values()];
}

export function isSamePlace(annotation: PlacedAnnotation, at: Place): boolean {
  return annotation.file === at.file && annotation.line === at.line && annotation.start === at.start && annotation.end === at.end;
}

/** Each pair of a fix and one file that it changes, annotation lines left out. */
export function changesOf(result: CaseResult): readonly { fix: ShownFix; file: string; before: string; after: string }[] {
  return result.findings.flatMap((finding) =>
    finding.fixes.flatMap((fix) =>
      fix.changes.map(({ file, before, after }) => ({ fix, file, before: withoutAnnotations(before), after: withoutAnnotations(after) })),
    ),
  );
}

/** Whether a diff block shows this change. */
export function isChangeOf(block: DiffBlock, change: { fix: ShownFix; file: string; before: string; after: string }): boolean {
  if (!matchesText(block.title, change.fix.title)) return false;
  if (block.file !== undefined && block.file !== change.file) return false;
  return isDiffOf(block, change.before, change.after);
}

function compareFindings(expected: SpecificationCase, result: CaseResult, defaultSeverity: DefaultSeverity): readonly string[] {
  const annotations = annotationsOf(expected).filter((annotation) => annotation.kind === 'finding');
  const { missing, surplus } = pair(annotations, result.findings, (annotation, finding) => isFindingOf(annotation, finding, defaultSeverity));
  return [
    ...missing.map((annotation) => `not reported: ${describeAnnotation(annotation)}`),
    ...surplus.map((finding) => `reported but not annotated: ${describe(finding.at)} (${finding.severity}) ${finding.message}`),
  ];
}

function compareRelated(expected: SpecificationCase, result: CaseResult): readonly string[] {
  if (!statesRelated(expected)) return [];
  const annotations = annotationsOf(expected).filter((annotation) => annotation.kind === 'related');
  const { missing, surplus } = pair(
    annotations,
    relatedOf(result),
    (annotation, related) => isSamePlace(annotation, related.at) && matchesText(annotation.message, related.message),
  );
  return [
    ...missing.map((annotation) => `no related place: ${describeAnnotation(annotation)}`),
    ...surplus.map((related) => `a related place is not annotated: ${describe(related.at)} ${related.message}`),
  ];
}

function compareFixes(expected: SpecificationCase, result: CaseResult): readonly string[] {
  if (expected.diffs.length === 0) return [];
  if (expected.diffs.some((block) => block.title === NO_FIX)) {
    const offered = result.findings.flatMap((finding) => finding.fixes.filter(isRuleFix));
    return offered.map((fix) => `a fix is offered where the case says there is none: "${fix.title}"`);
  }

  const unwanted = expected.diffs.flatMap((block) => unwantedTitle(block) ?? []);
  const { pairs, missing, surplus } = pair(expected.diffs.filter((block) => unwantedTitle(block) === undefined), changesOf(result), isChangeOf);
  const shown = new Set(pairs.map(([, change]) => change.fix));
  const offered = changesOf(result).filter(({ fix }) => isRuleFix(fix));
  return [
    ...changesOf(result).filter(({ fix }) => unwanted.includes(fix.title)).map(({ fix }) => `a fix is offered where the case says there is none: "${fix.title}"`),
    ...missing.map((block) => `no fix does this:\n${printDiff(block)}\noffered:\n${offered.map(describeChange).join('\n') || '(nothing)'}`),
    ...surplus.filter((change) => shown.has(change.fix)).map((change) => `a file of a fix is not shown:\n${describeChange(change)}`),
  ];
}

function compareLines(what: string, expected: readonly string[] | undefined, actual: readonly string[]): readonly string[] {
  if (!expected || expected.join('\n') === actual.join('\n')) return [];
  return [`other ${what}:\n${actual.join('\n') || '(none)'}\nexpected:\n${expected.join('\n') || '(none)'}`];
}

function shownTexts(result: CaseResult): readonly string[] {
  return result.findings.flatMap((finding) => [finding.message, ...finding.related.map((related) => related.message), ...finding.fixes.map((fix) => fix.title)]);
}

/** Pairs what is expected with what came; each is used once. */
export function pair<E, A>(expected: readonly E[], actual: readonly A[], isPair: (expected: E, actual: A) => boolean) {
  const surplus = [...actual];
  const missing: E[] = [];
  const pairs: (readonly [E, A])[] = [];
  for (const one of expected) {
    const index = surplus.findIndex((other) => isPair(one, other));
    const [found] = index < 0 ? [] : surplus.splice(index, 1);
    if (found === undefined) missing.push(one);
    else pairs.push([one, found]);
  }
  return { pairs, missing, surplus };
}

function describeAnnotation(annotation: PlacedAnnotation): string {
  return `${describe(annotation)} ${annotation.severity ? `(${annotation.severity}) ` : ''}${annotation.message}`;
}

function describe(place: Place): string {
  return `${place.file}:${place.line + 1}:${place.start + 1}-${place.end + 1}`;
}

function describeChange({ fix, file, before, after }: { fix: ShownFix; file: string; before: string; after: string }): string {
  return printDiff({ title: fix.title, file, hunks: hunksBetween(before, after) });
}
