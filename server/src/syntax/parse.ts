import ts from 'typescript';

const KINDS: Readonly<Record<string, ts.ScriptKind>> = {
  ts: ts.ScriptKind.TS, mts: ts.ScriptKind.TS, cts: ts.ScriptKind.TS, tsx: ts.ScriptKind.TSX,
  js: ts.ScriptKind.JSX, mjs: ts.ScriptKind.JSX, cjs: ts.ScriptKind.JSX, jsx: ts.ScriptKind.JSX,
};

/** What only comments of JavaScript say: types. */
const DOCUMENTED = /@(?:param|type)\b/;

/** Parses a file; broken code gives a tree with holes, never an exception. */
export function parseSource(file: string, text: string): ts.SourceFile {
  const extension = file.slice(file.lastIndexOf('.') + 1);
  const kind = KINDS[extension] ?? ts.ScriptKind.TS;
  const isRead = kind === ts.ScriptKind.JSX && DOCUMENTED.test(text);
  const jsDocParsingMode = isRead ? ts.JSDocParsingMode.ParseAll : ts.JSDocParsingMode.ParseNone;
  return ts.createSourceFile(file, text, { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode }, false, kind);
}

interface ParsedFile extends ts.SourceFile {
  readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[];
}

/** How many syntax errors the parser met. The parser keeps them on the tree, in a field that its types don't show. */
export function countSyntaxErrors(source: ParsedFile): number {
  return source.parseDiagnostics?.length ?? 0;
}

/** Whether a text is free of syntax errors, as a file of this name. */
export function parses(file: string, text: string): boolean {
  return countSyntaxErrors(parseSource(file, text)) === 0;
}
