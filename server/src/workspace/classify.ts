import { isObject, parseObject, stringAt } from './json.ts';
import { joinPath, relativePath } from './paths.ts';
import type { Project } from './project.ts';

/** What a file is for. Rules look at `server`; some look at others, too. */
export type FileRole = 'server' | 'test' | 'fixture' | 'story' | 'script' | 'browser';

const testFolders = /(^|\/)(__tests?__|tests?|specs?|e2e|cypress|playwright)\//;
const testNames = /\.(test|spec|e2e|cy|e2e-spec|e2e-test|test-d|bench)\.[cm]?[jt]sx?$|(^|\/)((jest|vitest|mocha)[.-]?setup|setup-?tests?)\.[cm]?[jt]sx?$/i;
const fixtureFolders = /(^|\/)(__fixtures__|fixtures?|__mocks__|mocks?|__snapshots__)\//;
const fixtureNames = /\.(mock|mocks|fixture|fixtures|stub)\.[cm]?[jt]sx?$/;
const stories = /\.(stories|story)\.[cm]?[jt]sx?$|(^|\/)\.storybook\//;
const scriptFolders = /(^|\/)(scripts?|release|seeds?|seeders?|seeding|migrations?)\/|(^|\/)bin\/(?!(www|server|start|app|index|main)\b)/;

/** What changes a database once, wherever it stands. */
const migration = /\bMigrationInterface\b/;
const scriptNames = /(^|\/)(seed|seeds|seeder|cli|gulpfile|gruntfile|knexfile)\.[cm]?[jt]sx?$/i;
const configNames = /\.(config|conf)\.[cm]?[jt]sx?$|(^|\/)\.[\w.-]+rc\.[cm]?js$/;

/** Folders in which a `*.config.ts` is read by the application, not by a tool. */
const applicationFolders = /(^|\/)(src|app|server|api|config|configs|lib)\//;
const publicFolders = /(^|\/)(public|static|wwwroot)\//;

/**
 * One thing that may stand before a directive, which itself stands before all code: white space, a comment, another directive.
 * Matched step by step: one pattern for all of them backtracks for ever.
 */
const beforeDirective = /\s+|#![^\n]*|\/\/[^\n]*|\/\*[^]*?\*\/|(['"])(?!use client)use \w+\1;?/y;

/**
 * What a file is for, by its path and, where given, its text (`'use client'`, `#!`). The path is the one below the project's
 * root: what the folders above are called says nothing.
 */
export function fileRole(relative: string, text?: string): FileRole {
  if (testFolders.test(relative) || testNames.test(relative)) return 'test';
  if (fixtureFolders.test(relative) || fixtureNames.test(relative)) return 'fixture';
  if (stories.test(relative)) return 'story';
  if (scriptFolders.test(relative) || scriptNames.test(relative)) return 'script';
  if (configNames.test(relative) && !applicationFolders.test(relative)) return 'script';
  if (text?.startsWith('#!') === true || (text !== undefined && migration.test(text))) return 'script';
  if (text !== undefined && isClientModule(text)) return 'browser';
  return isPublicScript(relative) ? 'browser' : 'server';
}

/**
 * The role of a file of a project: as `fileRole`, and the programs that its `package.json` lists under `bin`, or that one of its scripts runs by hand, are scripts.
 * A program that listens, and that the package is started with, is its server.
 */
export function roleOf(project: Project, file: string): FileRole {
  const known = project.roleOf?.(file);
  if (known !== undefined) return known;
  const path = relativePath(project.root, file);
  const text = project.text(file);
  const role = fileRole(path, text);
  const isShown = role === 'script' && text?.startsWith('#!') === true && fileRole(path) === 'server';
  if (!isShown && !(role === 'server' && isOneOf(project, file, 'programs'))) return role;
  return LISTENING.test(text ?? '') && isOneOf(project, file, 'servers') ? 'server' : 'script';
}

function isClientModule(text: string): boolean {
  let at = 0;
  for (;;) {
    beforeDirective.lastIndex = at;
    const skipped = beforeDirective.exec(text);
    if (!skipped) return text.startsWith("'use client'", at) || text.startsWith('"use client"', at);
    at = beforeDirective.lastIndex;
  }
}

