import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { diskFileSystem } from '../../server/src/workspace/disk.ts';
import { openProject } from '../../server/src/workspace/open-project.ts';

const root = mkdtempSync(join(tmpdir(), 'production-hints-')).replaceAll('\\', '/');
after(() => rmSync(root, { recursive: true }));

mkdirSync(`${root}/src/deep`, { recursive: true });
writeFileSync(`${root}/src/a.ts`, '\ufeffexport const grüße = 1;\r\n');
writeFileSync(`${root}/src/video.ts`, Buffer.from([0x47, 0x40, 0x00, 0x10]));
writeFileSync(`${root}/settings.json`, Buffer.from('\ufeff{ "größe": 1 }\r\n', 'utf16le'));
symlinkSync('..', `${root}/src/deep/up`, 'dir');
symlinkSync('a.ts', `${root}/src/again.ts`);
symlinkSync('nowhere', `${root}/src/dangling.ts`);
symlinkSync('itself.ts', `${root}/src/itself.ts`);

describe('the disk', () => {
  it('gives text without a byte-order mark, and nothing for what is no text', () => {
    const disk = diskFileSystem();
    assert.equal(disk.read(`${root}/src/a.ts`), 'export const grüße = 1;\r\n');
    assert.equal(disk.read(`${root}/settings.json`), '{ "größe": 1 }\r\n');
    assert.equal(disk.read(`${root}/src/video.ts`), undefined);
    assert.equal(disk.read(`${root}/src/missing.ts`), undefined);
    assert.equal(disk.read(`${root}/src`), undefined);
  });

  it('lists in order and marks links; broken ones are not there', () => {
    const disk = diskFileSystem();
    assert.deepEqual(disk.list(`${root}/src`), [
      { name: 'a.ts', kind: 'file' },
      { name: 'again.ts', kind: 'file', linked: true },
      { name: 'deep', kind: 'directory' },
      { name: 'video.ts', kind: 'file' },
    ]);
    assert.deepEqual(disk.list(`${root}/missing`), []);
    assert.equal(disk.kindOf(`${root}/src/deep/up`), 'directory');
    assert.equal(disk.kindOf(`${root}/src/itself.ts`), undefined);
  });

  it('leads no walk in a circle', () => {
    assert.deepEqual(openProject({ fileSystem: diskFileSystem(), root }).files, [`${root}/src/a.ts`]);
  });

  it('tells once about a file that can\'t be read, and only about such', () => {
    const large = `${root}/large.ts`;
    writeFileSync(large, '');
    truncateSync(large, 3 * 1024 ** 3);
    const told: string[] = [];
    const disk = diskFileSystem((path) => told.push(path));
    assert.deepEqual([disk.read(large), disk.read(large), disk.read(`${root}/src`), disk.read(`${root}/missing.ts`)], [undefined, undefined, undefined, undefined]);
    assert.deepEqual(told, [large]);
    rmSync(large);
  });
});
