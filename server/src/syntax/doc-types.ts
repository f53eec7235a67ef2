import ts from 'typescript';

/** What JSDoc comments of a JavaScript file say about types, by the node that they speak of. */
interface DocTypes {
  /** Of functions, by the parameter's name. */
  readonly parameters: ReadonlyMap<ts.Node, ReadonlyMap<string, ts.TypeNode>>;
  /** Of variables, fields and parameters. */
  readonly values: ReadonlyMap<ts.Node, ts.TypeNode>;
  /** Names that `@typedef` gives to types. */
  readonly names: ReadonlyMap<string, ts.TypeNode>;
}

/** The parser keeps comments on the nodes that they stand above, in a field that its types don't show. */
interface Documented extends ts.Node {
  readonly jsDoc?: readonly ts.JSDoc[];
}

const known = new WeakMap<ts.SourceFile, DocTypes>();
const NONE: DocTypes = { parameters: new Map(), values: new Map(), names: new Map() };

/** The type that a comment gives to a variable, a field or a parameter (`@type {Router}`). */
export function docTypeOf(source: ts.SourceFile, node: ts.Node): ts.TypeNode | undefined {
  const docs = docTypesOf(source);
  return named(docs, docs.values.get(node));
}

/** The type that a function's comment gives to its parameter of this name (`@param {Router} router`). */
export function docTypeOfParameter(source: ts.SourceFile, fn: ts.Node, name: string): ts.TypeNode | undefined {
  const docs = docTypesOf(source);
  return named(docs, docs.parameters.get(fn)?.get(name));
}

function named({ names }: DocTypes, type: ts.TypeNode | undefined): ts.TypeNode | undefined {
  return (type && ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) ? names.get(type.typeName.text) : undefined) ?? type;
}

function docTypesOf(source: ts.SourceFile): DocTypes {
  const cached = known.get(source);
  if (cached) return cached;
  const isDocumented = (source.flags & ts.NodeFlags.JavaScriptFile) !== 0 && /@(?:param|type)\b/.test(source.text);
  const docs = isDocumented ? collectDocTypes(source) : NONE;
  known.set(source, docs);
  return docs;
}

function collectDocTypes(source: ts.SourceFile): DocTypes {
  const parameters = new Map<ts.Node, Map<string, ts.TypeNode>>();
  const values = new Map<ts.Node, ts.TypeNode>();
  const names = new Map<string, ts.TypeNode>();
  const read = (tag: ts.JSDocTag, node: ts.Node): void => {
    if (ts.isJSDocTypedefTag(tag)) {
      if (tag.name && tag.typeExpression && ts.isJSDocTypeExpression(tag.typeExpression)) names.set(tag.name.text, tag.typeExpression.type);
      return;
    }
    if (ts.isJSDocTypeTag(tag)) values.set(declaredBy(node), tag.typeExpression.type);
    if (!ts.isJSDocParameterTag(tag) || !tag.typeExpression || !ts.isIdentifier(tag.name)) return;
    const fn = valueOf(node);
    const own = parameters.get(fn) ?? new Map<string, ts.TypeNode>();
    parameters.set(fn, own.set(tag.name.text, tag.typeExpression.type));
  };
  const visit = (node: Documented): void => {
    for (const doc of node.jsDoc ?? []) for (const tag of doc.tags ?? []) read(tag, node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { parameters, values, names };
}

/** What a comment above a node speaks of: above a statement, of the variable that it declares. */
function declaredBy(node: ts.Node): ts.Node {
  return ts.isVariableStatement(node) ? node.declarationList.declarations[0] ?? node : node;
}

/** The function that a comment above a node documents: what is assigned, exported or given to a property there. */
function valueOf(node: ts.Node): ts.Node {
  const declared = declaredBy(node);
  if (ts.isVariableDeclaration(declared) || ts.isPropertyAssignment(declared) || ts.isPropertyDeclaration(declared)) return withoutParentheses(declared.initializer ?? declared);
  if (ts.isExportAssignment(declared)) return withoutParentheses(declared.expression);
  const assignment = ts.isExpressionStatement(declared) ? declared.expression : undefined;
  return assignment && ts.isBinaryExpression(assignment) ? withoutParentheses(assignment.right) : declared;
}

function withoutParentheses(node: ts.Node): ts.Node {
  return ts.isParenthesizedExpression(node) ? withoutParentheses(node.expression) : node;
}
