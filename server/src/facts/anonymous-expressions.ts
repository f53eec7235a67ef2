import type { Expression } from '../syntax/tree.ts';
import { assignTarget } from './anonymous-bindings.ts';
import { eachWay, heldBinding, refine, runBranches } from './anonymous-branches.ts';
import { evaluateCall } from './anonymous-calls.ts';
import { equality } from './anonymous-equality.ts';
import { fromValues, identity, inputMind, isDerived, memberMind, recordMind, spreadMind } from './anonymous-members.ts';
import { alternativesOf, DERIVED, DOUBT, EMPTY, FORGED, joinMinds, literalMind, literalOf, NOTHING, SOMETHING, truthOf, withTruth, type Activation, type Mind } from './anonymous-minds.ts';
import { NORMAL, raise, raisedNow, type Run } from './anonymous-run.ts';

/** What an expression is worth in this run. */
export function evaluateMind(run: Run, node: Expression, activation: Activation): Mind {
  run.steps++;
  if (run.raised === 'always') return DOUBT;
  const evaluate = (part: Expression) => evaluateMind(run, part, activation);
  switch (node.kind) {
    case 'literal': return literalMind(node.value);
    case 'name': return evaluateName(run, node, activation);
    case 'member': return memberMind(run, evaluate(node.object), node.name, node.optional || isOptionalChain(node.object));
    case 'index': return evaluateIndex(run, node, activation);
    case 'call': return evaluateCall(run, node, activation);
    case 'await': return awaited(run, evaluate(node.value));
    case 'conditional': {
      const truth = truthOf(evaluate(node.test));
      if (truth !== undefined) return evaluate(truth ? node.whenTrue : node.whenFalse);
      return eitherValue(run, [true, false].map((holds) => () => {
        refine(run, node.test, holds, activation);
        return evaluate(holds ? node.whenTrue : node.whenFalse);
      }));
    }
    case 'binary': return evaluateBinary(run, node, activation);
    case 'unary': {
      const value = evaluate(node.value);
      if (node.operator === '!') return notMind(value);
      if (node.operator === 'typeof') return value.kind === 'nothing' ? literalMind('undefined') : DOUBT;
      return value.kind === 'nothing' ? value : DOUBT;
    }
    case 'assign': {
      const value = evaluate(node.value);
      if (raisedNow(run) === 'always') return DOUBT;
      assignTarget(run, node.target, value, activation);
      return value;
    }
    case 'this': return selfMind(activation) ?? fromValues(run.evaluator.evaluate(node, activation.frame));
    case 'regex': return { kind: 'regex', text: node.text };
    case 'function': {
      const fn = activation.frame.module.functions[node.id];
      return fn ? { kind: 'closure', fn, activation } : DOUBT;
    }
    case 'object': return recordMind(run, node, activation);
    case 'array': return node.elements.some((element) => element.kind === 'spread') ? spreadMind(run, node, activation) : { kind: 'list', items: node.elements.map(evaluate) };
    case 'template': {
      const parts = node.parts.map(evaluate);
      if (parts.some((part) => part.kind === 'forged')) return FORGED;
      const texts = parts.map((part) => literalOf(part)?.value);
      if (!node.tag && texts.every((text) => typeof text === 'string')) return literalMind(node.texts.map((text, index) => text + String(texts[index] ?? '')).join(''));
      return parts.some((part) => isDerived(part)) ? DERIVED : fromValues(run.evaluator.evaluate(node, activation.frame));
    }
    case 'spread': return evaluate(node.value);
    case 'opaque':
      node.parts.forEach(evaluate);
      return DOUBT;
    default: return fromValues(run.evaluator.evaluate(node, activation.frame));
  }
}

/** `this` as the framework gives it; arrow functions see that of the function around them. */
function selfMind(activation: Activation): Mind | undefined {
  for (let at: Activation | undefined = activation; at; at = at.parent) if (at.self || at.frame.fn.form !== 'arrow') return at.self;
  return undefined;
}

function evaluateIndex(run: Run, node: Expression & { kind: 'index' }, activation: Activation): Mind {
  const index = evaluateMind(run, node.index, activation);
  return eachWay(run, evaluateMind(run, node.object, activation), (object) => itemMind(run, object, index, node));
}

function itemMind(run: Run, object: Mind, index: Mind, node: Expression & { kind: 'index' }): Mind {
  const key = literalOf(index)?.value;
  if (object.kind === 'list') return itemOf(object.items, node.index, key);
  if (typeof key === 'string') return memberMind(run, object, key, node.optional || isOptionalChain(node.object));
  if (object.kind === 'session') return identity(run, object.by);
  if (object.kind === 'input' && object.of === 'cookies') return inputMind(run, 'cookies', '');
  if (object.kind === 'empty' || object.kind === 'forged' || object.kind === 'claimed') return object;
  if (object.kind === 'nothing') return memberMind(run, object, '', node.optional || isOptionalChain(node.object));
  const isMissing = literalOf(index) !== undefined && (key === undefined || key === null);
  return isMissing || isDerived(index) ? NOTHING : DOUBT; // looked up by a credential that isn't there
}

