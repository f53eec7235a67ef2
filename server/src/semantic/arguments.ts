import { nodeNumber } from '../syntax/node-number.ts';
import type { Call, FunctionNode, Place } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import { NOTHING, type Argument, type Frame } from './values.ts';

const LEFT_OFF: Argument = { values: [NOTHING] };

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

/** What a call gives each parameter of a function: what it leaves off is `undefined`. */
export function givenBy(evaluator: Evaluator, node: Call, frame: Frame, { parameters }: FunctionNode): readonly Argument[] {
  const args = argumentsOf(evaluator, node, frame);
  if (args.length >= parameters.length || node.args.some(({ kind }) => kind === 'spread')) return args;
  const rest = parameters.findIndex((parameter) => parameter.rest);
  const missing = (rest < 0 ? parameters.length : rest) - args.length;
  return missing > 0 ? [...args, ...Array.from({ length: missing }, () => LEFT_OFF)] : args;
}

/** Tells the calls of a program apart, by what stands there and in which activation. */
export function siteKey(node: Place, frame: Frame): string {
  return `${frame.id}:${nodeNumber(node)}`;
}
