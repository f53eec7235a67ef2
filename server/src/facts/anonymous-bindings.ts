import { ofEachModule } from '../semantic/of-code.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Binding, Expression } from '../syntax/tree.ts';
import { isUnassigned, writeMind } from './anonymous-branches.ts';
import { evaluateMind } from './anonymous-expressions.ts';
import { followMind } from './anonymous-members.ts';
import { DOUBT, joinMinds, literalMind, literalOf, type Activation, type Mind } from './anonymous-minds.ts';
import { refusalOf, refuse, type Run } from './anonymous-run.ts';

export function assignDeclared(run: Run, value: Expression, mind: Mind, activation: Activation): void {
  for (const { binding, path } of declarationsOf(activation.frame.module).get(value) ?? []) setBinding(run, binding, followMind(run, mind, path), activation, true);
}

export function assignTarget(run: Run, target: Expression, mind: Mind, activation: Activation): void {
  if (target.kind === 'name') {
    const binding = findBinding(activation.frame.module, target.scope, target.name);
    if (binding) setBinding(run, binding, mind, activation);
    return;
  }
  if (target.kind !== 'member' && target.kind !== 'index') return;
  const object = evaluateMind(run, target.object, activation);
  if (object.kind === 'record' || object.kind === 'list' || object.kind === 'either') return assignTarget(run, target.object, changed(run, object, target, mind, activation), activation);
  const meaning = object.kind === 'part' && target.kind === 'member' ? run.conversation.parts[object.part]?.members[target.name] : undefined;
  if (meaning?.is === 'status') assignStatus(run, mind);
  // A handler's answer is what stands there when it comes to its end; a middleware that sets it lets nobody on, unless it has.
  if (meaning?.is === 'answer' && !run.isHandler) refuse(run, refusalOf(run.status));
}

/** What an object is once one of its members was set. */
function changed(run: Run, object: Mind, target: Expression & { kind: 'member' | 'index' }, mind: Mind, activation: Activation): Mind {
  const key = target.kind === 'member' ? target.name : literalOf(evaluateMind(run, target.index, activation))?.value;
  if (object.kind !== 'record') return DOUBT;
  if (typeof key !== 'string') return { ...object, fields: new Map(), isOpen: true };
  const known = object.fields.get(key) ?? (object.isOpen ? DOUBT : literalMind(undefined));
  return { ...object, fields: new Map(object.fields).set(key, run.doubt > 0 ? joinMinds(known, mind) : mind) };
}

/** A method that changes what it is called on: nothing is known of it any more. */
export function forgetTarget(run: Run, target: Expression, activation: Activation): void {
  if (target.kind === 'name') assignTarget(run, target, DOUBT, activation);
}

/** `res.statusCode = 401`, `ctx.status = 401`: with a status of refusal there is no going on as if nothing were. */
function assignStatus(run: Run, mind: Mind): void {
  const literal = literalOf(mind);
  run.status = typeof literal?.value === 'number' ? literal.value : 'unknown';
  if (run.conversation.answersByReturning && (run.isHandler || !run.conversation.answeringEnds) && typeof run.status === 'number' && run.status >= 400) refuse(run, refusalOf(run.status));
}

function setBinding(run: Run, binding: Binding, mind: Mind, activation: Activation, isDeclaration = false): void {
  const home = activation.frame.module.scopes[binding.scope]?.fn ?? 0;
  let at: Activation | undefined = activation;
  while (at && !(at.frame.module === activation.frame.module && at.frame.fn.id === home)) at = at.parent;
  if (!at) return;
  const known = at.env.get(binding) ?? (isUnassigned(binding) && run.doubt > 0 ? literalMind(undefined) : undefined);
  writeMind(run, at.env, binding, known && run.doubt > 0 && !isDeclaration ? joinMinds(known, mind) : mind);
}

interface Declared {
  readonly binding: Binding;
  readonly path: readonly (string | number)[];
}

/** Which bindings a declaration's value fills. */
const declarationsOf = ofEachModule((module): ReadonlyMap<Expression, readonly Declared[]> => {
  const found = new Map<Expression, Declared[]>();
  for (const binding of module.bindings) {
    for (const definition of binding.definitions) {
      if (definition.kind !== 'value') continue;
      const list = found.get(definition.value) ?? [];
      list.push({ binding, path: definition.path });
      found.set(definition.value, list);
    }
  }
  return found;
});
