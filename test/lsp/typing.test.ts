import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Diagnostic } from 'vscode-languageserver/node';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { Status } from '../../server/src/lsp/protocol.ts';
import { statusMethod } from '../../server/src/lsp/protocol.ts';
import { diskFileSystem } from '../../server/src/workspace/disk.ts';
import { synthesize } from '../bench/synthetic/application.ts';
import { openFresh } from '../fuzz/answers.ts';
import type { Conversation } from './conversation.ts';
import { leave, serve } from './stdio.ts';

/** So many files take a while to analyse. */
const files = Object.fromEntries(synthesize({ files: 150, seed: 1 }));
const edits = ['app.get(', "\nconsole.log('x');\n", '\n// what is left', '\nexport const limit = 10;\n'];

/** The findings of a file as it is now. A refusal is answered by asking again, as VS Code does. */
async function findings(client: Conversation, path: string): Promise<readonly Diagnostic[]> {
  for (;;) {
    try {
      return await client.diagnostics(path);
    } catch (error) {
      if (!(error instanceof ResponseError) || error.code !== LSPErrorCodes.ServerCancelled) throw error;
    }
  }
}

test('whatever is given up while people type, the last answer is that of a service that never was', async (t) => {
  const { client, root } = await serve(t, files, { initializationOptions: { status: true } });
  const states: string[] = [];
  client.connection.onNotification(statusMethod, ({ state }: Status) => void states.push(state));
  const plain = openFresh(diskFileSystem(), root);
  const [first = '', second = ''] = plain.files().filter((file) => plain.findings(file).length > 0);
  const texts = new Map([first, second].map((path) => [path, plain.text(path) ?? '']));
  const saved = new Map(texts);
  for (const [path, text] of texts) await client.open(path, text);

  for (const pause of [0, 5, 40, 150, 400]) {
    for (const [step, added] of edits.entries()) {
      const path = step % 2 === 0 ? first : second;
      const text = (saved.get(path) ?? '') + added;
      texts.set(path, text);
      await client.change(path, { text });
      for (const asked of texts.keys()) client.pull(asked).catch(() => undefined);
      await delay(pause);
    }
    for (const [path, text] of texts) plain.open(path, text);
    for (const path of texts.keys()) {
      const expected = plain.findings(path).map(({ rule, message, fingerprint }) => [rule, message, fingerprint]);
      assert.deepEqual((await findings(client, path)).map(({ code, message, data }) => [code, message, data]), expected);
      assert.ok(expected.length > 0);
    }
  }
  assert.deepEqual(client.logs, []);
  assert.ok(!states.includes('error'));
  await leave(client);
});

test('a server that is told to leave while it analyses does so', async (t) => {
  const { client, root, ended } = await serve(t, files);
  const path = `${root}/${Object.keys(files).find((name) => name.endsWith('.ts'))}`;
  await client.open(path, files[path.slice(root.length + 1)] ?? '');
  const pulled = client.pull(path).catch((error: unknown) => error);
  await delay(100);
  await leave(client);
  assert.equal(await ended, 0);
  await pulled;
});
