import { isAbsolute } from 'node:path';
import type { Connection, InitializeParams, InitializeResult, ServerCapabilities } from 'vscode-languageserver/node';
import { CodeActionKind, PositionEncodingKind, TextDocumentSyncKind } from 'vscode-languageserver/node';
import type { Abilities } from './abilities.ts';
import { abilitiesOf } from './abilities.ts';
import type { Environment } from './environment.ts';
import type { InitializationOptions } from './protocol.ts';
import { source } from './reports.ts';
import { startSession } from './session.ts';
import { pathOf } from './uri.ts';

/** Makes the connection answer as the product's language server. The caller lets it listen. */
export function createServer(connection: Connection, environment: Environment): void {
  connection.onInitialize((params): InitializeResult => {
    const abilities = abilitiesOf(params);
    const options = optionsFrom(params.initializationOptions);
    startSession(connection, environment, { abilities, folders: foldersOf(params), wantsStatus: options.status === true, storage: options.storage });
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
function optionsFrom(options: unknown): InitializationOptions {
  if (typeof options !== 'object' || options === null) return {};
  return {
    ...('status' in options && { status: options.status === true }),
    ...('storage' in options && typeof options.storage === 'string' && isAbsolute(options.storage) && { storage: options.storage }),
  };
}
