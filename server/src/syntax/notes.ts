import ts from 'typescript';
import type { Lowering } from './lowering.ts';

const SAYS_PUBLIC = /\bpublic\b/i;
/** The head of a list of routes that anyone may call: `// Non-authenticated endpoints:`. */
const HEADS_OPEN = /\b(non-?authenticated|unauthenticated|not authenticated|no auth(entication)? (is )?(needed|required|necessary))\b/i;

/** Keeps the comments directly above or behind a node that mark it as public, and those that list what is. */
export function addNotes(low: Lowering, node: ts.Node): void {
  keep(low, node.pos, node.end);
}

/** Keeps those behind a call in a chain, and above the next one. */
export function addChainNotes(low: Lowering, { end }: ts.CallExpression): void {
  keep(low, end, end);
}

function keep(low: Lowering, above: number, behind: number): void {
  let listsOpen = false;
  const ranges = [...(ts.getLeadingCommentRanges(low.text, above) ?? []), ...(ts.getTrailingCommentRanges(low.text, behind) ?? [])];
  for (const range of ranges) {
    const text = low.text.slice(range.pos, range.end).replace(/^\/[/*]+!?\s*|\s*\*+\/$/g, '');
    listsOpen ||= HEADS_OPEN.test(text);
    if (listsOpen || SAYS_PUBLIC.test(text)) low.notes.push({ start: range.pos, end: range.end, text, listsOpen });
  }
}
