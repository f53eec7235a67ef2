/**
 * `node scripts/try-fixes.ts FOLDER`: tries every fix that `check` offers for the application in a folder, each alone, as open documents
 * of a second service: nothing is written. Prints counts and failures; the exit code is 1 where a fix fails, 2 where there is no such folder.
 */
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { rules } from '../rules/index.ts';
import { isConfigurationFile, isWellFormed } from '../server/src/engine/configuration-file.ts';
import { createAnalyse } from '../server/src/engine/create-analyse.ts';
import type { Finding, Fix } from '../server/src/engine/finding.ts';
import { withoutOrdinal } from '../server/src/engine/fingerprint.ts';
import { groupBy } from '../server/src/facts/group-by.ts';
import type { Service } from '../server/src/service-types.ts';
import { createService } from '../server/src/service.ts';
import { commentsContaining } from '../server/src/syntax/comments.ts';
import { parses } from '../server/src/syntax/parse.ts';
import { applyEdits, type Span, type TextEdit } from '../server/src/syntax/text.ts';
import { cachedFileSystem } from '../server/src/workspace/cached-file-system.ts';
import { diskFileSystem } from '../server/src/workspace/disk.ts';
import { relativePath } from '../server/src/workspace/paths.ts';
import { chooseTarget } from '../server/src/workspace/targets.ts';

export interface Trial {
  readonly finding: Finding;
  readonly fix: Fix;
  /** What is wrong with the fix, one sentence each. */
  readonly failures: readonly string[];
}

export interface Trials {
  readonly root: string;
  readonly findings: number;
  readonly trials: readonly Trial[];
}

/** How often something is there. A finding counts among those with its rule, file and text: its number changes when one of them goes. */
type Counts = ReadonlyMap<string, number>;

/** Tries every fix for the application in a folder; `open` makes a service over it. Throws where there is no such folder. */
export function tryFixes(folder: string, open: (folder: string) => Service = openService): Trials {
  const offering = open(folder);
  const files = offering.files();
  const findings = files.flatMap((file) => offering.findings(file));
  const fixes = offering.fixesOfAll(findings);

  const trying = open(folder);
  const before = complaintsOf(trying);
  const trials = findings.flatMap((finding) => (fixes.get(finding) ?? []).map((fix) => ({ finding, fix, failures: tryFix(trying, before, finding, fix) })));
  if (!isDeepStrictEqual(complaintsOf(trying), before)) throw new Error('the trials left something behind');
  return { root: offering.root, findings: findings.length, trials };
}

/** The service that the command line makes for a folder. */
export function openService(folder: string): Service {
  const disk = diskFileSystem();
  const target = chooseTarget(disk, [path.resolve(folder).split(path.sep).join('/')]);
  if (target === undefined) throw new Error(`There is no folder ${folder}`);
  return createService({
    fileSystem: cachedFileSystem(disk, target.project),
    root: target.project,
    paths: target.paths,
    ruleIds: rules.map(({ id }) => id),
    analyse: createAnalyse(rules),
    parses,
    commentsContaining,
  });
}

/** Applies a fix, looks at what came of it, and takes it back. */
function tryFix(service: Service, before: Counts, finding: Finding, fix: Fix): readonly string[] {
  const edited = [...groupBy(fix.edits, (edit) => edit.at.file)].map(([file, edits]) => {
    const text = service.text(file) ?? '';
    return { file, wasParsed: isWhole(file, text), text: applyEdits(text, edits) };
  });
  const broken = edited.filter(({ file, text, wasParsed }) => wasParsed && !isWhole(file, text)).map(({ file }) => `${file} doesn't parse`);
  for (const { file, text } of edited) service.open(file, text);
  try {
    const after = complaintsOf(service);
    const key = findingKey(finding);
    const isThere = (after.get(key) ?? 0) >= (before.get(key) ?? 0);
    const hidden = isThere ? new Set() : hiddenBy(service, finding, fix);
    const added = [...after].filter(([complaint, count]) => complaint !== key && !hidden.has(complaint) && count > (before.get(complaint) ?? 0)).map(([complaint]) => complaint);
    return [
      ...broken,
      ...(isThere ? ['the finding is still there'] : []),
      ...added.map((complaint) => `added: ${complaint}`),
      ...(isOfferedAgain(service, finding, fix) ? ['the same fix is offered again'] : []),
    ];
  } finally {
    for (const { file } of edited) service.close(file);
  }
}

