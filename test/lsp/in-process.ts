import { PassThrough } from 'node:stream';
import type { TestContext } from 'node:test';
import { createConnection, ProposedFeatures, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { createServer } from '../../server/src/lsp/server.ts';
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
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const server = createConnection(ProposedFeatures.all, new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  createServer(server, {
    version: '1.2.3',
    createService(root, files) {
      const service = fakeService(root, disk);
      services.set(files?.join() ?? root, service);
      return service;
    },
    hasFile: (path) => disk.has(path),
  });
  server.listen();
  const client = new Conversation(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  test.after(async () => {
    await client.dispose();
    server.dispose();
  });
  await client.initialize(options);
  return { client, services };
}
