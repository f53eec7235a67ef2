import type { Finding, Fix, Problem } from '../engine/finding.ts';
import type { QueryEntry } from '../facts/query-entries.ts';
import type { RouteEntry } from '../facts/route-map.ts';
import type { Inputs } from './inputs.ts';

/** What a service has said about one state of its files, as far as it was asked. */
export interface Answers {
  readonly files?: readonly string[];
  readonly bytes?: number;
  readonly configurationFiles?: readonly string[];
  readonly routes?: readonly RouteEntry[];
  readonly queries?: readonly QueryEntry[];
  /** By file. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  /** By file. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
  /** By the finding's fingerprint. */
  readonly fixes: ReadonlyMap<string, readonly Fix[]>;
}

/** Answers, and all that they depend on. */
export interface Entry {
  readonly inputs: Inputs;
  readonly answers: Answers;
}

/** The answers of both; they must be about the same state. */
export function mergeAnswers(a: Answers, b: Answers): Answers {
  return {
    ...a,
    ...b,
    findings: new Map([...a.findings, ...b.findings]),
    problems: new Map([...a.problems, ...b.problems]),
    fixes: new Map([...a.fixes, ...b.fixes]),
  };
}
