import assert from 'node:assert/strict';
import { fork, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { CodeAction, Diagnostic, TextEdit } from 'vscode-languageserver/node';
import { CancellationTokenSource, DidChangeWatchedFilesNotification, ExitNotification, FileChangeType, IPCMessageReader, IPCMessageWriter, LSPErrorCodes, TextDocumentEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Conversation, plainClient, until, uriOf } from './conversation.ts';
import { bundle, leave, serve } from './stdio.ts';

const manifest = JSON.stringify({ name: 'shop', dependencies: { express: '^4.21.0', '@prisma/client': '^6.0.0' } });

const users = `import express from 'express';
import { PrismaClient } from '@prisma/client';

const app = express();
const prisma = new PrismaClient();

app.get('/x', async (req, res) => {
  res.json(await prisma.user.findMany());
});

app.listen(3000);
`;

/** `guard` stands between the path and the router of the orders. */
function application(guard: string): string {
  return `import express from 'express';
import { account } from './account.ts';
import { orders } from './orders.ts';
import { requireUser } from './require-user.ts';

const app = express();
app.use('/account', requireUser, account);
app.use('/orders', ${guard}orders);
app.listen(3000);
`;
}

const orders = `import { Router } from 'express';
import { prisma } from './database.ts';

export const orders = Router();

orders.post('/', (req, res, next) => {
  prisma.order.create({ data: { userId: req.body.userId } }).then((order) => res.status(201).json(order), next);
});
`;

const shop = {
  'package.json': manifest,
  'src/app.ts': application(''),
  'src/orders.ts': orders,
  'src/account.ts': `import { Router } from 'express';\n\nexport const account = Router();\n\naccount.get('/', (req, res) => {\n  res.json({ ok: true });\n});\n`,
  'src/require-user.ts': `import type { NextFunction, Request, Response } from 'express';

export function requireUser(req: Request, res: Response, next: NextFunction) {
  if (!req.headers.authorization) {
    res.status(401).end();
    return;
  }
  next();
}
`,
  'src/database.ts': `import { PrismaClient } from '@prisma/client';\n\nexport const prisma = new PrismaClient();\n`,
};

function textAt(text: string, { range }: Diagnostic): string {
  return TextDocument.create('', '', 0, text).getText(range);
}

function rulesOf(diagnostics: readonly Diagnostic[]): unknown[] {
  return diagnostics.map(({ code }) => code).sort();
}

function has(diagnostics: readonly Diagnostic[], rule: string): boolean {
  return diagnostics.some(({ code }) => code === rule);
}

/** The text after an action whose edits are all in one document. */
function apply(text: string, action: CodeAction): string {
  const edits = (action.edit?.documentChanges ?? []).filter((change): change is TextDocumentEdit => TextDocumentEdit.is(change)).flatMap((change) => change.edits);
  return TextDocument.applyEdits(TextDocument.create('', '', 0, text), edits.filter((edit): edit is TextEdit => 'newText' in edit));
}

test('opening a file shows its findings, mending it takes them away', async (t) => {
  const { client, write } = await serve(t, { 'package.json': manifest });
  const path = write('src/users.ts', users);
  await client.open(path, users);
  const found = await client.diagnostics(path);
  const query = found.find(({ code }) => code === 'unbounded-query');
  const rejection = found.find(({ code }) => code === 'unhandled-route-rejection');
  assert.ok(query && rejection, `both rules speak: ${JSON.stringify(found)}`);
  assert.equal(textAt(users, query), 'findMany');
  assert.equal(textAt(users, rejection), 'async');
  const { line, character } = query.range.end;
  await client.change(path, { range: { start: { line, character: character + 1 }, end: { line, character: character + 1 } }, text: '{ take: 50 }' });
  assert.deepEqual(rulesOf(await client.diagnostics(path)), rulesOf(found.filter(({ code }) => code !== 'unbounded-query')));
});

test('a fix from the light bulb removes its finding', async (t) => {
  const { client, write } = await serve(t, { 'package.json': manifest });
  const path = write('src/users.ts', users);
  await client.open(path, users);
  for (const rule of ['unbounded-query', 'unhandled-route-rejection']) {
    const finding = (await client.diagnostics(path)).find(({ code }) => code === rule);
    assert.ok(finding, `${rule} is found`);
    const actions = await client.actions(path, finding.range);
    const fix = actions.find(({ diagnostics }) => diagnostics?.some(({ data }) => data === finding.data));
    assert.ok(fix, `${rule} has a fix among ${JSON.stringify(actions)}`);
    assert.equal(fix.edit, undefined);
    const last = actions.at(-1);
    assert.ok(last && last.diagnostics === undefined, 'a suppression comes last');
    const mended = apply(users, await client.resolve(fix));
    await client.change(path, { text: mended });
    assert.ok(!has(await client.diagnostics(path), rule), `${rule} is gone from:\n${mended}`);
    await client.change(path, { text: users });
  }
});

test('suppressing a finding from the light bulb removes it', async (t) => {
  const { client, write } = await serve(t, { 'package.json': manifest });
  const path = write('src/users.ts', users);
  await client.open(path, users);
  const finding = (await client.diagnostics(path)).find(({ code }) => code === 'unbounded-query');
  assert.ok(finding);
  const suppression = (await client.actions(path, finding.range)).find(({ title }) => title.startsWith('Ignore `unbounded-query`'));
  assert.ok(suppression);
  const ignored = apply(users, await client.resolve(suppression));
  assert.match(ignored, /production-hints-ignore-next-line unbounded-query/);
  await client.change(path, { text: ignored });
  assert.ok(!has(await client.diagnostics(path), 'unbounded-query'));
});

test('a guard that is added in another file reaches the open one', async (t) => {
  const { client, root } = await serve(t, shop);
  const app = `${root}/src/app.ts`;
  const path = `${root}/src/orders.ts`;
  await client.open(app, application(''));
  await client.open(path, orders);
  await client.diagnostics(app);
  const before = await client.diagnostics(path);
  assert.ok(has(before, 'unprotected-route'), JSON.stringify(before));
  await client.change(app, { text: application('requireUser, ') });
  await until(() => client.refreshes > 0, 'a refresh');
  assert.ok(!has(await client.diagnostics(path), 'unprotected-route'));
  await client.change(app, { text: application('') });
  await until(() => client.refreshes > 1, 'a second refresh');
  assert.deepEqual(await client.diagnostics(path), before);
});

test('a client that does not pull gets the same findings published', async (t) => {
  const { client, root } = await serve(t, shop, { capabilities: plainClient });
  const app = `${root}/src/app.ts`;
  const path = `${root}/src/orders.ts`;
  await client.open(app, application(''));
  await client.open(path, orders);
  const first = await client.publication(path, ({ diagnostics }) => has(diagnostics, 'unprotected-route'));
  assert.equal(first.version, 1);
  await client.change(app, { text: application('requireUser, ') });
  await client.publication(path, ({ diagnostics }) => !has(diagnostics, 'unprotected-route'));
});

test('while a line is being typed, the findings elsewhere stay', async (t) => {
  const { client, write } = await serve(t, { 'package.json': manifest });
  const path = write('src/users.ts', users);
  await client.open(path, users);
  const whole = rulesOf(await client.diagnostics(path));
  assert.ok(whole.length > 0);
  for (const typed of ['app.', 'app.post(', "app.post('/y', async (req, res) => {", 'if (x', 'const { a']) {
    await client.change(path, { text: `${users}\n${typed}` });
    const rules = rulesOf(await client.diagnostics(path));
    assert.ok(whole.every((rule) => rules.includes(rule)), `after \`${typed}\`: ${JSON.stringify(rules)}`);
  }
});

test('the configuration counts, and mistakes in it are shown where they are', async (t) => {
  const { client, root, write } = await serve(t, { 'package.json': manifest });
  const path = write('src/users.ts', users);
  await client.open(path, users);
  const configuration = `${root}/production-hints.json`;
  await client.open(configuration, '{\n  // why\n  "rules": { "unbounded-query": "off" }\n}\n', 'jsonc');
  assert.deepEqual(await client.diagnostics(configuration), []);
  assert.ok(!has(await client.diagnostics(path), 'unbounded-query'));
  const mistaken = '{ "rules": { "unbounded-querry": "off" } }';
  await client.change(configuration, { text: mistaken });
  const [mistake] = await client.diagnostics(configuration);
  assert.ok(mistake);
  assert.equal(mistake.source, 'production-hints');
  assert.match(textAt(mistaken, mistake), /unbounded-querry/);
  assert.ok(has(await client.diagnostics(path), 'unbounded-query'));
});

test('files that change on disk change what is shown', async (t) => {
  const { client, write } = await serve(t, { 'package.json': manifest });
  const path = write('src/users.ts', users);
  await client.open(path, users);
  assert.ok(has(await client.diagnostics(path), 'unbounded-query'));
  const configuration = write('production-hints.json', '{ "rules": { "unbounded-query": "off" } }');
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [{ uri: uriOf(configuration), type: FileChangeType.Created }] });
  await until(() => client.refreshes > 0, 'a refresh');
  assert.ok(!has(await client.diagnostics(path), 'unbounded-query'));
});

