import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Progress } from './browser-host.ts';
import { installOnce } from './cache.ts';
import { nodeProgram, npm, runOrThrow } from './run.ts';

export interface Chromium {
  readonly program: string;
  /** Variables that this Chromium needs beside those of the process. */
  readonly env: Readonly<Record<string, string>>;
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge', 'msedge'];

const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap(name => {
    const base = process.env[name];
    return base ? [join(base, 'Google/Chrome/Application/chrome.exe'), join(base, 'Microsoft/Edge/Application/msedge.exe')] : [];
  }),
];

/** A Chromium with the libraries that a bare Linux lacks, in an npm package: for machines where none is installed and nobody may install one. */
const PACKAGE = '@sparticuz/chromium';
const PACKAGE_VERSION = '147.0.0';

/** The Chromium of `CHROME_PATH`, else an installed one, else (Linux on x64) one that is fetched once from the npm registry. */
export async function findChromium(progress: Progress): Promise<Chromium> {
  const installed = process.env['CHROME_PATH'] || installedChromium();
  if (installed) return { program: installed, env: {} };
  if (process.platform === 'linux' && process.arch === 'x64') return await fetchChromium(progress);
  throw new Error('No Chromium, Chrome or Edge found: install one, or name it in CHROME_PATH');
}

function installedChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = NAMES.flatMap(name => folders.map(folder => join(folder, process.platform === 'win32' ? `${name}.exe` : name)));
  return [...onPath, ...PLACES].find(path => existsSync(path));
}

async function fetchChromium(progress: Progress): Promise<Chromium> {
  const folder = await installOnce(`chromium-${PACKAGE_VERSION}`, async draft => {
    progress('Fetching Chromium (once, about 200 MB on disk)');
    await writeFile(join(draft, 'package.json'), JSON.stringify({ private: true }));
    await npm(['install', `${PACKAGE}@${PACKAGE_VERSION}`, '--ignore-scripts'], draft);
    // The package unpacks into the temporary folder, and its libraries only where it takes itself to be on Lambda.
    const env = { ...process.env, TMPDIR: draft, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
    await runOrThrow(nodeProgram(), ['--input-type=module', '--eval', `import chromium from '${PACKAGE}'; await chromium.executablePath();`], { cwd: draft, env });
    await rm(join(draft, 'node_modules'), { recursive: true });
    await writeFile(join(draft, 'fonts.conf'), FONTS);
  });
  const libraries = [folder, join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter);
  const env: Record<string, string> = { LD_LIBRARY_PATH: libraries };
  if (!existsSync('/etc/fonts/fonts.conf')) env['FONTCONFIG_FILE'] = join(folder, 'fonts.conf');
  return { program: join(folder, 'chromium'), env };
}

const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;
