import assert from 'node:assert/strict';
import { readdirSync, readFileSync, renameSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { everythingIn } from '../fuzz/answers.ts';
import { createFolders, LATER, startAnew, startProcess, type ProcessOptions, type RealFolders } from './real-folders.ts';

const shop: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "shop", "dependencies": { "express": "^4.18.0", "@prisma/client": "^6.0.0" } }\n',
  'package-lock.json': '{ "packages": { "node_modules/express": { "version": "4.18.1" } } }\n',
  'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }\n',
  'prisma/schema.prisma': 'generator client {\n  provider = "prisma-client-js"\n}\nmodel Order {\n  id Int @id\n  mail String @unique\n}\n',
  'src/app.ts': "import express from 'express';\nimport { list } from '@/orders';\nconst app = express();\napp.get('/orders', list);\napp.listen(3000);\n",
  'src/orders.ts': "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport const list = async (req, res) => res.json(await prisma.order.findMany({ where: { mail: req.query.mail } }));\n",
};

/** What can happen to a project between two runs, one thing each. */
const changes: Readonly<Record<string, (folders: RealFolders) => void>> = {
  'a source': ({ write }) => write('src/orders.ts', `${shop['src/orders.ts']}export const other = 1;\n`),
  'the version in a package.json': ({ write }) => write('package.json', '{ "name": "shop", "dependencies": { "express": "^5.0.0", "@prisma/client": "^6.0.0" } }\n'),
  'the version in a lockfile': ({ write }) => write('package-lock.json', '{ "packages": { "node_modules/express": { "version": "5.1.0" } } }\n'),
  'a lockfile that is gone': ({ remove }) => remove('package-lock.json'),
  'what is installed': ({ write }) => write('node_modules/express/package.json', '{ "name": "express", "version": "5.1.0" }'),
  'a path of the tsconfig': ({ write }) => write('tsconfig.json', '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }\n'),
  'a .gitignore that comes': ({ write }) => write('.gitignore', 'src/orders.ts\n'),
  'a configuration that comes': ({ write }) => write('production-hints.json', '{ "rules": { "unbounded-query": "off" } }'),
  'a configuration in a folder': ({ write }) => write('src/production-hints.json', '{ "rules": { "unbounded-query": "error" }, "oops": 1 }'),
  'a schema': ({ write }) => write('prisma/schema.prisma', (shop['prisma/schema.prisma'] ?? '').replace(' @unique', '')),
  'a file that comes before another in an import': ({ write }) => write('src/orders.mts', ''),
  'a file that takes the place of a folder': ({ write }) => write('src/orders/index.ts', 'export const list = 1;'),
  'a file that is gone': ({ remove }) => remove('src/orders.ts'),
  'a folder that is gone': ({ remove }) => remove('src'),
  'a new source': ({ write }) => write('src/admin/users.ts', "import express from 'express';\nexpress().delete('/users', () => undefined);\n"),
  'a work tree around it': ({ write }) => write('.git/HEAD', ''),
};

function createShop(test: TestContext): RealFolders {
  const folders = createFolders(shop);
  test.after(folders.dispose);
  return folders;
}

/** Runs once with nothing known, and once with all known. */
function settle(folders: RealFolders, options: ProcessOptions): void {
  const first = startProcess(folders, options);
  assert.deepEqual(everythingIn(first.service), everythingIn(startAnew(folders)));
  first.service.settled();
  const second = startProcess(folders, options);
  assert.deepEqual(everythingIn(second.service), everythingIn(startAnew(folders)));
  assert.equal(second.hasAnalysed(), false);
}

function assertUpToDate(folders: RealFolders, options: ProcessOptions): void {
  assert.deepEqual(everythingIn(startProcess(folders, options).service), everythingIn(startAnew(folders)));
}

