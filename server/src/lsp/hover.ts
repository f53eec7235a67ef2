import type { Hover, HoverParams } from 'vscode-languageserver/node';
import { MarkupKind } from 'vscode-languageserver/node';
import { wordsOf } from '../facts/failures/failure-words.ts';
import type { Service } from '../service-types.ts';
import type { OpenDocument } from './documents.ts';
import { rangeOf, type Place } from './places.ts';

/** What happens when the call under the cursor fails: one paragraph with links to each step. Nothing where it isn't known. */
export function hoverOf(document: OpenDocument, { position }: HoverParams, service: Service, place: (path: string) => Place): Hover | undefined {
  const offset = document.text.offsetAt(position);
  const path = service.failurePaths(document.path, offset, offset).at(-1);
  if (!path) return undefined;
  const value = wordsOf(path).map(({ text, at }) => {
    if (!at) return text;
    const { start } = rangeOf(place(at.file), at);
    return `[${text}](${place(at.file).uri}#L${start.line + 1})`;
  }).join('');
  return { contents: { kind: MarkupKind.Markdown, value }, range: rangeOf(place(document.path), path.call.at) };
}
