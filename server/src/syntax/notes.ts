import ts from 'typescript';
import type { Lowering } from './lowering.ts';

const SAYS_PUBLIC = /\bpublic\b/i;

/** Keeps the comments directly above or behind a node that mark it as public. */
export function addNotes(low: Lowering, node: ts.Node): void {
  keep(low, node.pos, node.end);
}

/** Keeps those behind a call in a chain, and above the next one. */
export function addChainNotes(low: Lowering, { end }: ts.CallExpression): void {
  keep(low, end, end);
}

function keep(low: Lowering, above: number, behind: number): void {
  const ranges = [...(ts.getLeadingCommentRanges(low.text, above) ?? []), ...(ts.getTrailingCommentRanges(low.text, behind) ?? [])];
  for (const range of ranges) {
    const text = low.text.slice(range.pos, range.end).replace(/^\/[/*]+!?\s*|\s*\*+\/$/g, '');
    if (SAYS_PUBLIC.test(text)) low.notes.push({ start: range.pos, end: range.end, text });
  }
}
