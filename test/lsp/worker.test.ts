import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { CancellationTokenSource, ErrorCodes, LSPErrorCodes, ShutdownRequest } from 'vscode-languageserver/node';
import type { Status } from '../../server/src/lsp/protocol.ts';
import { statusMethod } from '../../server/src/lsp/protocol.ts';
import { workerStarter } from '../../server/src/remote/thread.ts';
import type { Conversation } from './conversation.ts';
import { until } from './conversation.ts';
import { converseOver } from './in-process.ts';

const orders = '/shop/orders.ts';
const app = '/shop/app.ts';
/** Longer than the pause after which the server looks at other documents. */
const aWhile = 400;
const start = { line: 0, character: 0 };

interface Threaded {
  readonly client: Conversation;
  /** What the thread did, and for which file. */
  readonly deeds: string[];
  readonly statuses: Status[];
}

/** A conversation with services that work in a thread of their own. */
async function converse(t: TestContext): Promise<Threaded> {
  const deeds: string[] = [];
  const statuses: Status[] = [];
  const client = await converseOver(t, { folders: ['/shop'], initializationOptions: { status: true } }, workerStarter(join(import.meta.dirname, 'fake-worker.ts')), {
    onUnreadable: (path, deed) => void deeds.push(`${path} ${deed}`),
  });
  client.connection.onNotification(statusMethod, (status: Status) => void statuses.push(status));
  return { client, deeds, statuses };
}

test('while something is analysed, other requests are answered', async (t) => {
  const { client, deeds } = await converse(t);
  await client.open(orders, 'endless');
  const pulled = client.pull(orders);
  await until(() => deeds.length > 0, 'the analysis');
  await assert.rejects(client.connection.sendRequest('productionHints/nothing'), { code: ErrorCodes.MethodNotFound });
  assert.deepEqual(await client.diagnostics('/shop/notes.md'), []);
  await Promise.all([assert.rejects(pulled, { code: LSPErrorCodes.ServerCancelled }), client.change(orders, { text: 'gap' })]);
});

test('an edit ends the analysis that it makes useless, and the request is sent back to be asked again', async (t) => {
  const { client, deeds } = await converse(t);
  await client.open(orders, 'endless');
  const pulled = client.pull(orders);
  await until(() => deeds.length > 0, 'the analysis');
  await client.change(orders, { text: 'gap' });
  await assert.rejects(pulled, { code: LSPErrorCodes.ServerCancelled, data: { retriggerRequest: true } });
  assert.equal((await client.diagnostics(orders)).length, 1);
  assert.deepEqual(deeds.slice(0, 3), [`${orders} begun`, `${orders} given up`, `${orders} begun`]);
});

test('an edit of another file is answered about without anybody asking again', async (t) => {
  const { client, deeds } = await converse(t);
  await client.open(app, 'start');
  await client.open(orders, 'gap endless');
  const pulled = client.diagnostics(orders);
  await until(() => deeds.length > 0, 'the analysis');
  // Nothing has changed for this file: it goes on being asked about.
  await client.change(app, { text: 'started' });
  await until(() => deeds.includes(`${orders} given up`) && deeds.length > 2, 'a second analysis');
  await client.change(orders, { text: 'gap' });
  await assert.rejects(pulled, { code: LSPErrorCodes.ServerCancelled, data: { retriggerRequest: true } });
  const again = client.diagnostics(orders);
  await client.change(app, { text: 'guarded' });
  assert.deepEqual(await again, []);
});

test('what was cancelled before its turn is not worked on', async (t) => {
  const { client, deeds } = await converse(t);
  await client.open(app, 'gap');
  await client.open(orders, 'endless');
  const busy = assert.rejects(client.pull(orders));
  await until(() => deeds.length > 0, 'the analysis');
  const source = new CancellationTokenSource();
  const cancelled = assert.rejects(client.pull(app, undefined, source.token), { code: LSPErrorCodes.RequestCancelled });
  await isWaiting(client);
  source.cancel();
  await client.change(orders, { text: 'gap' });
  await Promise.all([busy, cancelled]);
  await client.diagnostics(orders);
  assert.ok(!deeds.includes(`${app} begun`));
});

test('the document that somebody points at comes first', async (t) => {
  const { client, deeds } = await converse(t);
  const cart = '/shop/cart.ts';
  await client.open(app, 'gap');
  await client.open(cart, 'gap');
  await client.open(orders, 'endless');
  const busy = assert.rejects(client.pull(orders));
  await until(() => deeds.length > 0, 'the analysis');
  const pulls = [client.diagnostics(app), client.diagnostics(cart)];
  await isWaiting(client);
  const hover = client.hover(cart, 0, 0);
  await isWaiting(client);
  await client.close(orders);
  await Promise.all([busy, hover, ...pulls]);
  assert.deepEqual(deeds.slice(2, 4), [`${cart} begun`, `${app} begun`]);
});

test('leaving ends the analysis, but not before what is known is kept', async (t) => {
  const { client, deeds } = await converse(t);
  await client.open(orders, 'endless');
  const pulled = assert.rejects(client.pull(orders), { code: LSPErrorCodes.ServerCancelled });
  await until(() => deeds.length > 0, 'the analysis');
  await client.connection.sendRequest(ShutdownRequest.type);
  await pulled;
  assert.deepEqual(deeds, [`${orders} begun`, `${orders} given up`, '/shop settled']);
});

test('when the thread ends, its questions fail, people are told once, and it starts again with the open documents', async (t) => {
  const { client, statuses } = await converse(t);
  await client.open(app, 'gap');
  await client.open(orders, 'deadly');
  const pulls = await Promise.allSettled([client.pull(orders), client.pull(app)]);
  assert.deepEqual(pulls.map(({ status }) => status), ['rejected', 'rejected']);
  assert.equal(told(client).length, 1);
  assert.match(told(client)[0] ?? '', /exited with code 3/);
  assert.equal(statuses.at(-1)?.state, 'error');
  assert.equal((await client.diagnostics(app)).length, 1);
  await until(() => statuses.at(-1)?.state === 'ready', 'a better status');
  await client.change(orders, { text: 'guarded' });
  assert.deepEqual(await client.diagnostics(app), []);
});

test('nothing is lost when it ends while nobody waits', async (t) => {
  const { client } = await converse(t);
  await client.open(orders, 'gap, dying');
  assert.equal((await client.diagnostics(orders)).length, 1);
  await until(() => told(client).length > 0, 'the log');
  await client.change(orders, { text: 'gap gap' });
  assert.equal((await client.diagnostics(orders)).length, 2);
});

test('a thread that ends again and again stays down, and says so', async (t) => {
  const { client, deeds, statuses } = await converse(t);
  await client.open(orders, 'deadly');
  for (let time = 0; time < 5; time++) await assert.rejects(client.pull(orders), { code: LSPErrorCodes.ServerCancelled, data: { retriggerRequest: false } });
  assert.equal(deeds.length, 3);
  assert.deepEqual(told(client).map((line) => /restart the server/.test(line)), [false, false, true]);
  assert.deepEqual(await client.actions(orders, { start, end: start }), []);
  await client.change(orders, { text: 'deadly gap' });
  await delay(aWhile);
  assert.equal(statuses.at(-1)?.state, 'error');
});

/** Everything that was sent before has reached the line to the thread: the server has asked for the settings, and read them. */
async function isWaiting({ connection }: Conversation): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await assert.rejects(connection.sendRequest('productionHints/nothing'));
}

function told({ logs }: Conversation): readonly string[] {
  return logs.filter((line) => line.includes('ended unexpectedly'));
}
