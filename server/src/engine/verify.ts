import { applyEdits, type Span, type TextEdit } from '../syntax/text.ts';
import type { Project } from '../workspace/project.ts';
import type { Analyse, Analysis } from './analysis.ts';
import { compareFindings } from './compare-findings.ts';
import { isConfigurationFile, isWellFormed } from './configuration-file.ts';
import type { Configuration } from './configuration.ts';
import { withEdits } from './edited-project.ts';
import type { Finding, Fix, FixKind } from './finding.ts';
import { groupBy } from '../facts/group-by.ts';

export interface Verification {
  readonly project: Project;
  readonly configuration: Configuration;
  readonly analyse: Analyse;
  /** The analysis of `project` that the findings are from. */
  readonly analysis: Analysis;
  readonly findings: readonly Finding[];
  /** Whether a text is free of syntax errors, as a file of this name. */
  readonly parses: (file: string, text: string) => boolean;
  /** The configuration as it would be if these configuration files had these texts. */
  readonly configure: (texts: ReadonlyMap<string, string>) => Configuration;
  /** Files in which no finding may appear, besides those that have a finding or an edit. */
  readonly alsoCompare?: readonly string[];
}

/** Edits that one or more findings propose as their fix. */
interface Candidate {
  readonly edits: readonly TextEdit[];
  readonly proposals: readonly Proposal[];
}

interface Proposal {
  readonly finding: Finding;
  readonly fix: Fix;
}

interface Batch {
  readonly candidates: Candidate[];
  readonly findings: Set<Finding>;
  /** The edits of all candidates, by file. */
  readonly edits: Map<string, TextEdit[]>;
}

/** What comes of applying some candidates at once. */
interface Outcome {
  readonly gone: ReadonlySet<Finding>;
  readonly added: readonly Addition[];
}

interface Addition {
  readonly file: string;
  /** The edits that wrote the text that the new finding is about. */
  readonly writtenBy: readonly TextEdit[];
}

type Attempt = (candidates: readonly Candidate[]) => Outcome;

/** In a batch of this size, trying each alone costs no more than telling their effects apart. */
const SMALL_BATCH = 4;

const ORDER: Readonly<Record<FixKind, number>> = { safe: 0, suggestion: 0, teach: 1, suppression: 2 };

/**
 * The fixes of each finding that hold what they promise: every edited file parses, the finding goes and none comes.
 * Fixes are tried together where that can't hide whose effect is whose, so that hundreds cost few analyses.
 * Suppressions only have to parse.
 */
export function verifyFixes(verification: Verification): ReadonlyMap<Finding, readonly Fix[]> {
  const { analysis, findings } = verification;
  const proposals = findings.flatMap((finding) => analysis.fixes(finding).map((fix) => ({ finding, fix })));
  const sound = proposals.filter(({ fix }) => isSound(verification, fix));
  const trusted = sound.filter(({ fix }) => fix.kind === 'suppression');
  const unproven = sound.filter(({ fix }) => fix.kind !== 'suppression');

  const attempt = attemptOn(verification);
  const verified = new Set([...trusted, ...batchesOf(candidatesOf(unproven)).flatMap((batch) => verifyTogether(batch, attempt))]);
  const fixes = groupBy(sound.filter((proposal) => verified.has(proposal)), ({ finding }) => finding);
  return new Map(findings.map((finding) => [finding, sortByKind((fixes.get(finding) ?? []).map(({ fix }) => fix))]));
}

function sortByKind(fixes: readonly Fix[]): readonly Fix[] {
  return fixes.toSorted((a, b) => ORDER[a.kind] - ORDER[b.kind]);
}

/** Whether the edits can be applied at all and leave files that parse. */
function isSound({ project, parses }: Verification, { edits }: Fix): boolean {
  return [...groupBy(edits, (edit) => edit.at.file)].every(([file, ofFile]) => {
    const text = project.text(file) ?? '';
    if (!areApplicable(ofFile, text.length)) return false;
    const edited = applyEdits(text, ofFile);
    return isConfigurationFile(file) ? isWellFormed(edited) : parses(file, edited);
  });
}

