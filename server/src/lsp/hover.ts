import type { Hover, HoverParams } from 'vscode-languageserver/node';
import { MarkupKind } from 'vscode-languageserver/node';
import { wordsOf } from '../facts/failures/failure-words.ts';
import type { RemoteService } from '../remote/remote-service.ts';
import type { Documents, OpenDocument } from './documents.ts';
import { createPlaces, rangeOf } from './places.ts';

/** What happens when the call under the cursor fails: one paragraph with links to each step. Nothing where it isn't known. */
export async function hoverOf(document: OpenDocument, { position }: HoverParams, service: RemoteService, documents: Documents, isWanted: () => boolean): Promise<Hover | undefined> {
  const { paths, texts } = await service.ask({ about: 'failurePaths', file: document.path, offset: document.text.offsetAt(position) }, isWanted);
  const path = paths.at(-1);
  if (!path) return undefined;
  const place = createPlaces(documents, texts);
  const value = wordsOf(path).map(({ text, at }) => {
    if (!at) return text;
    const { start } = rangeOf(place(at.file), at);
    return `[${text}](${place(at.file).uri}#L${start.line + 1})`;
  }).join('');
  return { contents: { kind: MarkupKind.Markdown, value }, range: rangeOf(place(document.path), path.call.at) };
}
