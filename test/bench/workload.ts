import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openService } from '../../scripts/try-fixes.ts';
import { hasSourceExtension } from '../../server/src/workspace/source-files.ts';
import { biomeConfiguration } from './contenders.ts';
import type { Shape } from './synthetic/application.ts';
import { synthesize } from './synthetic/application.ts';

/** A folder that everybody who is measured gets. Removed at the end. */
export interface Workload {
  readonly name: string;
  readonly folder: string;
  /** The files that the product analyses, with their full paths. No other source is in the folder. */
  readonly files: readonly string[];
  readonly bytes: number;
  /** A file that names them, one on each line. */
  readonly list: string;
  remove(): void;
}

/** What else lies in repositories and is no text; a copy without it is made sooner. */
const PICTURES = /\.(?:png|jpe?g|gif|svg|ico|webp|woff2?|ttf|eot|mp[34]|zip|gz|pdf|snap)$/i;
/** The peers run with the rules of the benchmark, not with those of the project. */
const CONFIGURATIONS = /^(?:\.eslintrc.*|\.eslintignore|eslint\.config\.\w+|biome\.jsonc?|\.oxlintrc\.json)$/;
const TYPESCRIPT_SETTINGS = /^tsconfig(?:\..*)?\.json$/;
/** For projects without settings of their own: without a program there are no types. */
const PLAIN_SETTINGS = { compilerOptions: { allowJs: true, target: 'es2022', module: 'nodenext', jsx: 'preserve', noEmit: true, skipLibCheck: true } };

/** A copy of a folder that holds the sources that the product analyses and no others, so that all have the same work. Throws where there are none. */
export function copyOf(original: string): Workload {
  const root = path.resolve(original);
  const files = new Set(openService(root).files());
  const temporary = temporaryFolder();
  const folder = path.join(temporary, path.basename(root));
  cpSync(root, folder, { recursive: true, filter: (source) => isWanted(source, files) });
  return workload(path.basename(root), temporary, folder);
}

/** An application that was written by the benchmark. */
export function syntheticWorkload(shape: Shape): Workload {
  const temporary = temporaryFolder();
  const folder = path.join(temporary, 'synthetic');
  for (const [name, text] of synthesize(shape)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return workload(`synthetic, ${shape.files} files`, temporary, folder);
}

function workload(name: string, temporary: string, folder: string): Workload {
  if (!hasTypescriptSettings(folder)) writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(PLAIN_SETTINGS));
  // Its typed rules see nothing when its configuration lies elsewhere.
  cpSync(biomeConfiguration, path.join(folder, 'biome.json'));
  const files = openService(folder).files();
  if (files.length === 0) throw new Error(`There is nothing to analyse in ${name}`);
  const list = path.join(temporary, 'files');
  writeFileSync(list, files.join('\n'));
  return { name, folder, files, bytes: files.reduce((sum, file) => sum + statSync(file).size, 0), list, remove: () => rmSync(temporary, { recursive: true, force: true }) };
}

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'production-hints-bench-')));
  // Whatever ends the benchmark.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function isWanted(source: string, files: ReadonlySet<string>): boolean {
  const name = path.basename(source);
  if (name === '.git' || name === 'node_modules' || PICTURES.test(name) || CONFIGURATIONS.test(name)) return false;
  const isSource = hasSourceExtension(name) && !/\.d\.[cm]?ts$/.test(name);
  return !isSource || statSync(source).isDirectory() || files.has(source.split(path.sep).join('/'));
}

function hasTypescriptSettings(folder: string): boolean {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((file) => TYPESCRIPT_SETTINGS.test(path.basename(file)));
}
