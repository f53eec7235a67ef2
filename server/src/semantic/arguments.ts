import type { Call } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import type { Argument, Frame } from './values.ts';

/** The arguments of a call, to be evaluated where they stand. Behind a spread nothing is known. */
export function argumentsOf(evaluator: Evaluator, node: Call, frame: Frame): readonly Argument[] {
  const args: Argument[] = [];
  for (const expression of node.args) {
    if (expression.kind !== 'spread') {
      args.push({ expression, frame });
      continue;
    }
    const spread = evaluator.evaluate(expression.value, frame);
    const [list] = spread;
    if (spread.length !== 1 || list?.kind !== 'array' || list.open) return args;
    args.push(...list.elements);
  }
  return args;
}

/** Tells the calls of a program apart, by where they stand and in which activation. */
export function siteKey(node: { readonly start: number; readonly end: number }, frame: Frame): string {
  return `${frame.id}:${node.start}-${node.end}`;
}
