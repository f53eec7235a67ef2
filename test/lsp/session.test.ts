import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileEvent } from 'vscode-languageserver/node';
import { CancellationTokenSource, DidChangeWatchedFilesNotification, DidChangeWorkspaceFoldersNotification, FileChangeType, LSPErrorCodes } from 'vscode-languageserver/node';
import type { Status } from '../../server/src/lsp/protocol.ts';
import { statusMethod } from '../../server/src/lsp/protocol.ts';
import { until, uriOf } from './conversation.ts';
import { converse } from './in-process.ts';

const app = '/shop/app.ts';
const orders = '/shop/orders.ts';
const watchedFiles = DidChangeWatchedFilesNotification.type;

test('a cancelled pull is not worked on', async (t) => {
  const { client, services } = await converse(t, { folders: ['/shop'] });
  await client.open(orders, 'gap');
  await client.diagnostics(orders);
  services.get('/shop')?.calls.splice(0);
  const source = new CancellationTokenSource();
  const pulled = client.pull(orders, undefined, source.token);
  source.cancel();
  await assert.rejects(pulled, { code: LSPErrorCodes.RequestCancelled });
  assert.ok(!services.get('/shop')?.calls.includes(`findings ${orders}`));
});

test('a pull that an edit overtakes is sent back, to be asked again', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] });
  await client.open(orders, 'gap');
  const pulled = client.pull(orders);
  const changed = client.change(orders, { text: 'fine' });
  await assert.rejects(pulled, { code: LSPErrorCodes.ServerCancelled, data: { retriggerRequest: true } });
  await changed;
  assert.deepEqual(await client.diagnostics(orders), []);
});

test('of two pulls for one document, the later is answered', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] });
  await client.open(orders, 'gap');
  const [first, second] = [client.pull(orders), client.pull(orders)];
  await assert.rejects(first, { code: LSPErrorCodes.ServerCancelled, data: { retriggerRequest: false } });
  assert.equal((await second).kind, 'full');
});

test('a defect is logged, the client keeps what it shows, and the server goes on', async (t) => {
  const { client, services } = await converse(t, { folders: ['/shop'] });
  await client.open(orders, 'gap');
  await client.diagnostics(orders);
  const service = services.get('/shop');
  assert.ok(service);
  service.isBroken = true;
  await assert.rejects(client.pull(orders), { code: LSPErrorCodes.ServerCancelled, data: { retriggerRequest: false } });
  assert.deepEqual(await client.actions(orders, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }), []);
  await until(() => client.logs.some((line) => line.includes('the service is broken')), 'the log');
  service.isBroken = false;
  assert.equal((await client.diagnostics(orders)).length, 1);
});

test('the nearest folder answers for a document, and the folders around it see its text', async (t) => {
  const { client, services } = await converse(t, { folders: ['/shop', '/shop/packages/api'] });
  const nested = '/shop/packages/api/index.ts';
  await client.open(orders, 'gap');
  await client.diagnostics(orders);
  await client.open(nested, 'gap');
  await client.diagnostics(nested);
  assert.deepEqual([...services.keys()], ['/shop', '/shop/packages/api']);
  assert.ok(services.get('/shop')?.calls.includes(`open ${nested}`));
  assert.ok(!services.get('/shop')?.calls.includes(`findings ${nested}`));
  assert.deepEqual(services.get('/shop/packages/api')?.calls, [`open ${nested}`, `findings ${nested}`]);
});

test('a document outside of every folder belongs to the nearest package, else to nothing but itself', async (t) => {
  const { client, services } = await converse(t, { folders: ['/shop'] }, { '/other/package.json': '{}' });
  await client.open('/other/src/deep/a.ts', 'gap');
  await client.diagnostics('/other/src/deep/a.ts');
  await client.open('/alone/b.ts', 'gap');
  await client.diagnostics('/alone/b.ts');
  await client.open('/alone/c.ts', 'gap');
  await client.diagnostics('/alone/c.ts');
  assert.deepEqual([...services.keys()], ['/other', '/alone/b.ts', '/alone/c.ts']);
});

