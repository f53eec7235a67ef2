import { bodiesOf, eachExpressionOf, expressionsOf, partsOf } from '../../semantic/returns.ts';
import { findBinding } from '../../syntax/find-binding.ts';
import { holds } from '../../syntax/places.ts';
import type { Binding, Call, Expression, FunctionNode, Module, Name, Statement, Try } from '../../syntax/tree.ts';
import { surroundingsOf } from './surroundings.ts';

/** What becomes of a failure where it happens, within one function. */
export type Fate =
  /** It is thrown at this place: what stands around it may catch it. */
  | { readonly is: 'thrown'; readonly caughtBy?: Try }
  /** A `.catch(…)` or the second argument of `.then(…)` gets it. */
  | { readonly is: 'handled'; readonly by: Call; readonly handler: Expression }
  /** The promise is what the function gives: its caller gets the failure. */
  | { readonly is: 'given back' }
  /** Nobody keeps the promise. */
  | { readonly is: 'dropped' }
  /** Nobody can say. */
  | { readonly is: 'unknown' };

const UNKNOWN: Fate = { is: 'unknown' };

/** Calls of `Promise` that fail when what they are given does, or one of it. */
const JOINING = new Set(['all', 'race', 'any', 'resolve']);

/** Methods of a promise. */
const CONTINUING: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);

/** Methods of a list that give a list of what their callback gives. */
export const MAPPING: ReadonlySet<string> = new Set(['map', 'flatMap']);

interface Found {
  readonly statement: Statement;
  /** The expressions around the node, the innermost first. */
  readonly around: readonly Expression[];
  /** The `try` statements in whose block it stands, the innermost first. */
  readonly tries: readonly Try[];
}

/** What becomes of the failure of a call, or of a callback that is given to one, in the function in whose own statements it stands. */
export function fateOf(module: Module, fn: FunctionNode, node: Expression): Fate {
  const found = find(fn.body, node, []);
  if (!found) return UNKNOWN;
  let current = node;
  for (let index = 0; index < found.around.length; index++) {
    const parent = found.around[index];
    if (!parent) break;
    const list = parent.kind === 'call' && parent.callee !== current ? listPushedTo(module, parent) : undefined;
    if (list) return fateOfKept(module, fn, list);
    const fate = through(parent, current, found.around[index + 1], found);
    if (fate !== 'goes on') return fate;
    current = parent;
  }
  switch (found.statement.kind) {
    case 'expression': return { is: 'dropped' };
    // An expression for a body, too; `return promise` leaves a `try` before the promise is settled.
    case 'return': return { is: 'given back' };
    case 'declare': return fateOfKept(module, fn, bindingOf(module, current));
    default: return UNKNOWN;
  }
}

/** What becomes of a promise that is kept in a variable, or with others in a list, and waited for before anything else is. */
function fateOfKept(module: Module, fn: FunctionNode, keeper: Binding | undefined): Fate {
  const [only, ...others] = keeper ? surroundingsOf(module).usesOf(keeper).filter((use) => !isPush(module, use)) : [];
  if (!keeper || !only || others.length > 0 || only.start < keeper.start) return UNKNOWN;
  let isLate = false;
  eachExpressionOf(fn.body, (node) => {
    isLate ||= node.kind === 'await' && node.start > keeper.start && node.start < only.start && !holds(node, only);
  });
  return isLate ? UNKNOWN : fateOf(module, fn, only);
}

function bindingOf({ bindings }: Module, value: Expression): Binding | undefined {
  return bindings.find(({ definitions: [definition, ...others] }) => others.length === 0 && definition?.kind === 'value' && definition.value === value && definition.path.length === 0);
}

/** The list of `list.push(…)`, where it begins empty or with others of its kind. */
function listPushedTo(module: Module, { callee }: Call): Binding | undefined {
  if (callee.kind !== 'member' || callee.name !== 'push' || callee.object.kind !== 'name') return undefined;
  const binding = findBinding(module, callee.object.scope, callee.object.name);
  const [definition, ...others] = binding?.definitions ?? [];
  return others.length === 0 && definition?.kind === 'value' && definition.value.kind === 'array' ? binding : undefined;
}

function isPush(module: Module, use: Name): boolean {
  const parent = surroundingsOf(module).parentOf(use);
  return parent?.in === 'expression' && parent.node.kind === 'member' && parent.node.object === use && parent.node.name === 'push';
}

