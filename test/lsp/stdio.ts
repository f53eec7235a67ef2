import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { ExitNotification, ShutdownRequest, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { ConversationOptions } from './conversation.ts';
import { Conversation } from './conversation.ts';

/** The server as it is packaged. */
export const bundle = join(import.meta.dirname, '../../dist/server.js');

export interface Served {
  readonly client: Conversation;
  /** The project's folder. */
  readonly root: string;
  /** Writes a file of the project and returns its path. */
  write(name: string, text: string): string;
  /** The exit code, once the process has ended. */
  readonly ended: Promise<number | null>;
}

export interface ServeOptions extends ConversationOptions {
  /** A folder that is there already. */
  readonly root: string;
  /** Another bundle of the server. */
  readonly program: string;
}

/** A conversation with the bundled server in a process of its own, about a project in a folder of its own. */
export async function serve(test: TestContext, files: Record<string, string>, { program = bundle, ...options }: Partial<ServeOptions> = {}): Promise<Served> {
  const root = options.root ?? realpathSync(mkdtempSync(join(tmpdir(), 'production-hints-'))).replaceAll('\\', '/');
  const write = (name: string, text: string): string => {
    const path = `${root}/${name}`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  for (const [name, text] of Object.entries(files)) write(name, text);

  const server = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, PRODUCTION_HINTS_CACHE: join(tmpdir(), 'production-hints-tests') } });
  const ended = once(server, 'exit').then(([code]: (number | null)[]) => code ?? null);
  const client = new Conversation(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  // Requests to a server that has gone fail at once.
  void ended.then(() => client.connection.dispose());
  test.after(async () => {
    server.kill();
    await ended;
    rmSync(root, { recursive: true, force: true });
  });
  await client.initialize({ folders: [root], ...options });
  return { client, root, write, ended };
}

/** Leaves as the protocol wants it. */
export async function leave(client: Conversation): Promise<void> {
  await client.connection.sendRequest(ShutdownRequest.type);
  await client.connection.sendNotification(ExitNotification.type);
}
