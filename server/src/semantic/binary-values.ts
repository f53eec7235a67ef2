import type { Expression } from '../syntax/tree.ts';
import { inProduction } from './environment.ts';
import type { Evaluator } from './evaluate.ts';
import { isNothing, literalText, product, union } from './value-sets.ts';
import { NOTHING_KNOWN, type Frame, type Value } from './values.ts';

/** What two values come to: defaults, products, texts, and what is asked about the environment. */
export function binaryValues({ evaluate }: Evaluator, { operator, left, right }: Expression & { kind: 'binary' }, frame: Frame): readonly Value[] {
  if (operator === '||' || operator === '??') return union([...evaluate(left, frame).filter((value) => !isNothing(value)), ...evaluate(right, frame)]);
  if (operator === '&&' || operator === ',') return evaluate(right, frame);
  if (operator === '*') return product(evaluate(left, frame), evaluate(right, frame));
  if (/^[=!]==?$/.test(operator)) {
    const answer = inProduction(operator, evaluate(left, frame), evaluate(right, frame));
    return answer ? [answer] : NOTHING_KNOWN;
  }
  if (operator !== '+') return NOTHING_KNOWN;
  const texts = [literalText(evaluate(left, frame)), literalText(evaluate(right, frame))];
  return texts[0] === undefined || texts[1] === undefined ? NOTHING_KNOWN : [{ kind: 'literal', value: texts[0] + texts[1] }];
}
