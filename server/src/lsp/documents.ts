import type { Connection } from 'vscode-languageserver/node';
import { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { pathOf } from './uri.ts';

/** A document that is open in the editor and stands for a file. */
export interface OpenDocument {
  readonly uri: string;
  readonly path: string;
  readonly text: TextDocument;
}

/** The open documents, with their URIs as the client writes them. */
export interface Documents {
  all(): readonly OpenDocument[];
  get(uri: string): OpenDocument | undefined;
  at(path: string): OpenDocument | undefined;
}

export interface DocumentListener {
  /** Opened, or changed since. */
  changed(document: OpenDocument): void;
  closed(document: OpenDocument): void;
}

/** Keeps the open documents in step with the client. Documents that aren't files (a diff, an unsaved tab) are left out. */
export function createDocuments(connection: Connection, listener: DocumentListener): Documents {
  const texts = new TextDocuments(TextDocument);
  const byPath = new Map<string, OpenDocument>();
  const get = (uri: string): OpenDocument | undefined => {
    const path = pathOf(uri);
    const document = path === undefined ? undefined : byPath.get(path);
    return document?.uri === uri ? document : undefined;
  };
  texts.onDidChangeContent(({ document: text }) => {
    const path = pathOf(text.uri);
    if (path === undefined) return;
    const document = { uri: text.uri, path, text };
    byPath.set(path, document);
    listener.changed(document);
  });
  texts.onDidClose(({ document: text }) => {
    const document = get(text.uri);
    if (document === undefined) return;
    byPath.delete(document.path);
    listener.closed(document);
  });
  texts.listen(connection);
  return { all: () => [...byPath.values()], get, at: (path) => byPath.get(path) };
}
