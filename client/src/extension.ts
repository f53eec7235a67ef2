import * as vscode from 'vscode';
import { createConnection } from './connection.ts';
import { createStatusItem } from './status-item.ts';

let stop: (() => Promise<void>) | undefined;

/** Registers the commands first, so that they work when the server doesn't, then starts the server without waiting for it. */
export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('Production Hints', { log: true });
  const statusItem = createStatusItem();
  const storage = context.storageUri ?? context.globalStorageUri;
  const connection = createConnection(context.asAbsolutePath('dist/server.js'), storage.fsPath, output, statusItem);
  stop = connection.stop;

  context.subscriptions.push(
    output,
    statusItem,
    vscode.commands.registerCommand('productionHints.restart', connection.restart),
    vscode.commands.registerCommand('productionHints.showOutputChannel', () => output.show()),
  );
  void connection.restart();
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
