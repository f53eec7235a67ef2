import ts from 'typescript';
import { lowerClass, lowerFunction } from './lower-function.ts';
import { findBinding } from './find-binding.ts';
import { addChainNotes, addNotes } from './notes.ts';
import { addExport, assignMember, place, type Here, type Lowering } from './lowering.ts';
import { readTypeArguments } from './lower-type.ts';
import type { Expression, Property, Spread } from './tree.ts';

/** What an initialiser is for: names anonymous functions and classes, and finds members assigned later. */
export interface Purpose {
  readonly name?: string;
  readonly owner?: number;
}

const ASSIGNMENTS = new Set(['=', '||=', '&&=', '??=']);

/** Lowers an expression; parentheses, assertions and non-null marks vanish. */
export function lowerExpression(low: Lowering, node: ts.Expression, here: Here, purpose: Purpose = {}): Expression {
  const at = place(low, node);
  const lower = (child: ts.Expression) => lowerExpression(low, child, here);
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node) || ts.isTypeAssertionExpression(node) || ts.isPartiallyEmittedExpression(node) || ts.isExpressionWithTypeArguments(node)) {
    return lowerExpression(low, node.expression, here, purpose);
  }
  if (ts.isIdentifier(node)) return node.text === 'undefined' ? { ...at, kind: 'literal', value: undefined } : { ...at, kind: 'name', name: node.text, scope: here.scope };
  if (ts.isStringLiteralLike(node)) return { ...at, kind: 'literal', value: node.text };
  if (ts.isNumericLiteral(node)) return { ...at, kind: 'literal', value: Number(node.text) };
  if (ts.isPropertyAccessExpression(node)) {
    if (ts.isCallExpression(node.expression)) addChainNotes(low, node.expression);
    return { ...at, kind: 'member', object: lower(node.expression), name: node.name.text, nameStart: node.name.getStart(low.source), optional: node.questionDotToken !== undefined };
  }
  if (ts.isElementAccessExpression(node)) return lowerElementAccess(low, node, here);
  if (ts.isCallExpression(node)) return lowerCall(low, node, here);
  if (ts.isNewExpression(node)) {
    const callee = lower(node.expression);
    const args = (node.arguments ?? []).map(lower);
    notePassed(low, callee, args);
    return { ...at, kind: 'call', callee, args, isNew: true, optional: false, argsStart: node.arguments?.pos ?? node.end, ...readTypeArguments(node, here.scope) };
  }
  if (ts.isFunctionExpression(node) || ts.isArrowFunction(node)) return { ...at, kind: 'function', id: lowerFunction(low, node, here, purpose) };
  if (ts.isClassExpression(node)) return { ...at, kind: 'class', id: lowerClass(low, node, here, purpose.name) };
  if (ts.isObjectLiteralExpression(node)) return { ...at, kind: 'object', properties: lowerProperties(low, node, here), ...(purpose.owner !== undefined && { owner: purpose.owner }) };
  if (ts.isArrayLiteralExpression(node)) return { ...at, kind: 'array', elements: node.elements.map(lower) };
  if (ts.isSpreadElement(node)) return { ...at, kind: 'spread', value: lower(node.expression) };
  if (ts.isAwaitExpression(node)) return { ...at, kind: 'await', value: lower(node.expression) };
  if (ts.isTemplateExpression(node)) return { ...at, kind: 'template', texts: [node.head.text, ...node.templateSpans.map((span) => span.literal.text)], parts: node.templateSpans.map((span) => lower(span.expression)) };
  if (ts.isTaggedTemplateExpression(node)) return lowerTagged(low, node, here);
  if (ts.isConditionalExpression(node)) return { ...at, kind: 'conditional', test: lower(node.condition), whenTrue: lower(node.whenTrue), whenFalse: lower(node.whenFalse) };
  if (ts.isBinaryExpression(node)) return lowerBinary(low, node, here, purpose);
  if (ts.isPrefixUnaryExpression(node)) return { ...at, kind: 'unary', operator: ts.tokenToString(node.operator) ?? '', value: lower(node.operand) };
  if (ts.isPostfixUnaryExpression(node)) return { ...at, kind: 'unary', operator: ts.tokenToString(node.operator) ?? '', value: lower(node.operand) };
  if (ts.isTypeOfExpression(node)) return { ...at, kind: 'unary', operator: 'typeof', value: lower(node.expression) };
  if (ts.isDeleteExpression(node)) return { ...at, kind: 'unary', operator: 'delete', value: lower(node.expression) };
  if (ts.isMetaProperty(node)) return { ...at, kind: 'name', name: 'import.meta', scope: here.scope };
  if (ts.isVoidExpression(node)) return ts.isNumericLiteral(node.expression) ? { ...at, kind: 'literal', value: undefined } : { ...at, kind: 'unary', operator: 'void', value: lower(node.expression) };
  switch (node.kind) {
    case ts.SyntaxKind.ThisKeyword: return { ...at, kind: 'this' };
    case ts.SyntaxKind.SuperKeyword: return { ...at, kind: 'super' };
    case ts.SyntaxKind.TrueKeyword: return { ...at, kind: 'literal', value: true };
    case ts.SyntaxKind.FalseKeyword: return { ...at, kind: 'literal', value: false };
    case ts.SyntaxKind.NullKeyword: return { ...at, kind: 'literal', value: null };
    case ts.SyntaxKind.RegularExpressionLiteral: return { ...at, kind: 'regex', text: node.getText(low.source) };
  }
  return { ...at, kind: 'opaque', parts: expressionsInside(node).map(lower) };
}

