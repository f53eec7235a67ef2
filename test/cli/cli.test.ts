import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import manifest from '../../package.json' with { type: 'json' };

const program = resolve(import.meta.dirname, '../../dist/cli.js');
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'production-hints-')));
after(() => rmSync(scratch, { recursive: true }));

/** An Express 4 application whose only route lists a whole table and lets its rejection escape. */
const shop: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "shop", "dependencies": { "express": "^4.18.0", "@prisma/client": "^6.0.0" } }\n',
  'src/app.js': [
    "const express = require('express');",
    "const { listOrders } = require('./orders');",
    'const app = express();',
    "app.get('/orders', listOrders);",
    'app.listen(3000);',
    '',
  ].join('\n'),
  'src/orders.js': [
    "const { PrismaClient } = require('@prisma/client');",
    'const prisma = new PrismaClient();',
    'async function listOrders(req, res) {',
    '  const orders = await prisma.order.findMany();',
    '  res.json(orders);',
    '}',
    'module.exports = { listOrders };',
    '',
  ].join('\n'),
};

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(cwd: string, ...args: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd, encoding: 'utf8', env: { ...process.env, PRODUCTION_HINTS_CACHE: join(scratch, 'cache') } });
  return { code: status, stdout, stderr };
}

let applications = 0;

