import type { FrameworkModel } from '../frameworks/model.ts';
import { LEVELS, type Level } from '../frameworks/vocabulary/logging.ts';
import { createRowFinder } from '../semantic/api-index.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { Frame, FunctionValue, Value } from '../semantic/values.ts';
import type { Call, Expression, FunctionNode } from '../syntax/tree.ts';
import { callsOf } from './calls.ts';

/** What a call tells those who run the application. */
export interface Telling {
  readonly level: Level;
  /** By what is called. Otherwise only by its name: good enough to be silent, and nothing to report on. */
  readonly isKnown: boolean;
}

export interface Loggers {
  /** What a call tells a log, or who watches over failures; nothing where it is no such call. */
  tellingOf(node: Call, frame: Frame): Telling | undefined;
  /** What calling something tells that is handed on: `console.error` in `save().catch(console.error)`. */
  tellingOfCallee(callee: Expression, frame: Frame): Telling | undefined;
}

/** Functions of the project that hand on to each other what they log, at most. */
const MAX_DEPTH = 3;

const NAMED: ReadonlyMap<string, Level> = new Map((['failures', 'warnings', 'anything'] as const).flatMap((level) => LEVELS[level].map((name) => [name, level] as const)));

/** Loggers of the models, and methods of the project that are called as theirs and log by them. */
export function createLoggers(evaluator: Evaluator, frameworks: readonly FrameworkModel[]): Loggers {
  const find = createRowFinder(frameworks.flatMap(({ loggers = [] }) => loggers));
  const known = new Map<FunctionNode, boolean>();

  function tellingOfCallee(callee: Expression, frame: Frame): Telling | undefined {
    const named = callee.kind === 'member' ? NAMED.get(callee.name) : undefined;
    const values = evaluator.evaluate(callee, frame);
    const level = levelOf(values) ?? (named && isLogging(values, 0) ? named : undefined);
    if (level) return { level, isKnown: true };
    return named && { level: named, isKnown: false };
  }

  function levelOf(values: readonly Value[]): Level | undefined {
    for (const value of values) {
      const row = value.kind === 'api' ? find(value) : undefined;
      if (row) return row.level;
    }
    return undefined;
  }

  /** Whether a function of the project is among what is called that logs by a logger that is known. */
  function isLogging(values: readonly Value[], depth: number): boolean {
    return values.some((value) => value.kind === 'function' && logs(value, depth));
  }

  function logs(value: FunctionValue, depth: number): boolean {
    const remembered = known.get(value.fn);
    if (remembered !== undefined || depth >= MAX_DEPTH) return remembered ?? false;
    known.set(value.fn, false); // one that calls itself
    const frame = evaluator.frames.enter(value, undefined, 'called', value.frame.depth);
    const answer = frame !== undefined && callsOf(value.fn).some(({ node: { callee } }) => {
      const values = evaluator.evaluate(callee, frame);
      return levelOf(values) !== undefined || isLogging(values, depth + 1);
    });
    known.set(value.fn, answer);
    return answer;
  }

  return { tellingOf: ({ callee, isNew }, frame) => (isNew ? undefined : tellingOfCallee(callee, frame)), tellingOfCallee };
}
