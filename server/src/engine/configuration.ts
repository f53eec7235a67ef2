import type { Severity } from './finding.ts';

/** Stands among the limiters for one in front of the application. */
export const GATEWAY = 'gateway';

/** What people wrote in the `production-hints.json` nearest to a file, with defaults filled in. */
export interface FileConfiguration {
  /** The configuration file, if there is one. */
  readonly path?: string;
  /** Severity by rule id; a rule that is not named keeps its own. */
  readonly rules: ReadonlyMap<string, Severity | 'off'>;
  /** Facts that people taught us: functions that authenticate, written `file.ts#exportedName` relative to the configuration's folder, or as an API path `package#member`. */
  readonly guards: readonly string[];
  /** Functions that refuse callers who come too often; written as `guards` are. `gateway`: something in front of the application does. */
  readonly limiters: readonly string[];
  /** Functions that forward rejections of the handler that they wrap; written as `guards` are. */
  readonly wrappers: readonly string[];
  /** Functions that refuse input that doesn't fit; written as `guards` are. */
  readonly validators: readonly string[];
  /** Routes that are public on purpose: `GET /health`, `* /docs/*`. */
  readonly publicRoutes: readonly string[];
  /** Tables that are small by nature; queries that list them are bounded. */
  readonly referenceTables: readonly string[];
}

export interface Configuration {
  of(file: string): FileConfiguration;
}
