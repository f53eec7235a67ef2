import ts from 'typescript';
import { docTypeOf } from './doc-types.ts';
import { lowerExpression } from './lower-expression.ts';
import { lowerClass, lowerFunction } from './lower-function.ts';
import { addExport, declare, functionScope, openScope, place, slotsOf, type Here, type Lowering } from './lowering.ts';
import { lowerTypeDeclaration, readType, typeAt } from './lower-type.ts';
import { addNotes } from './notes.ts';
import type { Definition, Expression, ObjectLiteral, PathStep, Property, Statement } from './tree.ts';

/** Lowers statements in order. What runs nothing (types, empty statements) leaves nothing behind. */
export function lowerStatements(low: Lowering, nodes: readonly ts.Statement[], here: Here): readonly Statement[] {
  return nodes.flatMap((node) => lowerStatement(low, node, here));
}

function lowerBlock(low: Lowering, node: ts.Statement, here: Here): readonly Statement[] {
  const inner = { ...here, scope: openScope(low, here.scope, here.fn) };
  return ts.isBlock(node) ? lowerStatements(low, node.statements, inner) : lowerStatement(low, node, inner);
}

function lowerStatement(low: Lowering, node: ts.Statement, here: Here): readonly Statement[] {
  const at = place(low, node);
  const lower = (child: ts.Expression) => lowerExpression(low, child, here);
  if (ts.isExpressionStatement(node)) {
    addNotes(low, node);
    return [{ ...at, kind: 'expression', value: lower(node.expression) }];
  }
  if (ts.isVariableStatement(node)) {
    addNotes(low, node);
    return [{ ...at, kind: 'declare', values: lowerVariables(low, node.declarationList, here, isExported(node)) }];
  }
  if (ts.isReturnStatement(node)) return [{ ...at, kind: 'return', ...(node.expression && { value: lower(node.expression) }) }];
  if (ts.isThrowStatement(node)) return [{ ...at, kind: 'throw', value: lower(node.expression) }];
  if (ts.isIfStatement(node)) {
    return [{ ...at, kind: 'if', test: lower(node.expression), then: lowerBlock(low, node.thenStatement, here), otherwise: node.elseStatement ? lowerBlock(low, node.elseStatement, here) : [] }];
  }
  if (ts.isBlock(node)) return [{ ...at, kind: 'block', body: lowerBlock(low, node, here) }];
  if (ts.isFunctionDeclaration(node)) return lowerFunctionDeclaration(low, node, here);
  if (ts.isClassDeclaration(node)) return lowerClassDeclaration(low, node, here);
  if (ts.isTryStatement(node)) return [lowerTry(low, node, here)];
  if (ts.isIterationStatement(node, false)) return [lowerLoop(low, node, here)];
  if (ts.isSwitchStatement(node)) {
    const inner = { ...here, scope: openScope(low, here.scope, here.fn) };
    const cases = node.caseBlock.clauses.map((clause) => ({
      ...(ts.isCaseClause(clause) && { test: lowerExpression(low, clause.expression, inner) }),
      body: lowerStatements(low, clause.statements, inner),
    }));
    return [{ ...at, kind: 'switch', value: lower(node.expression), cases }];
  }
  if (ts.isLabeledStatement(node)) return lowerStatement(low, node.statement, here);
  if (ts.isBreakStatement(node)) return [{ ...at, kind: 'break' }];
  if (ts.isContinueStatement(node)) return [{ ...at, kind: 'continue' }];
  if (ts.isImportDeclaration(node)) return lowerImport(low, node, here);
  if (ts.isImportEqualsDeclaration(node)) return lowerImportEquals(low, node, here);
  if (ts.isExportDeclaration(node)) return lowerExportDeclaration(low, node);
  if (ts.isExportAssignment(node)) {
    const value = lowerExpression(low, node.expression, here, { name: 'default' });
    addExport(low, node.isExportEquals ? '=' : 'default', { at: place(low, node.expression), kind: 'value', value, fn: here.fn });
    return [{ ...at, kind: 'expression', value }];
  }
  if (ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node)) {
    const definition: Definition = ts.isEnumDeclaration(node) ? { kind: 'value', value: lowerEnum(low, node, here), path: [] } : { kind: 'opaque' };
    if (ts.isIdentifier(node.name)) declare(low, here.scope, node.name, node.name.text, definition, true);
    if (isExported(node) && ts.isIdentifier(node.name)) addExport(low, node.name.text, { at: place(low, node.name), kind: 'binding', name: node.name.text });
  }
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) lowerTypeDeclaration(low, node, here);
  return [];
}

