import type { Facts } from '../concepts/facts.ts';
import { withoutRoom } from '../syntax/room.ts';
import type { Project } from '../workspace/project.ts';
import { addTaughtFact } from './configuration-file.ts';
import type { Configuration } from './configuration.ts';
import type { Finding, Fix, Severity } from './finding.ts';
import { fingerprint } from './fingerprint.ts';
import type { AnyRule, RuleFinding, RuleFix } from './rule.ts';

interface Input {
  readonly project: Project;
  readonly configuration: Configuration;
  readonly rules: readonly AnyRule[];
  /** The facts of a kind that a file may have findings about. */
  facts<K extends keyof Facts>(kind: K, file: string): readonly Facts[K][];
  /** Where what our own rules throw is written down, each once. */
  readonly defects: string[];
}

interface Result {
  readonly rule: AnyRule;
  readonly raw: RuleFinding<string>;
  fixes(): Iterable<RuleFix<string>>;
}

export interface RuleResults {
  findings(file: string): readonly Finding[];
  fixes(finding: Finding): readonly Fix[];
}

/** Runs every rule over the facts of a file when it is asked for. A rule that throws costs its own findings there and is written down as our defect. */
export function runRules(input: Input): RuleResults {
  const findings = new Map<string, readonly Finding[]>();
  const results = new Map<Finding, Result>();

  const findingsOf = (file: string): readonly Finding[] => {
    const known = findings.get(file);
    if (known) return known;
    const made = toFindings(input.rules.flatMap((rule) => resultsIn(file, rule, input)), file, input);
    for (const [finding, result] of made) results.set(finding, result);
    const list = made.map(([finding]) => finding);
    findings.set(file, list);
    return list;
  };

  return {
    findings: findingsOf,
    fixes(finding) {
      const result = results.get(finding);
      if (!result) return [];
      try {
        return [...result.fixes()].flatMap((fix) => toFix(fix, result.rule, finding, input));
      } catch (error) {
        noteDefect(input, result.rule.id, error);
        return [];
      }
    },
  };
}

/** What a rule says about a file. What it says of other places, as of the application that a route belongs to, they are asked for. */
function resultsIn(file: string, rule: AnyRule, input: Input): readonly Result[] {
  const found: Result[] = [];
  try {
    for (const fact of input.facts(rule.on, file)) {
      for (const { finding, fixes } of rule.run(rule.on, fact)) if (finding.at.file === file) found.push({ rule, raw: finding, fixes });
    }
  } catch (error) {
    noteDefect(input, rule.id, error);
  }
  return found;
}

function noteDefect({ defects }: Input, rule: string, error: unknown): void {
  const defect = `${rule}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`;
  if (!defects.includes(defect)) defects.push(defect);
}

function toFindings(results: readonly Result[], file: string, input: Input): readonly (readonly [Finding, Result])[] {
  const text = input.project.text(file) ?? '';
  const { rules } = input.configuration.of(file);
  const counts = new Map<string, number>();
  const sorted = [...results].sort((a, b) => a.raw.at.start - b.raw.at.start || a.raw.at.end - b.raw.at.end || (a.rule.id < b.rule.id ? -1 : 1));
  return sorted.flatMap((result): readonly (readonly [Finding, Result])[] => {
    const { raw, rule } = result;
    const severity = severityOf(rule, raw, rules.get(rule.id));
    if (severity === 'off') return [];
    const snippet = withoutRoom(text.slice(raw.at.start, raw.at.end));
    const key = `${rule.id}\n${snippet}`;
    const ordinal = counts.get(key) ?? 0;
    counts.set(key, ordinal + 1);
    const message = fill(rule.meta.messages[raw.message] ?? '', raw.data);
    const related = (raw.related ?? []).map((one) => ({ at: one.at, message: fill(rule.meta.messages[one.message] ?? '', one.data) }));
    return [[{ rule: rule.id, severity, message, at: raw.at, related, fingerprint: fingerprint(rule.id, relative(input.project, file), snippet, ordinal) }, result]];
  });
}

/** What people configured counts; a quieter finding is not made louder by a rule's default. */
function severityOf(rule: AnyRule, raw: RuleFinding<string>, configured: Severity | 'off' | undefined): Severity | 'off' {
  return configured ?? raw.severity ?? rule.meta.severity;
}

function fill(template: string, data: RuleFinding<string>['data']): string {
  return template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => data?.[name] ?? whole);
}

function toFix(fix: RuleFix<string>, rule: AnyRule, finding: Finding, { configuration, project }: Input): readonly Fix[] {
  const title = fill(rule.meta.messages[fix.title] ?? '', fix.data);
  if (fix.kind !== 'teach') return [{ title, kind: fix.kind, edits: fix.edits }];
  const path = configuration.of(finding.at.file).path ?? `${project.root}/production-hints.json`;
  const edits = addTaughtFact(path, project.text(path), fix.key, fix.value);
  return edits.length > 0 ? [{ title, kind: 'teach', edits }] : [];
}

function relative(project: Project, file: string): string {
  return file.startsWith(`${project.root}/`) ? file.slice(project.root.length + 1) : file;
}
