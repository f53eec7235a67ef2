import type { Evaluator } from '../../semantic/evaluate.ts';
import { isDead } from '../../semantic/live-code.ts';
import { bodiesOf, expressionsOf, partsOf } from '../../semantic/returns.ts';
import type { Frame, Value } from '../../semantic/values.ts';
import { findBinding } from '../../syntax/find-binding.ts';
import { holds } from '../../syntax/places.ts';
import type { Expression, Place, Statement } from '../../syntax/tree.ts';

/** Whether a place can't be reached in an activation: a condition around it asks for what its caller doesn't give, or is decided by what it does. */
export function isRuledOut(evaluator: Evaluator, node: Place, frame: Frame): boolean {
  return isDead(evaluator, node, frame) || conditionsAround(frame.fn.body, node).some((condition) => isMissing(evaluator, condition, frame));
}

/** What has to hold for a place to be reached: tests of `if` and of `a && b` around it. */
export function conditionsAround(body: readonly Statement[], node: Place): readonly Expression[] {
  return body.filter((statement) => holds(statement, node)).flatMap((statement) => {
    const inside = expressionsOf(statement).filter((expression) => holds(expression, node)).flatMap((expression) => conditionsIn(expression, node));
    const own = statement.kind === 'if' && statement.then.some((one) => holds(one, node)) ? [statement.test] : [];
    return [...own, ...inside, ...bodiesOf(statement).flatMap((inner) => conditionsAround(inner, node))];
  });
}

function conditionsIn(expression: Expression, node: Place): readonly Expression[] {
  const own = expression.kind === 'binary' && expression.operator === '&&' && holds(expression.right, node) ? [expression.left] : expression.kind === 'conditional' && holds(expression.whenTrue, node) ? [expression.test] : [];
  return [...own, ...partsOf(expression).filter((part) => holds(part, node)).flatMap((part) => conditionsIn(part, node))];
}

/** Whether a condition is about something that isn't given: `id` of a call without it, `body.email` of `{ password }`. */
function isMissing(evaluator: Evaluator, condition: Expression, frame: Frame): boolean {
  switch (condition.kind) {
    case 'binary': return condition.operator === '&&' && [condition.left, condition.right].some((side) => isMissing(evaluator, side, frame));
    case 'name': return isNotGiven(condition, frame) || areAbsent(evaluator.evaluate(condition, frame));
    case 'member': {
      const values = evaluator.evaluate(condition.object, frame);
      return values.length > 0 && values.every((value) => value.kind === 'object' && value.node.owner === undefined && value.node.properties.every((property) => !('kind' in property) && property.key !== undefined && property.key !== condition.name));
    }
    default: return false;
  }
}

function areAbsent(values: readonly Value[]): boolean {
  return values.length > 0 && values.every((value) => value.kind === 'literal' && !value.value);
}

/** A parameter that the call leaves out. */
function isNotGiven({ name, scope }: Expression & { kind: 'name' }, { module, fn, args }: Frame): boolean {
  const [definition, ...others] = findBinding(module, scope, name)?.definitions ?? [];
  if (!args || others.length > 0 || definition?.kind !== 'parameter' || definition.fn !== fn.id) return false;
  return !definition.rest && !definition.fallback && definition.path.length === 0 && definition.index >= args.length;
}
