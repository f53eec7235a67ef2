import ts from 'typescript';
import { docTypeOf, docTypeOfParameter } from './doc-types.ts';
import { addNotes } from './notes.ts';
import { lowerExpression } from './lower-expression.ts';
import { lowerStatements } from './lower-statement.ts';
import { declare, openScope, place, slotsOf, type Here, type Lowering } from './lowering.ts';
import { declareTypeParameters, readType, typeAt } from './lower-type.ts';
import type { ClassMember, Expression, FunctionNode, Parameter, Place, Statement } from './tree.ts';

type FunctionLike = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration | ts.ConstructorDeclaration | ts.AccessorDeclaration;

export interface FunctionContext {
  readonly name?: string;
  readonly classId?: number;
  readonly owner?: number;
}

/** Lowers a function with everything in it; answers its id. */
export function lowerFunction(low: Lowering, node: FunctionLike, here: Here, context: FunctionContext = {}): number {
  const id = low.numbering.next('functions');
  const block = node.body && ts.isBlock(node.body) ? place(low, node.body) : undefined;
  low.numbering.enter(block?.start);
  const scope = openScope(low, here.scope, id);
  const inner: Here = { scope, fn: id, thisFn: ts.isArrowFunction(node) ? here.thisFn : id };
  declareTypeParameters(low, node.typeParameters, scope);
  const thisMembers: FunctionNode['thisMembers'] = [];
  const asyncToken = node.modifiers?.find((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword);
  const ownName = node.name && (ts.isIdentifier(node.name) || ts.isStringLiteralLike(node.name)) ? node.name.text : undefined;
  const shell = {
    ...place(low, node),
    id,
    name: ownName ?? context.name,
    form: formOf(node),
    isDeclaration: ts.isFunctionDeclaration(node),
    parent: here.fn,
    scope,
    classId: context.classId,
    isStatic: hasModifier(node, ts.SyntaxKind.StaticKeyword),
    isAsync: asyncToken !== undefined,
    isGenerator: 'asteriskToken' in node && node.asteriskToken !== undefined,
    parametersAt: parametersAt(low, node),
    hasParentheses: hasParentheses(low, node),
    block,
    asyncAt: asyncToken ? place(low, asyncToken) : undefined,
    nameAt: node.name ? place(low, node.name) : undefined,
    returnType: readType(node.type, scope),
    thisMembers,
    owner: context.owner,
  };
  const parameters: Parameter[] = [];
  const body: Statement[] = [];
  low.functions[id] = { ...shell, parameters, body };
  if (ts.isFunctionExpression(node) && node.name) declare(low, scope, node.name, node.name.text, { kind: 'value', value: { ...place(low, node), kind: 'function', id }, path: [] }, true);
  // `function (this: Request, reply)`: `this` is declared there, and given by nobody.
  const given = node.parameters.filter(({ name }) => !(ts.isIdentifier(name) && name.text === 'this'));
  given.forEach((parameter, index) => parameters.push(lowerParameter(low, node, parameter, index, inner, here)));
  body.push(...lowerBody(low, node.body, inner));
  low.numbering.leave(block?.start);
  return id;
}

function lowerBody(low: Lowering, body: ts.ConciseBody | undefined, inner: Here): readonly Statement[] {
  if (!body) return [];
  if (ts.isBlock(body)) return lowerStatements(low, body.statements, inner);
  const value = lowerExpression(low, body, inner);
  return [{ kind: 'return', value, start: value.start, end: value.end }];
}

function lowerParameter(low: Lowering, fn: FunctionLike, parameter: ts.ParameterDeclaration, index: number, inner: Here, here: Here): Parameter {
  const type = readType(parameter.type, inner.scope);
  // What a comment says is no annotation that a fix may write beside: the name alone knows it.
  const documented = ts.isIdentifier(parameter.name) ? docTypeOf(low.source, parameter) ?? docTypeOfParameter(low.source, fn, parameter.name.text) : undefined;
  const rest = parameter.dotDotDotToken !== undefined;
  const bindings = slotsOf(parameter.name, [], parameter.initializer).map((slot) =>
    declare(
      low,
      inner.scope,
      slot.name,
      slot.name.text,
      { kind: 'parameter', fn: inner.fn, index, path: slot.path, rest, ...(slot.fallback && { fallback: lowerExpression(low, slot.fallback, inner) }) },
      false,
      type ? typeAt(type, slot.path) : readType(documented, inner.scope),
    ),
  );
  return {
    ...place(low, parameter),
    bindings,
    hasDefault: parameter.initializer !== undefined,
    rest,
    ...(ts.isIdentifier(parameter.name) && { name: parameter.name.text }),
    ...(type && { type }),
    ...decoratorsOf(low, parameter, here),
  };
}

function formOf(node: FunctionLike): FunctionNode['form'] {
  if (ts.isArrowFunction(node)) return 'arrow';
  if (ts.isMethodDeclaration(node)) return 'method';
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (ts.isGetAccessorDeclaration(node)) return 'getter';
  if (ts.isSetAccessorDeclaration(node)) return 'setter';
  return 'function';
}

function hasModifier(node: FunctionLike, kind: ts.SyntaxKind): boolean {
  return node.modifiers?.some((modifier) => modifier.kind === kind) ?? false;
}

function hasParentheses(low: Lowering, node: FunctionLike): boolean {
  const only = node.parameters[0];
  return !(ts.isArrowFunction(node) && only && node.parameters.length === 1 && only.getStart(low.source) === arrowStart(low, node));
}

function arrowStart(low: Lowering, node: ts.ArrowFunction): number {
  const asyncToken = node.modifiers?.find((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword);
  if (!asyncToken) return node.getStart(low.source);
  return asyncToken.end + (/^\s*/.exec(low.text.slice(asyncToken.end))?.[0].length ?? 0);
}

function parametersAt(low: Lowering, node: FunctionLike): Place {
  const { parameters } = node;
  const first = parameters[0];
  const last = parameters[parameters.length - 1];
  if (first && last) return { start: first.getStart(low.source), end: last.end };
  return { start: parameters.pos, end: parameters.pos };
}

/** Lowers a class; answers its id. */
export function lowerClass(low: Lowering, node: ts.ClassLikeDeclaration, here: Here, name?: string): number {
  const id = low.numbering.next('classes');
  const members: ClassMember[] = [];
  const parameterProperties = new Map<string, number>();
  const parent = node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const extendsArgs = (parent?.typeArguments ?? []).flatMap((type) => readType(type, here.scope) ?? []);
  const shell = {
    ...place(low, node),
    id,
    name: node.name?.text ?? name,
    members,
    parameterProperties,
    fn: here.fn,
    decorators: lowerDecorators(low, node, here),
    isImplementing: node.heritageClauses?.some((clause) => clause.token === ts.SyntaxKind.ImplementsKeyword) ?? false,
    ...(parent && { extends: lowerExpression(low, parent.expression, here) }),
    ...(extendsArgs.length > 0 && { extendsArgs }),
  };
  low.classes[id] = { ...shell, fieldsFn: -1 };
  // Field initialisers run with `this` as in a constructor: they get a function of their own.
  const fields = openFieldFunction(low, node, here, id);
  let constructorFn: number | undefined;
  for (const member of node.members) {
    addNotes(low, member);
    if (ts.isConstructorDeclaration(member)) {
      if (!member.body) continue;
      constructorFn = lowerFunction(low, member, here, { classId: id, name: 'constructor' });
      member.parameters.forEach((parameter, index) => {
        if (ts.isParameterPropertyDeclaration(parameter, member) && ts.isIdentifier(parameter.name)) parameterProperties.set(parameter.name.text, index);
      });
      continue;
    }
    const lowered = lowerMember(low, member, here, fields, id);
    if (lowered) members.push(lowered);
  }
  low.classes[id] = { ...shell, fieldsFn: fields.fn, ...(constructorFn !== undefined && { constructorFn }) };
  return id;
}

function lowerDecorators(low: Lowering, node: ts.Node, here: Here): readonly Expression[] {
  return (ts.canHaveDecorators(node) ? ts.getDecorators(node) ?? [] : []).map((decorator) => lowerExpression(low, decorator.expression, here));
}

function decoratorsOf(low: Lowering, node: ts.Node, here: Here): { readonly decorators?: readonly Expression[] } {
  const decorators = lowerDecorators(low, node, here);
  return decorators.length > 0 ? { decorators } : {};
}

function openFieldFunction(low: Lowering, node: ts.ClassLikeDeclaration, here: Here, classId: number): Here {
  const fn = low.numbering.next('functions');
  const at = place(low, node);
  const scope = openScope(low, here.scope, fn);
  low.functions[fn] = {
    ...at, id: fn, form: 'constructor', isDeclaration: false, parent: here.fn, scope, classId, isStatic: false, isAsync: false, isGenerator: false,
    parameters: [], parametersAt: { start: at.start, end: at.start }, hasParentheses: false, body: [], thisMembers: [],
  };
  return { scope, fn, thisFn: fn };
}

function lowerMember(low: Lowering, member: ts.ClassElement, here: Here, fields: Here, classId: number): ClassMember | undefined {
  if (!member.name || !(ts.isIdentifier(member.name) || ts.isStringLiteralLike(member.name) || ts.isPrivateIdentifier(member.name))) return undefined;
  const name = member.name.text;
  const isStatic = ts.canHaveModifiers(member) && (ts.getModifiers(member)?.some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword) ?? false);
  if (ts.isMethodDeclaration(member) || ts.isAccessor(member)) {
    if (!member.body) return undefined;
    const fn = lowerFunction(low, member, here, { classId, name });
    return { name, isStatic, accessor: ts.isAccessor(member), value: { ...place(low, member), kind: 'function', id: fn }, ...decoratorsOf(low, member, here) };
  }
  if (!ts.isPropertyDeclaration(member)) return undefined;
  const type = readType(member.type ?? docTypeOf(low.source, member), here.scope);
  const value = member.initializer && lowerExpression(low, member.initializer, fields, { name });
  return { name, isStatic, accessor: false, ...(value && { value }), ...(type && { type }), ...decoratorsOf(low, member, here) };
}
