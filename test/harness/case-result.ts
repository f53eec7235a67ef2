/** A place on one line of a case's file; lines and columns count from 0. A longer one is cut at the end of its first line. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** What came out when a case was run. File names are relative to the project's root, as in the specification. */
export interface CaseResult {
  readonly findings: readonly ShownFinding[];
  readonly routes: readonly string[];
  readonly queries: readonly string[];
  /** Looked for only where the case states them. */
  readonly facts?: readonly string[];
  /** Looked for only where the case states them. */
  readonly options?: readonly string[];
  /** Looked for only where the case states them. */
  readonly failures?: readonly string[];
  readonly promises?: readonly string[];
  /** What rules or models threw. */
  readonly defects: readonly string[];
}

export interface ShownFinding {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly at: Place;
  readonly related: readonly { readonly at: Place; readonly message: string }[];
  readonly fixes: readonly ShownFix[];
}

export interface ShownFix {
  readonly title: string;
  readonly kind: 'safe' | 'suggestion' | 'suppression' | 'teach';
  readonly changes: readonly Change[];
  /** `undefined` for kinds that no rule writes. */
  readonly trial?: Trial;
}

/** One file before and after a fix; a file that doesn't exist is empty. */
export interface Change {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** What happened when a fix was applied, with every rule at work. */
export interface Trial {
  /** Files that no longer parse. */
  readonly unparsable: readonly string[];
  readonly stillTriggers: boolean;
  /** Findings that weren't there before, as `rule: message`. */
  readonly added: readonly string[];
  /** Files that change once more when the same fix is taken again. */
  readonly changedAgain: readonly string[];
}

/** What is wrong with a fix that was tried. */
export function trialProblems(fix: ShownFix): readonly string[] {
  const { trial } = fix;
  if (!trial) return [];
  const name = `the fix "${fix.title}"`;
  return [
    ...trial.unparsable.map((file) => `${name} leaves ${file} unparsable`),
    ...(trial.stillTriggers ? [`${name} leaves its finding`] : []),
    ...trial.added.map((finding) => `${name} adds a finding: ${finding}`),
    ...trial.changedAgain.map((file) => `${name} changes ${file} again when applied twice`),
  ];
}

/** Fixes that rules write, as opposed to suppressions and taught facts. */
export function isRuleFix(fix: ShownFix): boolean {
  return fix.kind === 'safe' || fix.kind === 'suggestion';
}
