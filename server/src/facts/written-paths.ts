import type { Evaluator } from '../semantic/evaluate.ts';
import { literalText } from '../semantic/value-sets.ts';
import type { Frame } from '../semantic/values.ts';
import type { Expression } from '../syntax/tree.ts';

/** A path as text; what can't be known of it stands in angle brackets: `<API_PREFIX>/orders`. */
export function pathText(evaluator: Evaluator, expression: Expression, frame: Frame): string {
  const known = literalText(evaluator.evaluate(expression, frame));
  if (known !== undefined) return known;
  const inner = (part: Expression) => pathText(evaluator, part, frame);
  switch (expression.kind) {
    case 'template': return expression.texts.map((text, index) => text + (expression.parts[index] ? inner(expression.parts[index]) : '')).join('');
    case 'binary': return expression.operator === '+' ? inner(expression.left) + inner(expression.right) : '<…>';
    case 'name':
    case 'member': return `<${expression.name}>`;
    default: return '<…>';
  }
}