function isWhole(file: string, text: string): boolean {
  return isConfigurationFile(file) ? isWellFormed(text) : parses(file, text);
}

/** Findings by what they are about, and mistakes in comments and configuration. */
function complaintsOf(service: Service): Counts {
  const files = service.files();
  const complaints = [
    ...files.flatMap((file) => service.findings(file)).map(findingKey),
    ...[...service.configurationFiles(), ...files].flatMap((file) => service.problems(file)).map(({ at, message }) => `${at.file}: ${message}`),
    ...service.defects().map((defect) => `a defect: ${defect}`),
  ];
  return new Map([...groupBy(complaints, (complaint) => complaint)].map(([complaint, same]) => [complaint, same.length]));
}

function findingKey({ rule, at, fingerprint }: Finding): string {
  return `${rule} in ${at.file} (${withoutOrdinal(fingerprint)})`;
}

/** Lesser findings at the place of one that is gone: what was the greater trouble there hid them. */
function hiddenBy(service: Service, { at, severity }: Finding, fix: Fix): ReadonlySet<string> {
  const start = at.start + growthOf(fix.edits.filter((edit) => edit.at.file === at.file && edit.at.end <= at.start));
  return new Set(service.findings(at.file).filter((other) => other.at.start === start && severity === 'warning' && other.severity === 'information').map(findingKey));
}

/** Whether the rule still speaks of the finding's place, or of what the fix wrote, and offers the same fix there: then twice isn't once. */
function isOfferedAgain(service: Service, { rule, at }: Finding, fix: Fix): boolean {
  const edits = fix.edits.filter((edit) => edit.at.file === at.file).toSorted((a, b) => a.at.start - b.at.start);
  const written = edits.map((edit, index) => writtenAt(edit, edits.slice(0, index)));
  const start = at.start + growthOf(edits.filter((edit) => edit.at.end <= at.start));
  const again = service.findings(at.file).filter((other) => other.rule === rule && (other.at.start === start || written.some((span) => touches(span, other.at))));
  return [...service.fixesOfAll(again).values()].flat().some(({ title, kind }) => title === fix.title && kind === fix.kind);
}

/** Where an edit's text stands when the edits before it are applied as well. */
function writtenAt({ at, text }: TextEdit, before: readonly TextEdit[]): Span {
  const start = at.start + growthOf(before);
  return { file: at.file, start, end: start + text.length };
}

function growthOf(edits: readonly TextEdit[]): number {
  return edits.reduce((growth, { at, text }) => growth + text.length - (at.end - at.start), 0);
}

function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** The counts for each rule and kind, and what failed. */
function describeTrials({ root, findings, trials }: Trials): string {
  const groups = groupBy(trials, ({ finding, fix }) => `${finding.rule}, ${fix.kind}`);
  const counts = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([group, { length }]) => `  ${String(length).padStart(4)}  ${group}`);
  const failed = trials.filter(({ failures }) => failures.length > 0);
  const details = failed.map(({ finding, fix, failures }) => [`${relativePath(root, finding.at.file)}@${finding.at.start} ${finding.rule}: ${fix.title}`, ...failures.map((failure) => `  ${failure}`)].join('\n'));
  return [`${findings} findings, ${trials.length} fixes tried, ${failed.length} failed`, ...counts, ...details].join('\n');
}

if (import.meta.main) {
  try {
    const trials = tryFixes(path.resolve(process.env['INIT_CWD'] ?? '.', process.argv[2] ?? 'examples/shop'));
    console.log(describeTrials(trials));
    process.exitCode = trials.trials.some(({ failures }) => failures.length > 0) ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}
