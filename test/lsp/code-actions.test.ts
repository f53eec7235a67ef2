import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeAction, Range } from 'vscode-languageserver/node';
import { LSPErrorCodes } from 'vscode-languageserver/node';
import { modernClient, uriOf } from './conversation.ts';
import { converse } from './in-process.ts';

const orders = '/shop/orders.ts';

function at(character: number, end = character): Range {
  return { start: { line: 0, character }, end: { line: 0, character: end } };
}

function find(actions: readonly CodeAction[], title: string): CodeAction {
  const action = actions.find((candidate) => candidate.title === title);
  assert.ok(action, `${title} is offered`);
  return action;
}

test('fixes come first and name their finding, facts to teach and suppressions follow without', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] });
  await client.open(orders, 'let gap = 1;');
  const diagnostics = await client.diagnostics(orders);
  const actions = await client.actions(orders, at(5));
  assert.deepEqual(
    actions.map(({ title, kind, isPreferred }) => ({ title, kind, isPreferred })),
    [
      { title: 'Fill the gap', kind: 'quickfix', isPreferred: true },
      { title: 'Remove the gap', kind: 'quickfix', isPreferred: undefined },
      { title: 'Gaps are fine', kind: 'quickfix', isPreferred: undefined },
      { title: 'Ignore here', kind: 'quickfix', isPreferred: undefined },
    ],
  );
  assert.deepEqual(actions.map((action) => action.diagnostics), [diagnostics, diagnostics, undefined, undefined]);
  assert.ok(actions.every((action) => action.edit === undefined && action.command === undefined));
});

test('a chosen action gets its edit, tied to the version that is open', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] });
  await client.open(orders, 'let gap = 1;');
  await client.change(orders, { text: 'let  gap = 1;' });
  const { edit } = await client.resolve(find(await client.actions(orders, at(5)), 'Fill the gap'));
  assert.deepEqual(edit, { documentChanges: [{ textDocument: { uri: uriOf(orders), version: 2 }, edits: [{ range: at(5, 8), newText: 'thing' }] }] });
});

test('a file that does not exist yet is created', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] });
  await client.open(orders, 'gap');
  const uri = uriOf('/shop/production-hints.json');
  const { edit } = await client.resolve(find(await client.actions(orders, at(0)), 'Gaps are fine'));
  assert.deepEqual(edit?.documentChanges, [
    { kind: 'create', uri, options: { ignoreIfExists: true } },
    { textDocument: { uri, version: null }, edits: [{ range: at(0), newText: '{}' }] },
  ]);
});

test('a file that exists is edited in place', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] }, { '/shop/production-hints.json': '' });
  await client.open(orders, 'gap');
  const { edit } = await client.resolve(find(await client.actions(orders, at(0)), 'Gaps are fine'));
  assert.equal(edit?.documentChanges?.length, 1);
});

test('an action that was listed for an older text is refused', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] });
  await client.open(orders, 'gap');
  const action = find(await client.actions(orders, at(0)), 'Fill the gap');
  await client.change(orders, { text: ' gap' });
  await assert.rejects(client.resolve(action), { code: LSPErrorCodes.ContentModified });
});

test('an action whose finding has gone through another file is refused', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] });
  await client.open(orders, 'gap');
  await client.open('/shop/app.ts', '');
  const action = find(await client.actions(orders, at(0)), 'Fill the gap');
  await client.change('/shop/app.ts', { text: 'guarded' });
  await assert.rejects(client.resolve(action), { code: LSPErrorCodes.ContentModified });
});

test('a client that does not resolve gets the edits at once', async (t) => {
  const capabilities = { ...modernClient, textDocument: { ...modernClient.textDocument, codeAction: {} } };
  const { client } = await converse(t, { folders: ['/shop'], capabilities });
  await client.open(orders, 'gap');
  const actions = await client.actions(orders, at(0));
  assert.equal(actions.length, 4);
  assert.ok(actions.every(({ edit, isPreferred }) => edit !== undefined && isPreferred === undefined));
});

test('a client without versioned edits gets plain ones, and none that create files', async (t) => {
  const capabilities = { ...modernClient, workspace: { ...modernClient.workspace, workspaceEdit: {} } };
  const { client } = await converse(t, { folders: ['/shop'], capabilities });
  await client.open(orders, 'gap');
  const actions = await client.actions(orders, at(0));
  assert.deepEqual(actions.map(({ title }) => title), ['Fill the gap', 'Remove the gap', 'Ignore here']);
  const { edit } = await client.resolve(find(actions, 'Fill the gap'));
  assert.deepEqual(edit, { changes: { [uriOf(orders)]: [{ range: at(0, 3), newText: 'thing' }] } });
});

test('only findings that the range touches are verified; both of its ends count', async (t) => {
  const { client, services } = await converse(t, { folders: ['/shop'] });
  await client.open(orders, 'gap and gap');
  const verified = (): readonly string[] => services.get('/shop')?.calls.splice(0).filter((call) => call.startsWith('fixes')) ?? [];
  await client.actions(orders, at(3));
  assert.deepEqual(verified(), [`fixes ${orders}#0`]);
  await client.actions(orders, at(8));
  assert.deepEqual(verified(), [`fixes ${orders}#1`]);
  assert.deepEqual(await client.actions(orders, at(5)), []);
  assert.deepEqual(verified(), []);
});

test('the same suppression of two findings is listed once', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] });
  await client.open(orders, 'gap and gap');
  const titles = (await client.actions(orders, at(0, 11))).map(({ title }) => title);
  assert.deepEqual(titles, ['Fill the gap', 'Remove the gap', 'Fill the gap', 'Remove the gap', 'Gaps are fine', 'Ignore here']);
});

test('other kinds of actions are not for us', async (t) => {
  const { client } = await converse(t, { folders: ['/shop'] });
  await client.open(orders, 'gap');
  assert.deepEqual(await client.actions(orders, at(0), { only: ['refactor', 'source.fixAll'] }), []);
  assert.equal((await client.actions(orders, at(0), { only: ['quickfix'] })).length, 4);
});
