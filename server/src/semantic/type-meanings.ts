import { findBinding } from '../syntax/find-binding.ts';
import { IMPORT_TYPE } from '../syntax/lower-type.ts';
import type { Module, Name, TypeDeclaration, TypeForm, TypeMember, TypeReference } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import { returnsOf } from './returns.ts';
import { isVague, union } from './value-sets.ts';
import { GLOBALS, type ApiValue, type Value } from './values.ts';

/** What a type stands for. */
export type TypeMeaning =
  /** An instance of a class of the project, something that a package types, or a member of such a value. */
  | { readonly kind: 'values'; readonly values: readonly Value[] }
  /** `typeof db`: of the type of these, which may be others. */
  | { readonly kind: 'like'; readonly values: readonly Value[] }
  | { readonly kind: 'members'; readonly members: readonly TypeMember[]; readonly module: Module }
  | { readonly kind: 'all'; readonly parts: readonly TypeMeaning[] }
  | { readonly kind: 'without'; readonly of: TypeMeaning; readonly keys: readonly string[] }
  | { readonly kind: 'function'; readonly parameters: readonly (TypeReference | undefined)[]; readonly returns?: TypeReference; readonly module: Module }
  /** The list of a function's parameters. */
  | { readonly kind: 'parameters'; readonly of: TypeMeaning }
  /** A callback that something of a package is called with. */
  | { readonly kind: 'callback'; readonly of: readonly ApiValue[] };

/** What a name of a type leads to: what the type stands for, or values that are named where a type is expected (a class, a module, a package's member). */
type Named = TypeMeaning | { readonly kind: 'raw'; readonly values: readonly Value[] };

/** Generic types whose members are those of their argument; of a promise, those of what it resolves to. */
const TRANSPARENT = new Set(['Promise', 'PromiseLike', 'Awaited', 'Readonly', 'Partial', 'Required', 'NonNullable', 'Pick']);

const nodes = new WeakMap<TypeReference, Name>();
const declared = new WeakMap<Module, ReadonlyMap<string, readonly TypeDeclaration[]>>();

/** Reads a type; `undefined` where it says nothing of where a value comes from. Answers are remembered by `Evaluator.meaningOf`. */
export function readMeaning(evaluator: Evaluator, type: TypeReference, module: Module): TypeMeaning | undefined {
  if (type.form) return meaningOfForm(evaluator, type.form, module);
  const [first, ...rest] = type.name;
  if (first === undefined) return undefined;
  const [argument] = type.args;
  if (argument && rest.length === 0) {
    if (TRANSPARENT.has(first)) return evaluator.meaningOf(argument, module);
    const made = madeOf(evaluator, first, argument, type.args[1], module);
    if (made) return made.meaning;
  }
  const origin = first.startsWith(IMPORT_TYPE)
    ? importedType(evaluator, module, first.slice(IMPORT_TYPE.length), rest.length > 0 ? '*' : '=', new Set())
    : namedType(evaluator, type, first, module, new Set());
  const found = rest.reduce<Named | undefined>((current, name) => (current?.kind === 'raw' ? memberOfRaw(evaluator, current.values, name) : undefined), origin);
  return found?.kind === 'raw' ? instancesOfRaw(evaluator, found.values, argument?.name.at(-1) ?? '') : found;
}

/** What a member of a value of this type is. */
export function memberMeaning(evaluator: Evaluator, meaning: TypeMeaning, key: string | number): TypeMeaning | undefined {
  switch (meaning.kind) {
    case 'values':
    case 'like': {
      if (typeof key === 'number') return undefined;
      const values = union(meaning.values.flatMap((value) => evaluator.member(value, key)));
      return values.every((value) => isVague(value) && !('typed' in value)) ? undefined : { kind: meaning.kind, values };
    }
    case 'members': {
      const types = meaning.members.flatMap(({ name, type }) => (name === key && type ? [type] : []));
      return first(types, (type) => evaluator.meaningOf(type, meaning.module));
    }
    case 'all': return first([...meaning.parts.filter((part) => part.kind !== 'values'), ...meaning.parts.filter((part) => part.kind === 'values')], (part) => memberMeaning(evaluator, part, key));
    case 'without': return typeof key === 'string' && meaning.keys.includes(key) ? undefined : memberMeaning(evaluator, meaning.of, key);
    case 'parameters': return typeof key === 'number' ? parameterMeaning(evaluator, meaning.of, key) : undefined;
    case 'function':
    case 'callback': return undefined;
  }
}