/** Writes the shop, with these files changed or added, into a folder of its own. */
function createShop(files: Readonly<Record<string, string>> = {}): string {
  const root = join(scratch, `shop-${++applications}`);
  for (const [name, text] of Object.entries({ ...shop, ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/** `rule file:line` of each finding. */
function findings(stdout: string): readonly string[] {
  const report: { findings: { rule: string; file: string; line: number }[] } = JSON.parse(stdout);
  return report.findings.map(({ rule, file, line }) => `${rule} ${file}:${line}`);
}

const unbounded = 'unbounded-query src/orders.js:4';

describe('check', () => {
  const root = createShop();

  it('finds, says where, and fails', () => {
    const { code, stdout, stderr } = run(root, 'check', '--format', 'json');
    assert.equal(stderr, '');
    assert.equal(code, 1);
    assert.ok(findings(stdout).includes(unbounded), stdout);
    const report = JSON.parse(stdout);
    assert.equal(report.version, 1);
    assert.equal(report.root, root.replaceAll('\\', '/'));
    assert.deepEqual(Object.keys(report.stats), ['files', 'bytes', 'milliseconds']);
    assert.equal(report.stats.files, 2);
    assert.equal(report.stats.bytes, Buffer.byteLength(`${shop['src/app.js']}${shop['src/orders.js']}`));
  });

  it('gives the same findings however it is called', () => {
    const { stdout } = run(root, 'check', '--format', 'json');
    const elsewhere = run(scratch, 'check', root, '--format=json');
    assert.deepEqual(JSON.parse(elsewhere.stdout).findings, JSON.parse(stdout).findings);
  });

  it('is readable, without colours in a pipe', () => {
    const { code, stdout } = run(root, 'check');
    assert.equal(code, 1);
    assert.match(stdout, /^src\/orders\.js$/m);
    assert.match(stdout, /^ +4:\d+ +warning +.*unbounded-query$/m);
    assert.match(stdout, /\n\d+ findings?: .* \(2 files, \d+ ms\)\n$/);
    assert.equal(stdout.includes('\u001b'), false);
  });

  it('names files as seen from where it is called, for people', () => {
    const name = basename(root);
    assert.match(run(scratch, 'check', name).stdout, new RegExp(`^${name}/src/orders\\.js$`, 'm'));
    assert.match(run(join(root, 'src'), 'check', '..').stdout, /^orders\.js$/m);
    assert.match(run(scratch, 'routes', name).stdout, new RegExp(`^${name}/src/app\\.js$`, 'm'));
    assert.match(run(scratch, 'fix', name, '--kind', 'suggestion', '--dry-run').stdout, new RegExp(`^--- a/${name}/src/orders\\.js$`, 'm'));
    assert.match(run(join(root, 'src'), 'fix', '..', '--kind', 'suggestion', '--dry-run').stdout, /^--- a\/src\/orders\.js$/m);
  });

  it('fails from the severity on that --fail-on names', () => {
    assert.equal(run(root, 'check', '--fail-on', 'error').code, 0);
    assert.equal(run(root, 'check', '--fail-on', 'hint').code, 1);
  });

  it('can be kept to some rules', () => {
    const { code, stdout } = run(root, 'check', '--format', 'json', '--rule', 'unbounded-query');
    assert.deepEqual(findings(stdout), [unbounded]);
    assert.equal(code, 1);
    const both = findings(run(root, 'check', '--format', 'json', '--rule', 'unbounded-query', '--rule', 'unhandled-route-rejection').stdout);
    assert.ok(both.length > 1 && both.includes(unbounded), both.join());
  });

  it('reports one file alone, as a part of its project', () => {
    const { stdout } = run(join(root, 'src'), 'check', 'orders.js', '--format', 'json');
    const report = JSON.parse(stdout);
    assert.equal(report.root, root.replaceAll('\\', '/'));
    assert.equal(report.stats.files, 2);
    assert.ok(findings(stdout).includes(unbounded));
    assert.deepEqual(findings(stdout).filter((finding) => !finding.includes(' src/orders.js:')), []);
  });

  it('names files from the folder that several paths have in common', () => {
    const other = createShop();
    const { stdout } = run(scratch, 'check', root, join(other, 'src'), '--format', 'json', '--rule', 'unbounded-query');
    assert.equal(JSON.parse(stdout).root, scratch.replaceAll('\\', '/'));
    assert.equal(findings(stdout).length, 2);
  });
});

describe('what is wrong with a call', () => {
  const root = createShop();

  it('a path that does not exist: said, the rest analysed, 2', () => {
    const { code, stdout, stderr } = run(root, 'check', 'src', 'nowhere', '--format', 'json');
    assert.equal(code, 2);
    assert.match(stderr, /nowhere does not exist/);
    assert.ok(findings(stdout).includes('unbounded-query orders.js:4'));
    assert.equal(run(root, 'check', 'nowhere').code, 2);
    assert.equal(run(root, 'routes', 'nowhere').code, 2);
  });

  it('an unknown rule: said, the rest analysed, 2', () => {
    const { code, stdout, stderr } = run(root, 'check', '--rule', 'no-such-rule', '--rule', 'unbounded-query', '--format', 'json');
    assert.equal(code, 2);
    assert.match(stderr, /no rule no-such-rule/);
    assert.deepEqual(findings(stdout), [unbounded]);
  });

  it('an option or command that is none, or none at all: 2', () => {
    for (const args of [['check', '--no-such-option'], ['check', '--format', 'xml'], ['check', '--fail-on', 'never'], ['fix', '--kind', 'teach'], ['paint'], []]) {
      const { code, stdout, stderr } = run(root, ...args);
      assert.equal(code, 2, args.join(' '));
      assert.notEqual(stderr, '', args.join(' '));
      assert.equal(stdout, '', args.join(' '));
    }
  });

  it('help and version are no mistakes', () => {
    const help = run(root, '--help');
    assert.equal(help.code, 0);
    for (const command of ['check', 'routes', 'explain', 'fix']) assert.match(help.stdout, new RegExp(`^  ${command} `, 'm'));
    assert.match(run(root, 'check', '--help').stdout, /--fail-on/);
    assert.match(run(root, 'check', '--help').stdout, /--facts/);
    assert.deepEqual(run(root, '--version'), { code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });
});

describe('what is wrong with the files', () => {
  it('a broken configuration is said, the rest analysed, 2', () => {
    const root = createShop({ 'production-hints.json': '{ "rules": { "unbounded-query" }' });
    const { code, stdout, stderr } = run(root, 'check', '--format', 'json');
    assert.equal(code, 2);
    assert.match(stderr, /production-hints\.json:1:\d+: /);
    assert.ok(findings(stdout).includes(unbounded));
    assert.equal(run(root, 'routes').code, 2);
    assert.equal(run(root, 'fix', '--dry-run').code, 2);
  });

  it('a name in the configuration that is none is said, and that is all', () => {
    const { code, stderr } = run(createShop({ 'production-hints.json': '{ "rules": { "unbound-query": "off" } }' }), 'check', '--fail-on', 'error');
    assert.equal(code, 0);
    assert.match(stderr, /production-hints\.json:1:14: There is no rule `unbound-query`/);
  });

  it('a folder without sources is said', () => {
    const { code, stderr } = run(createShop({ 'docs/README.md': '' }), 'check', 'docs');
    assert.equal(code, 0);
    assert.match(stderr, /no JavaScript or TypeScript source to analyse in docs/);
  });

  it('an unreadable file is said, the rest analysed, 2', () => {
    const root = createShop({ 'src/huge.js': '' });
    truncateSync(join(root, 'src/huge.js'), 3 * 1024 ** 3);
    const { code, stdout, stderr } = run(root, 'check', '--format', 'json');
    assert.equal(code, 2);
    assert.match(stderr, /huge\.js can't be read/);
    assert.ok(findings(stdout).includes(unbounded));
  });

  it('a file that is not analysed is said', () => {
    const { code, stderr } = run(createShop({ 'README.md': '' }), 'check', 'README.md');
    assert.equal(code, 0);
    assert.match(stderr, /README\.md is not analysed/);
  });

  it('configuration and comments keep findings away', () => {
    const off = createShop({ 'production-hints.json': '{ "rules": { "unbounded-query": "off" } }' });
    assert.deepEqual(findings(run(off, 'check', '--format', 'json').stdout).filter((finding) => finding.startsWith('unbounded-query')), []);
    const source = (shop['src/orders.js'] ?? '').replace('  const orders', '  // production-hints-ignore-next-line unbounded-query -- a small table\n  const orders');
    assert.deepEqual(findings(run(join(off, 'src'), 'check', '--format', 'json', '--rule', 'unbounded-query').stdout), []);
    const suppressed = createShop({ 'src/orders.js': source });
    assert.deepEqual(findings(run(suppressed, 'check', '--format', 'json', '--rule', 'unbounded-query').stdout), []);
  });
});

describe('explain', () => {
  const root = createShop();

  it('says where a failure goes', () => {
    const said = run(root, 'explain', 'src/orders.js:4');
    assert.deepEqual([said.code, said.stderr], [0, '']);
    assert.equal(said.stdout, 'If `prisma.order.findMany` fails: not caught in `listOrders` (src/orders.js:4) → `GET /orders` (src/app.js:4) → Express 4 does not see it: unhandled rejection, the process exits.\n');
  });

  it('says it to other programs', () => {
    const { version, failures } = JSON.parse(run(root, 'explain', 'src/orders.js:4:3', '--format', 'json').stdout);
    assert.equal(version, 1);
    assert.deepEqual(failures.map(({ call, file, line, ends }: { call: string; file: string; line: number; ends: string }) => [call, file, line, ends]), [['prisma.order.findMany', 'src/orders.js', 4, 'unhandled']]);
    assert.deepEqual(failures[0].words[1], { text: '' });
  });

  it('says so where nothing is known, and where there is no such place', () => {
    const silent = run(root, 'explain', 'src/orders.js:5');
    assert.deepEqual([silent.code, silent.stdout], [0, '']);
    assert.match(silent.stderr, /nothing is known of what fails in src\/orders\.js:5/);
    for (const place of ['src/orders.js', 'src/orders.js:900', 'src/nowhere.js:1']) {
      const { code, stdout, stderr } = run(root, 'explain', place);
      assert.equal(code, 2, place);
      assert.equal(stdout, '', place);
      assert.notEqual(stderr, '', place);
    }
  });
});

describe('check --facts query', () => {
  const root = createShop();

  it('lists what is known of each query as JSON, and finds nothing', () => {
    const { code, stdout, stderr } = run(root, 'check', '--facts', 'query', '--format', 'json');
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(JSON.parse(stdout), {
      version: 1,
      root: root.replaceAll('\\', '/'),
      queries: [{
        file: 'src/orders.js', line: 4, label: 'prisma.order.findMany', library: 'Prisma', operation: 'read', returns: 'many', table: 'order',
        bounded: 'absent', filtered: false, inTransaction: 'absent', routes: ['GET /orders'],
      }],
    });
  });

  it('is readable', () => {
    assert.equal(run(root, 'check', '--facts', 'query').stdout, 'src/orders.js\n  4  prisma.order.findMany  · Prisma  · read order  · bounded: absent  · GET /orders\n\n1 query\n');
  });

  it('keeps to the files that are asked for, and knows no other facts', () => {
    assert.equal(run(root, 'check', 'src/app.js', '--facts', 'query').stdout, '0 queries\n');
    assert.equal(run(root, 'check', '--facts', 'route').code, 2);
  });

  it('says which are in a transaction', () => {
    const own = createShop({
      'src/orders.js': [
        "const { PrismaClient } = require('@prisma/client');",
        'const prisma = new PrismaClient();',
        'async function listOrders(req, res) {',
        '  await prisma.$transaction(async (tx) => tx.order.deleteMany({ where: { open: true } }));',
        '  res.end();',
        '}',
        'module.exports = { listOrders };',
        '',
      ].join('\n'),
    });
    const [query] = JSON.parse(run(own, 'check', '--facts', 'query', '--format', 'json').stdout).queries;
    assert.deepEqual([query.operation, query.filtered, query.inTransaction], ['delete', true, 'present']);
  });
});

describe('routes', () => {
  const root = createShop();

  it('are listed as JSON', () => {
    const { code, stdout, stderr } = run(root, 'routes', '--format', 'json');
    assert.deepEqual([code, stderr], [0, '']);
    const { version, routes } = JSON.parse(stdout);
    assert.equal(version, 1);
    assert.equal(routes.length, 1);
    const { method, path, framework, file, line, handler } = routes[0];
    assert.deepEqual({ method, path, framework, file, line }, { method: 'GET', path: '/orders', framework: 'Express', file: 'src/app.js', line: 4 });
    assert.deepEqual(handler, { name: 'listOrders', file: 'src/orders.js', line: 3, endLine: 6 });
  });

  it('are readable', () => {
    assert.match(run(root, 'routes', '.').stdout, /^src\/app\.js\n +4 +GET +\/orders +listOrders src\/orders\.js:3.*\n\n1 route\n$/);
  });
});

describe('fix', () => {
  const wanted = ['--kind', 'suggestion', '--rule', 'unbounded-query'];

  it('prints what it would do, and writes nothing on a dry run', () => {
    const root = createShop();
    const { stdout, stderr } = run(root, 'fix', '--dry-run', ...wanted);
    assert.match(stdout, /^--- a\/src\/orders\.js\n\+\+\+ b\/src\/orders\.js\n@@ /);
    assert.match(stdout, /^-.*findMany\(\)/m);
    assert.match(stderr, /1 fix would be applied in 1 file/);
    assert.equal(readFileSync(join(root, 'src/orders.js'), 'utf8'), shop['src/orders.js']);
  });

  it('writes what it printed, and then has nothing left to do', () => {
    const root = createShop();
    const dry = run(root, 'fix', '--dry-run', ...wanted);
    const { code, stdout } = run(root, 'fix', ...wanted);
    assert.equal(code, 0);
    assert.equal(stdout, dry.stdout);
    assert.notEqual(readFileSync(join(root, 'src/orders.js'), 'utf8'), shop['src/orders.js']);
    assert.deepEqual(findings(run(root, 'check', '--format', 'json', '--rule', 'unbounded-query').stdout), []);
    assert.deepEqual(run(root, 'fix', ...wanted).stdout, '');
  });

  it('applies no suggestions unless they are asked for', () => {
    const root = createShop();
    const { code, stdout, stderr } = run(root, 'fix', '--rule', 'unbounded-query');
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /1 finding left, 1 of them with a suggestion: see --kind/);
    assert.equal(readFileSync(join(root, 'src/orders.js'), 'utf8'), shop['src/orders.js']);
  });

  it('keeps a byte-order mark, and leaves a file alone that is not UTF-8', () => {
    const marked = createShop({ 'src/orders.js': `\ufeff${shop['src/orders.js']}` });
    run(marked, 'fix', ...wanted);
    const written = readFileSync(join(marked, 'src/orders.js'), 'utf8');
    assert.ok(written.startsWith('\ufeffconst { PrismaClient }') && !written.includes('findMany()'), written);

    const latin = createShop();
    const bytes = Buffer.concat([Buffer.from(shop['src/orders.js'] ?? ''), Buffer.from('// gr\u00fc\u00dfe\n', 'latin1')]);
    writeFileSync(join(latin, 'src/orders.js'), bytes);
    const { code, stderr } = run(latin, 'fix', ...wanted);
    assert.equal(code, 2);
    assert.match(stderr, /orders\.js is not written/);
    assert.deepEqual(readFileSync(join(latin, 'src/orders.js')), bytes);
  });
});