/** An item of the arguments: by its number, or the last one (`args[args.length - 1]`). */
function itemOf(items: readonly Mind[], index: Expression, key: unknown): Mind {
  if (typeof key === 'number') return items[key] ?? literalMind(undefined);
  const isLast = index.kind === 'binary' && index.operator === '-' && index.left.kind === 'member' && index.left.name === 'length' && index.right.kind === 'literal' && index.right.value === 1;
  return isLast ? items[items.length - 1] ?? DOUBT : DOUBT;
}

function isOptionalChain(node: Expression): boolean {
  if (node.kind === 'member' || node.kind === 'index' || node.kind === 'call') return node.optional || isOptionalChain(node.kind === 'call' ? node.callee : node.object);
  return false;
}

function notMind(value: Mind): Mind {
  const truth = truthOf(value);
  return truth === undefined ? DOUBT : literalMind(!truth);
}

export function awaited(run: Run, value: Mind): Mind {
  if (value.kind === 'either') return eachWay(run, value, (one) => awaited(run, one));
  if (value.kind !== 'promise') return value;
  const { fulfils, rejects } = value.promise;
  if (rejects) raise(run, fulfils ? 'maybe' : 'always');
  return value.promise.value;
}

function evaluateName(run: Run, node: Expression & { kind: 'name' }, activation: Activation): Mind {
  return heldBinding(activation, node.scope, node.name)?.mind ?? fromValues(run.evaluator.evaluate(node, activation.frame));
}

function evaluateBinary(run: Run, node: Expression & { kind: 'binary' }, activation: Activation): Mind {
  const left = evaluateMind(run, node.left, activation);
  const truth = truthOf(left);
  const right = () => evaluateMind(run, node.right, activation);
  switch (node.operator) {
    case '&&': return truth === false ? left : truth === true ? right() : decided(left, shortened(run, node, right, activation), false);
    case '||': return truth === true ? left : truth === false ? emptied(left, right()) : decided(left, shortened(run, node, right, activation), true);
    case '??': return isAbsent(left) ? emptied(left, right()) : truth === true ? left : joinMinds(left, eitherValue(run, [right, () => DOUBT], 1));
    case ',': return right();
    case '===': case '==': return equality(left, right(), true);
    case '!==': case '!=': return equality(left, right(), false);
    case 'instanceof': case 'in': return right(), left.kind === 'nothing' ? literalMind(false) : DOUBT;
    default: {
      const other = right();
      if (isMore(node.operator, left, other)) return literalMind(false);
      return isDerived(left) || isDerived(other) ? (node.operator === '+' ? DERIVED : DOUBT) : DOUBT;
    }
  }
}

/** Nothing, and a number of nothing, is more than no number. */
function isMore(operator: string, left: Mind, right: Mind): boolean {
  const limit = literalOf(right)?.value;
  return left.kind === 'nothing' && typeof limit === 'number' && (operator === '>' ? limit >= 0 : operator === '>=' && limit > 0);
}

/** Of `unknown && false` and `unknown || true` the outcome is known all the same. */
function decided(left: Mind, right: Mind, decides: boolean): Mind {
  const isKnown = truthOf(right) === decides;
  const kept = alternativesOf(withTruth(left, decides)).map((one) => (isKnown && truthOf(one) === undefined ? (decides ? SOMETHING : literalMind(undefined)) : one));
  return kept.reduce(joinMinds, right);
}

/** The right side of `&&` and `||` runs where the left one doesn't decide. */
function shortened(run: Run, node: Expression & { kind: 'binary' }, right: () => Mind, activation: Activation): Mind {
  return eitherValue(run, [() => {
    refine(run, node.left, node.operator === '&&', activation);
    return right();
  }, () => DOUBT], 1);
}

/** Evaluates what may or may not be evaluated; `count` says how many of the alternatives the value is joined from. */
function eitherValue(run: Run, alternatives: readonly (() => Mind)[], count = alternatives.length): Mind {
  let joined: Mind | undefined;
  const outer = run.raised;
  const raised: Run['raised'][] = [];
  runBranches(run, alternatives.map((alternative, index) => () => {
    run.raised = 'never';
    const value = alternative();
    raised.push(raisedNow(run));
    if (index < count && raisedNow(run) !== 'always') joined = joinMinds(joined, value);
    return NORMAL;
  }));
  run.raised = raised.every((one) => one === 'always') ? 'always' : raised.some((one) => one !== 'never') || outer === 'maybe' ? 'maybe' : outer;
  return joined ?? DOUBT;
}

function isAbsent(mind: Mind): boolean {
  const literal = literalOf(mind);
  return mind.kind === 'nothing' || (literal !== undefined && (literal.value === undefined || literal.value === null));
}

/** `token ?? ''` is still made of the missing token. */
function emptied(left: Mind, right: Mind): Mind {
  const isMissing = left.kind === 'nothing' || left.kind === 'empty';
  return isMissing && truthOf(right) === false ? EMPTY : right;
}
