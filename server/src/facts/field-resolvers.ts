import type { FrameworkModel } from '../frameworks/model.ts';
import type { FieldOptionRow, FieldResolvers } from '../frameworks/vocabulary/fields.ts';
import { matches, type ApiPath } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { anyInstance } from '../semantic/frames.ts';
import { keptWith } from '../semantic/kept-by.ts';
import { eachExpressionOf, returnsOf } from '../semantic/returns.ts';
import { UNKNOWN, type Argument, type ClassValue, type Frame, type FunctionValue, type Value } from '../semantic/values.ts';
import type { Call, Expression, FunctionNode, Module } from '../syntax/tree.ts';
import { importsOneOf } from './imported-packages.ts';

/** A function that runs once for each object of a type whose field is asked for. */
export interface FieldResolver {
  /** The type, where the code says it. */
  readonly type?: string;
  readonly field: string;
  readonly frame: Frame;
  /** It finds the object itself, which another part of the graph refers to. */
  readonly isReference: boolean;
}

interface FieldTools {
  readonly evaluator: Evaluator;
  readonly frameworks: readonly FrameworkModel[];
  readonly modules: readonly Module[];
}

interface Found {
  readonly node: Call;
  readonly frame: Frame;
  readonly row: FieldOptionRow;
}

/** Maps inside maps, at most. */
const MAX_DEPTH = 6;

/** Where a resolver finds what was made for its request: behind its own arguments, where it has any. */
const CONTEXT = 2;

/** The functions that give single fields of objects, and may ask for something each time; those that hand out what the object holds aren't among them. */
export function fieldResolvers({ evaluator, frameworks, modules }: FieldTools): readonly FieldResolver[] {
  const using = modulesUsing(evaluator, modules);
  const found = frameworks.flatMap((model) => (model.fieldResolvers ? resolversOf(evaluator, model.fieldResolvers, using(model)) : []));
  const seen = new Set<FunctionNode>();
  return found.filter(({ frame, field }) => {
    if (seen.has(frame.fn) || holdsField(frame, field)) return false;
    seen.add(frame.fn);
    return true;
  });
}

const modulesUsing = keptWith((_: Evaluator, modules: readonly Module[]) => ({ packages }: FrameworkModel) => modules.filter((module) => importsOneOf(module, packages)));

function resolversOf(evaluator: Evaluator, resolvers: FieldResolvers, modules: readonly Module[]): readonly FieldResolver[] {
  const maps = modules.flatMap((module) => callsIn(evaluator, module, resolvers.maps ?? []));
  const context = modules.flatMap((module) => callsIn(evaluator, module, resolvers.contexts ?? [])).flatMap((found) => contextOf(evaluator, found));
  const unknown: Argument = { values: [UNKNOWN] };
  const given: Argument = context.length > 0 ? { values: context } : unknown;
  return [
    ...maps.flatMap((call) => optionOf(evaluator, call).flatMap((map) => fieldsOf(evaluator, resolvers, map, 0))).flatMap(({ type, field, value }) => {
      const hasArguments = !field.startsWith('__');
      const isTyped = value.fn.parameters[hasArguments ? CONTEXT : CONTEXT - 1]?.type !== undefined;
      const frame = evaluator.frames.enter(value, isTyped ? undefined : hasArguments ? [unknown, unknown, given] : [unknown, given], 'field', value.frame.depth);
      const { reference } = resolvers;
      return frame ? [{ type, field, frame, isReference: reference !== undefined && 'field' in reference && reference.field === field }] : [];
    }),
    ...modules.flatMap((module) => methodsIn(evaluator, resolvers, module)),
    ...objectFields(evaluator, resolvers, modules),
  ];
}

