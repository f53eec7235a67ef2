import ts from 'typescript';
import { openScope, type Here, type Lowering } from './lowering.ts';
import type { Expression, PathStep, TypeForm, TypeMember, TypeReference } from './tree.ts';

/** Begins the name of a type that is written with its module: `import('express').Router` is `['import:express', 'Router']`. */
export const IMPORT_TYPE = 'import:';

/** Reads a type annotation as syntax. Of a union the one part that isn't `null` or `undefined`; `undefined` for what says nothing of where values come from. */
export function readType(node: ts.TypeNode | undefined, scope: number): TypeReference | undefined {
  if (!node) return undefined;
  if (ts.isParenthesizedTypeNode(node) || ts.isJSDocNullableType(node) || ts.isJSDocNonNullableType(node) || ts.isJSDocOptionalType(node)) return readType(node.type, scope);
  if (ts.isArrayTypeNode(node)) return { name: ['Array'], args: readTypes([node.elementType], scope), scope };
  if (ts.isTypeOperatorNode(node)) return node.operator === ts.SyntaxKind.ReadonlyKeyword ? readType(node.type, scope) : undefined;
  if (ts.isUnionTypeNode(node)) {
    const parts = node.types.filter((part) => !ts.isLiteralTypeNode(part) && part.kind !== ts.SyntaxKind.UndefinedKeyword);
    return parts.length === 1 ? readType(parts[0], scope) : undefined;
  }
  if (ts.isIntersectionTypeNode(node)) return readIntersection(node, scope);
  if (ts.isTypeReferenceNode(node)) return { name: entityName(node.typeName), args: readTypes(node.typeArguments ?? [], scope), scope };
  if (ts.isImportTypeNode(node)) return readImportType(node, scope);
  const form = readForm(node, scope);
  return form && { name: [], args: [], scope, form };
}

/** The type of what a pattern takes out of a value of this type. */
export function typeAt(type: TypeReference, path: readonly PathStep[]): TypeReference | undefined {
  return path.reduce<TypeReference | undefined>((of, key) => of && (key === '...' ? undefined : { name: [], args: [], scope: of.scope, form: { kind: 'member', of, key } }), type);
}

/** `f<User>()`: what a call is told of types. */
export function readTypeArguments(node: ts.CallExpression | ts.NewExpression, scope: number): { readonly typeArgs?: readonly TypeReference[] } {
  return node.typeArguments ? { typeArgs: readTypes(node.typeArguments, scope) } : {};
}

/** Notes what an interface or an alias is a name for. */
export function lowerTypeDeclaration(low: Lowering, node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration, here: Here): void {
  const inner = node.typeParameters ? openScope(low, here.scope, here.fn) : here.scope;
  declareTypeParameters(low, node.typeParameters, inner);
  const type = ts.isInterfaceDeclaration(node) ? readInterface(node, inner) : readType(node.type, inner);
  const modifiers = ts.getModifiers(node) ?? [];
  const has = (kind: ts.SyntaxKind) => modifiers.some((modifier) => modifier.kind === kind);
  const exportedAs = has(ts.SyntaxKind.ExportKeyword) ? (has(ts.SyntaxKind.DefaultKeyword) ? 'default' : node.name.text) : undefined;
  low.types.push({ name: node.name.text, scope: here.scope, ...(exportedAs !== undefined && { exportedAs }), ...(type && { type }) });
}

/** A type parameter is known by what it extends. */
export function declareTypeParameters(low: Lowering, parameters: readonly ts.TypeParameterDeclaration[] | undefined, scope: number): void {
  for (const { name, constraint } of parameters ?? []) {
    const type = readType(constraint, scope);
    low.types.push({ name: name.text, scope, ...(type && { type }) });
  }
}

function readForm(node: ts.TypeNode, scope: number): TypeForm | undefined {
  if (ts.isTypeQueryNode(node)) return { kind: 'query', value: valueNamed(node.exprName, scope) };
  if (ts.isTypeLiteralNode(node)) return { kind: 'members', members: readMembers(node.members, scope) };
  if (ts.isFunctionTypeNode(node)) return readFunction(node, scope);
  if (!ts.isIndexedAccessTypeNode(node)) return undefined;
  const of = readType(node.objectType, scope);
  const key = ts.isLiteralTypeNode(node.indexType) ? node.indexType.literal : undefined;
  if (!of || !key) return undefined;
  if (ts.isStringLiteralLike(key)) return { kind: 'member', of, key: key.text };
  return ts.isNumericLiteral(key) ? { kind: 'member', of, key: Number(key.text) } : undefined;
}

