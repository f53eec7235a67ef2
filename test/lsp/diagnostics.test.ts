import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { DidChangeConfigurationNotification } from 'vscode-languageserver/node';
import { modernClient, plainClient, until, uriOf } from './conversation.ts';
import { converse } from './in-process.ts';

const app = '/shop/app.ts';
const orders = '/shop/orders.ts';

/** Longer than the pause after which the server looks at other documents. */
const aWhile = 400;

test('a client that pulls is offered pulling, any other is not', async (t) => {
  const modern = await converse(t, { folders: ['/shop'] });
  assert.deepEqual(modern.client.result?.capabilities.diagnosticProvider, { identifier: 'production-hints', interFileDependencies: false, workspaceDiagnostics: false });
  assert.deepEqual(modern.client.result?.serverInfo, { name: 'production-hints', version: '1.2.3' });
  assert.equal(modern.client.result?.capabilities.positionEncoding, 'utf-16');
  const plain = await converse(t, { folders: ['/shop'], capabilities: plainClient });
  assert.equal(plain.client.result?.capabilities.diagnosticProvider, undefined);
});

test('a finding is a diagnostic with its rule, its documentation, its evidence and its fingerprint', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] }, { [app]: 'const app = 1;' });
  await client.open(orders, '// 🛒\r\nlet gap = 1;');
  assert.deepEqual(await client.diagnostics(orders), [
    {
      range: { start: { line: 1, character: 4 }, end: { line: 1, character: 7 } },
      severity: 2,
      source: 'production-hints',
      code: 'missing-thing',
      codeDescription: { href: 'https://github.com/production-hints/production-hints/blob/main/docs/rules/missing-thing.md' },
      message: '`gap` is missing a thing.',
      relatedInformation: [{ location: { uri: uriOf(app), range: { start: { line: 0, character: 7 }, end: { line: 0, character: 10 } } }, message: 'registered here' }],
      data: `${orders}#0`,
    },
  ]);
});

test('evidence and links are left out where the client has no place for them', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'], capabilities: { ...modernClient, textDocument: { diagnostic: {} } } });
  await client.open(orders, 'gap');
  const [diagnostic] = await client.diagnostics(orders);
  assert.ok(diagnostic);
  assert.ok(!('relatedInformation' in diagnostic) && !('codeDescription' in diagnostic));
});

test('columns are UTF-16 units', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] });
  await client.open(orders, '/* 🛒 */ gap');
  assert.equal((await client.diagnostics(orders))[0]?.range.start.character, 9);
});

test('incremental edits are followed, and equal results are not sent twice', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] });
  await client.open(orders, 'let gap = 1;\nlet x = 2;\n');
  const first = await client.pull(orders);
  assert.equal(first.kind, 'full');
  await client.change(orders, { range: { start: { line: 1, character: 4 }, end: { line: 1, character: 5 } }, text: 'y' });
  assert.deepEqual(await client.pull(orders, first.resultId), { kind: 'unchanged', resultId: first.resultId });
  await client.change(orders, { range: { start: { line: 0, character: 4 }, end: { line: 0, character: 7 } }, text: 'thing' });
  const second = await client.pull(orders, first.resultId);
  assert.ok(second.kind === 'full' && second.items.length === 0);
});

test('an edit that changes the findings of another open document makes the client pull again, once', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] });
  await client.open(app, 'const app = 1;');
  await client.open(orders, 'gap');
  await client.diagnostics(app);
  assert.equal((await client.diagnostics(orders)).length, 1);
  await client.change(app, { text: 'guarded' });
  await until(() => client.refreshes > 0, 'a refresh');
  assert.deepEqual(await client.diagnostics(orders), []);
  await delay(aWhile);
  assert.equal(client.refreshes, 1);
});

test('an edit that changes nothing elsewhere refreshes nothing', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] });
  await client.open(app, 'const app = 1;');
  await client.open(orders, 'gap');
  await client.diagnostics(app);
  await client.diagnostics(orders);
  await client.change(app, { text: 'const app = 2;\n// gap\n' });
  await client.diagnostics(app);
  await delay(aWhile);
  assert.equal(client.refreshes, 0);
});

test('without pulling, all open documents are published with their version', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'], capabilities: plainClient });
  await client.open(app, 'const app = 1;');
  await client.open(orders, 'gap');
  const first = await client.publication(orders, ({ diagnostics }) => diagnostics.length === 1);
  assert.equal(first.version, 1);
  await client.change(app, { text: 'guarded' });
  await client.publication(orders, ({ diagnostics }) => diagnostics.length === 0);
  await client.publication(app, ({ version }) => version === 2);
  const count = client.published.length;
  await client.close(orders);
  await until(() => client.published.length > count, 'the clearing of the closed document');
  assert.deepEqual(client.published.at(-1), { uri: uriOf(orders), diagnostics: [] });
});

test('a client that pulls but cannot be told to pull again is served by publishing', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'], capabilities: { textDocument: { diagnostic: {} } } });
  assert.equal(client.result?.capabilities.diagnosticProvider, undefined);
  await client.open(orders, 'gap');
  await client.publication(orders, ({ diagnostics }) => diagnostics.length === 1);
});

test('a closed document is answered from the disk', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] }, { [orders]: 'gap gap' });
  await client.open(orders, 'gap');
  assert.equal((await client.diagnostics(orders)).length, 1);
  await client.close(orders);
  assert.equal((await client.diagnostics(orders)).length, 2);
});

test('documents that are no source files are left alone', async (t) => {
  const { client, services } = await converse(t, { folders: ['/shop'] });
  await client.open('/shop/notes.md', 'gap', 'markdown');
  assert.deepEqual(await client.diagnostics('/shop/notes.md'), []);
  assert.equal(services.size, 0);
});

test('mistakes in the configuration are shown in it, wide enough to be seen', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] });
  const path = '/shop/production-hints.json';
  await client.open(path, '{ "rules": {', 'jsonc');
  assert.deepEqual(await client.diagnostics(path), [
    { range: { start: { line: 0, character: 11 }, end: { line: 0, character: 12 } }, severity: 1, source: 'production-hints', message: 'A `}` is expected.' },
  ]);
  await client.change(path, { text: '{}' });
  assert.deepEqual(await client.diagnostics(path), []);
});

test('the setting switches hints off for a file, and a change of settings reaches what is shown', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] });
  client.settings = (uri) => ({ enable: uri !== uriOf(orders) });
  await client.open(app, 'gap');
  await client.open(orders, 'gap');
  assert.equal((await client.diagnostics(app)).length, 1);
  assert.deepEqual(await client.diagnostics(orders), []);
  assert.deepEqual(await client.actions(orders, { start: { line: 0, character: 1 }, end: { line: 0, character: 1 } }), []);
  client.settings = () => ({ enable: true });
  await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
  await until(() => client.refreshes === 1, 'a refresh');
  assert.equal((await client.diagnostics(orders)).length, 1);
});

test('a client that cannot be asked for settings may send them', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'], capabilities: plainClient });
  await client.open(orders, 'gap');
  await client.publication(orders, ({ diagnostics }) => diagnostics.length === 1);
  await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: { productionHints: { enable: false } } });
  await client.publication(orders, ({ diagnostics }) => diagnostics.length === 0);
});