function callsIn(evaluator: Evaluator, module: Module, rows: readonly FieldOptionRow[]): readonly Found[] {
  const found: Found[] = [];
  if (rows.length === 0) return found;
  for (const fn of module.functions) {
    const frame = evaluator.frames.generic(module, fn.id);
    if (!frame) continue;
    eachExpressionOf(fn.body, (node) => {
      if (node.kind !== 'call') return;
      const [first] = node.args;
      const row = rows.find(({ at, given }) => (at ? isOne(evaluator.evaluate(node, frame), at) : given && first && isOne(evaluator.evaluate(first, frame), given)));
      if (row) found.push({ node, frame, row });
    });
  }
  return found;
}

function isOne(values: readonly Value[], path: ApiPath): boolean {
  return values.some((value) => value.kind === 'api' && matches(path, value));
}

function optionOf(evaluator: Evaluator, { node, frame, row }: Found): readonly Value[] {
  const options = node.args[row.option.index];
  return options ? evaluator.evaluate(options, frame).flatMap((value) => (value.kind === 'object' ? evaluator.member(value, row.option.key) : [])) : [];
}

/** What a request's context is: an object, or what a function makes of the request. */
function contextOf(evaluator: Evaluator, found: Found): readonly Value[] {
  return optionOf(evaluator, found).flatMap((value) => {
    if (value.kind !== 'function') return value.kind === 'object' ? [value] : [];
    return returned(evaluator, value).filter((one) => one.kind === 'object');
  });
}

interface Field {
  readonly type: string;
  readonly field: string;
  readonly value: FunctionValue;
}

/** The functions of a map, of each map in a list, of what several are joined to. */
function fieldsOf(evaluator: Evaluator, resolvers: FieldResolvers, map: Value, depth: number): readonly Field[] {
  if (depth > MAX_DEPTH) return [];
  if (map.kind === 'array') return map.elements.flatMap((element) => evaluator.argument(element)).flatMap((value) => fieldsOf(evaluator, resolvers, value, depth + 1));
  if (map.kind === 'api' && resolvers.joins && matches(resolvers.joins, map) && map.site?.node.kind === 'call') {
    const { node, frame } = map.site;
    return node.args.flatMap((argument) => evaluator.evaluate(argument, frame)).flatMap((value) => fieldsOf(evaluator, resolvers, value, depth + 1));
  }
  return entriesOf(evaluator, map, 0)
    .filter(([type]) => !resolvers.once.test(type))
    .flatMap(([type, value]) => entriesOf(evaluator, value, 0).flatMap(([field, one]) => functionsOf(evaluator, resolvers, one).map((fn) => ({ type, field, value: fn }))));
}

/** What an object or a module holds, by name; several where objects are spread into each other. */
function entriesOf(evaluator: Evaluator, value: Value, depth: number): readonly (readonly [name: string, value: Value])[] {
  if (value.kind === 'namespace') return [...value.module.exports.keys()].flatMap((name) => evaluator.member(value, name).map((one) => [name, one] as const));
  if (value.kind !== 'object' || depth > MAX_DEPTH) return [];
  return value.node.properties.flatMap((property) => {
    const values = evaluator.evaluate(property.value, value.frame);
    if ('kind' in property) return values.flatMap((one) => entriesOf(evaluator, one, depth + 1));
    const { key } = property;
    return key === undefined ? [] : values.map((one) => [key, one] as const);
  });
}

function functionsOf(evaluator: Evaluator, { functions = [] }: FieldResolvers, value: Value): readonly FunctionValue[] {
  if (value.kind === 'function') return [value];
  return value.kind === 'object' ? functions.flatMap((name) => evaluator.member(value, name)).filter((one) => one.kind === 'function') : [];
}

