/**
 * `npm run package [-- FILE]`: builds, writes the third-party notices and makes the package that VS Code installs,
 * `production-hints-VERSION.vsix` unless a file is named.
 */
import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { nodeProgram, ROOT, run, runOrThrow } from './host/run.ts';
import { writeNotices } from './notices.ts';

const LIMIT_BYTES = 1_600_000;

if (import.meta.main) {
  const [file] = process.argv.slice(2);
  await build();
  const packed = await makePackage(file === undefined ? join(ROOT, await packageName()) : resolve(process.env['INIT_CWD'] ?? '.', file));
  console.log(packed);
}

/** Packages what was built into `file`. Returns what the packager says of it; throws when it fails or the package is too large. */
export async function makePackage(file: string): Promise<string> {
  await writeNotices();
  const vsce = createRequire(import.meta.url).resolve('@vscode/vsce/vsce');
  const output = await runOrThrow(nodeProgram(), [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--out', file], { cwd: ROOT });
  const { size } = await stat(file);
  if (size > LIMIT_BYTES) throw new Error(`${file} has ${size} bytes; ${LIMIT_BYTES} are allowed`);
  return output;
}

/** Builds everything under dist/. Throws with the bundler's output when that fails. */
export async function build(): Promise<void> {
  const { code, output } = await run(nodeProgram(), ['esbuild.mjs'], { cwd: ROOT });
  if (code !== 0) throw new Error(`the build failed\n${output}`);
}

async function packageName(): Promise<string> {
  const manifest: { name: string; version: string } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  return `${manifest.name}-${manifest.version}.vsix`;
}
