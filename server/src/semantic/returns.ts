import { ofEachBody } from './of-code.ts';
import type { Expression, Statement } from '../syntax/tree.ts';

/** What a function returns: the expressions of its own `return`s, not of functions inside it. */
export const returnsOf = ofEachBody(({ body }): readonly Expression[] => {
  const found: Expression[] = [];
  eachStatement(body, (statement) => {
    if (statement.kind === 'return' && statement.value) found.push(statement.value);
  });
  return found;
});

/** Visits statements and the statements inside them, in source order; functions are not entered. */
export function eachStatement(body: readonly Statement[], visit: (statement: Statement) => void): void {
  for (const statement of body) {
    visit(statement);
    for (const inner of bodiesOf(statement)) eachStatement(inner, visit);
  }
}

/** The statement lists inside a statement. */
export function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case 'if': return [statement.then, statement.otherwise];
    case 'loop':
    case 'block': return [statement.body];
    case 'try': return [statement.block, ...(statement.handler ? [statement.handler.body] : []), statement.finalizer];
    case 'switch': return statement.cases.map((one) => one.body);
    default: return [];
  }
}

/** The expressions that a statement evaluates itself, in order; those in statements inside it are not among them. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'expression':
    case 'throw': return [statement.value];
    case 'return': return statement.value ? [statement.value] : [];
    case 'declare': return statement.values;
    case 'if': return [statement.test];
    case 'loop': return [...(statement.iterated ? [statement.iterated] : []), ...statement.head];
    case 'switch': return [statement.value, ...statement.cases.flatMap((one) => (one.test ? [one.test] : []))];
    default: return [];
  }
}

/** The parts of an expression, in evaluation order; functions and classes have none. */
export function partsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'member': return [node.object];
    case 'index': return [node.object, node.index];
    case 'call': return [node.callee, ...node.args];
    case 'template': return node.tag ? [node.tag, ...node.parts] : node.parts;
    case 'object': return node.properties.map((property) => property.value);
    case 'array': return node.elements;
    case 'spread':
    case 'await':
    case 'unary': return [node.value];
    case 'binary': return [node.left, node.right];
    case 'assign': return [node.target, node.value];
    case 'conditional': return [node.test, node.whenTrue, node.whenFalse];
    case 'opaque': return node.parts;
    default: return [];
  }
}

/** Visits an expression and its parts, inner ones first (the order in which calls happen). */
export function eachExpression(node: Expression, visit: (node: Expression) => void): void {
  eachPart(node, visit);
  visit(node);
}

/** As `partsOf` lists them; no list is made, since this is what every question about a function begins with. */
function eachPart(node: Expression, visit: (node: Expression) => void): void {
  switch (node.kind) {
    case 'member': return eachExpression(node.object, visit);
    case 'index': return eachOf(node.object, node.index, visit);
    case 'call':
      eachExpression(node.callee, visit);
      for (const argument of node.args) eachExpression(argument, visit);
      return;
    case 'spread':
    case 'await':
    case 'unary': return eachExpression(node.value, visit);
    case 'binary': return eachOf(node.left, node.right, visit);
    case 'assign': return eachOf(node.target, node.value, visit);
    case 'object':
      for (const property of node.properties) eachExpression(property.value, visit);
      return;
    default:
      for (const part of partsOf(node)) eachExpression(part, visit);
  }
}

function eachOf(first: Expression, second: Expression, visit: (node: Expression) => void): void {
  eachExpression(first, visit);
  eachExpression(second, visit);
}

const flat = new WeakMap<readonly Statement[], readonly Expression[]>();

/** Visits every expression of a function's own statements. Walked once for each body: many ask. */
export function eachExpressionOf(body: readonly Statement[], visit: (node: Expression) => void): void {
  for (const expression of flat.get(body) ?? flatten(body)) visit(expression);
}

function flatten(body: readonly Statement[]): readonly Expression[] {
  const found: Expression[] = [];
  eachStatement(body, (statement) => {
    for (const expression of expressionsOf(statement)) eachExpression(expression, (node) => found.push(node));
  });
  flat.set(body, found);
  return found;
}

/** Whether what is given is written as nothing: `return undefined;`, `return null;`. */
export function isNothingWritten(node: Expression): boolean {
  return (node.kind === 'literal' && (node.value === null || node.value === undefined)) || (node.kind === 'name' && node.name === 'undefined');
}
