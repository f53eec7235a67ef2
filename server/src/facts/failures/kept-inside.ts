import { eachExpressionOf, eachStatement } from '../../semantic/returns.ts';
import type { Evaluator } from '../../semantic/evaluate.ts';
import type { Frame } from '../../semantic/values.ts';
import type { Call, Statement } from '../../syntax/tree.ts';
import type { Rejections } from '../handler-facts.ts';

/** What ends the process. */
const ENDING = new Set(['exit', 'abort', 'kill']);

/** Whether a failure surely gets no further than the statements that run for it, whatever these come to: none of them throws, or tells somebody of it who is unknown. */
export function isKeptInside(evaluator: Evaluator, rejections: Rejections, body: readonly Statement[], frame: Frame): boolean {
  let isKept = true;
  eachStatement(body, ({ kind }) => {
    isKept &&= kind !== 'throw';
  });
  eachExpressionOf(body, (node) => {
    if (node.kind === 'call' && isKept) isKept = isHarmlessCall(evaluator, rejections, node, frame);
  });
  return isKept;
}

function isHarmlessCall(evaluator: Evaluator, rejections: Rejections, node: Call, frame: Frame): boolean {
  if (node.isNew) return true;
  const values = evaluator.evaluate(node.callee, frame);
  return values.length > 0 && !rejections.throwsAtOnce(node, frame) && values.every((value) => {
    switch (value.kind) {
      case 'unknown': return false;
      case 'api': return !ENDING.has(value.name);
      // `callback(error)`: whoever that is may make anything of it.
      case 'parameter': return node.args.length > 0 && node.args.every(({ kind }) => kind === 'object' || kind === 'literal');
      default: return true;
    }
  });
}
