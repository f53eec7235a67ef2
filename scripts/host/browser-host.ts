import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installOnce } from './cache.ts';
import { npm } from './run.ts';

/** `code-server` carries a complete VS Code, with its version number shifted: 4.139.1 is VS Code 1.139.1. */
const VERSION = '4.139.1';

export type Progress = (line: string) => void;

/**
 * The `server-main.js` of a complete VS Code that runs in the browser. The first call on a machine fetches it from the npm registry
 * (about 15 seconds, 600 MB); nothing is compiled and nothing of the system is needed.
 */
export async function fetchBrowserHost(progress: Progress): Promise<string> {
  const folder = await installOnce(`code-server-${VERSION}`, async draft => {
    const started = Date.now();
    progress('Fetching VS Code for the browser (once, about 600 MB on disk)');
    await writeFile(join(draft, 'package.json'), JSON.stringify({ private: true }));
    progress('  1/3 the workbench');
    await npm(['install', `code-server@${VERSION}`, '--ignore-scripts'], draft);
    const vscode = join(draft, VSCODE);
    progress('  2/3 the server’s packages');
    await npm(['install', '--omit=dev', '--ignore-scripts'], vscode);
    progress('  3/3 the built-in extensions’ packages');
    await npm(['install', '--omit=dev', '--ignore-scripts'], join(vscode, 'extensions'));
    progress(`  ready after ${Math.round((Date.now() - started) / 1000)} s`);
  });
  const main = join(folder, VSCODE, 'out', 'server-main.js');
  if (!existsSync(main)) throw new Error(`${folder} is incomplete: remove it and try again`);
  return main;
}

const VSCODE = join('node_modules', 'code-server', 'lib', 'vscode');
