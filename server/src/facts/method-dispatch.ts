import type { RoutingModel } from '../frameworks/model.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Span } from '../syntax/text.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { bodiesOf, eachExpression, eachStatement, expressionsOf } from '../semantic/returns.ts';
import type { FunctionValue, Value } from '../semantic/values.ts';
import type { Expression, FunctionNode, Place, Statement } from '../syntax/tree.ts';
import { isReturnedBy, shapeOf } from './guards.ts';
import type { Registered } from './registration.ts';
import { spanOf } from './source.ts';

/** A method that a handler serves, and the code of the handler that is for others. */
export interface ServedMethod {
  readonly method: string;
  readonly excludes: readonly Span[];
  /** The function that all of the method's requests are handed to. */
  readonly delegate?: FunctionNode;
}

const EVERY: readonly ServedMethod[] = [{ method: 'ALL', excludes: [] }];

/** Answers that say that a method isn't served. */
const REFUSAL = /^(405|501|Allow|.*\bnot (allowed|supported|implemented)\b.*)$/i;

/** The methods that a function serves which is called for all of them: those that it compares the request's method with. */
export function methodsOf(evaluator: Evaluator, handler: Registered, routing: RoutingModel): readonly ServedMethod[] {
  for (const value of handler.values.flatMap((one) => functionsIn(evaluator, one))) {
    const isMethod = methodReader(value, handler.as, routing);
    const named = new Set<string>();
    eachStatement(value.fn.body, (statement) => {
      if (statement.kind === 'switch' && isMethod(statement.value)) for (const { test } of statement.cases) if (test) named.add(textOf(test) ?? '');
      for (const expression of expressionsOf(statement)) eachExpression(expression, (node) => { for (const text of comparedWith(node, isMethod)) named.add(text); });
    });
    const methods = [...named].filter((name) => /^[A-Z]+$/.test(name));
    if (methods.length === 0) continue;
    const { module } = value.frame;
    const others = restOf(value.fn.body, undefined, isMethod);
    const served = methods.map((method): ServedMethod => {
      const { excluded, chosen } = restOf(value.fn.body, method, isMethod);
      const delegate = chosen && calledIn(evaluator, chosen, value);
      return { method, excludes: excluded.map((place) => spanOf(module, place)), ...(delegate && { delegate }) };
    });
    return others.refuses ? served : [...served, { method: 'ALL', excludes: others.excluded.map((place) => spanOf(module, place)) }];
  }
  return EVERY;
}

/** The one function that statements do nothing but call. */
function calledIn(evaluator: Evaluator, statements: readonly Statement[], { frame, fn }: FunctionValue): FunctionNode | undefined {
  const [only, ...others] = statements.flatMap((one) => (one.kind === 'block' ? one.body : [one])).filter(({ kind }) => kind !== 'break');
  const value = only?.kind === 'expression' || only?.kind === 'return' ? only.value : undefined;
  const call = value?.kind === 'await' ? value.value : value;
  const home = evaluator.frames.inside(frame, fn.id) ?? evaluator.frames.generic(frame.module, fn.id);
  const isBehind = others.every((one) => one.kind === 'return' && !one.value);
  if (call?.kind !== 'call' || !home || !isBehind) return undefined;
  const [callee] = evaluator.evaluate(call.callee, home);
  return callee?.kind === 'function' ? callee.fn : undefined;
}

/** The function itself, what it hands everything on to, or what a wrapper was given. */
function functionsIn(evaluator: Evaluator, value: Value): readonly FunctionValue[] {
  if (value.kind === 'function') {
    const [only] = value.fn.body;
    const call = value.fn.body.length === 1 && only?.kind === 'return' ? only.value : undefined;
    const home = evaluator.frames.generic(value.frame.module, value.fn.id);
    const handedOn = call?.kind === 'call' && home ? evaluator.evaluate(call.callee, home).filter((one) => one.kind === 'function') : [];
    if (handedOn.length > 0) return [value, ...handedOn];
    const given = isReturnedBy(value) ? (value.frame.args ?? []).flatMap((argument) => evaluator.argument(argument)).filter((one) => one.kind === 'function') : [];
    return [value, ...given];
  }
  if (value.kind !== 'api' || value.site?.node.kind !== 'call') return [];
  const { node, frame } = value.site;
  return node.args.flatMap((argument) => evaluator.evaluate(argument, frame)).filter((one) => one.kind === 'function');
}

/** Whether an expression is the method of the request that a function was called with. */
function methodReader({ fn, frame }: FunctionValue, as: string | undefined, routing: RoutingModel): (node: Expression) => boolean {
  const { parts } = routing.conversation;
  const names = shapeOf(fn.parameters.length, routing, as).parameters.map((meaning) => {
    const described = meaning?.is === 'part' ? Object.entries(parts[meaning.part]?.members ?? {}) : [];
    return new Set(described.flatMap(([name, member]) => (member.is === 'address' && member.of === 'method' ? [name] : [])));
  });
  const requestOf = (node: Expression): ReadonlySet<string> | undefined => {
    const definitions = node.kind === 'name' ? findBinding(frame.module, node.scope, node.name)?.definitions ?? [] : [];
    const given = definitions.find((one) => one.kind === 'parameter' && one.fn === fn.id && one.path.length === 0);
    return given?.kind === 'parameter' ? names[given.index] : undefined;
  };
  const isMethod = (node: Expression): boolean => {
    switch (node.kind) {
      case 'member': return requestOf(node.object)?.has(node.name) ?? false;
      case 'call': return node.callee.kind === 'member' && /^to(Upper|Lower)Case$/.test(node.callee.name) && isMethod(node.callee.object);
      case 'binary': return (node.operator === '??' || node.operator === '||') && isMethod(node.left);
      case 'name': return (findBinding(frame.module, node.scope, node.name)?.definitions ?? []).some((one) => {
        const [step] = 'path' in one ? one.path : [];
        if (one.kind === 'parameter') return one.fn === fn.id && one.path.length === 1 && (names[one.index]?.has(String(step)) ?? false);
        if (one.kind !== 'value') return false;
        return one.path.length === 0 ? one.value.kind !== 'name' && isMethod(one.value) : one.path.length === 1 && (requestOf(one.value)?.has(String(step)) ?? false);
      });
      default: return false;
    }
  };
  return isMethod;
}

