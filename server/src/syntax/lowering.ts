import ts from 'typescript';
import type { Numbering } from './numbering.ts';
import type { Binding, ClassNode, Definition, Export, Expression, FunctionNode, MemberAssignment, Note, PathStep, Place, Scope, TypeDeclaration, TypeReference } from './tree.ts';

/** What is being built while a file is lowered. One of these lives as long as one call of `lowerModule`. */
export interface Lowering {
  readonly file: string;
  readonly text: string;
  readonly source: ts.SourceFile;
  readonly scopes: Scope[];
  readonly bindings: Binding[];
  readonly functions: FunctionNode[];
  readonly classes: ClassNode[];
  readonly imports: { specifier: string; at: Place; typeOnly: boolean }[];
  readonly requires: { specifier: string; at: Place }[];
  readonly exports: Map<string, Export[]>;
  readonly starExports: string[];
  readonly types: TypeDeclaration[];
  readonly notes: Note[];
  isCommonJs: boolean;
  readonly numbering: Numbering;
  /** Assignments to names, and to members of names, settled when every scope is known. */
  readonly pending: (() => void)[];
}

/** Where lowering stands: the scope for names, the function for `this`, `return` and frames. */
export interface Here {
  readonly scope: number;
  readonly fn: number;
  /** The function that `this` belongs to: arrow functions hand it through. */
  readonly thisFn: number;
}

export function place(low: Lowering, node: ts.Node): Place {
  return { start: node.getStart(low.source), end: node.end };
}

export function openScope(low: Lowering, parent: number, fn: number): number {
  const id = low.numbering.next('scopes');
  low.scopes[id] = { parent, fn, names: new Map() };
  return id;
}

/** Declares a name in a scope; declaring it again (`var` twice, overloads, a merged declaration) adds a definition. */
export function declare(low: Lowering, scope: number, node: ts.Node, name: string, definition: Definition | undefined, isConstant: boolean, type?: TypeReference): number {
  const names = low.scopes[scope]?.names;
  const known = names?.get(name);
  if (known !== undefined) {
    if (definition) low.bindings[known]?.definitions.push(definition);
    return known;
  }
  const id = low.numbering.next('bindings');
  low.bindings[id] = { ...place(low, node), name, scope, definitions: definition ? [definition] : [], members: [], isConstant, ...(type && { type }) };
  names?.set(name, id);
  return id;
}

/** The scope that `var` and function declarations in a nested block belong to. */
export function functionScope(low: Lowering, here: Here): number {
  let scope = here.scope;
  for (;;) {
    const parent = low.scopes[scope]?.parent ?? -1;
    if (parent < 0 || low.scopes[parent]?.fn !== here.fn) return scope;
    scope = parent;
  }
}

/** Compilers say `exports.a = exports.b = void 0` first: that stands for nothing where the name is set to something else, too. */
export function addExport(low: Lowering, name: string, value: Export): void {
  const known = low.exports.get(name);
  if (known?.every(isPlaceholder)) known.splice(0, known.length, value);
  else if (known && !isPlaceholder(value)) known.push(value);
  else if (!known) low.exports.set(name, [value]);
}

function isPlaceholder(one: Export): boolean {
  if (one.kind !== 'value') return false;
  let { value } = one;
  while (value.kind === 'assign') ({ value } = value);
  return value.kind === 'literal' && value.value === undefined;
}

export function assignMember(members: MemberAssignment[] | undefined, name: string, value: Expression, fn: number): void {
  members?.push({ name, value, fn });
}

export interface Slot {
  readonly name: ts.Identifier;
  readonly path: readonly PathStep[];
  readonly fallback?: ts.Expression;
}

/** The names that a pattern binds, each with the way to it: `{ a: [, b] = [] }` binds `b` by `['a', 1]`. */
export function slotsOf(name: ts.BindingName, path: readonly PathStep[] = [], fallback?: ts.Expression): readonly Slot[] {
  if (ts.isIdentifier(name)) return [{ name, path, ...(fallback && { fallback }) }];
  return name.elements.flatMap((element, index) => {
    if (ts.isOmittedExpression(element)) return [];
    const step: PathStep = element.dotDotDotToken ? '...' : ts.isArrayBindingPattern(name) ? index : propertyStep(element);
    return slotsOf(element.name, [...path, step], element.initializer);
  });
}

function propertyStep(element: ts.BindingElement): PathStep {
  const key = element.propertyName ?? element.name;
  return ts.isIdentifier(key) || ts.isStringLiteralLike(key) ? key.text : '...';
}
