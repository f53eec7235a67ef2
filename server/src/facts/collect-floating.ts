import type { FloatingPromise } from '../concepts/floating-promise.ts';
import type { CollectInput } from './collect-input.ts';
import { createFloatingFinder } from './floating-promises.ts';
import type { FunctionNode } from '../syntax/tree.ts';
import type { RunFrames } from './run-frames.ts';
import { serverCode } from './server-code.ts';

/** Finds every promise of a file that nobody has, once: as routes come to it, else as the function stands. */
export function createFloating(input: CollectInput, frames: RunFrames, isStartOnly: (fn: FunctionNode) => boolean): (file: string) => readonly FloatingPromise[] {
  const finder = createFloatingFinder({ ...input, isStartOnly });
  const isServer = serverCode(input);
  return (file) => {
    const found = new Map<number, FloatingPromise>();
    for (const frame of [...frames.standing(file), ...frames.ofRoutes(file).map((one) => one.frame)].filter(({ module }) => isServer(module))) {
      for (const floating of finder.floatingIn(frame)) if (!found.has(floating.at.start)) found.set(floating.at.start, floating);
    }
    return [...found.values()];
  };
}
