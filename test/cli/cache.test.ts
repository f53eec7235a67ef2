import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';

const dist = resolve(import.meta.dirname, '../../dist');
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'production-hints-')));
after(() => rmSync(scratch, { recursive: true }));

/** The command line without the analysis: whatever it says was said before. */
const memory = join(scratch, 'memory');
for (const part of ['cli.js', 'command-line.js']) cpSync(join(dist, part), join(memory, part));

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let projects = 0;

function createProject(): string {
  const root = join(scratch, `project-${++projects}`);
  cpSync(resolve(import.meta.dirname, '../../examples/shop'), root, { recursive: true });
  writeFileSync(join(root, 'production-hints.json'), '{ "rules": { "unbound-query": "off" } }\n');
  return root;
}

/** Only what the test says is known of the user's folders. */
function run(program: string, cwd: string, args: readonly string[], env: Readonly<Record<string, string>>): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(program, 'cli.js'), ...args], { cwd, encoding: 'utf8', env: { PATH: process.env['PATH'], ...env } });
  return { code: status, stdout: stdout.replace(/\d+ ms|("milliseconds": )\d+/g, '$1'), stderr };
}

function entriesIn(folder: string): number {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.entry')).length : 0;
}

describe('a second run', () => {
  it('says what the first one said, without analysing anything', () => {
    const root = createProject();
    const env = { PRODUCTION_HINTS_CACHE: join(scratch, 'named') };
    for (const args of [
      ['check'], ['check', '--format', 'json'], ['check'], ['check', '--fail-on', 'error'], ['routes'], ['routes', '--format', 'json'], ['routes', '--format', 'markdown'],
      ['check', '--facts', 'query', '--format', 'json'], ['check', 'src/routes/orders.ts'], ['check', 'src', '--format', 'json'], ['routes', 'src/routes/orders.ts'],
    ]) {
      const anew = run(dist, root, [...args, '--no-cache'], env);
      assert.deepEqual(run(dist, root, args, env), anew, args.join(' '));
      assert.deepEqual(run(memory, root, args, env), anew, args.join(' '));
      assert.match(anew.stderr, /There is no rule `unbound-query`|^$/);
    }
    writeFileSync(join(root, 'src/app.ts'), 'export {};\n');
    assert.deepEqual(run(dist, root, ['check'], env), run(dist, root, ['check', '--no-cache'], env));
    assert.equal(run(memory, createProject(), ['check'], env).code, 2);
  });

  it('keeps to some rules, as the first one did', () => {
    const root = createProject();
    const env = { PRODUCTION_HINTS_CACHE: join(scratch, 'rules') };
    const args = ['check', '--format', 'json', '--rule', 'unbounded-query'];
    const anew = run(dist, root, [...args, '--no-cache'], env);
    for (let time = 0; time < 2; time++) assert.deepEqual(run(dist, root, args, env), anew);
    const all = ['check', '--format', 'json'];
    assert.deepEqual(run(dist, root, all, env), run(dist, root, [...all, '--no-cache'], env));
  });
});

describe('what is kept', () => {
  it('stands in node_modules where there is one, else in the user\'s folder, or where a variable says', () => {
    const root = createProject();
    const env = { XDG_CACHE_HOME: join(scratch, 'xdg'), HOME: join(scratch, 'home'), LOCALAPPDATA: join(scratch, 'xdg') };
    run(dist, root, ['check'], env);
    const [own = ''] = ['xdg/production-hints/answers', 'xdg/production-hints/cache/answers', 'home/Library/Caches/production-hints/answers'].filter((folder) => entriesIn(join(scratch, folder)) === 1);
    assert.notEqual(own, '');
    mkdirSync(join(root, 'node_modules'));
    run(dist, root, ['check'], env);
    assert.deepEqual([entriesIn(join(scratch, own)), entriesIn(join(root, 'node_modules/.cache/production-hints'))], [1, 1]);
    run(dist, root, ['check'], { ...env, PRODUCTION_HINTS_CACHE: join(scratch, 'elsewhere') });
    assert.equal(entriesIn(join(scratch, 'elsewhere/answers')), 1);
  });

  it('is nothing with --no-cache, and nothing but findings in the project', () => {
    const root = createProject();
    mkdirSync(join(root, 'node_modules'));
    const env = { PRODUCTION_HINTS_CACHE: '', XDG_CACHE_HOME: join(scratch, 'none'), HOME: join(scratch, 'none') };
    run(dist, root, ['check', '--no-cache'], env);
    run(dist, root, ['routes', '--no-cache'], env);
    run(dist, root, ['explain', 'src/routes/orders.ts:10'], env);
    run(dist, root, ['fix', '--dry-run'], env);
    assert.deepEqual(readdirSync(join(root, 'node_modules')), []);
    run(dist, root, ['check'], env);
    assert.deepEqual(readdirSync(join(root, 'node_modules/.cache/production-hints')).map((name) => name.replace(/^[\w-]{27}/, '')), ['.entry']);
  });

  it('is no matter where it can\'t be written, or is broken', () => {
    const root = createProject();
    const blocked = join(scratch, 'blocked');
    writeFileSync(blocked, '');
    const expected = run(dist, root, ['check', '--no-cache'], {});
    assert.deepEqual(run(dist, root, ['check'], { PRODUCTION_HINTS_CACHE: blocked }), expected);
    const env = { PRODUCTION_HINTS_CACHE: join(scratch, 'broken') };
    run(dist, root, ['check'], env);
    const [name = ''] = readdirSync(join(scratch, 'broken/answers'));
    const file = join(scratch, 'broken/answers', name);
    const whole = readFileSync(file, 'utf8');
    for (const text of ['', whole.slice(0, 1000), whole.replace(/warning/g, 'hint'), '\0'.repeat(1000)]) {
      writeFileSync(file, text);
      assert.deepEqual(run(dist, root, ['check'], env), expected);
      assert.deepEqual(run(memory, root, ['check'], env), expected);
    }
  });

  it('stays whole when several write it at once', async () => {
    const root = createProject();
    const env = { PRODUCTION_HINTS_CACHE: join(scratch, 'shared') };
    const children = Array.from({ length: 4 }, () => spawn(process.execPath, [join(dist, 'cli.js'), 'check'], { cwd: root, stdio: 'ignore', env: { PATH: process.env['PATH'], ...env } }));
    for (const child of children) if (child.exitCode === null) await once(child, 'exit');
    assert.deepEqual(readdirSync(join(scratch, 'shared/answers')).length, 1);
    assert.deepEqual(run(memory, root, ['check'], env), run(dist, root, ['check', '--no-cache'], env));
  });
});
