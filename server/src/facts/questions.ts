import type { Evaluator } from '../semantic/evaluate.ts';
import { keptBy } from '../semantic/kept-by.ts';
import { liveStatements } from '../semantic/live-code.ts';
import { expressionsOf, partsOf } from '../semantic/returns.ts';
import type { Frame } from '../semantic/values.ts';
import type { Call, Expression, Statement } from '../syntax/tree.ts';

/** What code asks: whether two values are alike, whether one holds; and what it calls, which may ask for it. */
export type Question =
  | { readonly kind: 'comparison'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'test'; readonly of: Expression }
  | { readonly kind: 'call'; readonly node: Call };

const COMPARING = new Set(['===', '!==', '==', '!=', '<', '>', '<=', '>=', 'in']);

/** Everything that a function's own statements ask in an activation, in source order. */
export const questionsIn = keptBy((evaluator: Evaluator, frame: Frame): readonly Question[] => {
  const found: Question[] = [];

  const visit = (node: Expression, decides: boolean): void => {
    if (node.kind === 'binary' && (node.operator === '&&' || node.operator === '||')) {
      visit(node.left, decides || isAct(node.right));
      return visit(node.right, decides);
    }
    if (node.kind === 'conditional') {
      visit(node.test, decides || isAct(node.whenTrue) || isAct(node.whenFalse)); // choosing a value decides nothing about the request
      visit(node.whenTrue, decides);
      return visit(node.whenFalse, decides);
    }
    if (node.kind === 'unary' && node.operator === '!') return visit(node.value, decides);
    if (node.kind === 'binary' && COMPARING.has(node.operator)) found.push({ kind: 'comparison', operator: node.operator, left: node.left, right: node.right });
    else if (node.kind === 'call') found.push({ kind: 'call', node });
    else if (decides) found.push({ kind: 'test', of: node });
    for (const part of partsOf(node)) visit(part, false);
  };

  for (const statement of liveStatements(evaluator, frame)) {
    for (const expression of expressionsOf(statement)) visit(expression, isDeciding(statement, frame.fn.name));
    if (statement.kind === 'switch') for (const { test } of statement.cases) if (test) found.push({ kind: 'comparison', operator: '===', left: statement.value, right: test });
  }
  return found;
});

/** A call that is made, or not: `isAdmin ? next() : refuse()`. */
function isAct(node: Expression): boolean {
  return node.kind === 'call' || (node.kind === 'await' && node.value.kind === 'call');
}

/** Names of functions that answer yes or no. */
const PREDICATE = /^(is|has|can|may|should|check|allow|owns?|belongs)[A-Z_]/;

function isDeciding(statement: Statement, name: string | undefined): boolean {
  if (statement.kind === 'return') return PREDICATE.test(name ?? '');
  return statement.kind === 'if' || (statement.kind === 'loop' && statement.form !== 'of' && statement.form !== 'in');
}
