import ts from 'typescript';
import type { Place } from './tree.ts';
import { parseSource } from './parse.ts';

/** Comments whose text contains `marker`, in source order; a marker inside a string or a template is none. */
export function commentsContaining(file: string, text: string, marker: string): readonly Place[] {
  if (!text.includes(marker)) return [];
  const found = new Map<number, Place>();
  const source = parseSource(file, text);
  const look = (ranges: readonly ts.CommentRange[] | undefined) => {
    for (const range of ranges ?? []) {
      if (text.slice(range.pos, range.end).includes(marker)) found.set(range.pos, { start: range.pos, end: range.end });
    }
  };
  // Comments stand in the trivia before a token, or behind one on its line: look around each token near a marker.
  const visit = (node: ts.Node) => {
    if (!text.slice(node.pos, trailingEnd(text, node.end)).includes(marker)) return;
    if (node.kind === ts.SyntaxKind.JsxText || ts.isStringLiteralLike(node)) return;
    look(ts.getLeadingCommentRanges(text, node.pos));
    look(ts.getTrailingCommentRanges(text, node.end));
    for (const child of node.getChildren(source)) visit(child);
  };
  visit(source);
  return [...found.values()].sort((a, b) => a.start - b.start);
}

function trailingEnd(text: string, end: number): number {
  const lineEnd = text.indexOf('\n', end);
  return lineEnd < 0 ? text.length : lineEnd;
}
