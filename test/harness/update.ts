import { type Annotation, isAnnotationLine, matchesText, printAnnotation } from './annotations.ts';
import { type CaseResult, isRuleFix } from './case-result.ts';
import { annotationsOf, changesOf, type DefaultSeverity, isChangeOf, isSamePlace, pair, type PlacedAnnotation, relatedOf, statesRelated } from './compare.ts';
import { type DiffBlock, hunksBetween, NO_FIX, printDiff } from './diffs.ts';
import { fileNameOf, type MarkdownPart, parseSpecification, type SpecificationCase, splitMarkdown, withBlockText } from './specification.ts';

/**
 * The text of a specification with carets, messages, diffs and facts as they came out; prose and code stay.
 * `resultOf` gives the result of a case; cases without one are left alone. A message that holds with its `…` keeps it.
 */
export function updateSpecification(text: string, resultOf: (one: SpecificationCase) => CaseResult | undefined, defaultSeverity: DefaultSeverity): string {
  const parts = splitMarkdown(text);
  const { cases } = parseSpecification(text);
  const written = parts.map((part) => part.raw);

  for (const [index, one] of cases.entries()) {
    const result = resultOf(one);
    if (!result) continue;
    const from = parts.findIndex((part) => part.line === one.line && part.kind === 'heading');
    const next = cases[index + 1];
    const to = next ? parts.findIndex((part) => part.line === next.line && part.kind === 'heading') : parts.length;
    updateCase({ one, result, parts, from, to, written, defaultSeverity });
  }
  return written.join('');
}

interface Update {
  readonly one: SpecificationCase;
  readonly result: CaseResult;
  readonly parts: readonly MarkdownPart[];
  /** The case's parts, half-open. */
  readonly from: number;
  readonly to: number;
  /** The Markdown of each part, changed in place. */
  readonly written: string[];
  readonly defaultSeverity: DefaultSeverity;
}

function updateCase(update: Update): void {
  const { one, result, parts, from, to, written } = update;
  const annotations = annotationsFor(update);
  const diffs = diffsFor(one, result);
  let nextDiff = 0;

  for (let index = from; index < to; index++) {
    const part = parts[index];
    if (part?.kind !== 'block') continue;
    if (part.language === 'diff') written[index] = (diffs[nextDiff++] ?? []).map((block) => withBlockText(part, printDiff(block))).join('\n\n');
    else if (part.language === 'routes') written[index] = withBlockText(part, result.routes.join('\n'));
    else if (part.language === 'queries') written[index] = withBlockText(part, result.queries.join('\n'));
    else if (part.language === 'facts') written[index] = withBlockText(part, (result.facts ?? []).join('\n'));
    else if (part.language === 'failures') written[index] = withBlockText(part, (result.failures ?? []).join('\n'));
    else if (part.language === 'options') written[index] = withBlockText(part, (result.options ?? []).join('\n'));
    else if (part.language === 'promises') written[index] = withBlockText(part, (result.promises ?? []).join('\n'));
    else {
      const name = fileNameOf(parts, index);
      written[index] = withBlockText(part, annotate(part.text, annotations.filter((annotation) => annotation.file === name)));
    }
  }
}

/** The annotations that the result asks for, in the words of the ones that stand there where those hold. */
function annotationsFor({ one, result, defaultSeverity }: Update): readonly PlacedAnnotation[] {
  const old = annotationsOf(one);
  const findings = result.findings.map((finding): PlacedAnnotation => {
    const here = old.filter((annotation) => annotation.kind === 'finding' && annotation.file === finding.at.file && annotation.line === finding.at.line);
    const kept = here.find((annotation) => matchesText(annotation.message, finding.message));
    const severity = finding.severity === defaultSeverity(finding.rule) ? undefined : finding.severity;
    return { ...finding.at, kind: 'finding', message: kept?.message ?? finding.message, ...(severity && { severity }) };
  });
  if (!statesRelated(one)) return findings;

  const related = relatedOf(result).map(({ at, message }): PlacedAnnotation => {
    const kept = old.find((annotation) => annotation.kind === 'related' && isSamePlace(annotation, at) && matchesText(annotation.message, message));
    return { ...at, kind: 'related', message: kept?.message ?? message };
  });
  return [...findings, ...related];
}

function annotate(text: string, annotations: readonly Annotation[]): string {
  const result: string[] = [];
  text.split('\n').forEach((line, index) => {
    if (isAnnotationLine(line)) return;
    const here = annotations.filter((annotation) => annotation.line === index).sort((a, b) => a.start - b.start || a.end - b.end);
    result.push(line, ...here.map((annotation) => printAnnotation(annotation, line)));
  });
  return result.join('\n');
}

/**
 * What each diff block of the case becomes. A block that still holds stays as it is; the others take the place of the changes
 * that nothing shows yet, those with their own title first. Further files of a fix follow the block that shows it.
 */
function diffsFor(one: SpecificationCase, result: CaseResult): readonly (readonly DiffBlock[])[] {
  if (one.diffs.some((block) => block.title === NO_FIX)) return one.diffs.map((block) => [block]);

  const { pairs, surplus } = pair(one.diffs, changesOf(result), isChangeOf);
  const open = surplus.filter((change) => isRuleFix(change.fix) || one.diffs.some((block) => block.title === change.fix.title));
  const chosen = new Map(pairs.map(([block, change]) => [block, { change, text: block }]));
  for (const block of one.diffs.filter((stale) => !chosen.has(stale))) {
    const byTitle = open.findIndex((change) => matchesText(block.title, change.fix.title) && (block.file === undefined || block.file === change.file));
    const [change] = open.splice(byTitle < 0 ? 0 : byTitle, 1);
    if (change) chosen.set(block, { change, text: blockFor(change) });
  }

  return one.diffs.map((block) => {
    const choice = chosen.get(block);
    if (!choice) return [block];
    const rest = open.filter((change) => change.fix === choice.change.fix);
    for (const change of rest) open.splice(open.indexOf(change), 1);
    return [choice.text, ...rest.map(blockFor)];
  });
}

function blockFor({ fix, file, before, after }: ReturnType<typeof changesOf>[number]): DiffBlock {
  const needsFile = fix.changes.length > 1;
  return { title: fix.title, ...(needsFile && { file }), hunks: hunksBetween(before, after) };
}
