import type { SwallowedError } from '../../concepts/caught.ts';
import type { Evaluator } from '../../semantic/evaluate.ts';
import { eachExpression, eachExpressionOf, eachStatement, expressionsOf } from '../../semantic/returns.ts';
import type { Frame } from '../../semantic/values.ts';
import { findBinding } from '../../syntax/find-binding.ts';
import type { Binding, Expression, FunctionNode, Module } from '../../syntax/tree.ts';
import { calleeText, lastNameOf, type Source } from '../source.ts';
import { readsBinding } from './binding-reads.ts';

/** What callbacks call the error that they are given first. */
const ERROR_NAME = /^_?(err|error|e|er|ex)$/;

interface IgnoreTools {
  readonly evaluator: Evaluator;
  readonly source: Source;
  /** Whether a function is registered as a handler: its first parameter is an error only when it is called for one. */
  isHandler(fn: FunctionNode): boolean;
}

/** Calls of packages whose callback takes the result, and never looks at the error beside it. */
export function ignoredIn({ evaluator, source, isHandler }: IgnoreTools, frame: Frame): readonly SwallowedError[] {
  const { module } = frame;
  const found: SwallowedError[] = [];
  eachExpressionOf(frame.fn.body, (node) => {
    if (node.kind !== 'call' || node.isNew) return;
    const last = node.args.at(-1);
    const fn = last?.kind === 'function' ? module.functions[last.id] : undefined;
    if (!fn || isHandler(fn) || !ignoresError(fn, module)) return;
    if (!evaluator.evaluate(node.callee, frame).some(({ kind }) => kind === 'api')) return;
    found.push({ at: lastNameOf(module, node.callee), call: { label: calleeText(source, module, node.callee), at: lastNameOf(module, node.callee) }, goesOn: { with: 'result' }, log: () => undefined });
  });
  return found;
}

function ignoresError(fn: FunctionNode, module: Module): boolean {
  const [error, result, ...others] = fn.parameters;
  if (!error?.name || !ERROR_NAME.test(error.name) || !result || others.length > 1) return false;
  return !readsBinding(fn.body, module, error.bindings) && readsBinding(fn.body, module, result.bindings) && !isTested(fn, module, result.bindings);
}

/** Whether a result is asked whether it is there: nothing of it may be what failure gives. */
function isTested(fn: FunctionNode, module: Module, bindings: readonly number[]): boolean {
  const wanted = new Set<Binding | undefined>(bindings.map((id) => module.bindings[id]));
  const isIt = (node: Expression): boolean => node.kind === 'name' && wanted.has(findBinding(module, node.scope, node.name));
  let found = false;
  eachStatement(fn.body, (statement) => {
    if (statement.kind === 'if' && isTest(statement.test, isIt)) found = true;
    for (const expression of expressionsOf(statement)) eachExpression(expression, (node) => {
      if (node.kind === 'conditional' && isTest(node.test, isIt)) found = true;
      if (node.kind === 'binary' && isTest(node, isIt)) found = true;
    });
  });
  return found;
}

/** `result`, `!result`, `result === true`, `result?.rows`, and these with others. */
function isTest(node: Expression, isIt: (node: Expression) => boolean): boolean {
  if (isIt(node)) return true;
  if (node.kind === 'unary' && node.operator === '!') return isTest(node.value, isIt);
  if (node.kind !== 'binary') return false;
  if (['&&', '||', '??'].includes(node.operator)) return isTest(node.left, isIt) || isTest(node.right, isIt);
  return ['===', '!==', '==', '!='].includes(node.operator) && (isIt(node.left) || isIt(node.right));
}
