import { findBinding } from '../syntax/find-binding.ts';
import type { Call, ClassNode, Expression, FunctionNode, MemberAssignment } from '../syntax/tree.ts';
import { argumentsOf } from './arguments.ts';
import type { Evaluator } from './evaluate.ts';
import { selfOf } from './frames.ts';
import { isTooMany, isVague, union } from './value-sets.ts';
import { eachExpressionOf, returnsOf } from './returns.ts';
import { valuesByType } from './type-values.ts';
import { NOTHING_KNOWN, UNKNOWN, type ApiValue, type ClassValue, type Frame, type FunctionValue, type InstanceValue, type Value } from './values.ts';

/** Classes that inherit from each other, at most. */
const MAX_PARENTS = 8;

/** A member of a class (its statics) or of an instance: methods, fields, constructor parameters, what methods assign to `this`, then the parent's. */
export function memberOfClass(evaluator: Evaluator, value: ClassValue | InstanceValue, name: string, whole: Value = wholeOf(value)): readonly Value[] {
  if (value.kind === 'instance' && value.of.kind === 'function') return memberOfConstructed(evaluator, value, value.of, name, whole);
  const cls = value.kind === 'class' ? value : value.of;
  if (cls.kind !== 'class') return NOTHING_KNOWN;
  const own = ownMember(evaluator, value, cls, name, whole);
  if (own) return own;
  const base = value.kind === 'instance' ? baseOf(evaluator, value) : baseClass(evaluator, cls);
  return base.length === 0 ? NOTHING_KNOWN : base.flatMap((one) => (one.kind === 'class' ? memberOfClass(evaluator, one, name, whole) : evaluator.member(one, name)));
}

/** `whole` is what `this` is in a method: the class or the instance that was asked, which may have methods of its own for those that this class calls. */
function ownMember(evaluator: Evaluator, value: ClassValue | InstanceValue, cls: ClassValue, name: string, whole: Value): readonly Value[] | undefined {
  const isStatic = value.kind === 'class';
  const { node, frame } = cls;
  const members = node.members.filter((member) => member.name === name && member.isStatic === isStatic);
  const declared = members.find((member) => member.value?.kind === 'function' && !isFieldFunction(node, frame, member.value.id));
  if (declared?.value?.kind === 'function') {
    const fn = frame.module.functions[declared.value.id];
    if (!fn || fn.form === 'setter') return undefined;
    if (declared.accessor) return getterValue(evaluator, declared.value, whole, frame);
    return [{ kind: 'function', fn, frame, self: whole }];
  }
  const values = value.kind === 'instance' ? fieldDefinitions(evaluator, value, cls, name) : staticField(evaluator, cls, name);
  const known = values.filter((one) => !isVague(one));
  if (known.length > 0) return known.length === values.length ? values : [...known, ...values.filter((one) => one.kind === 'unknown')];
  const type = members[0]?.type;
  if (type) return valuesByType(evaluator, values.length > 0 ? values : NOTHING_KNOWN, type, frame.module);
  return values.length > 0 ? values : members.length > 0 ? NOTHING_KNOWN : undefined;
}

/** What a getter returns, for the object that it belongs to. */
export function getterValue(evaluator: Evaluator, accessor: Expression, self: Value, frame: Frame): readonly Value[] {
  const fn = accessor.kind === 'function' ? frame.module.functions[accessor.id] : undefined;
  const inner = fn?.form === 'getter' ? evaluator.frames.enter({ kind: 'function', fn, frame, self }, [], self.kind === 'instance' ? self.key : 'getter', frame.depth) : undefined;
  const values = inner ? returnsOf(inner.fn).flatMap((value) => evaluator.evaluate(value, inner)) : [];
  return values.length > 0 ? values : NOTHING_KNOWN;
}

/** Arrow functions in fields are values of the field; methods stand beside them. */
function isFieldFunction(node: ClassNode, frame: Frame, id: number): boolean {
  return frame.module.functions[id]?.parent === node.fieldsFn;
}

