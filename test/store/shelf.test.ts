import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import type { Entry } from '../../server/src/store/answers.ts';
import { hashOf } from '../../server/src/store/inputs.ts';
import { createShelf, type Shelf } from '../../server/src/store/shelf.ts';
import { BUILD, createFolders, startProcess } from './real-folders.ts';

const at = { file: '/app/src/a.ts', start: 1, end: 4 };
const entry: Entry = {
  inputs: {
    since: 17,
    files: new Map([
      ['/app/src/a.ts', { hash: 'h1', stamp: { modified: 1.25, changed: 2.5, size: 3, inode: 4 } }],
      ['/package.json', {}],
      ['/app/image.ts', { stamp: { modified: 1, changed: 1, size: 1, inode: 1 } }],
    ]),
    folders: new Map([['/app/src', { hash: 'h2', stamp: { modified: 1, changed: 2, size: 3, inode: 5 }, hasLinks: true }], ['/app', { hash: 'h3', hasLinks: false }]]),
    kinds: new Map([['/app/node_modules/x', 'absent'], ['/app/.git', 'directory']]),
  },
  answers: {
    files: ['/app/src/a.ts', '/app/src/b.ts'],
    bytes: 12,
    configurationFiles: [],
    findings: new Map([['/app/src/a.ts', [{ rule: 'r', severity: 'warning', message: 'm', at, related: [{ at, message: 'n' }], fingerprint: 'f-0' }]], ['/app/src/b.ts', []]]),
    problems: new Map([['/app/src/a.ts', []]]),
    fixes: new Map([['f-0', [{ title: 't', kind: 'safe', edits: [{ at, text: 'x' }] }]]]),
  },
};

function place(test: TestContext): { readonly folder: string; readonly shelf: Shelf; file(): string } {
  const { kept, dispose } = createFolders();
  test.after(dispose);
  return { folder: kept, shelf: createShelf({ folder: kept, root: '/app', build: BUILD }), file: () => `${kept}/${readdirSync(kept)[0]}` };
}

describe('a shelf', () => {
  it('gives back what was put there', (test) => {
    const { shelf } = place(test);
    assert.equal(shelf.load(), undefined);
    shelf.save(entry);
    assert.deepEqual(shelf.load(), entry);
  });

  it('keeps folders, selections and builds apart', (test) => {
    const { folder, shelf } = place(test);
    shelf.save(entry);
    for (const other of [{ root: '/app/src' }, { paths: ['/app/src'] }, { build: 'other' }]) {
      assert.equal(createShelf({ folder, root: '/app', build: BUILD, ...other }).load(), undefined);
    }
  });

  it('leaves out what a listing says already', (test) => {
    const { shelf } = place(test);
    const { inputs } = entry;
    const listed = { hash: 'h', stamp: { modified: 1, changed: 2, size: 3, inode: 5 }, hasLinks: false, names: new Set(['src', 'x.ts']) };
    const absent = new Map([...inputs.kinds, ['/app/lib/y.ts', 'absent'], ['/app/x.ts', 'absent']] as const);
    shelf.save({ ...entry, inputs: { ...inputs, folders: new Map([['/app', listed]]), kinds: absent } });
    assert.deepEqual([...(shelf.load()?.inputs.kinds ?? [])], [['/app/.git', 'directory'], ['/app/x.ts', 'absent']]);
  });

  it('is empty where something else stands', (test) => {
    const { shelf, file } = place(test);
    shelf.save(entry);
    const whole = readFileSync(file(), 'utf8');
    const signed = (body: string) => `production-hints-store-1 ${BUILD} ${hashOf(body)}\n${body}`;
    for (const text of ['', '\n', '{}', whole.slice(0, -1), whole.slice(10), `${whole} `, whole.replace('"m"', '"n"'), whole.replace('store-1', 'store-2'), signed(''), signed('null'), signed('[]'), signed('{"paths":3}')]) {
      writeFileSync(file(), text);
      assert.equal(shelf.load(), undefined, text.slice(0, 60));
    }
    shelf.save(entry);
    assert.deepEqual(shelf.load(), entry);
  });

  it('stays empty where nothing can be written, and where its entry is no file', (test) => {
    const { folder, shelf, file } = place(test);
    shelf.save(entry);
    const below = createShelf({ folder: `${file()}/deeper`, root: '/app', build: BUILD });
    below.save(entry);
    assert.equal(below.load(), undefined);
    mkdirSync(`${folder}2/${file().slice(folder.length + 1)}/x`, { recursive: true });
    const blocked = createShelf({ folder: `${folder}2`, root: '/app', build: BUILD });
    blocked.save(entry);
    assert.equal(blocked.load(), undefined);
    assert.deepEqual(readdirSync(`${folder}2`), [file().slice(folder.length + 1)]);
  });

  it('holds the latest entries only, and leaves other files alone', (test) => {
    const { folder, shelf } = place(test);
    mkdirSync(folder);
    writeFileSync(`${folder}/README.md`, '');
    writeFileSync(`${folder}/${'a'.repeat(27)}.entry.1.unfinished`, '');
    utimesSync(`${folder}/${'a'.repeat(27)}.entry.1.unfinished`, 1000, 1000);
    for (let one = 0; one < 40; one++) {
      const name = `${folder}/${hashOf(String(one))}.entry`;
      writeFileSync(name, '');
      utimesSync(name, 1000 + one, 1000 + one);
    }
    shelf.save(entry);
    const names = readdirSync(folder);
    assert.deepEqual([names.length, names.includes('README.md'), names.includes(`${hashOf('39')}.entry`), names.includes(`${hashOf('8')}.entry`)], [33, true, true, false]);
    assert.deepEqual(shelf.load(), entry);
  });
});

describe('what is kept by others', () => {
  it('is not taken, and replaced', (test) => {
    const folders = createFolders({ 'a.ts': 'export const a = 1;\n' });
    test.after(folders.dispose);
    for (const [build, expected] of [['one', true], ['one', false], ['two', true], ['two', false]] as const) {
      const { service, hasAnalysed } = startProcess(folders, { build });
      assert.deepEqual(service.files(), [`${folders.root}/a.ts`]);
      service.settled();
      assert.equal(hasAnalysed(), expected);
    }
    const [name = ''] = readdirSync(folders.kept);
    truncateSync(`${folders.kept}/${name}`, 40);
    assert.deepEqual(startProcess(folders, { build: 'two' }).service.files(), [`${folders.root}/a.ts`]);
  });
});
