import type { Analyse } from '../../server/src/engine/analysis.ts';
import { createAnalyse } from '../../server/src/engine/create-analyse.ts';
import type { Finding, Fix } from '../../server/src/engine/finding.ts';
import { createService } from '../../server/src/service.ts';
import type { Service } from '../../server/src/service-types.ts';
import { applyEdits, lineStarts, positionAt, type Span } from '../../server/src/syntax/text.ts';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import type { CaseResult, Change, Place, ShownFix, Trial } from './case-result.ts';
import { entryLines, failureLines, queryLines, routeLine } from './fact-lines.ts';
import { optionLines, optionRules, promiseRules } from './option-lines.ts';
import type { SpecificationCase } from './specification.ts';

/** What a case is run with. */
export interface Stage {
  /** The rules of the specification. */
  readonly analyse: Analyse;
  /** Every rule that there is: a fix may not add a finding of any of them. */
  readonly analyseAll: Analyse;
  readonly ruleIds: readonly string[];
  readonly parses: (file: string, text: string) => boolean;
  readonly commentsContaining: (file: string, text: string, marker: string) => readonly { readonly start: number; readonly end: number }[];
}

const ROOT = '/project';

/** What a case depends on when it has no `package.json`. */
const DEFAULT_PACKAGE = JSON.stringify({
  name: 'case',
  dependencies: { express: '^4.21.0', '@prisma/client': '^6.16.0', mongoose: '^8.18.0' },
});

const analyseOptions = createAnalyse(optionRules);
const analysePromises = createAnalyse(promiseRules);

type Texts = Readonly<Record<string, string>>;

/** Runs a case in an in-memory project. */
export function runCase(one: SpecificationCase, stage: Stage): CaseResult {
  const texts = textsOf(one);
  const service = openService(texts, stage, stage.analyse);
  const findings = findingsOf(service);
  const fixes = service.fixesOfAll(findings);
  const place = (at: Span) => placeOf(at, texts);
  const placeLine = (at: Span) => `${relative(at.file)}:${place(at).line + 1}`;
  const routes = service.routes();
  const speaks = (field: string, lines = one.routes) => lines?.some((line) => line.includes(` ${field}: `)) ?? false;
  const speaksOf = { limits: speaks('rate limited'), costs: speaks('costs') };
  const speaksOfQueries = { tables: speaks('table', one.queries), filters: speaks('filtered', one.queries) };

  return {
    findings: findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      at: place(finding.at),
      related: finding.related.map((related) => ({ at: place(related.at), message: related.message })),
      fixes: (fixes.get(finding) ?? []).map((fix) => showFix(fix, finding, texts, stage)),
    })),
    routes: routes.map((route) => routeLine(route, placeLine, speaksOf)),
    queries: queryLines(routes, placeLine, speaksOfQueries),
    ...(one.facts && { facts: entryLines(service.queries(), placeLine) }),
    ...(one.options && { options: optionLines(findingsOf(openService(texts, stage, analyseOptions)), placeLine) }),
    ...(one.failures && { failures: service.files().flatMap((file) => failureLines(service.failurePaths(file, 0, Infinity), placeLine)) }),
    ...(one.promises && { promises: optionLines(findingsOf(openService(texts, stage, analysePromises)), placeLine) }),
    defects: service.defects(),
  };
}

function textsOf(one: SpecificationCase): Texts {
  const written = one.files.map((file) => [`${ROOT}/${file.name}`, file.text] as const);
  const hasPackage = one.files.some((file) => file.name === 'package.json' || file.name.endsWith('/package.json'));
  return Object.fromEntries(hasPackage ? written : [[`${ROOT}/package.json`, DEFAULT_PACKAGE], ...written]);
}

function openService(texts: Texts, stage: Stage, analyse: Analyse): Service {
  const { ruleIds, parses, commentsContaining } = stage;
  return createService({ fileSystem: memoryFileSystem(texts), root: ROOT, analyse, ruleIds, parses, commentsContaining });
}

function findingsOf(service: Service): readonly Finding[] {
  return service.files().flatMap((file) => service.findings(file));
}

function showFix(fix: Fix, finding: Finding, texts: Texts, stage: Stage): ShownFix {
  const changes = changesOf(fix, texts);
  const shown = { title: fix.title, kind: fix.kind, changes: changes.map((change) => ({ ...change, file: relative(change.file) })) };
  return fix.kind === 'safe' || fix.kind === 'suggestion' ? { ...shown, trial: tryFix(fix, changes, finding, texts, stage) } : shown;
}

function changesOf(fix: Fix, texts: Texts): readonly Change[] {
  const files = [...new Set(fix.edits.map((edit) => edit.at.file))];
  return files.map((file) => {
    const before = texts[file] ?? '';
    return { file, before, after: applyEdits(before, fix.edits.filter((edit) => edit.at.file === file)) };
  });
}

/** Applies a fix in a project of its own, without trusting the verification that the service did. */
function tryFix(fix: Fix, changes: readonly Change[], finding: Finding, texts: Texts, stage: Stage): Trial {
  const fixed = withChanges(texts, changes);
  const before = findingsOf(openService(texts, stage, stage.analyseAll)).map((one) => keyOf(one, texts));
  const service = openService(fixed, stage, stage.analyseAll);
  const after = findingsOf(service);
  const remaining = countEach(before);
  const key = keyOf(finding, texts);
  const same = after.filter((one) => keyOf(one, fixed) === key);
  const stillTriggers = same.length >= before.filter((one) => one === key).length;
  // A lesser one that the finding hid at its own place doesn't count.
  const isHidden = (one: Finding) => !stillTriggers && one.severity === 'information' && finding.severity === 'warning' && keyOf({ ...one, rule: finding.rule }, fixed) === key;
  const added = after.filter((one) => !takeOne(remaining, keyOf(one, fixed)) && !isHidden(one));

  const again = stillTriggers ? same.flatMap((one) => service.fixes(one)).find((other) => other.title === fix.title) : undefined;
  return {
    unparsable: changes.filter(({ file, after: text }) => !stage.parses(file, text)).map(({ file }) => relative(file)),
    stillTriggers,
    added: added.map((one) => `${one.rule}: ${one.message}`),
    changedAgain: again ? changesOf(again, fixed).flatMap((change) => (change.before === change.after ? [] : [relative(change.file)])) : [],
  };
}

function withChanges(texts: Texts, changes: readonly Change[]): Texts {
  return { ...texts, ...Object.fromEntries(changes.map(({ file, after }) => [file, after])) };
}

/** What stays of a finding when lines move. */
function keyOf(finding: Finding, texts: Texts): string {
  const { file, start, end } = finding.at;
  return JSON.stringify([finding.rule, file, (texts[file] ?? '').slice(start, end)]);
}

function countEach(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function takeOne(counts: Map<string, number>, key: string): boolean {
  const count = counts.get(key) ?? 0;
  counts.set(key, count - 1);
  return count > 0;
}

function placeOf(at: Span, texts: Texts): Place {
  const text = texts[at.file] ?? '';
  const starts = lineStarts(text);
  const { line, column } = positionAt(starts, at.start);
  const lineEnd = (starts[line] ?? text.length + 1) - 1;
  const end = Math.min(at.end, Math.max(lineEnd, at.start));
  return { file: relative(at.file), line: line - 1, start: column - 1, end: column - 1 + end - at.start };
}

function relative(file: string): string {
  return file.startsWith(`${ROOT}/`) ? file.slice(ROOT.length + 1) : file;
}
