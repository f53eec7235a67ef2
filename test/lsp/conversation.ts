import { setTimeout as delay } from 'node:timers/promises';
import type {
  CancellationToken,
  ClientCapabilities,
  CodeAction,
  CodeActionContext,
  Diagnostic,
  DocumentDiagnosticReport,
  Hover,
  InitializeResult,
  MessageReader,
  MessageWriter,
  ProtocolConnection,
  PublishDiagnosticsParams,
  Range,
  Registration,
  TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';
import {
  CodeActionRequest,
  CodeActionResolveRequest,
  Command,
  ConfigurationRequest,
  createProtocolConnection,
  DiagnosticRefreshRequest,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  LogMessageNotification,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  ShutdownRequest,
} from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';

/** What a current VS Code says of itself, as far as the server cares. */
export const modernClient: ClientCapabilities = {
  textDocument: {
    diagnostic: { relatedInformation: true, codeDescriptionSupport: true, dataSupport: true },
    publishDiagnostics: { relatedInformation: true },
    codeAction: { dataSupport: true, isPreferredSupport: true, resolveSupport: { properties: ['edit'] } },
  },
  workspace: {
    diagnostics: { refreshSupport: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] },
    didChangeWatchedFiles: { dynamicRegistration: true },
    didChangeConfiguration: { dynamicRegistration: true },
    configuration: true,
    workspaceFolders: true,
  },
};

/** Knows diagnostics as they were before 3.17, and nothing that is optional. */
export const plainClient: ClientCapabilities = { textDocument: { publishDiagnostics: {} } };

export interface ConversationOptions {
  readonly folders: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** The process that the server must not outlive. */
  readonly processId?: number;
}

/** How long anything may take before a test gives up, in milliseconds. */
const patience = 20_000;

/** The client's side of a conversation. Files are named by path. */
export class Conversation {
  readonly connection: ProtocolConnection;
  readonly registrations: Registration[] = [];
  readonly logs: string[] = [];
  readonly published: PublishDiagnosticsParams[] = [];
  refreshes = 0;
  /** What the client answers when asked for the settings of a file. */
  settings: (uri: string) => unknown = () => ({ enable: true });
  result: InitializeResult | undefined;
  private readonly versions = new Map<string, number>();

  constructor(reader: MessageReader, writer: MessageWriter) {
    this.connection = createProtocolConnection(reader, writer);
    this.connection.onRequest(RegistrationRequest.type, ({ registrations }) => void this.registrations.push(...registrations));
    this.connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map((item) => this.settings(item.scopeUri ?? '')));
    this.connection.onRequest(DiagnosticRefreshRequest.type, () => void this.refreshes++);
    this.connection.onNotification(LogMessageNotification.type, ({ message }) => void this.logs.push(message));
    this.connection.onNotification(PublishDiagnosticsNotification.type, (params) => void this.published.push(params));
    this.connection.listen();
  }

  async initialize({ folders, capabilities = modernClient, initializationOptions, processId }: ConversationOptions): Promise<InitializeResult> {
    const workspaceFolders = folders.map((path) => ({ uri: uriOf(path), name: path }));
    this.result = await this.connection.sendRequest(InitializeRequest.type, {
      processId: processId ?? null,
      rootUri: workspaceFolders[0]?.uri ?? null,
      workspaceFolders: capabilities.workspace?.workspaceFolders === true ? workspaceFolders : null,
      capabilities,
      initializationOptions,
    });
    await this.connection.sendNotification(InitializedNotification.type, {});
    return this.result;
  }

  async open(path: string, text: string, languageId = 'typescript'): Promise<void> {
    this.versions.set(path, 1);
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri: uriOf(path), languageId, version: 1, text } });
  }

  /** A `change` without a range replaces the whole text. Returns the new version. */
  async change(path: string, ...changes: TextDocumentContentChangeEvent[]): Promise<number> {
    const version = (this.versions.get(path) ?? 0) + 1;
    this.versions.set(path, version);
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, { textDocument: { uri: uriOf(path), version }, contentChanges: changes });
    return version;
  }

  async close(path: string): Promise<void> {
    await this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: uriOf(path) } });
  }

  pull(path: string, previousResultId?: string, token?: CancellationToken): Promise<DocumentDiagnosticReport> {
    return this.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri: uriOf(path) }, previousResultId }, token);
  }

  /** The diagnostics of a full report. */
  async diagnostics(path: string): Promise<Diagnostic[]> {
    const report = await this.pull(path);
    if (report.kind !== 'full') throw new Error(`a full report was expected, not ${report.kind}`);
    return report.items;
  }

  async actions(path: string, range: Range, context: Partial<CodeActionContext> = {}): Promise<CodeAction[]> {
    const listed = await this.connection.sendRequest(CodeActionRequest.type, { textDocument: { uri: uriOf(path) }, range, context: { diagnostics: [], ...context } });
    return (listed ?? []).filter((action): action is CodeAction => !Command.is(action));
  }

  hover(path: string, line: number, character: number): Promise<Hover | null> {
    return this.connection.sendRequest(HoverRequest.type, { textDocument: { uri: uriOf(path) }, position: { line, character } });
  }

  resolve(action: CodeAction): Promise<CodeAction> {
    return this.connection.sendRequest(CodeActionResolveRequest.type, action);
  }

  /** The last diagnostics that were published for a file, once `isExpected` holds for them. */
  async publication(path: string, isExpected: (params: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams> {
    const last = (): PublishDiagnosticsParams | undefined => this.published.filter(({ uri }) => uri === uriOf(path)).at(-1);
    await until(() => {
      const params = last();
      return params !== undefined && isExpected(params);
    }, `diagnostics of ${path}`);
    return last() ?? { uri: uriOf(path), diagnostics: [] };
  }

  /** Says goodbye as a client should, which also means that everything sent before was dealt with. */
  async dispose(): Promise<void> {
    await this.connection.sendRequest(ShutdownRequest.type);
    this.connection.dispose();
  }
}

/** Waits for something that the server does by itself. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  const end = Date.now() + patience;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await delay(10);
  }
}

export function uriOf(path: string): string {
  return URI.file(path).toString();
}
