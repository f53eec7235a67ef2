import type { Evaluator } from '../semantic/evaluate.ts';
import { eachStatement } from '../semantic/returns.ts';
import type { Frame } from '../semantic/values.ts';
import type { FunctionNode, Module, Place } from '../syntax/tree.ts';
import { callsOf } from './calls.ts';
import { once } from './once.ts';

interface StartTools {
  readonly evaluator: Evaluator;
  readonly modules: readonly Module[];
  /** Whether a route or a job runs a function, too. */
  isRunLater(fn: FunctionNode): boolean;
}

/** Functions between the top of a module and what it calls to start, at most. */
const MAX_DEPTH = 4;

/**
 * Says of a function whether it runs while the program starts, and then no more: the top of a module calls it, or what that calls.
 * What is handed to others runs when these say so, and what a loop that waits for something calls runs again and again.
 */
export function createStartOnly({ evaluator, modules, isRunLater }: StartTools): (fn: FunctionNode) => boolean {
  const started = once(() => {
    const found = new Set<FunctionNode>();
    const follow = (frame: Frame, depth: number): void => {
      const loops = loopsIn(frame.fn);
      for (const { node } of callsOf(frame.fn)) {
        if (node.isNew || loops.some(({ start, end }) => node.start >= start && node.end <= end)) continue;
        for (const value of evaluator.evaluate(node.callee, frame)) {
          const inner = value.kind === 'function' && !found.has(value.fn) ? evaluator.callFrame(value, node, frame) : undefined;
          if (!inner) continue;
          found.add(inner.fn);
          if (depth < MAX_DEPTH) follow(inner, depth + 1);
        }
      }
    };
    for (const module of modules) follow(evaluator.frames.top(module), 1);
    return found;
  });
  return (fn) => started().has(fn) && !isRunLater(fn);
}

/** Loops that go on until something happens; lists come to an end. */
function loopsIn({ body }: FunctionNode): readonly Place[] {
  const found: Place[] = [];
  eachStatement(body, (statement) => {
    if (statement.kind === 'loop' && (statement.form === 'while' || statement.form === 'do' || statement.form === 'for' || statement.awaits)) found.push(statement);
  });
  return found;
}
