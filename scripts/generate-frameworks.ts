import { globSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const FOLDER = 'server/src/frameworks';
const PAGE = 'docs/frameworks.md';
const NO_MODELS = new Set(['index.ts', 'model.ts']);

/** What the page says of a model. */
export interface DocumentedModel {
  readonly name: string;
  readonly packages: readonly string[];
  readonly neutralPackages?: readonly string[];
  readonly purePackages?: readonly string[];
  readonly docs: string;
  readonly routing?: unknown;
  readonly queries?: unknown;
  readonly acquisitions?: unknown;
  readonly roles?: unknown;
  readonly uploads?: unknown;
  readonly bodyLimits?: unknown;
  readonly crossOrigin?: unknown;
  readonly sessions?: unknown;
  readonly cookies?: unknown;
  readonly staticFiles?: unknown;
  readonly effects?: unknown;
  readonly checks?: unknown;
  readonly collects?: unknown;
  readonly schedules?: unknown;
  readonly events?: unknown;
  readonly batches?: unknown;
  readonly fieldResolvers?: unknown;
}

/** What a model says something about, by the field that says it. */
const KINDS: readonly (readonly [keyof DocumentedModel, string])[] = [
  ['routing', 'routes'], ['queries', 'queries'], ['acquisitions', 'connections'], ['roles', 'protection'], ['checks', 'validation'], ['collects', 'validation'], ['effects', 'costs'], ['uploads', 'uploads'], ['bodyLimits', 'sizes of bodies'], ['crossOrigin', 'other origins'],
  ['sessions', 'sessions'], ['cookies', 'cookies'], ['staticFiles', 'static files'], ['schedules', 'jobs'], ['events', 'events'], ['batches', 'loaders'], ['fieldResolvers', 'field resolvers'],
];

/** The files of `server/src/frameworks/` that hold a model each. */
export function modelFiles(): readonly string[] {
  return globSync('*.ts', { cwd: path.join(ROOT, FOLDER) }).filter((file) => !NO_MODELS.has(file)).sort();
}

/** `server/src/frameworks/index.ts`, from the files that stand beside it. */
export function frameworkIndex(files: readonly string[]): string {
  const models = files.map((file) => ({ file, name: file.replace(/\.ts$/, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) }));
  const imports = [...models.map(({ file, name }) => `import ${name} from './${file}';`), "import type { FrameworkModel } from './model.ts';"];
  const order = (line: string): string => /'\.\/(.*)\.ts'/.exec(line)?.[1] ?? '';
  imports.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return [
    ...imports, '',
    '/** Every framework model. `npm run docs` writes this list from the files of the folder. */',
    'export const frameworks: readonly FrameworkModel[] = [', ...models.map(({ name }) => `  ${name},`), '];', '',
  ].join('\n');
}

/** The page that tells people which packages are understood, and for what. */
export function frameworksPage(models: readonly DocumentedModel[]): string {
  const rows = [...models].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1)).map((model) => {
    const packages = [...model.packages, ...model.neutralPackages ?? [], ...model.purePackages ?? []].filter((name) => name !== 'node' && !name.startsWith('node:'));
    const known = KINDS.flatMap(([field, kind]) => (model[field] ? [kind] : []));
    return `| [${model.name}](${model.docs}) | ${known.join(', ')} | ${[...new Set(packages)].map((name) => `\`${name}\``).join(' ')} |`;
  });
  return [
    '# What is understood', '',
    'Where values come from is followed through the project; what packages do is known from these models. What no model knows is *unknown*, and nothing is reported that rests on it.', '',
    '| model | known for | packages |', '|---|---|---|', ...rows, '',
  ].join('\n');
}

export const generated = { index: `${FOLDER}/index.ts`, page: PAGE };

if (import.meta.main) {
  writeFileSync(path.join(ROOT, generated.index), frameworkIndex(modelFiles()));
  const { frameworks } = await import('../server/src/frameworks/index.ts');
  writeFileSync(path.join(ROOT, generated.page), frameworksPage(frameworks));
}