/** The nearest expressions inside something that has no form of its own here (JSX, `yield`). */
function expressionsInside(node: ts.Node): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (child: ts.Node): void => {
    if (ts.isJsxExpression(child)) {
      if (child.expression) found.push(child.expression);
    } else if (ts.isJsxElement(child) || ts.isJsxSelfClosingElement(child) || ts.isJsxFragment(child) || ts.isJsxOpeningElement(child) || ts.isJsxAttributes(child) || ts.isJsxAttribute(child)) {
      ts.forEachChild(child, visit);
    } else if (ts.isJsxSpreadAttribute(child)) found.push(child.expression);
    else if (ts.isExpression(child) && !ts.isJsxText(child)) found.push(child);
  };
  ts.forEachChild(node, visit);
  return found;
}

function lowerElementAccess(low: Lowering, node: ts.ElementAccessExpression, here: Here): Expression {
  const at = place(low, node);
  const object = lowerExpression(low, node.expression, here);
  const optional = node.questionDotToken !== undefined;
  const key = node.argumentExpression;
  if (ts.isStringLiteralLike(key)) return { ...at, kind: 'member', object, name: key.text, nameStart: key.getStart(low.source), optional };
  return { ...at, kind: 'index', object, index: lowerExpression(low, key, here), optional };
}

function lowerCall(low: Lowering, node: ts.CallExpression, here: Here): Expression {
  const at = place(low, node);
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const specifier = node.arguments[0];
    return { ...at, kind: 'import', ...(specifier && ts.isStringLiteralLike(specifier) && { specifier: specifier.text }) };
  }
  const callee = lowerExpression(low, node.expression, here);
  const args = node.arguments.map((argument) => lowerExpression(low, argument, here));
  const first = args[0];
  low.pending.push(() => recordAssignedExports(low, callee, args, here));
  if (callee.kind === 'name' && callee.name === 'require' && first?.kind === 'literal' && typeof first.value === 'string') low.requires.push({ specifier: first.value, at });
  notePassed(low, callee, args);
  return { ...at, kind: 'call', callee, args, isNew: false, optional: node.questionDotToken !== undefined, argsStart: node.arguments.pos, ...readTypeArguments(node, here.scope) };
}

/** Functions among the arguments know what they are handed to. */
function notePassed(low: Lowering, callee: Expression, args: readonly Expression[]): void {
  args.forEach((argument, index) => {
    const fn = argument.kind === 'function' ? low.functions[argument.id] : undefined;
    if (fn) low.functions[fn.id] = { ...fn, passedTo: { callee, index } };
  });
}

function lowerTagged(low: Lowering, node: ts.TaggedTemplateExpression, here: Here): Expression {
  const at = place(low, node);
  const tag = lowerExpression(low, node.tag, here);
  if (ts.isNoSubstitutionTemplateLiteral(node.template)) return { ...at, kind: 'template', tag, texts: [node.template.text], parts: [] };
  const { head, templateSpans } = node.template;
  return { ...at, kind: 'template', tag, texts: [head.text, ...templateSpans.map((span) => span.literal.text)], parts: templateSpans.map((span) => lowerExpression(low, span.expression, here)) };
}

