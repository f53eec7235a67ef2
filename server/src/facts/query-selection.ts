import type { Presence } from '../concepts/presence.ts';
import type { QueryRow } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpression, eachExpressionOf } from '../semantic/returns.ts';
import type { Frame } from '../semantic/values.ts';
import type { Expression } from '../syntax/tree.ts';
import type { ChainedCall } from './query-chain.ts';

/** An aggregate in SQL; one over a window gives as many rows as there are. */
const AGGREGATE = /\b(count|sum|avg|min|max|\w+_agg|group_concat)\s*\(/i;
const WINDOW = /\bover\s*\(/i;
const OVER = 'over';

/** Whether a chain selects an aggregate, which makes one row of many: `select({ total: sum(orders.price) })`. Of one in SQL text nobody knows. */
export function aggregateIn(evaluator: Evaluator, chained: readonly ChainedCall[], { by, aggregates }: NonNullable<QueryRow['selects']>, frame: Frame): Presence {
  const isText = (text: string): boolean => AGGREGATE.test(text) && !WINDOW.test(text);
  const nameOf = (node: Expression): string | undefined => (node.kind === 'call' && (node.callee.kind === 'name' || node.callee.kind === 'member') ? node.callee.name : undefined);
  const inExpression = (expression: Expression): Presence => {
    const seen = { call: false, window: false, text: false };
    const look = (node: Expression): void => {
      const name = nameOf(node);
      if (name !== undefined && aggregates.includes(name)) seen.call = true;
      if (name === OVER) seen.window = true;
      if (node.kind === 'template' ? node.texts.some(isText) : node.kind === 'literal' && typeof node.value === 'string' && isText(node.value)) seen.text = true;
    };
    eachExpression(expression, (node) => {
      look(node);
      const fn = node.kind === 'function' ? frame.module.functions[node.id] : undefined;
      if (fn) eachExpressionOf(fn.body, look);
    });
    return seen.call && !seen.window ? 'present' : seen.text || seen.call ? 'unknown' : 'absent';
  };
  const selected = chained.flatMap(({ name, args }) => (by.includes(name) ? args : []));
  const answers = selected.flatMap((argument) => [inExpression(argument), ...evaluator.evaluate(argument, frame).flatMap((value) => (value.kind === 'object' ? [inExpression(value.node)] : []))]);
  return answers.includes('present') ? 'present' : answers.includes('unknown') ? 'unknown' : 'absent';
}
