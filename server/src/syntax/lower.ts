import { lowerStatements } from './lower-statement.ts';
import { openScope, type Here, type Lowering } from './lowering.ts';
import { counted, type Numbering } from './numbering.ts';
import { countSyntaxErrors, parseSource } from './parse.ts';
import type { Module, Statement } from './tree.ts';

/** Parses a file and lowers it. Never fails: broken code gives a smaller module, code that is nested beyond the stack an empty one. */
export function lowerModule(file: string, text: string, numbering = counted()): Module {
  try {
    return lowerText(file, text, numbering);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ...lowerText(file, '', counted()), hasSyntaxErrors: true };
  }
}

function lowerText(file: string, text: string, numbering: Numbering): Module {
  const source = parseSource(file, text);
  const low: Lowering = {
    file, text, source, scopes: [], bindings: [], functions: [], classes: [], imports: [], requires: [], exports: new Map(), starExports: [], types: [], notes: [], isCommonJs: false, numbering, pending: [],
  };
  const body: Statement[] = [];
  const at = { start: 0, end: text.length };
  low.functions[numbering.next('functions')] = {
    ...at, id: 0, name: undefined, form: 'module', isDeclaration: false, parent: -1, scope: 0, isStatic: false, isAsync: false, isGenerator: false,
    parameters: [], parametersAt: { start: 0, end: 0 }, hasParentheses: false, body, thisMembers: [],
  };
  const here: Here = { scope: openScope(low, -1, 0), fn: 0, thisFn: 0 };
  body.push(...lowerStatements(low, source.statements, here));
  for (const settle of low.pending) settle();
  const { scopes, bindings, functions, classes, imports, requires, exports, starExports, types, notes, isCommonJs } = low;
  return { file, scopes, bindings, functions, classes, imports, requires, exports, starExports, types, notes, isCommonJs, hasSyntaxErrors: countSyntaxErrors(source) > 0, revision: {} };
}
