import { eachStatement, expressionsOf, partsOf } from '../semantic/returns.ts';
import type { Binding, Expression, FunctionNode, Module, Statement } from '../syntax/tree.ts';

/** An expression whose value nobody has. */
export interface LeftBehind {
  readonly node: Expression;
  /** What it is the operand of: `void send()`. */
  readonly operator?: Expression;
  readonly statement: Statement;
  /** It is awaited: what it settles to is waited for, if it settles. */
  readonly isAwaited: boolean;
}

/** Expressions of a function that are evaluated for what they do, those that are kept under a name that is never read, and those that are awaited. */
export function leftBehindIn(module: Module, fn: FunctionNode, text: string): readonly LeftBehind[] {
  const found: LeftBehind[] = [];
  eachStatement(fn.body, (statement) => {
    if (statement.kind === 'expression') leave(statement.value, statement, found);
    if (statement.kind === 'declare') for (const value of statement.values) if (isNeverRead(value, module, fn, text)) leave(value, statement, found);
    for (const expression of expressionsOf(statement)) collectAwaited(expression, statement, found);
  });
  return found;
}

function leave(node: Expression, statement: Statement, found: LeftBehind[], operator?: Expression): void {
  const more = (inner: Expression, by = operator): void => leave(inner, statement, found, by);
  switch (node.kind) {
    case 'unary': return node.operator === 'void' ? more(node.value, node) : undefined;
    case 'conditional':
      more(node.whenTrue);
      return more(node.whenFalse);
    case 'binary':
      if (node.operator === ',') more(node.left);
      return ['&&', '||', '??', ','].includes(node.operator) ? more(node.right) : undefined;
    case 'call':
    case 'template': found.push({ node, statement, isAwaited: false, ...(operator && { operator }) });
  }
}

function collectAwaited(node: Expression, statement: Statement, found: LeftBehind[]): void {
  if (node.kind === 'await' && node.value.kind === 'call') found.push({ node: node.value, statement, isAwaited: true });
  for (const part of partsOf(node)) collectAwaited(part, statement, found);
}

/** Whether a value is given to a name that stands nowhere else in the file. */
function isNeverRead(value: Expression, module: Module, fn: FunctionNode, text: string): boolean {
  if (value.kind !== 'call') return false;
  const binding = module.bindings.find((one) => one.definitions.some((definition) => definition.kind === 'value' && definition.value === value && definition.path.length === 0));
  if (!binding || (fn.form === 'module' && isExported(module, binding))) return false;
  return text.split(new RegExp(`(?<![\\w$])${binding.name.replaceAll('$', '\\$')}(?![\\w$])`)).length === 2;
}

function isExported({ exports }: Module, { name }: Binding): boolean {
  return [...exports.values()].some((all) => all.some((one) => one.kind === 'binding' && one.name === name));
}
