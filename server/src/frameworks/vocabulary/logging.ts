import type { ApiPath } from '../../semantic/api-path.ts';

/** What a call tells those who run the application: that something failed, that it may have, or whatever there is to say. */
export type Level = 'failures' | 'warnings' | 'anything';

/** A call that tells a log, or who watches over failures. */
export interface LoggerRow {
  readonly at: ApiPath;
  readonly level: Level;
}

/** What the methods of loggers are called, and what they tell. */
export const LEVELS: Readonly<Record<Level, readonly string[]>> = {
  failures: ['error', 'fatal', 'critical', 'crit', 'alert', 'emerg', 'emergency', 'captureException'],
  warnings: ['warn', 'warning'],
  anything: ['log', 'info', 'debug', 'trace', 'verbose', 'notice', 'silly', 'http', 'success', 'captureMessage'],
};

/** The rows of a logger whose methods are called as those of most are. */
export function levelsOf(logger: ApiPath): readonly LoggerRow[] {
  return [
    { at: logger.member(...LEVELS.failures), level: 'failures' },
    { at: logger.member(...LEVELS.warnings), level: 'warnings' },
    { at: logger.member(...LEVELS.anything), level: 'anything' },
  ];
}
