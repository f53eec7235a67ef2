import type { Location, Range } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Texts } from '../remote/remote-service.ts';
import type { Span } from '../syntax/text.ts';
import type { Documents } from './documents.ts';
import { uriOf } from './uri.ts';

/** A file as the protocol wants it: its URI, and its text with lines. */
export interface Place {
  readonly uri: string;
  readonly text: TextDocument;
}

/** Finds the text of a file: the open document, else what came with the answer. */
export function createPlaces(documents: Documents, texts: Texts): (path: string) => Place {
  const known = new Map<string, Place>();
  return (path) => {
    const seen = known.get(path);
    if (seen !== undefined) return seen;
    const open = documents.at(path);
    const uri = open?.uri ?? uriOf(path);
    const place = { uri, text: open?.text ?? TextDocument.create(uri, '', 0, texts.get(path) ?? '') };
    known.set(path, place);
    return place;
  };
}

export function rangeOf({ text }: Place, { start, end }: Span): Range {
  return { start: text.positionAt(start), end: text.positionAt(end) };
}

export function locationOf(place: Place, span: Span): Location {
  return { uri: place.uri, range: rangeOf(place, span) };
}

/** As `rangeOf`, but at least one character wide where the text allows it: editors draw nothing under an empty range. */
export function visibleRangeOf(place: Place, span: Span): Range {
  if (span.end > span.start) return rangeOf(place, span);
  const next = rangeOf(place, { ...span, end: span.start + 1 });
  if (next.end.line === next.start.line && next.end.character > next.start.character) return next;
  return rangeOf(place, { ...span, start: Math.max(0, span.start - 1) });
}