/** An enumeration is an object; members that say no value count on from the one before. */
function lowerEnum(low: Lowering, node: ts.EnumDeclaration, here: Here): ObjectLiteral {
  let next: number | undefined = 0;
  const properties = node.members.map((member): Property => {
    const at = place(low, member);
    const value: Expression = member.initializer ? lowerExpression(low, member.initializer, here) : next === undefined ? { ...at, kind: 'opaque', parts: [] } : { ...at, kind: 'literal', value: next };
    next = value.kind === 'literal' && typeof value.value === 'number' ? value.value + 1 : undefined;
    return { ...at, ...(ts.isComputedPropertyName(member.name) ? {} : { key: member.name.text }), value, shorthand: false, accessor: false };
  });
  return { ...place(low, node), kind: 'object', properties };
}

function isExported(node: ts.HasModifiers): boolean {
  return ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function isDefault(node: ts.HasModifiers): boolean {
  return ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword) ?? false;
}

function lowerVariables(low: Lowering, list: ts.VariableDeclarationList, here: Here, exported: boolean): readonly Expression[] {
  const isConstant = (list.flags & ts.NodeFlags.Const) !== 0;
  const isVar = (list.flags & ts.NodeFlags.BlockScoped) === 0;
  const scope = isVar ? functionScope(low, here) : here.scope;
  return list.declarations.flatMap((declaration) => {
    const slots = slotsOf(declaration.name);
    const type = readType(declaration.type ?? docTypeOf(low.source, declaration), here.scope);
    const ids = slots.map((slot) => declare(low, scope, slot.name, slot.name.text, undefined, isConstant, type && typeAt(type, slot.path)));
    if (exported) for (const { name } of slots) addExport(low, name.text, { at: place(low, name), kind: 'binding', name: name.text });
    if (!declaration.initializer) return [];
    const purpose = ts.isIdentifier(declaration.name) ? { name: declaration.name.text, owner: ids[0] } : {};
    const value = lowerExpression(low, declaration.initializer, here, purpose);
    slots.forEach((slot, index) => low.bindings[ids[index] ?? -1]?.definitions.push(valueDefinition(low, value, slot.path, slot.fallback, here)));
    return [value];
  });
}

function valueDefinition(low: Lowering, value: Expression, path: readonly PathStep[], fallback: ts.Expression | undefined, here: Here): Definition {
  return { kind: 'value', value, path, ...(fallback && { fallback: lowerExpression(low, fallback, here) }) };
}

function lowerFunctionDeclaration(low: Lowering, node: ts.FunctionDeclaration, here: Here): readonly Statement[] {
  if (!node.body) return [];
  addNotes(low, node);
  const at = place(low, node);
  const scope = functionScope(low, here);
  const owner = node.name ? declare(low, scope, node.name, node.name.text, undefined, true) : undefined;
  const id = lowerFunction(low, node, here, owner === undefined ? { name: 'default' } : { owner });
  const value: Expression = { ...at, kind: 'function', id };
  if (owner !== undefined) low.bindings[owner]?.definitions.push({ kind: 'value', value, path: [] });
  if (isExported(node)) addExport(low, isDefault(node) ? 'default' : node.name?.text ?? 'default', { at: place(low, node.name ?? node), kind: 'value', value, fn: here.fn });
  return [];
}

function lowerClassDeclaration(low: Lowering, node: ts.ClassDeclaration, here: Here): readonly Statement[] {
  const at = place(low, node);
  const owner = node.name ? declare(low, here.scope, node.name, node.name.text, undefined, true) : undefined;
  const value: Expression = { ...at, kind: 'class', id: lowerClass(low, node, here, 'default') };
  if (owner !== undefined) low.bindings[owner]?.definitions.push({ kind: 'value', value, path: [] });
  if (isExported(node)) addExport(low, isDefault(node) ? 'default' : node.name?.text ?? 'default', { at: place(low, node.name ?? node), kind: 'value', value, fn: here.fn });
  return [{ ...at, kind: 'declare', values: [value] }];
}

function lowerTry(low: Lowering, node: ts.TryStatement, here: Here): Statement {
  const at = place(low, node);
  const block = lowerBlock(low, node.tryBlock, here);
  const finalizer = node.finallyBlock ? lowerBlock(low, node.finallyBlock, here) : [];
  const clause = node.catchClause;
  if (!clause) return { ...at, kind: 'try', block, finalizer };
  const inner = { ...here, scope: openScope(low, here.scope, here.fn) };
  const bindings = clause.variableDeclaration
    ? slotsOf(clause.variableDeclaration.name).map((slot) => declare(low, inner.scope, slot.name, slot.name.text, { kind: 'opaque' }, false))
    : [];
  const start = clause.getStart(low.source);
  return { ...at, kind: 'try', block, handler: { at: { start, end: start + 'catch'.length }, block: place(low, clause.block), bindings, body: lowerBlock(low, clause.block, inner) }, finalizer };
}