/** What one expression around a promise does with it. */
function through(parent: Expression, current: Expression, next: Expression | undefined, { tries }: Found): Fate | 'goes on' {
  switch (parent.kind) {
    case 'await': return { is: 'thrown', ...(tries[0] && { caughtBy: tries[0] }) };
    case 'member': return next?.kind === 'call' && next.callee === parent ? 'goes on' : UNKNOWN;
    case 'call': return parent.callee === current ? continued(parent) : givenTo(parent, current);
    case 'array':
    case 'spread': return 'goes on';
    case 'conditional': return parent.test === current ? UNKNOWN : 'goes on';
    case 'binary': return parent.right === current && ['&&', '||', '??', ','].includes(parent.operator) ? 'goes on' : UNKNOWN;
    case 'unary': return parent.operator === 'void' ? { is: 'dropped' } : UNKNOWN;
    default: return UNKNOWN;
  }
}

/** `promise.then(…)`, `promise.catch(…)`; any other method belongs to what is asked for. */
function continued(call: Call): Fate | 'goes on' {
  const name = call.callee.kind === 'member' ? call.callee.name : undefined;
  const handler = name === 'catch' ? call.args[0] : name === 'then' ? call.args[1] : undefined;
  return handler ? { is: 'handled', by: call, handler } : 'goes on';
}

function givenTo({ callee }: Call, argument: Expression): Fate | 'goes on' {
  if (callee.kind !== 'member') return UNKNOWN;
  if (callee.object.kind === 'name' && callee.object.name === 'Promise') return JOINING.has(callee.name) ? 'goes on' : UNKNOWN;
  return argument.kind === 'function' && MAPPING.has(callee.name) ? 'goes on' : UNKNOWN;
}

/** Whether a function goes on with other calls while nobody there waits for a promise: what is done about its failure may come too late. */
export function isOvertaken(fn: FunctionNode, chain: Call): boolean {
  const found = find(fn.body, chain, []);
  if (found?.statement.kind !== 'expression' || found.around.some(({ kind }) => kind === 'await')) return false;
  const { end } = found.statement;
  let isFollowed = false;
  eachExpressionOf(fn.body, (node) => {
    isFollowed ||= node.kind === 'call' && node.start >= end;
  });
  return isFollowed;
}

/** Whether a call is followed by another method of what it gives: `qb.where(…)` in `qb.where(…).getMany()`. */
export function isLink(fn: FunctionNode, node: Expression): boolean {
  const [member, call] = find(fn.body, node, [])?.around ?? [];
  return member?.kind === 'member' && call?.kind === 'call' && call.callee === member && !CONTINUING.has(member.name);
}

/** Whether a call continues a promise: `promise.then(…)`. */
export function isContinuing({ callee }: Call): boolean {
  return callee.kind === 'member' && CONTINUING.has(callee.name);
}

/** Whether what a call gives is continued as a promise where it stands. */
export function isContinued(fn: FunctionNode, node: Expression): boolean {
  return (find(fn.body, node, [])?.around ?? []).some((one) => one.kind === 'call' && isContinuing(one));
}

/** A call with those that are chained to it, the last of them last, as far as they aren't its promise's. */
export function chainFrom(fn: FunctionNode, node: Call): readonly Call[] {
  const chain = [node];
  let of: Expression = node;
  for (const one of find(fn.body, node, [])?.around ?? []) {
    if (one.kind === 'call' ? one.callee !== of || (of.kind === 'member' && CONTINUING.has(of.name)) : one.kind !== 'member') break;
    if (one.kind === 'call') chain.push(one);
    of = one;
  }
  return chain;
}

function find(body: readonly Statement[], node: Expression, tries: readonly Try[]): Found | undefined {
  for (const statement of body) {
    if (!holds(statement, node)) continue;
    for (const expression of expressionsOf(statement)) {
      const around = holds(expression, node) ? pathTo(expression, node) : undefined;
      if (around) return { statement, around, tries };
    }
    if (statement.kind === 'try' && statement.handler) return find(statement.block, node, [statement, ...tries]) ?? find(statement.handler.body, node, tries) ?? find(statement.finalizer, node, tries);
    for (const inner of bodiesOf(statement)) {
      const found = find(inner, node, tries);
      if (found) return found;
    }
  }
  return undefined;
}

/** The expressions around a node, the innermost first; nothing where it isn't in there. */
function pathTo(expression: Expression, node: Expression): readonly Expression[] | undefined {
  if (expression === node || (expression.kind === 'function' && node.kind === 'function' && expression.id === node.id)) return [];
  for (const part of partsOf(expression)) {
    const inner = holds(part, node) ? pathTo(part, node) : undefined;
    if (inner) return [...inner, expression];
  }
  return undefined;
}
