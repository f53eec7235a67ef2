import { findBinding } from '../syntax/find-binding.ts';
import { eachExpression } from '../semantic/returns.ts';
import type { Binding, Expression } from '../syntax/tree.ts';
import { alternativesOf, joinMinds, literalMind, truthOf, type Activation, type Mind } from './anonymous-minds.ts';
import { evaluateMind } from './anonymous-expressions.ts';
import { JUMP, NORMAL, raisedNow, type Run } from './anonymous-run.ts';

/** A binding that was set, with what it held before. */
export interface Write {
  readonly env: Map<Binding, Mind>;
  readonly binding: Binding;
  readonly before: Mind | undefined;
}

export function writeMind(run: Run, env: Map<Binding, Mind>, binding: Binding, mind: Mind): void {
  run.journal.push({ env, binding, before: env.get(binding) });
  env.set(binding, mind);
}

/** Where in a run a binding is held, and what it holds; of one that was declared without a value, undefined. */
export function heldBinding(activation: Activation, scope: number, name: string): { readonly env: Map<Binding, Mind>; readonly binding: Binding; readonly mind: Mind } | undefined {
  const { module } = activation.frame;
  const binding = findBinding(module, scope, name);
  const home = binding && (module.scopes[binding.scope]?.fn ?? 0);
  for (let at: Activation | undefined = activation; binding && at; at = at.parent) {
    if (at.frame.module !== module || at.frame.fn.id !== home) continue;
    const mind = at.env.get(binding) ?? (isUnassigned(binding) ? literalMind(undefined) : undefined);
    if (mind) return { env: at.env, binding, mind };
  }
  return undefined;
}

/** Whether nothing but assignments can have given a binding a value: `let error;`. */
export function isUnassigned({ isConstant, definitions }: Binding): boolean {
  return !isConstant && definitions.every(({ kind }) => kind === 'value');
}

/**
 * Runs alternatives of which one happens, each from here; what they leave behind is put together, without those that return or throw.
 * Gives how they end.
 */
export function runBranches(run: Run, bodies: readonly (() => number)[]): number {
  const outer = run.journal;
  const { status, answered, handedOn } = run;
  let ending: Run['answered'] | undefined;
  let handed: Run['handedOn'] | undefined;
  const branches = bodies.map((body) => {
    run.journal = [];
    const completion = body();
    const after = new Map<Map<Binding, Mind>, Map<Binding, Mind>>();
    for (const { env, binding } of run.journal) after.set(env, (after.get(env) ?? new Map<Binding, Mind>()).set(binding, env.get(binding) ?? literalMind(undefined)));
    for (const { env, binding, before } of run.journal.toReversed()) {
      if (before) env.set(binding, before);
      else env.delete(binding);
    }
    if ((completion & (NORMAL | JUMP)) !== 0) {
      ending = joinAnswered(ending, run.answered);
      handed = joinAnswered(handed, run.handedOn);
    }
    run.status = status; // a status that was set on the way to an answer of its own
    run.answered = answered;
    run.handedOn = handedOn;
    return { completion, after };
  });
  run.journal = outer;
  run.answered = ending ?? answered;
  run.handedOn = handed ?? handedOn;
  mergeWrites(run, branches.filter(({ completion }) => (completion & (NORMAL | JUMP)) !== 0).map(({ after }) => after));
  return branches.reduce((sum, { completion }) => sum | completion, 0);
}

export function joinAnswered(a: Run['answered'] | undefined, b: Run['answered']): Run['answered'] {
  return a === undefined || a === b ? b : 'maybe';
}

function mergeWrites(run: Run, branches: readonly ReadonlyMap<Map<Binding, Mind>, ReadonlyMap<Binding, Mind>>[]): void {
  for (const env of new Set(branches.flatMap((after) => [...after.keys()]))) {
    for (const binding of new Set(branches.flatMap((after) => [...(after.get(env)?.keys() ?? [])]))) {
      const left = env.get(binding) ?? (isUnassigned(binding) ? literalMind(undefined) : undefined);
      const minds = branches.flatMap((after) => after.get(env)?.get(binding) ?? left ?? []);
      const merged = minds.reduce<Mind | undefined>(joinMinds, undefined);
      if (merged) writeMind(run, env, binding, merged);
    }
  }
}

/** Does the same with each of the possibilities that a value has. Throws only if it does for all of them. */
export function eachWay(run: Run, mind: Mind, body: (one: Mind) => Mind): Mind {
  if (mind.kind !== 'either') return body(mind);
  const outer = run.raised;
  const raised: Run['raised'][] = [];
  let joined: Mind | undefined;
  runBranches(run, mind.minds.map((one) => () => {
    run.raised = 'never';
    const result = body(one);
    raised.push(raisedNow(run));
    if (raisedNow(run) !== 'always') joined = joinMinds(joined, result);
    return NORMAL;
  }));
  run.raised = outer === 'always' || raised.every((one) => one === 'always') ? 'always' : raised.some((one) => one !== 'never') ? 'maybe' : outer;
  return joined ?? literalMind(undefined);
}

/** Behind a condition, names that may hold several things hold those with which the condition comes out so. */
export function refine(run: Run, test: Expression, truth: boolean, activation: Activation): void {
  const names: (Expression & { kind: 'name' })[] = [];
  let isPlain = true;
  eachExpression(test, (node) => {
    if (node.kind === 'name') names.push(node);
    if (node.kind === 'call' || node.kind === 'assign' || node.kind === 'await' || node.kind === 'function') isPlain = false;
  });
  if (!isPlain) return;
  const { raised } = run;
  for (const { name, scope } of names) {
    const held = heldBinding(activation, scope, name);
    if (held?.mind.kind !== 'either') continue;
    const left = alternativesOf(held.mind).filter((one) => {
      held.env.set(held.binding, one);
      const holds = truthOf(evaluateMind(run, test, activation));
      held.env.set(held.binding, held.mind);
      return holds !== !truth;
    });
    const narrowed = left.reduce<Mind | undefined>(joinMinds, undefined);
    if (narrowed && left.length < alternativesOf(held.mind).length) writeMind(run, held.env, held.binding, narrowed);
  }
  run.raised = raised;
}