/** What consumers of a plain name know of an intersection is its first part. */
function readIntersection(node: ts.IntersectionTypeNode, scope: number): TypeReference | undefined {
  const parts = node.types.flatMap((part) => readType(part, scope) ?? []);
  const [first] = parts;
  return first && { name: first.name, args: first.args, scope, form: { kind: 'all', parts } };
}

/** Its own members, and what it extends. */
function readInterface(node: ts.InterfaceDeclaration, scope: number): TypeReference {
  const own: TypeReference = { name: [], args: [], scope, form: { kind: 'members', members: readMembers(node.members, scope) } };
  const extended = (node.heritageClauses ?? []).flatMap((clause) => clause.types).flatMap((parent): readonly TypeReference[] => {
    const name = dottedName(parent.expression);
    return name ? [{ name, args: readTypes(parent.typeArguments ?? [], scope), scope }] : [];
  });
  return extended.length === 0 ? own : { name: [], args: [], scope, form: { kind: 'all', parts: [own, ...extended] } };
}

function readMembers(members: readonly ts.TypeElement[], scope: number): readonly TypeMember[] {
  return members.flatMap((member): readonly TypeMember[] => {
    if (!member.name || !(ts.isIdentifier(member.name) || ts.isStringLiteralLike(member.name))) return [];
    const name = member.name.text;
    if (ts.isMethodSignature(member)) return [{ name, type: { name: [], args: [], scope, form: readFunction(member, scope) } }];
    const type = ts.isPropertySignature(member) ? readType(member.type, scope) : undefined;
    return [{ name, ...(type && { type }) }];
  });
}

function readFunction(node: ts.FunctionTypeNode | ts.MethodSignature, scope: number): TypeForm {
  const returns = readType(node.type, scope);
  return { kind: 'function', parameters: node.parameters.map((parameter) => readType(parameter.type, scope)), ...(returns && { returns }) };
}

/** `import('express').Application` begins with the module: `import:express`; `typeof import('./db').db` is a value. */
function readImportType({ argument, qualifier, typeArguments, isTypeOf, pos, end }: ts.ImportTypeNode, scope: number): TypeReference | undefined {
  if (!ts.isLiteralTypeNode(argument) || !ts.isStringLiteral(argument.literal)) return undefined;
  const specifier = argument.literal.text;
  if (!isTypeOf) return { name: [`${IMPORT_TYPE}${specifier}`, ...(qualifier ? entityName(qualifier) : [])], args: readTypes(typeArguments ?? [], scope), scope };
  const value = (qualifier ? entityName(qualifier) : []).reduce<Expression>(
    (object, name) => ({ kind: 'member', object, name, nameStart: pos, optional: false, start: pos, end }),
    { kind: 'import', specifier, start: pos, end },
  );
  return { name: [], args: [], scope, form: { kind: 'query', value } };
}

function readTypes(nodes: readonly ts.TypeNode[], scope: number): readonly TypeReference[] {
  return nodes.map((node) => {
    const keys = readKeys(node);
    return keys ? { name: [], args: [], scope, form: { kind: 'keys', keys } } : readType(node, scope) ?? { name: [], args: [], scope };
  });
}

/** `'user' | 'session'` */
function readKeys(node: ts.TypeNode): readonly string[] | undefined {
  const parts = ts.isUnionTypeNode(node) ? node.types : [node];
  const keys = parts.flatMap((part) => (ts.isLiteralTypeNode(part) && ts.isStringLiteralLike(part.literal) ? [part.literal.text] : []));
  return keys.length > 0 && keys.length === parts.length ? keys : undefined;
}

function entityName(name: ts.EntityName): readonly string[] {
  return ts.isIdentifier(name) ? [name.text] : [...entityName(name.left), name.right.text];
}

function dottedName(node: ts.Expression): readonly string[] | undefined {
  if (ts.isIdentifier(node)) return [node.text];
  const before = ts.isPropertyAccessExpression(node) ? dottedName(node.expression) : undefined;
  return before && ts.isPropertyAccessExpression(node) ? [...before, node.name.text] : undefined;
}

/** The value that a type is taken from. */
function valueNamed(name: ts.EntityName | ts.ImportTypeNode, scope: number): Expression {
  const at = { start: name.pos, end: name.end };
  if (ts.isIdentifier(name)) return { ...at, kind: 'name', name: name.text, scope };
  if (!ts.isQualifiedName(name)) return { ...at, kind: 'opaque', parts: [] };
  return { ...at, kind: 'member', object: valueNamed(name.left, scope), name: name.right.text, nameStart: name.right.pos, optional: false };
}
