import { findBinding } from '../syntax/find-binding.ts';
import type { Binding, Call, Expression, Module } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import { eachExpressionOf } from './returns.ts';
import { union } from './value-sets.ts';
import type { ApiValue, Frame, FunctionValue, Value } from './values.ts';

/** Functions that hand a callback on to each other, at most. */
const MAX_DEPTH = 3;

/** What a callback gets for a parameter: what the package that it is given to hands over, also where a function of the project hands the callback on. */
export function callbackValues(evaluator: Evaluator, home: Frame, index: number): readonly Value[] | undefined {
  const { passedTo } = home.fn;
  if (!passedTo || !home.parent) return undefined;
  const found = givenTo(evaluator, passedTo.callee, passedTo.index, home.parent, index, 0);
  return found.length > 0 ? union(found) : undefined;
}

/** `position`: where the callback stands among the arguments of the call of `callee`. */
function givenTo(evaluator: Evaluator, callee: Expression, position: number, frame: Frame, index: number, depth: number): readonly ApiValue[] {
  return evaluator.evaluate(callee, frame).flatMap((value): readonly ApiValue[] => {
    if (value.kind === 'api') return [{ kind: 'api', of: value, step: 'callback', name: String(index) }];
    return value.kind === 'function' && depth < MAX_DEPTH ? handedOn(evaluator, value, callOf(callee, frame), position, frame, index, depth) : [];
  });
}

function callOf(callee: Expression, { fn }: Frame): Call | undefined {
  let found: Call | undefined;
  eachExpressionOf(fn.body, (node) => {
    if (node.kind === 'call' && node.callee === callee) found ??= node;
  });
  return found;
}

/** A function of the project calls the callback itself, or gives it to somebody else. */
function handedOn(evaluator: Evaluator, callee: FunctionValue, call: Call | undefined, position: number, frame: Frame, index: number, depth: number): readonly ApiValue[] {
  const { module } = callee.frame;
  const [slot, ...others] = callee.fn.parameters[position]?.bindings ?? [];
  const binding = slot === undefined || others.length > 0 ? undefined : module.bindings[slot];
  const inner = binding && call && !call.isNew && evaluator.callFrame(callee, call, frame);
  if (!binding || !inner) return [];
  const found: ApiValue[] = [];
  for (const fn of module.functions) {
    const here = evaluator.frames.inside(inner, fn.id);
    if (!here) continue;
    eachExpressionOf(fn.body, (node) => {
      if (node.kind !== 'call') return;
      const given = node.args[index];
      if (isOf(node.callee, binding, module) && given) found.push(...evaluator.evaluate(given, here).filter(isHandle));
      const next = node.args.findIndex((argument) => isOf(argument, binding, module));
      if (next >= 0) found.push(...givenTo(evaluator, node.callee, next, here, index, depth + 1));
    });
  }
  return found;
}

function isOf(node: Expression, binding: Binding, module: Module): boolean {
  return node.kind === 'name' && node.name === binding.name && findBinding(module, node.scope, node.name) === binding;
}

/** What is made or handed over by a package; what is only said to be of it (a wrapper's own `req: Request`) belongs to somebody else. */
function isHandle(value: Value): value is ApiValue {
  for (let at = value.kind === 'api' ? value : undefined; at; at = at.of) if (at.step === 'typed') return false;
  return value.kind === 'api';
}
