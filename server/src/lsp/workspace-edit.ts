import type { CreateFile, TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import type { Fix } from '../engine/finding.ts';
import type { Texts } from '../remote/remote-service.ts';
import type { Abilities } from './abilities.ts';
import type { Documents } from './documents.ts';
import type { Place } from './places.ts';
import { rangeOf } from './places.ts';

/** What the conversion of a fix needs to know about its files. */
export interface EditContext {
  readonly documents: Documents;
  /** Those of the files that aren't open; one that has none doesn't exist. */
  readonly texts: Texts;
  readonly place: (path: string) => Place;
  readonly abilities: Abilities;
}

/** The fix for the protocol, tied to the versions that are open now; `undefined` where the client can't apply it. */
export function workspaceEditOf(fix: Fix, context: EditContext): WorkspaceEdit | undefined {
  const { documents, texts, place, abilities } = context;
  const files = [...new Set(fix.edits.map((edit) => edit.at.file))];
  const missing = files.filter((file) => documents.at(file) === undefined && !texts.has(file));
  if (missing.length > 0 && !abilities.createsFiles) return undefined;

  const editsOf = (file: string): TextEdit[] =>
    fix.edits.filter((edit) => edit.at.file === file).map((edit) => ({ range: rangeOf(place(file), edit.at), newText: edit.text }));
  if (!abilities.documentChanges) return { changes: Object.fromEntries(files.map((file) => [place(file).uri, editsOf(file)])) };

  const creations = missing.map((file): CreateFile => ({ kind: 'create', uri: place(file).uri, options: { ignoreIfExists: true } }));
  const changes = files.map((file): TextDocumentEdit => {
    const version = documents.at(file)?.text.version ?? null;
    return { textDocument: { uri: place(file).uri, version }, edits: editsOf(file) };
  });
  return { documentChanges: [...creations, ...changes] };
}
