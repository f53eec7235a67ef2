import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { cacheFolder, installOnce } from '../../scripts/host/cache.ts';

describe('the cache of fetched programs', () => {
  const original = process.env['PRODUCTION_HINTS_CACHE'];
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'production-hints-cache-'));
    process.env['PRODUCTION_HINTS_CACHE'] = folder;
  });

  afterEach(async () => {
    if (original === undefined) delete process.env['PRODUCTION_HINTS_CACHE'];
    else process.env['PRODUCTION_HINTS_CACHE'] = original;
    await rm(folder, { recursive: true, force: true });
  });

  test('is where the environment says', () => {
    assert.equal(cacheFolder(), folder);
  });

  test('installs once', async () => {
    const first = await installOnce('tool-1', draft => writeFile(join(draft, 'file'), 'first'));
    const second = await installOnce('tool-1', () => Promise.reject(new Error('a second installation')));
    assert.equal(first, second);
    assert.equal(await readFile(join(second, 'file'), 'utf8'), 'first');
  });

  test('gives everyone the same complete folder when several ask at once', async () => {
    const install = async (draft: string): Promise<void> => {
      await writeFile(join(draft, 'a'), 'a');
      await new Promise(done => setTimeout(done, 20));
      await writeFile(join(draft, 'b'), 'b');
    };
    const folders = await Promise.all([1, 2, 3].map(() => installOnce('tool-1', install)));
    assert.deepEqual(new Set(folders), new Set([join(folder, 'tool-1')]));
    assert.deepEqual((await readdir(join(folder, 'tool-1'))).sort(), ['a', 'b']);
    assert.deepEqual(await readdir(folder), ['tool-1']);
  });

  test('leaves nothing behind when the installation fails', async () => {
    await assert.rejects(
      installOnce('tool-1', async draft => {
        await writeFile(join(draft, 'half'), '');
        throw new Error('no network');
      }),
      /no network/,
    );
    assert.deepEqual(await readdir(folder), []);
  });
});