/** What a comparison compares the method with. */
function comparedWith(node: Expression, isMethod: (node: Expression) => boolean): readonly string[] {
  if (node.kind === 'binary' && /^[!=]==?$/.test(node.operator)) {
    const other = isMethod(node.left) ? node.right : isMethod(node.right) ? node.left : undefined;
    return other ? [textOf(other) ?? ''] : [];
  }
  if (node.kind !== 'call' || node.callee.kind !== 'member' || node.callee.name !== 'includes' || node.callee.object.kind !== 'array') return [];
  const [argument] = node.args;
  return argument && isMethod(argument) ? node.callee.object.elements.map((element) => textOf(element) ?? '') : [];
}

function textOf(node: Expression): string | undefined {
  return node.kind === 'literal' && typeof node.value === 'string' ? node.value.toUpperCase() : undefined;
}

/** Whether a condition holds for a method; `undefined` where something else decides. Without a method: for one that nobody names. */
function holdsFor(test: Expression, method: string | undefined, isMethod: (node: Expression) => boolean): boolean | undefined {
  if (test.kind === 'unary' && test.operator === '!') {
    const inner = holdsFor(test.value, method, isMethod);
    return inner === undefined ? undefined : !inner;
  }
  if (test.kind === 'binary' && (test.operator === '&&' || test.operator === '||')) {
    const sides = [holdsFor(test.left, method, isMethod), holdsFor(test.right, method, isMethod)];
    const decides = test.operator === '||';
    return sides.includes(decides) ? decides : sides.every((side) => side === !decides) ? !decides : undefined;
  }
  const compared = comparedWith(test, isMethod);
  if (compared.length === 0) return undefined;
  const isEqual = method !== undefined && compared.includes(method);
  return test.kind === 'binary' && test.operator.startsWith('!') ? !isEqual : isEqual;
}

/** The code that doesn't run for a method, and whether what runs refuses it. */
function restOf(body: readonly Statement[], method: string | undefined, isMethod: (node: Expression) => boolean): { readonly excluded: readonly Place[]; readonly refuses: boolean; readonly chosen?: readonly Statement[] } {
  const excluded: Place[] = [];
  let chosen: readonly Statement[] | undefined;
  let refuses = false;

  /** Whether the end is reached. */
  const visit = (statements: readonly Statement[], isDecided: boolean): boolean => {
    for (const [index, statement] of statements.entries()) {
      if (visitStatement(statement, isDecided)) continue;
      excluded.push(...statements.slice(index + 1));
      return false;
    }
    return true;
  };

  const visitStatement = (statement: Statement, isDecided: boolean): boolean => {
    for (const expression of expressionsOf(statement)) eachExpression(expression, (node) => { if (node.kind === 'literal' && REFUSAL.test(String(node.value))) refuses = true; });
    switch (statement.kind) {
      case 'return':
      case 'throw':
        if (isDecided) refuses = true;
        return false;
      case 'if': {
        const holds = holdsFor(statement.test, method, isMethod);
        if (holds === undefined) {
          const ends = [visit(statement.then, false), visit(statement.otherwise, false)];
          return ends.includes(true);
        }
        excluded.push(...(holds ? statement.otherwise : statement.then));
        if (holds && method !== undefined) chosen = statement.then;
        return visit(holds ? statement.then : statement.otherwise, true);
      }
      case 'switch': return isMethod(statement.value) ? visitSwitch(statement) : true;
      case 'try': {
        const reached = visit(statement.block, isDecided);
        return visit(statement.finalizer, isDecided) && reached;
      }
      default: return bodiesOf(statement).every((inner) => visit(inner, isDecided) || statement.kind === 'loop');
    }
  };

  /** From the case of the method to where it breaks off; without one, the default. */
  const visitSwitch = ({ cases }: Statement & { kind: 'switch' }): boolean => {
    if (method === undefined) refuses = true;
    const own = cases.findIndex(({ test }) => test && method !== undefined && textOf(test) === method);
    const start = own < 0 ? cases.findIndex(({ test }) => !test) : own;
    const end = start < 0 ? -1 : cases.findIndex(({ body: inner }, index) => index >= start && inner.length > 0);
    const last = end < 0 ? start : end;
    cases.forEach(({ body: inner }, index) => { if (index < start || index > last || start < 0) excluded.push(...inner); });
    const inner = cases[last]?.body ?? [];
    chosen = inner;
    return visit(inner, true) || inner.some(({ kind }) => kind === 'break');
  };

  const isReached = visit(body, false);
  // Nothing is left to do for a method that nobody names.
  const last = body[body.length - 1];
  if (method === undefined && isReached && last?.kind === 'if' && holdsFor(last.test, undefined, isMethod) !== undefined && last.otherwise.length === 0) refuses = true;
  return { excluded, refuses, ...(chosen && { chosen }) };
}