test('configuration above a folder concerns it, source files there do not', async (t) => {
  const { client, services } = await converse(t, { folders: ['/shop/api'] }, { '/shop/package.json': '{}' });
  await client.open('/shop/api/a.ts', 'gap');
  await client.diagnostics('/shop/api/a.ts');
  const service = services.get('/shop/api');
  service?.calls.splice(0);
  await client.open('/shop/production-hints.json', '{}');
  await client.open('/shop/b.ts', 'gap');
  await client.diagnostics('/shop/b.ts');
  assert.deepEqual(service?.calls.filter((call) => call.startsWith('open')), ['open /shop/production-hints.json']);
});

test('a folder that is added takes over its documents', async (t) => {
  const { client, services } = await converse(t, { folders: [] }, { '/shop/package.json': '{}' });
  await client.open('/shop/api/a.ts', 'gap');
  await client.diagnostics('/shop/api/a.ts');
  await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, { event: { added: [{ uri: uriOf('/shop/api'), name: 'api' }], removed: [] } });
  assert.equal((await client.diagnostics('/shop/api/a.ts')).length, 1);
  assert.deepEqual([...services.keys()], ['/shop', '/shop/api']);
});

test('files that change on disk reach the service, and what is shown follows', async (t) => {
  const { client, services } = await converse(t, { folders: ['/shop'] }, { [app]: '' });
  await until(() => client.registrations.some(({ method, registerOptions }) => method === watchedFiles.method && JSON.stringify(registerOptions).includes('*.prisma')), 'the watchers');
  await client.open(orders, 'gap');
  assert.equal((await client.diagnostics(orders)).length, 1);
  const service = services.get('/shop');
  assert.ok(service);
  service.calls.splice(0);
  service.disk.set(app, 'guarded').set('/shop/api.v2/a.ts', '');
  const event = (path: string, type: FileChangeType): FileEvent => ({ uri: uriOf(path), type });
  const changes = ['/shop/app.ts', '/shop/node_modules/x/index.js', '/shop/node_modules/x/package.json', '/elsewhere/a.ts'].map((path) => event(path, FileChangeType.Changed));
  changes.push(event('/shop/routes', FileChangeType.Deleted), event('/shop/api.v2', FileChangeType.Deleted), event('/shop/logo.png', FileChangeType.Deleted));
  await client.connection.sendNotification(watchedFiles, { changes });
  await until(() => client.refreshes === 1, 'a refresh');
  assert.deepEqual(await client.diagnostics(orders), []);
  assert.deepEqual(service.calls.filter((call) => call.startsWith('disk')), ['disk /shop/app.ts', 'disk /shop/node_modules/x/package.json', 'disk /shop/routes', 'disk /shop/api.v2']);
});

test('the status goes to clients that ask for it', async (t) => {
  const statuses: Status[] = [];
  const { client } = await converse(t, { folders: ['/shop'], initializationOptions: { status: true } });
  client.connection.onNotification(statusMethod, (status: Status) => void statuses.push(status));
  await client.open(orders, 'gap gap');
  await client.diagnostics(orders);
  await until(() => statuses.length === 2, 'two statuses');
  assert.deepEqual(statuses, [
    { state: 'analysing', version: '1.2.3' },
    { state: 'ready', findings: 2, version: '1.2.3' },
  ]);
});

test('other clients never hear of it', async (t) => {
  const heard: string[] = [];
  const { client } = await converse(t, { folders: ['/shop'] });
  client.connection.onNotification(statusMethod, () => void heard.push(statusMethod));
  await client.open(orders, 'gap');
  await client.diagnostics(orders);
  await client.change(orders, { text: 'gap gap' });
  await client.diagnostics(orders);
  assert.deepEqual(heard, []);
});
