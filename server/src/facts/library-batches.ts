import type { Evaluator } from '../semantic/evaluate.ts';
import { eachStatement, expressionsOf, partsOf } from '../semantic/returns.ts';
import { GLOBALS, rootOf, type Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import { holds } from '../syntax/places.ts';
import type { Binding, Call, Expression, Place, Statement } from '../syntax/tree.ts';
import type { LoopAround } from './loops.ts';

/**
 * Whether what a loop makes is handed to a package all at once: `prisma.$transaction(ids.map((id) => prisma.item.update(…)))`,
 * `writes.push(…)` and then `db.batch(writes)`. It decides itself how many round trips that takes.
 */
export function isBatched(evaluator: Evaluator, node: Expression, loop: LoopAround): boolean {
  if (loop.call && !loop.isSequential) return goesToPackage(evaluator, loop.call, loop.frame);
  const pushed = loop.statement ? pushedOnto(loop.statement.body, node, loop.frame) : undefined;
  return pushed !== undefined && isGiven(evaluator, pushed, loop.frame);
}

/** The list that a query is pushed onto before anybody waits for it. */
function pushedOnto(body: readonly Statement[], node: Place, { module }: Frame): Binding | undefined {
  const call = chainTo(body, node).findLast((one): one is Call => one.kind === 'call' && one.callee.kind === 'member' && one.callee.name === 'push' && one.args.some((argument) => argument.kind !== 'await' && holds(argument, node)));
  const list = call?.callee.kind === 'member' ? call.callee.object : undefined;
  return list?.kind === 'name' ? findBinding(module, list.scope, list.name) : undefined;
}

function goesToPackage(evaluator: Evaluator, list: Call, frame: Frame): boolean {
  const chain = chainTo(frame.fn.body, list);
  if (isArgumentOfPackage(evaluator, chain, list, frame)) return true;
  const binding = frame.module.bindings.find((one) => one.definitions.some((definition) => definition.kind === 'value' && definition.path.length === 0 && definition.value === list));
  return binding !== undefined && isGiven(evaluator, binding, frame);
}

/** Whether a list that has a name is an argument of a package's function anywhere. */
function isGiven(evaluator: Evaluator, binding: Binding, frame: Frame): boolean {
  let given = false;
  const visit = (node: Expression, chain: readonly Expression[]): void => {
    if (node.kind === 'name' && node.name === binding.name && findBinding(frame.module, node.scope, node.name) === binding) given ||= isArgumentOfPackage(evaluator, chain, node, frame);
    for (const part of partsOf(node)) visit(part, [...chain, node]);
  };
  eachStatement(frame.fn.body, (statement) => {
    for (const expression of expressionsOf(statement)) visit(expression, []);
  });
  return given;
}

/** Whether the call that takes a list, or the array that it is spread into, is a package's. `Promise.all` is the language's. */
function isArgumentOfPackage(evaluator: Evaluator, chain: readonly Expression[], list: Place, frame: Frame): boolean {
  const outer = chain.findLast((one) => one.kind !== 'spread' && one.kind !== 'array' && one.kind !== 'binary');
  if (outer?.kind !== 'call' || !outer.args.some((argument) => holds(argument, list))) return false;
  return evaluator.evaluate(outer.callee, frame).some((value) => value.kind === 'api' && rootOf(value) !== GLOBALS);
}

/** The expressions around a place, outermost first. */
export function chainTo(body: readonly Statement[], at: Place): readonly Expression[] {
  const chain: Expression[] = [];
  const visit = (node: Expression): void => {
    if (!holds(node, at) || (node.start === at.start && node.end === at.end)) return;
    chain.push(node);
    for (const part of partsOf(node)) visit(part);
  };
  eachStatement(body, (statement) => {
    for (const expression of expressionsOf(statement)) visit(expression);
  });
  return chain;
}
