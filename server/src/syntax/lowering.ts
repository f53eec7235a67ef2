import ts from 'typescript';
import type { Binding, ClassNode, Definition, Export, Expression, FunctionNode, MemberAssignment, Note, PathStep, Place, Scope, TypeReference } from './tree.ts';

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
  readonly aliases: Map<string, TypeReference>;
  readonly notes: Note[];
  isCommonJs: boolean;
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
  low.scopes.push({ parent, fn, names: new Map() });
  return low.scopes.length - 1;
}

/** Declares a name in a scope; declaring it again (`var` twice, overloads, a merged declaration) adds a definition. */
export function declare(low: Lowering, scope: number, node: ts.Node, name: string, definition: Definition | undefined, isConstant: boolean, type?: TypeReference): number {
  const names = low.scopes[scope]?.names;
  const known = names?.get(name);
  if (known !== undefined) {
    if (definition) low.bindings[known]?.definitions.push(definition);
    return known;
  }
  const id = low.bindings.length;
  low.bindings.push({ ...place(low, node), name, scope, definitions: definition ? [definition] : [], members: [], isConstant, ...(type && { type }) });
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

export function addExport(low: Lowering, name: string, value: Export): void {
  const known = low.exports.get(name);
  if (known) known.push(value);
  else low.exports.set(name, [value]);
}

export function assignMember(members: MemberAssignment[] | undefined, name: string, value: Expression, fn: number): void {
  members?.push({ name, value, fn });
}

/** Begins the name of a type that is written with its module: `import('express').Router` is `['import:express', 'Router']`. */
export const IMPORT_TYPE = 'import:';

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

/** Reads a type annotation as syntax. Of a union the one part that isn't `null` or `undefined`; `undefined` for what names no type. */
export function readType(node: ts.TypeNode | undefined, scope: number): TypeReference | undefined {
  if (!node) return undefined;
  if (ts.isParenthesizedTypeNode(node) || ts.isJSDocNullableType(node) || ts.isJSDocNonNullableType(node) || ts.isJSDocOptionalType(node)) return readType(node.type, scope);
  if (ts.isArrayTypeNode(node)) return { name: ['Array'], args: readTypes([node.elementType], scope), scope };
  if (ts.isTypeOperatorNode(node)) return readType(node.type, scope);
  if (ts.isUnionTypeNode(node)) {
    const parts = node.types.filter((part) => !ts.isLiteralTypeNode(part) && part.kind !== ts.SyntaxKind.UndefinedKeyword);
    return parts.length === 1 ? readType(parts[0], scope) : undefined;
  }
  if (ts.isIntersectionTypeNode(node)) return readType(node.types[0], scope);
  if (ts.isTypeReferenceNode(node)) return { name: entityName(node.typeName), args: readTypes(node.typeArguments ?? [], scope), scope };
  return ts.isImportTypeNode(node) && !node.isTypeOf ? readImportType(node, scope) : undefined;
}

/** `import('express').Application` begins with the module: `import:express`. */
function readImportType({ argument, qualifier, typeArguments }: ts.ImportTypeNode, scope: number): TypeReference | undefined {
  if (!ts.isLiteralTypeNode(argument) || !ts.isStringLiteral(argument.literal)) return undefined;
  return { name: [`${IMPORT_TYPE}${argument.literal.text}`, ...(qualifier ? entityName(qualifier) : [])], args: readTypes(typeArguments ?? [], scope), scope };
}

function readTypes(nodes: readonly ts.TypeNode[], scope: number): readonly TypeReference[] {
  return nodes.map((node) => readType(node, scope) ?? { name: [], args: [], scope });
}

function entityName(name: ts.EntityName): readonly string[] {
  return ts.isIdentifier(name) ? [name.text] : [...entityName(name.left), name.right.text];
}
