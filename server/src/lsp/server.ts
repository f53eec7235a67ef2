import type { Connection, InitializeParams, InitializeResult, ServerCapabilities } from 'vscode-languageserver/node';
import { CodeActionKind, PositionEncodingKind, TextDocumentSyncKind } from 'vscode-languageserver/node';
import type { Abilities } from './abilities.ts';
import { abilitiesOf } from './abilities.ts';
import type { Environment } from './environment.ts';
import { source } from './reports.ts';
import { startSession } from './session.ts';
import { pathOf } from './uri.ts';

/** Makes the connection answer as the product's language server. The caller lets it listen. */
export function createServer(connection: Connection, environment: Environment): void {
  connection.onInitialize((params): InitializeResult => {
    const abilities = abilitiesOf(params);
    startSession(connection, environment, { abilities, folders: foldersOf(params), wantsStatus: wantsStatus(params.initializationOptions) });
    return { capabilities: capabilitiesFor(abilities), serverInfo: { name: source, version: environment.version } };
  });
}

function capabilitiesFor(abilities: Abilities): ServerCapabilities {
  return {
    positionEncoding: PositionEncodingKind.UTF16,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    hoverProvider: true,
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix], resolveProvider: abilities.resolvesEdits },
    ...(abilities.pullsDiagnostics && { diagnosticProvider: { identifier: source, interFileDependencies: false, workspaceDiagnostics: false } }),
    ...(abilities.workspaceFolders && { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }),
  };
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri === null ? [] : [rootUri]);
  return uris.map(pathOf).filter((path) => path !== undefined);
}

/** The options come from outside: anything but our own client may send what it likes. */
function wantsStatus(options: unknown): boolean {
  return typeof options === 'object' && options !== null && 'status' in options && options.status === true;
}
