import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSpecification } from '../harness/specification.ts';

/** Files by absolute path. */
export type Texts = Readonly<Record<string, string>>;

export interface SmallProject {
  readonly name: string;
  readonly texts: Texts;
}

export const PROJECT_ROOT = '/project';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const LIBRARIES = JSON.stringify({ name: 'case', dependencies: { express: '^4.21.0', '@prisma/client': '^6.16.0', mongoose: '^8.18.0' } });

/** The example back end. */
export function readShop(): SmallProject {
  const folder = path.join(REPOSITORY, 'examples/shop');
  const files = globSync('**/*', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const texts = files.map((file) => [`${PROJECT_ROOT}/${toSlashes(path.relative(folder, file))}`, readFileSync(file, 'utf8')] as const);
  return { name: 'shop', texts: { [`${PROJECT_ROOT}/.gitignore`]: 'dist\n', ...Object.fromEntries(texts) } };
}

/** Every case of every specification as a project, named `file: case`. */
export function readCases(): readonly SmallProject[] {
  const files = globSync('test/{rules/*,frameworks,semantic}/*.md', { cwd: REPOSITORY }).map(toSlashes).sort();
  return files.flatMap((file) => parseSpecification(readFileSync(path.join(REPOSITORY, file), 'utf8')).cases.map((one) => ({
    name: `${file}: ${one.title}`,
    texts: { [`${PROJECT_ROOT}/package.json`]: LIBRARIES, ...Object.fromEntries(one.files.map(({ name, text }) => [`${PROJECT_ROOT}/${name}`, text])) },
  })));
}

/** Whether a file holds code that is analysed. */
export function isSource(file: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(file);
}

function toSlashes(file: string): string {
  return file.split(path.sep).join('/');
}
