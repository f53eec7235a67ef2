import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeProgram, ROOT, run } from '../../scripts/host/run.ts';

function start(...args: string[]): ReturnType<typeof run> {
  const env = { ...process.env, INIT_CWD: join(ROOT, 'examples') };
  return run(nodeProgram(), [join(ROOT, 'scripts/start.ts'), ...args], { env });
}

test('start names a folder that does not exist', async () => {
  const { code, output } = await start('shopp');
  assert.equal(code, 2);
  assert.ok(output.includes(`There is no folder ${join(ROOT, 'examples', 'shopp')}`), output);
});

test('start refuses a file', async () => {
  const { code, output } = await start('shop/package.json');
  assert.equal(code, 2);
  assert.match(output, /package\.json is not a folder/);
});

test('start says how it is used', async () => {
  const { code, output } = await start('shop', 'another');
  assert.equal(code, 2);
  assert.match(output, /usage: npm start \[FOLDER\]/);
});
