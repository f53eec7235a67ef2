import { PassThrough } from 'node:stream';
import type { TestContext } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { createConnection, ProposedFeatures, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { createServer } from '../../server/src/lsp/server.ts';
import { hostServices } from '../../server/src/remote/host.ts';
import type { CreateService } from '../../server/src/remote/host.ts';
import { createRemoteServices } from '../../server/src/remote/remote-services.ts';
import type { StartThread } from '../../server/src/remote/thread.ts';
import type { ConversationOptions } from './conversation.ts';
import { Conversation } from './conversation.ts';
import type { FakeService } from './fake-service.ts';
import { fakeService } from './fake-service.ts';

export interface InProcess {
  readonly client: Conversation;
  /** By root, or by file where they are for one, in the order in which they were made. */
  readonly services: Map<string, FakeService>;
}

/** A conversation with the protocol layer alone, over a fake service for each folder. */
export async function converse(test: TestContext, options: ConversationOptions, files: Record<string, string> = {}): Promise<InProcess> {
  const disk = new Map(Object.entries(files));
  const services = new Map<string, FakeService>();
  const start = sameThread(({ root, files: own }) => {
    const service = fakeService(root, disk);
    services.set(own?.join() ?? root, service);
    return service;
  });
  return { client: await converseOver(test, options, start, { hasFile: (path) => disk.has(path) }), services };
}

export interface Surroundings {
  readonly hasFile?: (path: string) => boolean;
  readonly onUnreadable?: (path: string, reason: string) => void;
}

/** A conversation with the protocol layer, over services that work wherever `start` puts them. */
export async function converseOver(test: TestContext, options: ConversationOptions, start: StartThread, { hasFile = () => false, onUnreadable = () => undefined }: Surroundings = {}): Promise<Conversation> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const server = createConnection(ProposedFeatures.all, new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  createServer(server, { version: '1.2.3', createServices: (onTrouble) => createRemoteServices({ start, onUnreadable, onTrouble }), hasFile });
  server.listen();
  const client = new Conversation(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  test.after(async () => {
    await client.dispose();
    server.dispose();
  });
  await client.initialize(options);
  return client;
}

/** Both ends of the line in one thread. */
function sameThread(createService: CreateService): StartThread {
  return ({ received }) => {
    const { port1, port2 } = new MessageChannel();
    hostServices(port2, createService);
    port1.on('message', received);
    return { post: (message) => port1.postMessage(message), end: () => port1.close() };
  };
}
