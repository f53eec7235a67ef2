import { typeAt } from '../syntax/lower-type.ts';
import type { Module, TypeReference } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import { returnMeaning, type TypeMeaning } from './type-meanings.ts';
import { isNothing, union } from './value-sets.ts';
import { GLOBALS, NOTHING_KNOWN, rootOf, type ApiValue, type ParameterValue, type TypeAt, type UnknownValue, type Value } from './values.ts';

const members = new WeakMap<TypeReference, Map<string, TypeReference>>();

/** What a type proves that adds members to something: made once, so that values that are the same need no comparison. */
const joined = new WeakMap<TypeMeaning, readonly Value[]>();

/** What a value annotated with a type is: an instance of a class of the project, or something of a package. `undefined` where the type says neither. */
export function typeValue(evaluator: Evaluator, type: TypeReference, module: Module): readonly Value[] | undefined {
  const meaning = evaluator.meaningOf(type, module);
  return meaning && provenBy(meaning, { type, module });
}

/** Values of which nothing more is known, as their annotation has them: what it proves, or the same with what it says of their members. */
export function valuesByType(evaluator: Evaluator, values: readonly Value[], type: TypeReference, module: Module): readonly Value[] {
  const meaning = evaluator.meaningOf(type, module);
  if (!meaning) return values;
  const typed = { type, module };
  const proven = values.every((value) => isOpen(value) || isNothing(value)) ? provenBy(meaning, typed) : undefined;
  if (proven && !values.some((value) => value.kind === 'api' && isOfOneOf(value, proven))) return proven;
  if (values.length === 0) return [{ kind: 'unknown', typed }];
  // What a package handed over and nobody knows more of is what the project says that it is.
  return hasMembers(meaning) ? values.map((value) => ((isOpen(value) || value.kind === 'object') && !value.typed ? { ...value, typed } : value)) : values;
}

/** A member of an object that is written down, where nothing more is known of it than what the object's annotation says. */
export function memberByType(evaluator: Evaluator, values: readonly Value[], { type, module }: TypeAt, name: string): readonly Value[] {
  const of = values.every(isNothing) ? undefined : memberType(type, name);
  return of ? union(valuesByType(evaluator, values, of, module)) : values;
}

/** What the annotation of a value says of a member; `undefined` where it says nothing. */
export function typedMember(evaluator: Evaluator, { type, module }: TypeAt, name: string): { readonly values?: readonly Value[]; readonly typed?: TypeAt } {
  const of = memberType(type, name);
  const meaning = of && evaluator.meaningOf(of, module);
  if (!of || !meaning) return {};
  const typed = { type: of, module };
  const values = provenBy(meaning, typed);
  return { typed, ...(values && { values }) };
}

/** A member of something that only its annotation speaks of. */
export function memberOfVague(evaluator: Evaluator, value: ParameterValue | UnknownValue, name: string): readonly Value[] {
  const said = value.typed && typedMember(evaluator, value.typed, name);
  if (said?.values) return said.values;
  const typed = said?.typed && { typed: said.typed };
  if (value.kind === 'unknown') return typed ? [{ kind: 'unknown', ...typed }] : NOTHING_KNOWN;
  const { frame, index, path } = value;
  return [{ kind: 'parameter', frame, index, path: [...path, name], ...typed }];
}

/** What a call of a value gives by its annotation. */
export function typedReturn(evaluator: Evaluator, { type, module }: TypeAt): readonly Value[] | undefined {
  const meaning = evaluator.meaningOf(type, module);
  const returned = meaning && returnMeaning(evaluator, meaning);
  return returned && provenBy(returned, undefined);
}

/** One node for each member of a type, so that answers are remembered. */
function memberType(type: TypeReference, name: string): TypeReference | undefined {
  const known = members.get(type) ?? new Map<string, TypeReference>();
  members.set(type, known);
  const made = known.get(name) ?? typeAt(type, [name]);
  if (made) known.set(name, made);
  return made;
}

function provenBy(meaning: TypeMeaning, typed: TypeAt | undefined): readonly Value[] | undefined {
  if (meaning.kind === 'values') return meaning.values;
  if (meaning.kind === 'like') {
    const proofs = meaning.values.filter(isProof);
    return proofs.length > 0 ? union(proofs) : undefined;
  }
  if (meaning.kind === 'without') return provenBy(meaning.of, undefined);
  if (meaning.kind !== 'all') return undefined;
  const known = joined.get(meaning);
  if (known && typed) return known;
  const proofs = meaning.parts.map((part) => provenBy(part, undefined)).find((values) => values !== undefined);
  if (!proofs || !typed || !hasMembers(meaning)) return proofs;
  // `Request & { db: DB }` is a request with a member of the project's
  const extended = proofs.map((value) => (value.kind === 'api' ? { ...value, typed } : value));
  joined.set(meaning, extended);
  return extended;
}

/** What has the type of these is of the same origin; a function or a text of the same type may be any other. */
function isProof(value: Value): boolean {
  return value.kind === 'instance' || value.kind === 'class' || (value.kind === 'api' && rootOf(value) !== GLOBALS);
}

function hasMembers(meaning: TypeMeaning): boolean {
  if (meaning.kind === 'all') return meaning.parts.some(hasMembers);
  return meaning.kind === 'members' || meaning.kind === 'like' || meaning.kind === 'function' || (meaning.kind === 'without' && hasMembers(meaning.of));
}

/** Whether an annotation knows more of a value than what it was found to be. */
function isOpen(value: Value): value is Value & { kind: 'unknown' | 'parameter' | 'api' } {
  return value.kind === 'unknown' || value.kind === 'parameter' || (value.kind === 'api' && isHandedOver(value));
}

function isOfOneOf(value: ApiValue, others: readonly Value[]): boolean {
  return others.some((other) => other.kind === 'api' && rootOf(other) === rootOf(value));
}

/** Whether a package gave this to a callback, or it was reached from such a value. */
function isHandedOver(value: ApiValue): boolean {
  for (let at: ApiValue | undefined = value; at; at = at.of) if (at.step === 'callback') return true;
  return false;
}