/** What a function of this type gives; of a promise, what it resolves to. */
export function returnMeaning(evaluator: Evaluator, meaning: TypeMeaning): TypeMeaning | undefined {
  if (meaning.kind === 'function') return meaning.returns && evaluator.meaningOf(meaning.returns, meaning.module);
  if (meaning.kind !== 'like') return undefined;
  const values = meaning.values.flatMap((value): readonly Value[] => {
    if (value.kind === 'api') return [{ kind: 'api', of: value, step: 'call', name: '' }];
    const home = value.kind === 'function' ? evaluator.frames.generic(value.frame.module, value.fn.id) : undefined;
    return value.kind === 'function' && home ? returnsOf(value.fn).flatMap((returned) => evaluator.evaluate(returned, home)) : [];
  });
  if (values.some((value) => !isVague(value))) return { kind: 'like', values: union(values) };
  return first(meaning.values, (value) => (value.kind === 'function' && value.fn.returnType ? evaluator.meaningOf(value.fn.returnType, value.frame.module) : undefined));
}

function meaningOfForm(evaluator: Evaluator, form: TypeForm, module: Module): TypeMeaning | undefined {
  switch (form.kind) {
    case 'query': return { kind: 'like', values: evaluator.evaluate(form.value, evaluator.frames.top(module)) };
    case 'member': {
      const of = evaluator.meaningOf(form.of, module);
      return of && memberMeaning(evaluator, of, form.key);
    }
    case 'all': return together(form.parts.flatMap((part) => evaluator.meaningOf(part, module) ?? []));
    case 'members':
    case 'function': return { ...form, module };
    case 'keys': return undefined;
  }
}

/** What the types of the language make of another type; `meaning` is absent where that can't be told. */
function madeOf(evaluator: Evaluator, name: string, argument: TypeReference, second: TypeReference | undefined, module: Module): { readonly meaning: TypeMeaning | undefined } | undefined {
  if (name !== 'ReturnType' && name !== 'Parameters' && name !== 'InstanceType' && name !== 'Omit') return undefined;
  const of = evaluator.meaningOf(argument, module);
  if (!of) return { meaning: undefined };
  if (name === 'ReturnType') return { meaning: returnMeaning(evaluator, of) };
  if (name === 'Parameters') return { meaning: { kind: 'parameters', of } };
  if (name === 'InstanceType') return { meaning: of.kind === 'like' ? instancesOfRaw(evaluator, of.values, '') : undefined };
  return { meaning: second?.form?.kind === 'keys' ? { kind: 'without', of, keys: second.form.keys } : undefined };
}

function parameterMeaning(evaluator: Evaluator, of: TypeMeaning, index: number): TypeMeaning | undefined {
  if (of.kind === 'callback') return { kind: 'values', values: of.of.map((api): Value => ({ kind: 'api', of: api, step: 'callback', name: String(index) })) };
  if (of.kind === 'function') {
    const type = of.parameters[index];
    return type && evaluator.meaningOf(type, of.module);
  }
  if (of.kind !== 'like') return undefined;
  const apis = of.values.filter((value) => value.kind === 'api');
  if (apis.length > 0) return { kind: 'callback', of: apis };
  return first(of.values, (value) => {
    const type = value.kind === 'function' ? value.fn.parameters[index]?.type : undefined;
    return value.kind === 'function' && type ? evaluator.meaningOf(type, value.frame.module) : undefined;
  });
}

/** What a name means as a type where it stands. */
function namedType(evaluator: Evaluator, type: TypeReference, name: string, module: Module, seen: Set<string>): Named | undefined {
  const declarations = declarationsOf(module, type.scope, name);
  const binding = findBinding(module, type.scope, name);
  const [definition] = binding?.definitions ?? [];
  if (declarations.length > 0) return together(declarations.flatMap((one) => (one.type && evaluator.meaningOf(one.type, module)) ?? []));
  if (definition?.kind === 'import') return importedType(evaluator, module, definition.specifier, definition.imported, seen);
  if (!binding) return undefined;
  const node = nodes.get(type) ?? { kind: 'name', name, scope: type.scope, start: -1, end: -1 };
  nodes.set(type, node); // one node for each annotation, so that answers are remembered
  return { kind: 'raw', values: evaluator.evaluate(node, evaluator.frames.top(module)) };
}