/** Plain scripts among the files that a server hands out. Below `src` a folder called `public` may be a feature. */
function isPublicScript(relative: string): boolean {
  const folder = publicFolders.exec(relative);
  return folder !== null && /\.m?jsx?$/.test(relative) && !/(^|\/)src\//.test(relative.slice(0, folder.index + 1));
}

function isOneOf(project: Project, file: string, what: keyof Programs): boolean {
  const folder = project.packageRoot(file);
  const ofProject = programs.get(project) ?? new Map<string, Programs>();
  programs.set(project, ofProject);
  const ofPackage = ofProject.get(folder) ?? programsOf(project, folder);
  ofProject.set(folder, ofPackage);
  return ofPackage[what].has(stem(relativePath(folder, file)));
}

/** What a `package.json` runs, as the stems of files relative to it. */
interface Programs {
  readonly programs: ReadonlySet<string>;
  /** What the package is started with. */
  readonly servers: ReadonlySet<string>;
}

/** By project and package folder: a manifest is read once for all of its files, not once for each. */
const programs = new WeakMap<Project, Map<string, Programs>>();

function programsOf(project: Project, folder: string): Programs {
  const manifest = parseObject(project.text(joinPath(folder, 'package.json')));
  const { bin } = manifest;
  const listed = isObject(bin) ? Object.keys(bin).map((name) => stringAt(bin, name)) : [stringAt(manifest, 'bin')];
  return {
    programs: new Set([...listed.flatMap((program) => (program === undefined ? [] : sourceStems(program))), ...runByHand(manifest)]),
    servers: new Set(commandsOf(manifest).filter(({ name }) => SERVING.test(name)).flatMap(({ command }) => filesIn(command)).flatMap(sourceStems)),
  };
}

/** Where a program begins to serve. */
const LISTENING = /\.listen\s*\(/;

/** Scripts that start the server, or belong to what does. */
const SERVING = /^(start|serve|server|dev|develop|prod|production|debug|watch|preview|up|main|api|web|worker|pm2)\b/i;

const RUNNING = /(?:^|[\s;&|])(?:node|tsx|ts-node|bun|node-dev|nodemon|ts-node-dev|tsnd|pm2(?:-runtime)?\s+start)\s+(?:-\S+\s+)*([\w./-]+\.[cm]?[jt]s)\b/g;

/** What servers are called, whatever runs them. */
const SERVERS = /(^|\/)(app|server|index|main|www|api|worker|cluster)$/i;

/** What scripts of a manifest run with node once: `"release": "node extra/release.js"`; not what is the package's entry, or starts the server. */
function runByHand(manifest: ReturnType<typeof parseObject>): readonly string[] {
  const commands = commandsOf(manifest);
  const serving = new Set([stem(joinPath('/', stringAt(manifest, 'main') ?? '').slice(1)), ...commands.filter(({ name }) => SERVING.test(name)).flatMap(({ command }) => filesIn(command))]);
  return commands.filter(({ name }) => !SERVING.test(name)).flatMap(({ command }) => filesIn(command)).filter((file) => !serving.has(file) && !SERVERS.test(file));
}

function commandsOf({ scripts }: ReturnType<typeof parseObject>): readonly { readonly name: string; readonly command: string }[] {
  return isObject(scripts) ? Object.keys(scripts).map((name) => ({ name, command: stringAt(scripts, name) ?? '' })) : [];
}

/** The files that a command runs with node, or with what runs it again when they change. */
function filesIn(command: string): readonly string[] {
  return [...command.matchAll(RUNNING)].map(([, file]) => stem(joinPath('/', file ?? '').slice(1)));
}

function stem(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, '');
}

/** A program is often listed as what it will be built to. */
function sourceStems(program: string): readonly string[] {
  const written = stem(joinPath('/', program).slice(1));
  const inner = /^(?:dist|build|out|lib)\/(.+)$/.exec(written)?.[1];
  return inner === undefined ? [written] : [written, inner, `src/${inner}`];
}
