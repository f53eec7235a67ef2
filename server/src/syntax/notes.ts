import ts from 'typescript';
import type { Lowering } from './lowering.ts';

const SAYS_PUBLIC = /\bpublic\b/i;

/** Keeps the comments directly above or behind a node that mark it as public. */
export function addNotes(low: Lowering, node: ts.Node): void {
  const ranges = [...(ts.getLeadingCommentRanges(low.text, node.pos) ?? []), ...(ts.getTrailingCommentRanges(low.text, node.end) ?? [])];
  for (const range of ranges) {
    const text = low.text.slice(range.pos, range.end).replace(/^\/[/*]+!?\s*|\s*\*+\/$/g, '');
    if (SAYS_PUBLIC.test(text)) low.notes.push({ start: range.pos, end: range.end, text });
  }
}
