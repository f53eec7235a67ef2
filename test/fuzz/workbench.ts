import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { openFresh } from './answers.ts';
import { choose, lineEdits, tokenEdits } from './edits.ts';
import { isSource, PROJECT_ROOT, type Texts } from './projects.ts';

/** One thing that happens to a project: `what` and `pick` are numbers from 0 that stand for whatever is there to choose from. */
export interface Step {
  readonly what: number;
  readonly pick: readonly number[];
}

type Action = (bench: Bench, pick: readonly number[]) => void;

interface Bench {
  files(): readonly string[];
  read(file: string): string;
  /** On disk, announced as a watcher does. */
  write(file: string, text: string): void;
  remove(file: string): void;
  /** Renames files on disk; `announced` are the paths that the watcher names, which may be folders. */
  move(files: ReadonlyMap<string, string>, announced: readonly string[]): void;
  type(file: string, text: string): void;
  close(file: string): void;
}

const PATTERNS = ['', 'dist\n', 'src/routes/\n', '*.ts\n!app.ts\n', 'controllers\n'];
const CONFIGURATIONS = [
  '{}',
  '{ "rules": { "unbounded-query": "off" } }',
  '{ "rules": { "unprotected-route": "error", "unbounded-query": "hint" }, "exclude": ["**/orders.ts"] }',
  '{ "publicRoutes": ["GET /orders", "* /products/*"], "referenceTables": ["product", "order"] }',
  '{ "guards": ["src/middleware/require-user.ts#requireUser"], "wrappers": ["src/middleware/async-handler.ts#asyncHandler"] }',
  '{ "rules": ',
];
const MAPPINGS = ['{}', '{ "compilerOptions": { "baseUrl": "." } }', '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }', '{ "compilerOptions": { "baseUrl": "./src", "paths": { "@/*": ["./routes/*"] } } }', '{ "compiler'];
const FOLDERS = ['', 'src/', 'src/routes/', 'lib/', 'test/', 'node_modules/pkg/'];
const VERSIONS: readonly (readonly [RegExp, string])[] = [
  [/("express": ")[^"]*/, '$1^5.1.0'], [/("express": ")[^"]*/, '$1^4.21.0'], [/("@prisma\/client": ")[^"]*/, '$1^7.0.0'], [/"express": "[^"]*",?/, ''], [/("name": ")[^"]*/, '$1renamed'],
];

const SOURCE_ACTIONS: readonly Action[] = Object.values({ ...lineEdits, ...lineEdits, ...tokenEdits }).flatMap((edit) => [false, true].map((isTyped): Action => (bench, [file, other, ...pick]) => {
  const sources = bench.files().filter(isSource);
  const target = choose(sources, file);
  if (target === '') return;
  const text = edit(bench.read(target), pick, bench.read(choose(sources, other)));
  if (isTyped) bench.type(target, text);
  else bench.write(target, text);
}));