test('a cancelled request is answered as cancelled, and the next one as ever', async (t) => {
  const { client, write } = await serve(t, { 'package.json': manifest });
  const path = write('src/users.ts', users);
  await client.open(path, users);
  const source = new CancellationTokenSource();
  const pulled = client.pull(path, undefined, source.token);
  source.cancel();
  await assert.rejects(pulled, { code: LSPErrorCodes.RequestCancelled });
  assert.ok((await client.diagnostics(path)).length > 0);
});

test('the server names itself and its version', async (t) => {
  const { client } = await serve(t, {});
  const { version }: { version: string } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  assert.deepEqual(client.result?.serverInfo, { name: 'production-hints', version });
});

test('shutdown and exit end the process well, exit alone does not', async (t) => {
  const polite = await serve(t, {});
  await leave(polite.client);
  assert.equal(await polite.ended, 0);
  const abrupt = await serve(t, {});
  await abrupt.client.connection.sendNotification(ExitNotification.type);
  assert.equal(await abrupt.ended, 1);
});

test('the server ends with the process that it works for', async (t) => {
  const gone = spawnSync(process.execPath, ['--version']).pid;
  const { ended } = await serve(t, {}, { processId: gone });
  assert.equal(await ended, 1);
});

test('node IPC works too', async (t) => {
  const server = fork(bundle, ['--node-ipc'], { stdio: 'inherit' });
  const client = new Conversation(new IPCMessageReader(server), new IPCMessageWriter(server));
  t.after(() => {
    server.kill();
    client.connection.dispose();
  });
  const { serverInfo } = await client.initialize({ folders: [] });
  assert.equal(serverInfo?.name, 'production-hints');
  await leave(client);
  await until(() => server.exitCode !== null, 'the end of the server');
  assert.equal(server.exitCode, 0);
});