function areApplicable(edits: readonly TextEdit[], length: number): boolean {
  const ordered = edits.toSorted((a, b) => a.at.start - b.at.start || a.at.end - b.at.end);
  return ordered.every(({ at }, index) => at.start >= (ordered[index - 1]?.at.end ?? 0) && at.start <= at.end && at.end <= length);
}

/** Findings that share a cause propose the same edits: they are tried once for all of them. */
function candidatesOf(proposals: readonly Proposal[]): readonly Candidate[] {
  const groups = groupBy(proposals, ({ fix }) => fix.edits.map(editKey).join('\n'));
  return [...groups.values()].flatMap((group) => {
    const edits = group[0]?.fix.edits ?? [];
    return edits.length === 0 ? [] : [{ edits, proposals: group }];
  });
}

function editKey({ at, text }: TextEdit): string {
  return JSON.stringify([at.file, at.start, at.end, text]);
}

/** Batches without two fixes of one finding and without edits that get in each other's way. */
function batchesOf(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const batches: Batch[] = [];
  for (const candidate of candidates) {
    const fits = batches.find(
      ({ findings, edits }) =>
        candidate.proposals.every(({ finding }) => !findings.has(finding)) &&
        candidate.edits.every((edit) => (edits.get(edit.at.file) ?? []).every((other) => !isInTheWay(edit, other))),
    );
    const batch: Batch = fits ?? { candidates: [], findings: new Set(), edits: new Map() };
    if (!fits) batches.push(batch);
    batch.candidates.push(candidate);
    for (const { finding } of candidate.proposals) batch.findings.add(finding);
    for (const edit of candidate.edits) batch.edits.set(edit.at.file, [...(batch.edits.get(edit.at.file) ?? []), edit]);
  }
  return batches.map((batch) => batch.candidates);
}

/** Touching edits could depend on their order. Equal ones (two fixes that add one import) are applied once. */
function isInTheWay(edit: TextEdit, other: TextEdit): boolean {
  const isEqual = edit.at.start === other.at.start && edit.at.end === other.at.end && edit.text === other.text;
  return !isEqual && edit.at.start <= other.at.end && other.at.start <= edit.at.end;
}

/** Applies candidates to the project and analyses it; nothing is kept of it. */
function attemptOn(verification: Verification): Attempt {
  const { project, configuration, analyse, analysis, configure, findings, alsoCompare = [] } = verification;
  const compared = new Set([...findings.map((finding) => finding.at.file), ...alsoCompare]);
  return (candidates) => {
    const edits = [...new Map(candidates.flatMap((candidate) => candidate.edits).map((edit) => [editKey(edit), edit])).values()];
    const byFile = groupBy(edits, (edit) => edit.at.file);
    const edited = withEdits(project, edits);
    const configurationTexts = new Map([...byFile.keys()].filter(isConfigurationFile).map((file) => [file, edited.text(file) ?? '']));
    // What stands now has to be known before something else is looked at.
    const before = new Map([...new Set([...compared, ...byFile.keys()])].map((file) => [file, analysis.findings(file)]));
    const compare = (after: Analysis) => outcomeOf(before, after, byFile);
    const [only, ...others] = byFile.keys();
    const tried = only !== undefined && others.length === 0 && configurationTexts.size === 0 ? analysis.tryEdit?.(edited, only, compare) : undefined;
    return tried?.outcome ?? compare(analyse(edited, configurationTexts.size === 0 ? configuration : configure(configurationTexts)));
  };
}

function outcomeOf(before: ReadonlyMap<string, readonly Finding[]>, after: Analysis, edits: ReadonlyMap<string, readonly TextEdit[]>): Outcome {
  const gone = new Set<Finding>();
  const added: Addition[] = [];
  for (const [file, findings] of before) {
    const ofFile = edits.get(file) ?? [];
    const change = compareFindings(findings, after.findings(file), ofFile);
    for (const finding of change.gone) gone.add(finding);
    added.push(...change.added.map(({ at }) => ({ file, writtenBy: editsWriting(at, ofFile) })));
  }
  return { gone, added };
}

