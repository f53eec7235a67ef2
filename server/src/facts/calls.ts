import { ofEachBody } from '../semantic/of-code.ts';
import { asksEnvironment } from '../semantic/environment.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { decidedBy, isDead } from '../semantic/live-code.ts';
import { bodiesOf, expressionsOf, partsOf } from '../semantic/returns.ts';
import type { Frame } from '../semantic/values.ts';
import type { Call, Expression, FunctionNode, Module, Statement } from '../syntax/tree.ts';

/** A call as it stands in a function, with the conditions under which it runs. */
export interface WrittenCall {
  readonly node: Call;
  readonly conditions: readonly Expression[];
}

/** The calls of a function's own statements, in source order. */
export const callsOf = ofEachBody((fn): readonly WrittenCall[] => {
  const found: WrittenCall[] = [];
  collectFrom(fn.body, [], found);
  return found;
});

/** The calls in decorators of the classes that stand in a function. */
export function decoratorCallsOf(module: Module, fn: FunctionNode): readonly WrittenCall[] {
  const found: WrittenCall[] = [];
  for (const node of module.classes) {
    if (node.fn !== fn.id) continue;
    for (const decorator of [...node.decorators, ...node.members.flatMap((member) => member.decorators ?? [])]) collectCalls(decorator, [], found);
  }
  return found;
}

function collectFrom(body: readonly Statement[], conditions: readonly Expression[], found: WrittenCall[]): void {
  for (const statement of body) {
    for (const expression of expressionsOf(statement)) collectCalls(expression, conditions, found);
    const inner = statement.kind === 'if' ? [...conditions, statement.test] : statement.kind === 'switch' ? [...conditions, statement.value] : conditions;
    for (const one of bodiesOf(statement)) collectFrom(one, inner, found);
  }
}

function collectCalls(node: Expression, conditions: readonly Expression[], found: WrittenCall[]): void {
  if (node.kind === 'call') found.push({ node, conditions });
  if (node.kind === 'conditional') {
    collectCalls(node.test, conditions, found);
    for (const branch of [node.whenTrue, node.whenFalse]) collectCalls(branch, [...conditions, node.test], found);
    return;
  }
  if (node.kind === 'binary' && (node.operator === '&&' || node.operator === '||')) {
    collectCalls(node.left, conditions, found);
    return collectCalls(node.right, [...conditions, node.left], found);
  }
  for (const part of partsOf(node)) collectCalls(part, conditions, found);
}

/** Whether a call runs in some environments only, as far as production doesn't decide it: what it says holds for development, perhaps. */
export function dependsOnEnvironment(evaluator: Evaluator, { node, conditions }: WrittenCall, frame: Frame): boolean {
  const open = conditions.filter((condition) => decidedBy(evaluator, condition, frame) === undefined);
  return (open.length < conditions.length && isDead(evaluator, node, frame)) || open.some((condition) => asksEnvironment(evaluator, condition, frame));
}
