import type { Module } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import { keptWith } from './kept-by.ts';
import type { Frame } from './values.ts';

/** A question that is asked about many activations, and answered by a list for each. */
export interface FrameQuestion<T> {
  ofFrame(frame: Frame): readonly T[];
  /** The answers for the functions of a module as they stand, in source order: kept together, so that few are looked up where most have none. */
  ofModule(module: Module): readonly T[];
}

/** Makes a question whose answers are kept as long as what they were read from stays what it is. */
export function frameQuestion<Rest extends readonly unknown[], T>(make: (evaluator: Evaluator, ...rest: Rest) => (frame: Frame) => readonly T[]): (evaluator: Evaluator, ...rest: Rest) => FrameQuestion<T> {
  const ofFrame = keptWith(make);
  const ofModule = keptWith((evaluator: Evaluator, ...rest: Rest) => {
    const answer = ofFrame(evaluator, ...rest);
    return (module: Module) => standingIn(evaluator, module).flatMap(answer);
  });
  return (evaluator, ...rest) => ({ ofFrame: ofFrame(evaluator, ...rest), ofModule: ofModule(evaluator, ...rest) });
}

/** The functions of a module as they stand: activations that stand for all. */
export function standingIn({ frames }: Evaluator, module: Module): readonly Frame[] {
  return module.functions.flatMap(({ id }) => frames.generic(module, id) ?? []);
}