function staticField(evaluator: Evaluator, cls: ClassValue, name: string): readonly Value[] {
  const member = cls.node.members.find((one) => one.name === name && one.isStatic);
  if (!member?.value) return [];
  const home = evaluator.frames.generic(cls.frame.module, cls.node.fieldsFn);
  return home ? evaluator.evaluate(member.value, { ...home, parent: cls.frame }) : [];
}

/** Everything that may fill a field: its initialiser, the constructor parameter of that name, assignments to `this.name`. */
export function fieldDefinitions(evaluator: Evaluator, value: InstanceValue, cls: ClassValue, name: string): readonly Value[] {
  const { node, frame } = cls;
  const { functions } = frame.module;
  let found: readonly Value[] = [];
  const index = node.parameterProperties.get(name);
  const constructor = constructorFrame(evaluator, value, cls);
  if (index !== undefined && constructor) found = parameterValues(evaluator, constructor, index);
  const initial = node.members.find((one) => one.name === name && !one.isStatic && one.value);
  const fields = initial?.value && functions[node.fieldsFn];
  if (initial?.value && fields && !(initial.value.kind === 'function' && !isFieldFunction(node, frame, initial.value.id))) {
    const home = evaluator.frames.enter({ kind: 'function', fn: fields, frame, self: wholeOf(value) }, undefined, value.key, value.depth);
    if (home) found = [...found, ...evaluator.evaluate(initial.value, home)];
  }
  for (const fn of functions) {
    if (fn.classId !== node.id || !fn.thisMembers.some((one) => one.name === name)) continue;
    const root = fn.id === node.constructorFn ? constructor : evaluator.frames.enter({ kind: 'function', fn, frame, self: wholeOf(value) }, undefined, value.key, value.depth);
    const values = [...found, ...assigned(evaluator, root, fn.thisMembers, name)];
    found = values.length > 1 ? union(values) : values;
    // A builder that each of its methods makes again: what the rest of them makes is not looked at.
    if (isTooMany(found)) break;
  }
  return found.some(({ kind }) => kind === 'literal') && isFilledFromOutside(cls, name) ? union([...found, UNKNOWN]) : found;
}

/**
 * Whether a field holds what the class itself doesn't write: a column of an entity, or what is declared and filled by whoever makes the
 * object. What methods assign to it later is one of the things that it may be.
 */
function isFilledFromOutside({ node, frame }: ClassValue, name: string): boolean {
  if (node.parameterProperties.has(name)) return false;
  const member = node.members.find((one) => one.name === name && !one.isStatic);
  if (member?.decorators?.length) return true;
  const isMade = (fn: FunctionNode) => fn.classId === node.id && fn.id === node.constructorFn && fn.thisMembers.some((one) => one.name === name);
  return !member?.value && !frame.module.functions.some(isMade);
}

function assigned(evaluator: Evaluator, root: Frame | undefined, members: readonly MemberAssignment[], name: string): readonly Value[] {
  if (!root) return [];
  return members.filter((one) => one.name === name).flatMap((one) => {
    const home = evaluator.frames.inside(root, one.fn);
    return home ? evaluator.evaluate(one.value, home) : NOTHING_KNOWN;
  });
}

function parameterValues(evaluator: Evaluator, constructor: Frame, index: number): readonly Value[] {
  const binding = constructor.fn.parameters[index]?.bindings[0];
  const found = binding === undefined ? undefined : constructor.module.bindings[binding];
  return found ? evaluator.binding(found, constructor) : [];
}

/** The activation of the constructor that made this instance. */
export function constructorFrame(evaluator: Evaluator, value: InstanceValue, cls: ClassValue): Frame | undefined {
  const fn = cls.node.constructorFn === undefined ? undefined : cls.frame.module.functions[cls.node.constructorFn];
  return fn && evaluator.frames.enter({ kind: 'function', fn, frame: cls.frame, self: wholeOf(value) }, value.args, value.key, value.depth);
}

