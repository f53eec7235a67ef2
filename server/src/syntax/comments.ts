import ts from 'typescript';
import type { Place } from './tree.ts';
import { parseSource } from './parse.ts';

interface Answer {
  readonly text: string;
  readonly marker: string;
  readonly places: readonly Place[];
}

/** Few files have a marker, and those seldom change between two questions. */
const MOST_ANSWERS = 100;
const answers = new Map<string, Answer>();

/** Comments whose text contains `marker`, in source order; a marker inside a string, a template or the text of JSX is none. */
export function commentsContaining(file: string, text: string, marker: string): readonly Place[] {
  if (!text.includes(marker)) return [];
  const known = answers.get(file);
  if (known?.text === text && known.marker === marker) return known.places;
  const places = findComments(file, text, marker);
  if (answers.size >= MOST_ANSWERS) answers.clear();
  answers.set(file, { text, marker, places });
  return places;
}

function findComments(file: string, text: string, marker: string): readonly Place[] {
  const found = new Map<number, Place>();
  const markup: Place[] = [];
  const source = parseSource(file, text);
  const look = (ranges: readonly ts.CommentRange[] | undefined) => {
    for (const range of ranges ?? []) {
      if (text.slice(range.pos, range.end).includes(marker)) found.set(range.pos, { start: range.pos, end: range.end });
    }
  };
  // Comments stand in the trivia before a token, or behind one on its line: look around each token near a marker.
  const visit = (node: ts.Node) => {
    if (node.kind === ts.SyntaxKind.JsxText) {
      markup.push({ start: node.pos, end: node.end });
      return;
    }
    if (!text.slice(node.pos, trailingEnd(text, node.end)).includes(marker)) return;
    look(ts.getLeadingCommentRanges(text, node.pos));
    look(ts.getTrailingCommentRanges(text, node.end));
    for (const child of node.getChildren(source)) visit(child);
  };
  visit(source);
  // The trivia of a tag or an expression inside JSX would reach into the text beside it, where `//` is text.
  const isText = ({ start }: Place) => markup.some((part) => part.start <= start && start < part.end);
  return [...found.values()].filter((place) => !isText(place)).sort((a, b) => a.start - b.start);
}

function trailingEnd(text: string, end: number): number {
  const lineEnd = text.indexOf('\n', end);
  return lineEnd < 0 ? text.length : lineEnd;
}
