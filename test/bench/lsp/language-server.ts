import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Diagnostic } from 'vscode-languageserver/node';
import { LSPErrorCodes, ResponseError, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { Conversation } from '../../lsp/conversation.ts';
import { processorTime, residentMemory } from '../memory.ts';

const BUNDLE = path.join(import.meta.dirname, '../../../dist/server.js');

/** The bundled server in a process of its own, and somebody who talks to it as VS Code does. */
export interface LanguageServer {
  readonly client: Conversation;
  /** When the process was started, on the clock of `performance`. */
  readonly started: number;
  /** The findings of a file as it is now. A refusal is answered by asking again, as VS Code does. */
  findings(file: string): Promise<readonly Diagnostic[]>;
  /** Bytes in memory; `undefined` where the system doesn't tell. */
  memory(): number | undefined;
  /** Milliseconds of user and system time so far; `undefined` where the system doesn't tell. */
  processorTime(): number | undefined;
  /** Says goodbye: what is known is written down first. */
  leave(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the server for a workspace, with a folder in which it may keep what it finds out; without a workspace it is loaded and has nothing to do. Resolves when it has answered `initialize`. */
export async function startServer(folder?: string, storage?: string): Promise<LanguageServer> {
  const started = performance.now();
  const server = spawn(process.execPath, [BUNDLE, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  const client = new Conversation(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  // Requests to a server that has gone fail at once.
  void ended.then(() => client.connection.dispose());
  await client.initialize({ folders: folder === undefined ? [] : [folder], initializationOptions: { storage } });
  return {
    client,
    started,
    findings: (file) => findingsOf(client, file),
    memory: () => (server.pid === undefined ? undefined : residentMemory(server.pid)),
    processorTime: () => (server.pid === undefined ? undefined : processorTime(server.pid)),
    async leave() {
      await client.connection.sendRequest('shutdown');
      await client.connection.sendNotification('exit');
      await ended;
    },
    async stop() {
      server.kill('SIGKILL');
      await ended;
    },
  };
}

async function findingsOf(client: Conversation, file: string): Promise<readonly Diagnostic[]> {
  for (;;) {
    try {
      return await client.diagnostics(file);
    } catch (error) {
      if (!(error instanceof ResponseError) || error.code !== LSPErrorCodes.ServerCancelled) throw error;
    }
  }
}
