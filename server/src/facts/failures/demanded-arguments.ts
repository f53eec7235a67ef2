import type { Evaluator } from '../../semantic/evaluate.ts';
import { eachStatement } from '../../semantic/returns.ts';
import type { Frame, FunctionValue } from '../../semantic/values.ts';
import { findBinding } from '../../syntax/find-binding.ts';
import type { Binding, Call, Expression, Module, Place } from '../../syntax/tree.ts';
import { conditionsAround } from './ruled-out.ts';

/** Whether what is called throws for missing arguments alone, and the call stands behind conditions that ask for these: `if (token) parse(token)`. */
export function hasWhatIsDemanded(evaluator: Evaluator, call: Call, frame: Frame): boolean {
  const values = evaluator.evaluate(call.callee, frame);
  return values.length > 0 && values.every((value) => {
    const demanded = value.kind === 'function' ? demandedBy(value) : undefined;
    return demanded !== undefined && demanded.every((index) => isAskedFor(call, call.args[index], frame));
  });
}

/** The parameters without which a function throws; nothing where it throws for anything else, or not at all. */
function demandedBy({ fn, frame: { module } }: FunctionValue): readonly number[] | undefined {
  const throws: Place[] = [];
  const demands: { readonly index: number; readonly end: Place }[] = [];
  eachStatement(fn.body, (statement) => {
    if (statement.kind === 'throw') throws.push(statement);
    if (statement.kind !== 'if' || statement.test.kind !== 'unary' || statement.test.operator !== '!') return;
    const [only, ...others] = statement.then.flatMap((one) => (one.kind === 'block' ? one.body : [one]));
    const [definition, ...more] = bindingOf(statement.test.value, module)?.definitions ?? [];
    if (only?.kind === 'throw' && others.length === 0 && more.length === 0 && definition?.kind === 'parameter' && definition.fn === fn.id && definition.path.length === 0) demands.push({ index: definition.index, end: only });
  });
  return throws.length > 0 && throws.every((one) => demands.some(({ end }) => end === one)) ? demands.map(({ index }) => index) : undefined;
}

function isAskedFor(call: Call, argument: Expression | undefined, { fn, module }: Frame): boolean {
  const binding = argument && bindingOf(argument, module);
  return binding !== undefined && conditionsAround(fn.body, call).flatMap(parts).some((part) => bindingOf(part, module) === binding);
}

/** All of what `a && b` asks for. */
function parts(condition: Expression): readonly Expression[] {
  return condition.kind === 'binary' && condition.operator === '&&' ? [condition.left, condition.right].flatMap(parts) : [condition];
}

function bindingOf(node: Expression, module: Module): Binding | undefined {
  return node.kind === 'name' ? findBinding(module, node.scope, node.name) : undefined;
}
