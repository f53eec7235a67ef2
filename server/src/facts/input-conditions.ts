import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpression, eachStatement, expressionsOf, returnsOf } from '../semantic/returns.ts';
import type { ApiValue, Frame, FunctionValue, Value } from '../semantic/values.ts';
import type { Call, Expression, Statement } from '../syntax/tree.ts';
import { findBinding } from '../syntax/find-binding.ts';
import { frameOfFunction } from '../semantic/frames.ts';
import { checksOf, type Check } from './input-checks.ts';
import { CONVERTING_GLOBALS } from './input-words.ts';
import { globalName, type Origin, type Origins } from './input-origins.ts';

export interface ConditionContext {
  readonly evaluator: Evaluator;
  readonly origins: Origins;
  isQuery(value: ApiValue): boolean;
}

/** Something that a condition asks about. */
interface Asked {
  readonly origins: readonly Origin[];
  /** Only whether it is there. */
  readonly isPresence: boolean;
  /** The condition holds where it isn't. */
  readonly isNegated: boolean;
}

const COMPARISONS = new Set(['===', '!==', '==', '!=', '<', '>', '<=', '>=', 'in', 'instanceof']);

/** Functions that give something true where there is something. */
const ASKING_PRESENCE = new Set(['Object.keys', 'Boolean']);

/** Ways from a condition back to what it asks, at most: `const isValid = check(email); if (!isValid) …`. */
const MAX_STEPS = 4;

/** What a condition checks, by what happens in its branches. */
export function checksOfCondition(context: ConditionContext, test: Expression, frame: Frame, then: readonly Statement[], otherwise: readonly Statement[]): readonly Check[] {
  const ends = [leaves(context, then, frame), leaves(context, otherwise, frame)];
  return asked(context, test, frame, false, MAX_STEPS).flatMap(({ origins, isPresence, isNegated }) => {
    if (!isPresence) return checksOf(origins, ends.includes(true) ? 'condition' : 'doubt');
    const refuses = ends[isNegated ? 0 : 1];
    // Whether there is a body at all says nothing of what is in it.
    return refuses ? checksOf(origins, 'presence').filter(({ path }) => path.length > 0) : [];
  });
}

/** What an assertion checks: it goes on only where the condition holds. */
export function checksOfAssertion(context: ConditionContext, test: Expression, frame: Frame): readonly Check[] {
  return asked(context, test, frame, false, MAX_STEPS).flatMap(({ origins, isPresence }) => checksOf(origins, isPresence ? 'presence' : 'condition').filter(({ path, by }) => by !== 'presence' || path.length > 0));
}

/** What a comparison outside of a condition may check. */
export function checksOfComparison(context: ConditionContext, node: Expression & { kind: 'binary' }, frame: Frame): readonly Check[] {
  if (!COMPARISONS.has(node.operator) || isEmptiness(node.left) || isEmptiness(node.right)) return [];
  return [node.left, node.right].flatMap((side) => checksOf(exactly(context.origins.of(unwrapped(side), frame)), 'doubt')).filter(({ path }) => path.length > 0);
}

function asked(context: ConditionContext, node: Expression, frame: Frame, isNegated: boolean, steps: number): readonly Asked[] {
  const { origins } = context;
  switch (node.kind) {
    case 'unary': return node.operator === '!' ? asked(context, node.value, frame, !isNegated, steps) : [];
    case 'await': return asked(context, node.value, frame, isNegated, steps);
    case 'binary': return ofBinary(context, node, frame, isNegated, steps);
    case 'call': return ofCall(context, node, frame, isNegated, steps);
    case 'name':
    case 'member': {
      const isLength = node.kind === 'member' && node.name === 'length';
      const own = origins.of(isLength ? node.object : node, frame);
      if (own.some((origin) => origin.is === 'input' && origin.isExact)) return [{ origins: own, isPresence: true, isNegated }];
      return fromDefinitions(context, node, frame, isNegated, steps);
    }
    default: return [];
  }
}

function ofBinary(context: ConditionContext, node: Expression & { kind: 'binary' }, frame: Frame, isNegated: boolean, steps: number): readonly Asked[] {
  if (node.operator === '&&' || node.operator === '||' || node.operator === '??') return [...asked(context, node.left, frame, isNegated, steps), ...asked(context, node.right, frame, isNegated, steps)];
  if (!COMPARISONS.has(node.operator)) return [];
  const [empty, other] = isEmptiness(node.right) ? [node.right, node.left] : isEmptiness(node.left) ? [node.left, node.right] : [undefined, undefined];
  if (empty && other) {
    const isThere = node.operator.startsWith('!') || node.operator === '>';
    return asked(context, unwrapped(other), frame, isThere ? isNegated : !isNegated, steps).map((one) => ({ ...one, isPresence: true }));
  }
  // Comparing the whole says nothing of what is in it.
  const sides = [node.left, node.right].flatMap((side) => exactly(context.origins.of(unwrapped(side), frame))).filter((origin) => origin.is === 'input' && origin.path.length > 0);
  const through = [node.left, node.right].flatMap((side) => (side.kind === 'call' || side.kind === 'await' ? asked(context, side, frame, isNegated, steps) : []));
  return [{ origins: sides, isPresence: false, isNegated }, ...through];
}