/** The edits whose text a span after the edits touches. */
function editsWriting(after: Span, edits: readonly TextEdit[]): readonly TextEdit[] {
  let growth = 0;
  const writing: TextEdit[] = [];
  for (const edit of edits.toSorted((a, b) => a.at.start - b.at.start)) {
    const start = edit.at.start + growth;
    if (start <= after.end && after.start <= start + edit.text.length) writing.push(edit);
    growth += edit.text.length - (edit.at.end - edit.at.start);
  }
  return writing;
}

/** The proposals of a batch that hold. The answer for each is the one that it would get alone. */
function verifyTogether(batch: readonly Candidate[], attempt: Attempt): readonly Proposal[] {
  if (batch.length <= SMALL_BATCH) return batch.flatMap((candidate) => verifyAlone(candidate, attempt));
  const atFault = suspectsIn(batch, attempt(batch));
  const suspects = atFault.size > 0 ? atFault : entangledIn(batch, attempt);
  if (suspects.size === 0) return batch.flatMap((candidate) => candidate.proposals);

  const middle = batch.length >> 1;
  const isFirst = suspects.size < batch.length ? (candidate: Candidate) => !suspects.has(candidate) : (_: Candidate, index: number) => index < middle;
  const [first, second] = [batch.filter((candidate, index) => isFirst(candidate, index)), batch.filter((candidate, index) => !isFirst(candidate, index))];
  return [...verifyTogether(first, attempt), ...verifyTogether(second, attempt)];
}

function verifyAlone(candidate: Candidate, attempt: Attempt): readonly Proposal[] {
  const { gone, added } = attempt([candidate]);
  return added.length > 0 ? [] : candidate.proposals.filter(({ finding }) => gone.has(finding));
}

/** Candidates that were applied and may be to blame for what went wrong: the wrong guess costs attempts, never a wrong answer. */
function suspectsIn(applied: readonly Candidate[], { gone, added }: Outcome): ReadonlySet<Candidate> {
  const suspects = new Set(applied.filter(({ proposals }) => proposals.some(({ finding }) => !gone.has(finding))));
  for (const { file, writtenBy } of added) {
    const writers = applied.filter(({ edits }) => edits.some((edit) => writtenBy.some((writing) => editKey(writing) === editKey(edit))));
    const editors = writers.length > 0 ? writers : applied.filter(({ edits }) => edits.some((edit) => edit.at.file === file));
    for (const candidate of editors.length > 0 ? editors : applied) suspects.add(candidate);
  }
  return suspects;
}

/**
 * Candidates whose finding may have gone through another one of the batch: a fix that guards the whole application would
 * otherwise vouch for fixes that do nothing. For every two candidates there is an attempt with the one and without the other.
 */
function entangledIn(batch: readonly Candidate[], attempt: Attempt): ReadonlySet<Candidate> {
  for (const applied of attemptsTellingApart(batch)) {
    const outcome = attempt([...applied]);
    const suspects = new Set(suspectsIn([...applied], outcome));
    for (const candidate of batch) {
      if (!applied.has(candidate) && candidate.proposals.some(({ finding }) => outcome.gone.has(finding))) suspects.add(candidate);
    }
    if (suspects.size > 0) return suspects;
  }
  return new Set();
}

/**
 * The fewest sets in which no member occurs in all the sets that another occurs in: each member is in half of them,
 * no two in the same half (Sperner's theorem). Eleven sets are enough for 462 members.
 */
function attemptsTellingApart<T>(members: readonly T[]): readonly ReadonlySet<T>[] {
  let count = 2;
  while (chooseHalf(count) < members.length) count++;
  const sets = Array.from({ length: count }, () => new Set<T>());
  let pattern = 0;
  for (const member of members) {
    do pattern++;
    while (sets.filter((_, bit) => pattern & (1 << bit)).length !== count >> 1);
    for (const [bit, set] of sets.entries()) if (pattern & (1 << bit)) set.add(member);
  }
  return sets;
}

/** In how many ways half of `count` things (rounded down) can be chosen. */
function chooseHalf(count: number): number {
  let ways = 1;
  for (let i = 1; i <= count >> 1; i++) ways = (ways * (count - i + 1)) / i;
  return ways;
}