/** What a class extends: a class of the project or something of a package. */
function baseClass(evaluator: Evaluator, cls: ClassValue): readonly Value[] {
  return cls.node.extends ? evaluator.evaluate(cls.node.extends, cls.frame) : [];
}

/** An instance as its parent class sees it, with the arguments that `super(…)` hands on. */
export function baseOf(evaluator: Evaluator, value: InstanceValue): readonly Value[] {
  const { of } = value;
  if (of.kind !== 'class') return [];
  return baseClass(evaluator, of).flatMap((base): readonly Value[] => {
    if (base.kind === 'api') return [{ kind: 'api', of: base, step: 'typed', name: typeArgumentOf(of) } satisfies ApiValue];
    if (base.kind !== 'class' && base.kind !== 'function') return NOTHING_KNOWN;
    const args = superArguments(evaluator, value, of);
    return [{ kind: 'instance', of: base, key: value.key, depth: value.depth, whole: value.whole ?? value, ...(args && { args }) }];
  });
}

/** What `super` is in a frame: `this`, as the parent of the class that the code stands in sees it. */
export function superOf(evaluator: Evaluator, frame: Frame): readonly Value[] {
  let home: Frame | undefined = frame;
  while (home?.fn.form === 'arrow') home = home.parent;
  const self = home && selfOf(home);
  if (self?.kind !== 'instance') return NOTHING_KNOWN;
  const own = viewsOf(evaluator, self).find(({ of }) => of.kind === 'class' && of.node.id === home?.fn.classId && of.frame.module === home.module);
  return baseOf(evaluator, own ?? self);
}

/** An instance as each of its classes sees it, its own first. */
function viewsOf(evaluator: Evaluator, value: InstanceValue): readonly InstanceValue[] {
  const views = [value];
  for (let at: InstanceValue | undefined = value; at && views.length < MAX_PARENTS;) {
    at = baseOf(evaluator, at).find((base) => base.kind === 'instance');
    if (at) views.push(at);
  }
  return views;
}

function wholeOf(value: ClassValue | InstanceValue): ClassValue | InstanceValue {
  return value.kind === 'instance' ? value.whole ?? value : value;
}

/** The first type that a class gives to its parent, where that is more than its own parameter. */
function typeArgumentOf({ node, frame }: ClassValue): string {
  const [type] = node.extendsArgs ?? [];
  const [name, ...rest] = type?.name ?? [];
  return type && name !== undefined && findBinding(frame.module, type.scope, name) ? rest.at(-1) ?? name : '';
}

function superArguments(evaluator: Evaluator, value: InstanceValue, cls: ClassValue): InstanceValue['args'] {
  const constructor = constructorFrame(evaluator, value, cls);
  if (!constructor) return value.args;
  let call: Call | undefined;
  eachExpressionOf(constructor.fn.body, (node) => {
    if (node.kind === 'call' && node.callee.kind === 'super') call ??= node;
  });
  return call ? argumentsOf(evaluator, call, constructor) : undefined;
}

/** `new F()` of a constructor function: what it assigns to `this`, then what its prototype was given. */
function memberOfConstructed(evaluator: Evaluator, value: InstanceValue, of: FunctionValue, name: string, whole: Value): readonly Value[] {
  const root = evaluator.frames.enter({ ...of, self: whole }, value.args, value.key, value.depth);
  const own = assigned(evaluator, root, of.fn.thisMembers, name);
  if (own.some((one) => !isVague(one))) return own.map((one) => (one.kind === 'function' && one.fn.form !== 'arrow' && !one.self ? { ...one, self: whole } : one));
  const prototype = of.fn.owner === undefined ? [] : of.frame.module.bindings[of.fn.owner]?.members ?? [];
  const inherited = prototype.filter((one) => one.name === `prototype.${name}`).flatMap((one) => evaluator.evaluate(one.value, evaluator.frames.generic(of.frame.module, one.fn) ?? of.frame));
  return inherited.length > 0 ? inherited.map((one) => (one.kind === 'function' ? { ...one, self: whole } : one)) : NOTHING_KNOWN;
}