function lowerProperties(low: Lowering, node: ts.ObjectLiteralExpression, here: Here): readonly (Property | Spread)[] {
  return node.properties.map((property): Property | Spread => {
    const at = place(low, property);
    if (ts.isSpreadAssignment(property)) return { ...at, kind: 'spread', value: lowerExpression(low, property.expression, here) };
    addNotes(low, property);
    if (ts.isShorthandPropertyAssignment(property)) return { ...at, key: property.name.text, value: lowerExpression(low, property.name, here), shorthand: true, accessor: false };
    const key = propertyKey(property.name);
    const computed = key === undefined && ts.isComputedPropertyName(property.name) ? lowerExpression(low, property.name.expression, here) : undefined;
    if (ts.isPropertyAssignment(property)) return { ...at, key, ...(computed && { computed }), value: lowerExpression(low, property.initializer, here, { name: key }), shorthand: false, accessor: false };
    const id = lowerFunction(low, property, here, { name: key });
    return { ...at, key, value: { ...at, kind: 'function', id }, shorthand: false, accessor: ts.isAccessor(property) };
  });
}

function propertyKey(name: ts.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression)) return name.expression.text;
  return undefined;
}

function lowerBinary(low: Lowering, node: ts.BinaryExpression, here: Here, purpose: Purpose): Expression {
  const at = place(low, node);
  const operator = ts.tokenToString(node.operatorToken.kind) ?? '';
  if (operator === ',') return { ...at, kind: 'binary', operator, left: lowerExpression(low, node.left, here), right: lowerExpression(low, node.right, here, purpose) };
  const { FirstAssignment, LastAssignment } = ts.SyntaxKind;
  if (node.operatorToken.kind < FirstAssignment || node.operatorToken.kind > LastAssignment) {
    return { ...at, kind: 'binary', operator, left: lowerExpression(low, node.left, here), right: lowerExpression(low, node.right, here) };
  }
  const target = lowerExpression(low, node.left, here);
  const name = target.kind === 'member' || target.kind === 'name' ? target.name : undefined;
  const value = lowerExpression(low, node.right, here, { ...(name !== undefined && { name }) });
  const fn = value.kind === 'function' && target.kind === 'member' ? low.functions[value.id] : undefined;
  if (fn && target.kind === 'member') low.functions[fn.id] = { ...fn, assignedTo: target.object };
  low.pending.push(() => recordAssignment(low, target, ASSIGNMENTS.has(operator) ? value : { ...at, kind: 'opaque', parts: [] }, here));
  return { ...at, kind: 'assign', operator, target, value };
}

/** Makes an assignment known to the binding, the object or the exports that it changes. */
function recordAssignment(low: Lowering, target: Expression, value: Expression, here: Here): void {
  if (target.kind === 'name') {
    findBinding(low, target.scope, target.name)?.definitions.push(value.kind === 'opaque' ? { kind: 'opaque' } : { kind: 'value', value, path: [] });
    return;
  }
  if (target.kind === 'index' && target.object.kind === 'name') return assignMember(findBinding(low, target.object.scope, target.object.name)?.members, '*', value, here.fn);
  if (target.kind !== 'member') return;
  const { object, name } = target;
  if (object.kind === 'this') return assignMember(low.functions[here.thisFn]?.thisMembers, name, value, here.fn);
  if (isModuleExports(low, target)) {
    low.isCommonJs = true;
    return addExport(low, '=', { at: value, kind: 'value', value, fn: here.fn });
  }
  if (isModuleExports(low, object) || (object.kind === 'name' && object.name === 'exports' && !findBinding(low, object.scope, 'exports'))) {
    low.isCommonJs = true;
    return addExport(low, name, { at: { start: target.nameStart, end: target.end }, kind: 'value', value, fn: here.fn });
  }
  if (object.kind === 'name') return assignMember(findBinding(low, object.scope, object.name)?.members, name, value, here.fn);
  if (object.kind === 'member' && object.object.kind === 'name') {
    assignMember(findBinding(low, object.object.scope, object.object.name)?.members, `${object.name}.${name}`, value, here.fn);
  }
}

/** `Object.assign(module.exports, { list, show })` exports what it assigns. */
function recordAssignedExports(low: Lowering, callee: Expression, args: readonly Expression[], here: Here): void {
  const [target, ...sources] = args;
  if (!target || callee.kind !== 'member' || callee.name !== 'assign' || callee.object.kind !== 'name' || callee.object.name !== 'Object') return;
  if (!isModuleExports(low, target) && !(target.kind === 'name' && target.name === 'exports')) return;
  low.isCommonJs = true;
  for (const source of sources) {
    if (source.kind !== 'object') continue;
    for (const property of source.properties) {
      if (!('kind' in property) && property.key !== undefined) addExport(low, property.key, { at: property, kind: 'value', value: property.value, fn: here.fn });
    }
  }
}

function isModuleExports(low: Lowering, node: Expression): boolean {
  return node.kind === 'member' && node.name === 'exports' && node.object.kind === 'name' && node.object.name === 'module' && !findBinding(low, node.object.scope, 'module');
}
