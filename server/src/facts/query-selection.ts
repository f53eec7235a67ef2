import type { QueryRow } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpression, eachExpressionOf } from '../semantic/returns.ts';
import type { Frame } from '../semantic/values.ts';
import type { Expression } from '../syntax/tree.ts';
import type { ChainedCall } from './query-chain.ts';

/** An aggregate in SQL; one over a window gives as many rows as there are. */
const AGGREGATE = /\b(count|sum|avg|min|max|\w+_agg|group_concat)\s*\(/i;
const WINDOW = /\bover\s*\(/i;

/** Whether what a chain selects may be an aggregate, which makes one row of many: `select({ total: sum(orders.price) })`. */
export function selectsAggregate(evaluator: Evaluator, chained: readonly ChainedCall[], { by, aggregates }: NonNullable<QueryRow['selects']>, frame: Frame): boolean {
  const isAggregate = (node: Expression): boolean => {
    if (node.kind === 'template') return node.texts.some((text) => AGGREGATE.test(text)) && !node.texts.some((text) => WINDOW.test(text));
    if (node.kind === 'literal') return typeof node.value === 'string' && AGGREGATE.test(node.value) && !WINDOW.test(node.value);
    return node.kind === 'call' && (node.callee.kind === 'name' || node.callee.kind === 'member') && aggregates.includes(node.callee.name);
  };
  const holdsOne = (expression: Expression): boolean => {
    let found = false;
    eachExpression(expression, (node) => {
      found ||= isAggregate(node);
      const fn = node.kind === 'function' ? frame.module.functions[node.id] : undefined;
      if (fn) eachExpressionOf(fn.body, (inner) => { found ||= isAggregate(inner); });
    });
    return found;
  };
  return chained.some(({ name, args }) => by.includes(name) && args.some((argument) => holdsOne(argument) || evaluator.evaluate(argument, frame).some((value) => value.kind === 'object' && holdsOne(value.node))));
}
