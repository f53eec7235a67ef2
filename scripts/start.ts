/**
 * `npm start [FOLDER]`: builds, prints the hints for a folder (the example, unless one is named), and opens it with the extension in VS Code:
 * the desktop program where there is one, else in the browser. Without a terminal it prints the hints and ends.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fetchBrowserHost } from './host/browser-host.ts';
import { findDesktop } from './host/desktop.ts';
import { nodeProgram, ROOT, run } from './host/run.ts';
import { createProfile, installExtension, startServer } from './host/server.ts';
import { workbenchAddress } from './host/workbench-address.ts';
import { build, makePackage } from './package.ts';

/** The exit code with which the command line says that there are findings. */
const FINDINGS = 1;

process.exitCode = await start(process.argv.slice(2));

async function start(args: readonly string[]): Promise<number> {
  const [named, ...others] = args;
  if (others.length > 0 || named?.startsWith('-')) return complain('usage: npm start [FOLDER]');
  // npm runs scripts in the checkout; the name is meant from where the person is.
  const folder = named === undefined ? join(ROOT, 'examples/shop') : resolve(process.env['INIT_CWD'] ?? process.cwd(), named);
  const kind = await stat(folder).catch(() => undefined);
  if (kind === undefined) return complain(`There is no folder ${folder}`);
  if (!kind.isDirectory()) return complain(`${folder} is not a folder`);

  await build();
  console.log(`Hints for ${relative(process.cwd(), folder) || folder}\n`);
  const { code } = await run(nodeProgram(), [join(ROOT, 'dist/cli.js'), 'check', '.', '--format', 'pretty'], { cwd: folder, output: 'inherit' });
  // Findings are no failure of this command; a broken configuration is, and the editor shows where.
  if (!process.stdout.isTTY || !process.stdin.isTTY) return code === FINDINGS ? 0 : code;

  const desktop = findDesktop();
  if (desktop !== undefined) return openDesktop(desktop, folder);
  return await openInBrowser(folder);
}

function complain(message: string): number {
  console.error(message);
  return 2;
}

/** The program hands the folder to the running VS Code and ends; this process does not wait for the window. */
function openDesktop(program: string, folder: string): number {
  console.log(`\nOpening ${folder} in VS Code`);
  const child = spawn(program, ['--new-window', `--extensionDevelopmentPath=${ROOT}`, folder], { detached: true, stdio: 'ignore' });
  child.on('error', error => console.error(`VS Code did not start: ${error.message}`));
  child.unref();
  return 0;
}

async function openInBrowser(folder: string): Promise<number> {
  const temporary = await mkdtemp(join(tmpdir(), 'production-hints-start-'));
  try {
    const vsix = join(temporary, 'production-hints.vsix');
    console.log('\nNo desktop VS Code found: it opens in the browser');
    await makePackage(vsix);
    const main = await fetchBrowserHost(line => console.log(line));
    const profile = await createProfile(temporary);
    await installExtension(main, profile, vsix);
    const server = await startServer(main, profile);
    console.log(`\n  ${workbenchAddress({ authority: server.authority, folder })}\n\nOpen this address in a browser. Ctrl+C ends VS Code.`);
    const stop = (): void => void server.stop();
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    process.once('SIGHUP', stop);
    await server.ended;
    return 0;
  } finally {
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}
