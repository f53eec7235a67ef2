import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { until } from './conversation.ts';
import { bundle, leave, serve } from './stdio.ts';

const app = [
  "import express from 'express';",
  "import { PrismaClient } from '@prisma/client';",
  'const prisma = new PrismaClient();',
  'const app = express();',
  "app.get('/orders', async (req, res) => {",
  '  res.json(await prisma.order.findMany());',
  '});',
  'app.listen(3000);',
  '',
].join('\n');
const files = { 'package.json': '{ "name": "shop", "dependencies": { "express": "^4.18.0", "@prisma/client": "^6.0.0" } }', 'src/app.ts': app };

/** A folder beside the project for what the server keeps. */
function storageFor(test: TestContext, root: string): string {
  const folder = `${root}-storage`;
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The server without the analysis: whatever it says was said before. */
function memoryOf(test: TestContext, root: string): string {
  const folder = `${root}-memory`;
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const part of ['server.js', 'language-server.js', 'worker.js']) cpSync(join(dirname(bundle), part), join(folder, part));
  return join(folder, 'server.js');
}

describe('a server that is given a folder', () => {
  it('says what the last one said before it analyses anything, and no more once that is out of date', async (test) => {
    const first = await serve(test, files);
    const storage = storageFor(test, first.root);
    await leave(first.client);
    const { root } = first;
    const path = `${root}/src/app.ts`;

    const second = await serve(test, {}, { root, initializationOptions: { storage } });
    await second.client.open(path, app);
    const expected = await second.client.diagnostics(path);
    assert.ok(expected.length > 0);
    // What is still being typed is nothing to keep.
    await second.client.change(path, { text: '' });
    assert.deepEqual(await second.client.diagnostics(path), []);
    await second.client.change(path, { text: app });
    assert.deepEqual(await second.client.diagnostics(path), expected);
    await until(() => existsSync(storage) && readdirSync(storage).some((name) => name.endsWith('.entry')), 'something that is kept');
    await leave(second.client);
    assert.equal(await second.ended, 0);

    const third = await serve(test, {}, { root, initializationOptions: { storage }, program: memoryOf(test, root) });
    await third.client.open(path, app);
    assert.deepEqual(await third.client.diagnostics(path), expected);
    await leave(third.client);

    writeFileSync(path, app.replace('findMany()', 'findMany({ take: 5 })'));
    const fourth = await serve(test, {}, { root, initializationOptions: { storage } });
    await fourth.client.open(path, readFileSync(path, 'utf8'));
    assert.equal((await fourth.client.diagnostics(path)).some(({ code }) => code === 'unbounded-query'), false);
    await leave(fourth.client);
    // Who leaves early keeps what is known all the same.
    const fifth = await serve(test, {}, { root, initializationOptions: { storage }, program: memoryOf(test, root) });
    await fifth.client.open(path, readFileSync(path, 'utf8'));
    assert.deepEqual((await fifth.client.diagnostics(path)).map(({ code }) => code), expected.map(({ code }) => code).filter((code) => code !== 'unbounded-query'));
  });

  it('works without, or with one that can\'t be written', async (test) => {
    for (const storage of [undefined, 3, '', 'somewhere', join(bundle, 'below-a-file')]) {
      const { client, root } = await serve(test, files, { initializationOptions: { storage } });
      await client.open(`${root}/src/app.ts`, app);
      assert.ok((await client.diagnostics(`${root}/src/app.ts`)).length > 0);
      await leave(client);
    }
  });

  it('explains and fixes what it remembers', async (test) => {
    const first = await serve(test, files);
    const { root } = first;
    const storage = storageFor(test, root);
    const path = `${root}/src/app.ts`;
    for (let time = 0; time < 2; time++) {
      const { client } = await serve(test, {}, { root, initializationOptions: { storage } });
      await client.open(path, app);
      const [finding] = (await client.diagnostics(path)).filter(({ code }) => code === 'unbounded-query');
      assert.ok(finding);
      const actions = await client.actions(path, finding.range, { diagnostics: [finding] });
      assert.match(actions[0]?.title ?? '', /100/);
      assert.ok((await client.resolve(actions[0] ?? { title: '' })).edit);
      assert.match(JSON.stringify(await client.hover(path, 5, 37)), /GET \/orders/);
      await leave(client);
    }
  });
});
