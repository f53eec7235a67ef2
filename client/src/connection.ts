import * as vscode from 'vscode';
import type { CloseHandlerResult, ErrorHandler, LanguageClientOptions } from 'vscode-languageclient/node';
import { CloseAction, LanguageClient, State, TransportKind } from 'vscode-languageclient/node';
import type { InitializationOptions, Status } from '../../server/src/lsp/protocol.ts';
import { statusMethod } from '../../server/src/lsp/protocol.ts';
import { documentSelector } from './selector.ts';
import type { StatusItem } from './status-item.ts';

/** The running server. Both calls wait for the one before, and neither fails: what goes wrong is logged and shown. */
export interface Connection {
  /** Starts the server, or a new one in place of the one that runs. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** `module` is the path of the bundled server, `storage` a folder in which it may keep what it found out. */
export function createConnection(module: string, storage: string, output: vscode.LogOutputChannel, status: StatusItem): Connection {
  let client: LanguageClient | undefined;
  let last = Promise.resolve();
  const inTurn = (step: () => Promise<void>): Promise<void> => (last = last.then(step).catch((error: unknown) => output.error(asError(error))));

  const end = async (): Promise<void> => {
    const ending = client;
    client = undefined;
    // A client that is starting or has failed can't be stopped, only given up.
    await ending?.dispose().catch((error: unknown) => output.warn(asError(error).message));
  };

  return {
    restart: () =>
      inTurn(async () => {
        await end();
        status.starting();
        client = createClient(module, storage, output, status);
        try {
          await client.start();
        } catch (error) {
          output.error(asError(error));
          status.stopped(asError(error).message);
        }
      }),
    stop: () => inTurn(end),
  };
}

function createClient(module: string, storage: string, output: vscode.LogOutputChannel, status: StatusItem): LanguageClient {
  const initializationOptions: InitializationOptions = { status: true, storage };
  const options: LanguageClientOptions = {
    documentSelector,
    initializationOptions,
    outputChannel: output,
    diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true },
    errorHandler: createErrorHandler(() => client, status),
  };
  const client = new LanguageClient('productionHints', 'Production Hints', { module, transport: TransportKind.ipc }, options);
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Starting) status.starting();
    if (newState === State.Running) status.show({ state: 'ready', version: client.initializeResult?.serverInfo?.version ?? '' });
  });
  client.onNotification(statusMethod, (message: Status) => status.show(message));
  return client;
}

/** The library's own handling of crashes (restart, give up at the fifth within three minutes), with the reason in the status item. */
function createErrorHandler(client: () => LanguageClient, status: StatusItem): ErrorHandler {
  let standard: ErrorHandler | undefined;
  const handler = (): ErrorHandler => (standard ??= client().createDefaultErrorHandler());
  return {
    error: (error, message, count) => handler().error(error, message, count),
    async closed(): Promise<CloseHandlerResult> {
      const result = await handler().closed();
      if (result.action === CloseAction.DoNotRestart) status.stopped(result.message ?? vscode.l10n.t('The server ended.'));
      return result;
    },
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