/** The fields of types that are made by calls; those that queries begin with are asked for once. */
function objectFields(evaluator: Evaluator, resolvers: FieldResolvers, modules: readonly Module[]): readonly FieldResolver[] {
  const { objects, roots, once } = resolvers;
  if (!objects) return [];
  const optionIn = ({ node, frame }: Found, key: string) => (node.args[0] ? evaluator.evaluate(node.args[0], frame) : []).flatMap((value) => (value.kind === 'object' ? evaluator.member(value, key) : []));
  const made = (at: ApiPath) => modules.flatMap((module) => callsIn(evaluator, module, [{ at, option: { slot: 'option', index: 0, key: '' } }]));
  const rootNodes = new Set((roots ? made(roots.at) : []).flatMap((found) => (roots?.keys ?? []).flatMap((key) => optionIn(found, key))).map((value) => (value.kind === 'api' ? value.site?.node : undefined)));
  return made(objects.at).filter(({ node }) => !rootNodes.has(node)).flatMap((found) => {
    const [name] = optionIn(found, objects.type);
    const type = name?.kind === 'literal' && typeof name.value === 'string' ? name.value : undefined;
    if (type !== undefined && once.test(type)) return [];
    const fields = optionIn(found, objects.fields).flatMap((value) => (value.kind === 'function' ? returned(evaluator, value) : [value]));
    return fields.flatMap((one) => entriesOf(evaluator, one, 0)).flatMap(([field, value]) => functionsOf(evaluator, resolvers, value).flatMap((fn) => {
      const frame = evaluator.frames.enter(fn, undefined, 'field', fn.frame.depth);
      return frame ? [{ field, frame, isReference: false, ...(type !== undefined && { type }) }] : [];
    }));
  });
}

function returned(evaluator: Evaluator, value: FunctionValue): readonly Value[] {
  const frame = evaluator.frames.enter(value, undefined, 'called', value.frame.depth);
  return frame ? returnsOf(value.fn).flatMap((one) => evaluator.evaluate(one, frame)) : [];
}

function methodsIn(evaluator: Evaluator, resolvers: FieldResolvers, module: Module): readonly FieldResolver[] {
  const { methods, reference } = resolvers;
  const references = reference && 'methods' in reference ? reference.methods : undefined;
  if (!methods) return [];
  const frame = evaluator.frames.top(module);
  const says = (decorators: readonly Expression[] | undefined, path: FieldResolvers['methods']) => path && decorators?.find((one) => isOne(evaluator.evaluate(one, frame), path));
  return module.classes.flatMap((node): readonly FieldResolver[] => {
    const cls: ClassValue = { kind: 'class', node, frame };
    if (node.fn !== 0) return [];
    const type = typeName(module, says(node.decorators, resolvers.types));
    if (type !== undefined && resolvers.once.test(type)) return [];
    return node.members.filter((member) => !member.isStatic && member.value?.kind === 'function' && (says(member.decorators, methods) || says(member.decorators, references))).flatMap((member) => evaluator.member(anyInstance(cls), member.name).flatMap((value) => {
      const entered = value.kind === 'function' ? evaluator.frames.enter({ ...value, self: anyInstance(cls) }, undefined, 'field', value.frame.depth) : undefined;
      return entered ? [{ field: member.name, frame: entered, isReference: says(member.decorators, references) !== undefined, ...(type !== undefined && { type }) }] : [];
    }));
  });
}

/** `@Resolver(() => Post)`, `@Resolver('Post')`. */
function typeName(module: Module, decorator: Expression | undefined): string | undefined {
  const [first] = decorator?.kind === 'call' ? decorator.args : [];
  if (first?.kind === 'literal' && typeof first.value === 'string') return first.value;
  const fn = first?.kind === 'function' ? module.functions[first.id] : undefined;
  const [named] = fn ? returnsOf(fn) : [first];
  return named?.kind === 'name' ? named.name : undefined;
}

/** Whether a function looks at the field itself of what it is given: the object may hold it already. */
function holdsField({ fn, module }: Frame, field: string): boolean {
  const taken = fn.parameters.flatMap(({ bindings }) => bindings).flatMap((id) => module.bindings[id]?.definitions ?? []);
  let holds = taken.some((one) => one.kind === 'parameter' && one.path[0] === field);
  eachExpressionOf(fn.body, (node) => {
    if (node.kind !== 'member' || node.name !== field || node.object.kind !== 'name') return;
    const { name } = node.object;
    holds ||= fn.parameters.some((parameter) => parameter.name === name);
  });
  return holds;
}
