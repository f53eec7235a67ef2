#!/usr/bin/env node
/**
 * Stands for the desktop program `code` where there is none: takes the arguments with which `@vscode/test-electron` starts it,
 * runs the extension tests in VS Code in the browser, and ends with their exit code.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect, parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { fetchBrowserHost } from './browser-host.ts';
import { createProfile, startServer } from './server.ts';
import { openBrowser, openWorkbench } from './workbench.ts';

const LIMIT_MILLISECONDS = 5 * 60_000;

/** What VS Code says of its optional native modules, which are not compiled here. */
const HARMLESS = /spdlog|native-watchdog|ServiceWorker/;

const { values, positionals } = parseArgs({
  options: { extensionDevelopmentPath: { type: 'string' }, extensionTestsPath: { type: 'string' } },
  allowPositionals: true,
  // The many switches of the desktop program that mean nothing here.
  strict: false,
});
const { extensionDevelopmentPath: extension, extensionTestsPath: tests } = values;
const [folder] = positionals;
if (typeof extension !== 'string' || typeof tests !== 'string' || folder === undefined) {
  process.stderr.write('usage: launcher FOLDER --extensionDevelopmentPath=FOLDER --extensionTestsPath=MODULE\n');
  process.exit(2);
}
process.exitCode = await runExtensionTests(folder, extension, tests);

async function runExtensionTests(folder: string, extension: string, tests: string): Promise<number> {
  const progress = (line: string): void => console.log(line);
  const temporary = await mkdtemp(join(tmpdir(), 'production-hints-host-'));
  const main = await fetchBrowserHost(progress);
  const browser = await openBrowser(progress);
  const server = await startServer(main, await createProfile(temporary), { testing: true });
  const remote = (path: string): string => `vscode-remote://${server.authority}${path}`;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<number>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`the tests did not end within ${LIMIT_MILLISECONDS / 60_000} minutes`)), LIMIT_MILLISECONDS);
      const prepare = async (page: Page): Promise<void> => {
        await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => logUnlessHarmless(args));
        await page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
        page.on('crash', () => reject(new Error('the page crashed')));
      };
      const payload = [
        ['extensionDevelopmentPath', remote(extension)],
        ['extensionTestsPath', remote(tests)],
        ['skipWelcome', 'true'],
      ] as const;
      openWorkbench(browser, { authority: server.authority, folder, payload, prepare }).catch(reject);
    });
  } finally {
    clearTimeout(timer);
    await browser.close();
    await server.stop();
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}

function logUnlessHarmless(args: readonly unknown[]): void {
  const text = args.map(argument => (typeof argument === 'string' ? argument : inspect(argument))).join(' ');
  if (!HARMLESS.test(text)) console.log(text);
}