describe('a change between two runs is seen', () => {
  for (const [what, change] of Object.entries(changes)) {
    for (const [how, options] of Object.entries<ProcessOptions>({ 'by its stamp': { now: LATER, isShortLived: true }, 'by its content': { isShortLived: true }, 'by an editor': {} })) {
      it(`${what}, ${how}`, (test) => {
        const folders = createShop(test);
        settle(folders, options);
        change(folders);
        assertUpToDate(folders, options);
      });
    }
  }

  it('in the same moment, of the same size', (test) => {
    const folders = createShop(test);
    const text = shop['src/orders.ts'] ?? '';
    for (let round = 0; round < 20; round++) {
      const first = startProcess(folders, { isShortLived: true });
      everythingIn(first.service);
      first.service.settled();
      folders.write('src/orders.ts', round % 2 === 0 ? text.replace('findMany', 'findFoos') : text);
      assertUpToDate(folders, { isShortLived: true });
    }
  });

  it('in a file that keeps its time and size', (test) => {
    const folders = createShop(test);
    settle(folders, { now: LATER });
    const file = `${folders.root}/src/orders.ts`;
    const { atime, mtime } = statSync(file);
    writeFileSync(`${file}.new`, readFileSync(file, 'utf8').replace('findMany', 'findFoos'));
    utimesSync(`${file}.new`, atime, mtime);
    renameSync(`${file}.new`, file);
    assertUpToDate(folders, { now: LATER });
  });

  it('behind a link, of which its folder shows nothing', (test) => {
    const folders = createShop(test);
    folders.remove('src/orders.ts');
    symlinkSync(`${folders.root}/../orders.ts`, `${folders.root}/src/orders.ts`);
    settle(folders, { now: LATER, isShortLived: true });
    writeFileSync(`${folders.root}/../orders.ts`, shop['src/orders.ts'] ?? '');
    assertUpToDate(folders, { now: LATER, isShortLived: true });
  });
});

describe('what is analysed: nothing', () => {
  it('where files were only touched, and the next time they need not be read', (test) => {
    const folders = createShop(test);
    settle(folders, { now: LATER });
    utimesSync(`${folders.root}/src/orders.ts`, 1000, 1000);
    for (const expected of [true, false]) {
      const kept = readFileSync(onlyEntry(folders), 'utf8');
      const { service, hasAnalysed } = startProcess(folders, { now: LATER });
      assert.deepEqual(everythingIn(service), everythingIn(startAnew(folders)));
      assert.equal(hasAnalysed(), false);
      service.settled();
      assert.equal(readFileSync(onlyEntry(folders), 'utf8') !== kept, expected);
    }
  });

  it('for an open document that says what its file says, and again after a change that concerns nothing', (test) => {
    const folders = createShop(test);
    settle(folders, {});
    const { service, hasAnalysed } = startProcess(folders);
    const file = `${folders.root}/src/orders.ts`;
    service.open(file, shop['src/orders.ts'] ?? '');
    service.changedOnDisk([`${folders.root}/notes.txt`]);
    assert.equal(service.findings(file).length > 0, true);
    service.close(file);
    assert.equal(service.findings(file).length > 0, true);
    assert.equal(hasAnalysed(), false);
  });

  it('but a file is that changed meanwhile and is shown as it is now, though nobody told', (test) => {
    const folders = createShop(test);
    settle(folders, {});
    const { service } = startProcess(folders);
    const file = `${folders.root}/src/orders.ts`;
    service.open(file, shop['src/orders.ts'] ?? '');
    assert.ok(service.findings(file).length > 0);
    folders.write('src/orders.ts', 'export const list = 1;\n');
    service.open(file, 'export const list = 1;\n');
    assert.deepEqual(service.findings(file), []);
  });

  it('but a document that says something else is', (test) => {
    const folders = createShop(test);
    settle(folders, {});
    const { service, hasAnalysed } = startProcess(folders);
    const file = `${folders.root}/src/orders.ts`;
    service.open(file, '');
    assert.deepEqual(service.findings(file), []);
    assert.equal(hasAnalysed(), true);
    service.settled();
    assertUpToDate(folders, {});
  });
});

function onlyEntry({ kept }: RealFolders): string {
  const [name = ''] = readdirSync(kept);
  return `${kept}/${name}`;
}