function lowerLoop(low: Lowering, node: ts.IterationStatement, here: Here): Statement {
  const at = place(low, node);
  const inner = { ...here, scope: openScope(low, here.scope, here.fn) };
  const lower = (child: ts.Expression) => lowerExpression(low, child, inner);
  const shape = { ...at, kind: 'loop' as const, bindings: [], awaits: false };
  if (ts.isWhileStatement(node)) return { ...shape, form: 'while', head: [lower(node.expression)], body: lowerBlock(low, node.statement, inner) };
  if (ts.isDoStatement(node)) return { ...shape, form: 'do', head: [lower(node.expression)], body: lowerBlock(low, node.statement, inner) };
  if (ts.isForStatement(node)) {
    const initial = node.initializer ? (ts.isVariableDeclarationList(node.initializer) ? lowerVariables(low, node.initializer, inner, false) : [lower(node.initializer)]) : [];
    const head = [...initial, ...(node.condition ? [lower(node.condition)] : []), ...(node.incrementor ? [lower(node.incrementor)] : [])];
    return { ...shape, form: 'for', head, body: lowerBlock(low, node.statement, inner) };
  }
  if (!ts.isForOfStatement(node) && !ts.isForInStatement(node)) return { ...shape, form: 'while', head: [], body: [] };
  const isOf = ts.isForOfStatement(node);
  const iterated = lower(node.expression);
  const element = (path: readonly PathStep[]): Definition => (isOf ? { kind: 'element', of: iterated, path } : { kind: 'opaque' });
  const bindings = ts.isVariableDeclarationList(node.initializer)
    ? node.initializer.declarations.flatMap((declaration) => slotsOf(declaration.name).map((slot) => declare(low, inner.scope, slot.name, slot.name.text, element(slot.path), true)))
    : [];
  const body = lowerBlock(low, node.statement, inner);
  return { ...shape, form: isOf ? 'of' : 'in', head: [], iterated, bindings, awaits: isOf && node.awaitModifier !== undefined, body };
}

function lowerImport(low: Lowering, node: ts.ImportDeclaration, here: Here): readonly Statement[] {
  if (!ts.isStringLiteralLike(node.moduleSpecifier)) return [];
  const specifier = node.moduleSpecifier.text;
  const clause = node.importClause;
  low.imports.push({ specifier, at: place(low, node), typeOnly: clause?.isTypeOnly ?? false });
  const bind = (name: ts.Identifier, imported: string) => declare(low, here.scope, name, name.text, { kind: 'import', specifier, imported }, true);
  if (clause?.name) bind(clause.name, 'default');
  const named = clause?.namedBindings;
  if (named && ts.isNamespaceImport(named)) bind(named.name, '*');
  if (named && ts.isNamedImports(named)) for (const element of named.elements) bind(element.name, (element.propertyName ?? element.name).text);
  return [];
}

function lowerImportEquals(low: Lowering, node: ts.ImportEqualsDeclaration, here: Here): readonly Statement[] {
  const reference = node.moduleReference;
  if (!ts.isExternalModuleReference(reference) || !ts.isStringLiteralLike(reference.expression)) return [];
  const specifier = reference.expression.text;
  low.imports.push({ specifier, at: place(low, node), typeOnly: node.isTypeOnly });
  declare(low, here.scope, node.name, node.name.text, { kind: 'import', specifier, imported: '=' }, true);
  if (isExported(node)) addExport(low, node.name.text, { at: place(low, node.name), kind: 'binding', name: node.name.text });
  return [];
}

function lowerExportDeclaration(low: Lowering, node: ts.ExportDeclaration): readonly Statement[] {
  const specifier = node.moduleSpecifier && ts.isStringLiteralLike(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined;
  if (specifier !== undefined) low.imports.push({ specifier, at: place(low, node), typeOnly: node.isTypeOnly });
  const clause = node.exportClause;
  if (!clause) {
    if (specifier !== undefined) low.starExports.push(specifier);
    return [];
  }
  if (ts.isNamespaceExport(clause)) {
    if (specifier !== undefined) addExport(low, clause.name.text, { at: place(low, clause.name), kind: 'from', specifier, imported: '*' });
    return [];
  }
  for (const element of clause.elements) {
    const imported = (element.propertyName ?? element.name).text;
    const at = place(low, element.name);
    addExport(low, element.name.text, specifier === undefined ? { at, kind: 'binding', name: imported } : { at, kind: 'from', specifier, imported });
  }
  return [];
}