const FILE_ACTIONS: readonly Action[] = [
  (bench, [file]) => bench.remove(choose(bench.files().filter(isSource), file)),
  (bench, [file]) => bench.close(choose(bench.files(), file)),
  (bench, [file, folder, name]) => moveFile(bench, choose(bench.files().filter(isSource), file), folder, name),
  (bench, [file, folder]) => moveFile(bench, choose(bench.files().filter(isSource), file), folder, undefined),
  (bench, [file, copy = 0]) => {
    const from = choose(bench.files().filter(isSource), file);
    bench.write(from.replace(/(\.\w+)$/, `-${copy % 2}$1`), bench.read(from));
  },
  (bench, [folder, to]) => moveFolder(bench, choose(foldersIn(bench), folder), to),
  (bench, [file, from = 0]) => {
    const target = choose(bench.files().filter(isSource), file);
    const text = bench.read(target);
    bench.write(target, from % 2 === 0 ? text.replace(/(['"])(?:\.\.?\/)+/, '$1@/') : text.replace(/(['"])@\//, '$1../'));
  },
  (bench, [version = 0]) => {
    const manifest = `${PROJECT_ROOT}/package.json`;
    const [pattern, replacement] = VERSIONS[version % VERSIONS.length] ?? [/$^/, ''];
    bench.write(manifest, bench.read(manifest).replace(pattern, replacement));
  },
  (bench, [folder]) => bench.write(`${PROJECT_ROOT}/${choose(FOLDERS.slice(1, 3), folder)}package.json`, '{ "name": "inner", "dependencies": { "express": "^5.0.0" } }'),
  (bench, [folder]) => bench.remove(`${PROJECT_ROOT}/${choose(FOLDERS.slice(1, 3), folder)}package.json`),
  (bench, [what]) => bench.write(`${PROJECT_ROOT}/tsconfig.json`, choose(MAPPINGS, what)),
  (bench) => bench.remove(`${PROJECT_ROOT}/tsconfig.json`),
  (bench, [what, folder]) => bench.write(`${PROJECT_ROOT}/${choose(FOLDERS.slice(0, 3), folder)}production-hints.json`, choose(CONFIGURATIONS, what)),
  (bench, [what]) => bench.type(`${PROJECT_ROOT}/production-hints.json`, choose(CONFIGURATIONS, what)),
  (bench, [folder]) => bench.remove(`${PROJECT_ROOT}/${choose(FOLDERS.slice(0, 3), folder)}production-hints.json`),
  (bench, [what, folder]) => bench.write(`${PROJECT_ROOT}/${choose(FOLDERS.slice(0, 2), folder)}.gitignore`, choose(PATTERNS, what)),
  (bench) => bench.remove(`${PROJECT_ROOT}/.gitignore`),
  (bench, [at, how = 0]) => {
    const schema = choose(bench.files().filter((file) => file.endsWith('.prisma')), 0) || `${PROJECT_ROOT}/prisma/schema.prisma`;
    const text = bench.read(schema);
    const made = 'generator client {\n  provider = "prisma-client"\n  output = "../src/generated/prisma"\n}\nmodel Order {\n  id Int @id\n  userId Int @unique\n}\n';
    const edits = [() => made, () => text.replaceAll('@unique', ''), () => lineEdits['deleteLines']?.(text, [at ?? 0], '') ?? text, () => text.replace(/(\w+ +Int)\b/, '$1 @unique')];
    bench.write(schema, edits[how % edits.length]?.() ?? text);
  },
  (bench) => bench.remove(`${PROJECT_ROOT}/prisma/schema.prisma`),
];

/** A project that is worked on, with a service that follows. */
export function createWorkbench(texts: Texts) {
  const disk = memoryFileSystem(texts);
  const written = new Map(Object.entries(texts));
  const open = new Map<string, string>();
  const service = openFresh(disk);
  const bench: Bench = {
    files: () => [...new Set([...written.keys(), ...open.keys()])].sort(),
    read: (file) => open.get(file) ?? written.get(file) ?? '',
    write(file, text) {
      written.set(file, text);
      disk.write(file, text);
      service.changedOnDisk([file]);
    },
    remove(file) {
      written.delete(file);
      disk.remove(file);
      service.changedOnDisk([file]);
    },
    move(files, announced) {
      for (const [from, to] of files) {
        const text = written.get(from);
        if (text === undefined) continue;
        written.delete(from);
        disk.remove(from);
        written.set(to, text);
        disk.write(to, text);
      }
      service.changedOnDisk(announced);
    },
    type(file, text) {
      open.set(file, text);
      service.open(file, text);
    },
    close(file) {
      open.delete(file);
      service.close(file);
    },
  };
  return {
    service,
    /** What is on disk, and what is open: texts by path. */
    written: (): ReadonlyMap<string, string> => written,
    open: (): ReadonlyMap<string, string> => open,
    /** A service that has seen nothing but the present state. */
    fresh() {
      const made = openFresh(disk);
      for (const [file, text] of open) made.open(file, text);
      return made;
    },
    take({ what, pick }: Step): void {
      const actions = what % 2 === 0 ? SOURCE_ACTIONS : FILE_ACTIONS;
      actions[Math.floor(what / 2) % actions.length]?.(bench, pick);
    },
  };
}

function moveFile(bench: Bench, from: string, folder: number | undefined, name: number | undefined): void {
  if (from === '') return;
  const base = from.slice(from.lastIndexOf('/') + 1);
  const to = `${PROJECT_ROOT}/${choose(FOLDERS, folder)}${name === undefined ? base : `renamed-${name % 3}${base.replace(/^[^.]*/, '')}`}`;
  if (to !== from) bench.move(new Map([[from, to]]), [from, to]);
}

/** A watcher may name the folders alone. */
function moveFolder(bench: Bench, folder: string, to = 0): void {
  if (folder === '') return;
  const target = `${folder}${to % 2}`;
  bench.move(new Map(bench.files().filter((file) => file.startsWith(`${folder}/`)).map((file) => [file, target + file.slice(folder.length)])), [folder, target]);
}

function foldersIn(bench: Bench): readonly string[] {
  const folders = bench.files().map((file) => file.slice(0, file.lastIndexOf('/')));
  return [...new Set(folders)].filter((folder) => folder !== PROJECT_ROOT && folder !== '').sort();
}
