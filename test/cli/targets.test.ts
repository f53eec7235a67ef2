import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { chooseTarget } from '../../server/src/workspace/targets.ts';

const fileSystem = memoryFileSystem({
  '/all/.git/HEAD': '',
  '/all/apps/api/package.json': '{}',
  '/all/apps/api/src/a.ts': '',
  '/all/apps/api/src/routes/b.ts': '',
  '/all/apps/web/c.ts': '',
  '/all/loose/d.ts': '',
});

describe('what the command line names', () => {
  it('one folder is the root', () => {
    assert.deepEqual(chooseTarget(fileSystem, ['/all/apps/api/src']), { root: '/all/apps/api/src', project: '/all/apps/api/src' });
  });

  it('several have a folder in common', () => {
    const paths = ['/all/apps/api/src', '/all/apps/web'];
    assert.deepEqual(chooseTarget(fileSystem, paths), { root: '/all/apps', project: '/all/apps', paths });
    assert.deepEqual(chooseTarget(fileSystem, ['/all/apps/web/c.ts', '/all/apps/api']), { root: '/all/apps', project: '/all/apps', paths: ['/all/apps/api', '/all/apps/web/c.ts'] });
  });

  it('a file is reported alone, as a part of its project', () => {
    const file = '/all/apps/api/src/a.ts';
    assert.deepEqual(chooseTarget(fileSystem, [file]), { root: '/all/apps/api', project: '/all/apps/api', paths: ['/all/apps/api', file], only: new Set([file]) });
    assert.equal(chooseTarget(fileSystem, ['/all/loose/d.ts'])?.project, '/all');
  });

  it('several files are reported alone, as a part of their project', () => {
    const files = ['/all/apps/api/src/a.ts', '/all/apps/api/src/routes/b.ts'];
    const expected = { root: '/all/apps/api/src', project: '/all/apps/api', paths: ['/all/apps/api', ...files], only: new Set(files) };
    assert.deepEqual(chooseTarget(fileSystem, files), expected);
  });

  it('files of several projects bring the projects along, and a file without one stands for itself', () => {
    const apart = memoryFileSystem({ '/people/a/package.json': '{}', '/people/a/x.ts': '', '/people/b/package.json': '{}', '/people/b/y.ts': '', '/people/z.ts': '' });
    const files = ['/people/a/x.ts', '/people/b/y.ts'];
    assert.deepEqual(chooseTarget(apart, files), { root: '/people', project: '/people', paths: ['/people/a', '/people/b', ...files], only: new Set(files) });
    assert.deepEqual(chooseTarget(apart, ['/people/z.ts']), { root: '/people', project: '/people', paths: ['/people/z.ts'], only: new Set(['/people/z.ts']) });
  });

  it('missing paths are passed over', () => {
    assert.deepEqual(chooseTarget(fileSystem, ['/all/missing', '/all/apps/api']), { root: '/all/apps/api', project: '/all/apps/api' });
    assert.equal(chooseTarget(fileSystem, ['/all/missing']), undefined);
  });
});