/** The declarations of a type in the nearest scope that has any; a class of that name is more than an interface beside it. */
function declarationsOf(module: Module, scope: number, name: string): readonly TypeDeclaration[] {
  const all = typesOf(module).get(name);
  if (!all) return [];
  for (let at = scope; at >= 0; at = module.scopes[at]?.parent ?? -1) {
    const here = all.filter((one) => one.scope === at);
    if (here.length === 0) continue;
    const id = module.scopes[at]?.names.get(name);
    const definition = id === undefined ? undefined : module.bindings[id]?.definitions[0];
    return definition?.kind === 'value' && definition.value.kind === 'class' ? [] : here;
  }
  return [];
}

function typesOf(module: Module): ReadonlyMap<string, readonly TypeDeclaration[]> {
  const known = declared.get(module);
  if (known) return known;
  const byName = new Map<string, TypeDeclaration[]>();
  for (const one of module.types) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  declared.set(module, byName);
  return byName;
}

function importedType(evaluator: Evaluator, module: Module, specifier: string, imported: string, seen: Set<string>): Named | undefined {
  const resolution = evaluator.program.resolve(module.file, specifier);
  const target = resolution.kind === 'file' && imported !== '*' ? evaluator.program.module(resolution.path) : undefined;
  return target ? exportedType(evaluator, target, imported, seen) : { kind: 'raw', values: evaluator.imported(module, specifier, imported) };
}

/** What a module exports under a name, as a type. */
function exportedType(evaluator: Evaluator, module: Module, name: string, seen: Set<string>): Named | undefined {
  const key = `${module.file}\n${name}`;
  if (seen.has(key)) return undefined;
  seen.add(key);
  const own = module.types.filter((one) => one.exportedAs === name);
  if (own.length > 0 && !module.exports.has(name)) return together(own.flatMap((one) => (one.type && evaluator.meaningOf(one.type, module)) ?? []));
  for (const one of module.exports.get(name) ?? []) {
    if (one.kind === 'from') return importedType(evaluator, module, one.specifier, one.imported, seen);
    const local = one.kind === 'binding' ? one.name : own.length > 0 ? name : one.value.kind === 'name' ? one.value.name : undefined;
    const found = local === undefined ? undefined : namedType(evaluator, { name: [local], args: [], scope: 0 }, local, module, seen);
    if (found) return found;
  }
  if (!module.exports.has(name)) {
    for (const specifier of module.starExports) {
      const found = importedType(evaluator, module, specifier, name, seen);
      if (found && (found.kind !== 'raw' || found.values.some((value) => !isVague(value)))) return found;
    }
  }
  return { kind: 'raw', values: evaluator.exported(module, name) };
}

function memberOfRaw(evaluator: Evaluator, values: readonly Value[], name: string): Named | undefined {
  const module = values.find((value) => value.kind === 'namespace')?.module;
  return module ? exportedType(evaluator, module, name, new Set()) : { kind: 'raw', values: values.flatMap((value) => evaluator.member(value, name)) };
}

/** Instances of what is named; of a module as a type, people mean what it exports by default. */
function instancesOfRaw(evaluator: Evaluator, values: readonly Value[], argument: string): TypeMeaning | undefined {
  const instances = values.flatMap((value) => (value.kind === 'namespace' ? evaluator.member(value, 'default') : [value])).flatMap((value): readonly Value[] => {
    if (value.kind === 'class') return evaluator.instancesOf(value);
    return value.kind === 'api' && value.of?.name !== GLOBALS ? [{ kind: 'api', of: value, step: 'typed', name: argument }] : [];
  });
  return instances.length > 0 ? { kind: 'values', values: instances } : undefined;
}

function together(parts: readonly TypeMeaning[]): TypeMeaning | undefined {
  return parts.length > 1 ? { kind: 'all', parts } : parts[0];
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
