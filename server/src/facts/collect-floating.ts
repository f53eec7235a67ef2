import type { FloatingPromise } from '../concepts/floating-promise.ts';
import type { Frame } from '../semantic/values.ts';
import type { CollectInput } from './collect-input.ts';
import { createFloatingFinder } from './floating-promises.ts';
import type { RouteInsight } from './route-facts.ts';
import { serverCode } from './server-code.ts';

/** Every promise of server code that nobody has, once: as routes come to it, else as the function stands. */
export function collectFloating(input: CollectInput, insights: readonly RouteInsight[]): readonly FloatingPromise[] {
  const finder = createFloatingFinder(input);
  const found = new Map<string, FloatingPromise>();
  const isServer = serverCode(input);
  const note = (frame: Frame): void => {
    if (!isServer(frame.module)) return;
    for (const floating of finder.floatingIn(frame)) {
      const key = `${floating.at.file}:${floating.at.start}`;
      if (!found.has(key)) found.set(key, floating);
    }
  };
  for (const module of input.modules) {
    for (const fn of module.functions) {
      const frame = input.evaluator.frames.generic(module, fn.id);
      if (frame) note(frame);
    }
  }
  for (const insight of insights) for (const frame of insight.reached) note(frame);
  return [...found.values()];
}