/** What somebody else is asked about it; a database that is asked whether it knows a value doesn't check it. */
function ofCall(context: ConditionContext, node: Expression & { kind: 'call' }, frame: Frame, isNegated: boolean, steps: number): readonly Asked[] {
  const { evaluator, origins } = context;
  const values = evaluator.evaluate(node.callee, frame);
  if (values.some((value) => value.kind === 'api' && context.isQuery(value))) return [];
  if (origins.of(node.callee, frame).some((origin) => origin.is === 'meaning' && origin.meaning.is === 'test')) return [];
  // A function of the project asks what its answer is made of; where it gets away before, that is seen there.
  if (values.length > 0 && values.every(isFunction)) return steps > 0 ? values.flatMap((value) => askedIn(context, value, node, frame, isNegated, steps - 1)) : [];
  const given = node.args.flatMap((argument) => origins.of(argument, frame).filter((origin) => origin.is !== 'meaning' && (origin.isExact || (origin.is === 'input' && argument.kind === 'call'))));
  const name = values[0]?.kind === 'api' ? globalName(values[0]) : undefined;
  if (name !== undefined && (ASKING_PRESENCE.has(name) || CONVERTING_GLOBALS.has(name))) return [{ origins: given, isPresence: true, isNegated }];
  const { callee } = node;
  const receiver = callee.kind === 'member' ? exactly(origins.of(callee.object, frame)) : [];
  const inner = callee.kind === 'member' && steps > 0 ? asked(context, callee.object, frame, isNegated, steps - 1).filter(({ isPresence }) => !isPresence) : [];
  return [{ origins: [...given, ...receiver], isPresence: false, isNegated }, ...inner];
}

function askedIn(context: ConditionContext, value: FunctionValue, node: Call, frame: Frame, isNegated: boolean, steps: number): readonly Asked[] {
  const inner = context.evaluator.callFrame(value, node, frame);
  return inner ? returnsOf(value.fn).flatMap((returned) => asked(context, returned, inner, isNegated, steps)) : [];
}

function isFunction(value: Value): value is FunctionValue {
  return value.kind === 'function';
}

function exactly(origins: readonly Origin[]): readonly Origin[] {
  return origins.filter((origin) => origin.is === 'input' && origin.isExact);
}

/** A condition may have a name: `const isKnown = roles.includes(role)`. */
function fromDefinitions(context: ConditionContext, node: Expression, frame: Frame, isNegated: boolean, steps: number): readonly Asked[] {
  let base = node;
  while (base.kind === 'member') base = base.object;
  if (base.kind === 'call' || base.kind === 'await') return steps > 0 ? asked(context, base, frame, isNegated, steps - 1) : [];
  if (base.kind !== 'name' || steps === 0) return [];
  const binding = findBinding(frame.module, base.scope, base.name);
  const home = binding && frameOfFunction(frame, frame.module.scopes[binding.scope]?.fn ?? 0);
  if (!binding || !home) return [];
  return binding.definitions.flatMap((definition) => (definition.kind === 'value' ? asked(context, definition.value, home, isNegated, steps - 1).filter(({ isPresence }) => !isPresence || base === node) : []));
}

/** `undefined`, `null`, an empty text, nothing: comparing with it asks whether something is there. */
function isEmptiness(node: Expression): boolean {
  if (node.kind === 'name') return node.name === 'undefined';
  return node.kind === 'literal' && (node.value === undefined || node.value === null || node.value === '' || node.value === 'undefined' || node.value === 0);
}

/** Of `typeof x` and `x.length` the `x`. */
function unwrapped(node: Expression): Expression {
  if (node.kind === 'unary' && node.operator === 'typeof') return unwrapped(node.value);
  return node.kind === 'member' && node.name === 'length' ? node.object : node;
}

/** Whether a branch gets away: it returns, throws, answers, or hands on to somebody else. */
function leaves({ origins }: ConditionContext, body: readonly Statement[], frame: Frame): boolean {
  let found = false;
  eachStatement(body, (statement) => {
    if (statement.kind === 'return' || statement.kind === 'throw' || statement.kind === 'break' || statement.kind === 'continue') found = true;
    for (const expression of expressionsOf(statement)) {
      eachExpression(expression, (node) => {
        if (found || node.kind !== 'call') return;
        found = origins.of(node.callee, frame).some((origin) => origin.is === 'meaning' && ['answer', 'status', 'redirect', 'throw', 'pass'].includes(origin.meaning.is));
      });
    }
  });
  return found;
}
