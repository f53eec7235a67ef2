import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { inspect } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { build as bundle } from 'esbuild';
import { cacheFolder } from '../../scripts/host/cache.ts';
import { nodeProgram, ROOT, run } from '../../scripts/host/run.ts';
import { ASSIGNMENT } from './expected.ts';
import type { Assignment, CaseResult, PrintedFinding } from './expected.ts';
import { drivePackage } from './packaged.ts';

/** Desktop VS Code is downloaded from its vendor; VS Code in the browser comes from the npm registry and needs no display. */
const DESKTOP = (process.env['PRODUCTION_HINTS_VSCODE'] ?? (process.platform === 'linux' ? 'browser' : 'desktop')) === 'desktop';

describe(`in ${DESKTOP ? 'desktop VS Code' : 'VS Code in the browser'}`, () => {
  let temporary = '';
  let findings: readonly PrintedFinding[] = [];

  before(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'production-hints-editor-'));
    findings = await printedFindings(await copyShop('printed'));
  });

  after(async () => {
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  });

  test('the extension, in its host', async context => {
    const tests = join(temporary, 'tests.cjs');
    await bundle({
      entryPoints: [join(import.meta.dirname, 'extension-host/run.ts')],
      outfile: tests,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['vscode'],
      logLevel: 'error',
    });
    const assignment: Assignment = { findings, resultsFile: join(temporary, 'results.json') };
    const assignmentFile = join(temporary, 'assignment.json');
    await writeFile(assignmentFile, JSON.stringify(assignment));
    const { error, log } = await runInHost(await copyShop('host'), tests, assignmentFile);
    await reportCases(context, assignment.resultsFile);
    assert.equal(error, undefined, `${inspect(error)}\n${log}`);
  });

  // The desktop build has no page to drive, and the package is the same.
  if (!DESKTOP) {
    test('the package, installed into a clean profile', async context => {
      await drivePackage({ shop: await copyShop('packaged'), temporary, findings, report: line => context.diagnostic(line) });
    });
  }

  async function copyShop(name: string): Promise<string> {
    const folder = join(temporary, name, 'shop');
    await cp(join(ROOT, 'examples/shop'), folder, { recursive: true });
    return folder;
  }

  async function runInHost(shop: string, tests: string, assignmentFile: string): Promise<HostRun> {
    const path = [dirname(nodeProgram()), process.env['PATH']].join(delimiter);
    const log = new PassThrough();
    const logged = text(log);
    let error: unknown;
    try {
      await runTests({
        ...(DESKTOP ? {} : { vscodeExecutablePath: join(ROOT, 'scripts/host/launcher.ts') }),
        cachePath: join(cacheFolder(), 'desktop'),
        extensionDevelopmentPath: ROOT,
        extensionTestsPath: tests,
        launchArgs: [shop, '--disable-extensions'],
        // What the test runner says to its own processes is not for those of VS Code.
        extensionTestsEnv: { PATH: path, [ASSIGNMENT]: assignmentFile, NODE_OPTIONS: undefined, NODE_TEST_CONTEXT: undefined },
        stdout: log,
        stderr: log,
      });
    } catch (failure) {
      error = failure;
    }
    log.end();
    return { error, log: await logged };
  }
});

interface HostRun {
  readonly error: unknown;
  readonly log: string;
}

async function printedFindings(shop: string): Promise<readonly PrintedFinding[]> {
  const { code, output } = await run(nodeProgram(), [join(ROOT, 'dist/cli.js'), 'check', '.', '--format', 'json', '--fail-on', 'error'], { cwd: shop });
  assert.equal(code, 0, output);
  const printed: { findings: PrintedFinding[] } = JSON.parse(output);
  return printed.findings;
}

/** Shows each case of the extension host as a test of its own. */
async function reportCases(context: TestContext, resultsFile: string): Promise<void> {
  const results: CaseResult[] = JSON.parse(await readFile(resultsFile, 'utf8').catch(() => '[]'));
  for (const { name, error } of results) {
    await context.test(name, () => {
      if (error !== undefined) assert.fail(error);
    });
  }
}
