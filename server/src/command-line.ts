import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { build } from './build.ts';
import type { Finding, Severity } from './engine/finding.ts';
import { inOrder, reaches, severities } from './report/check-report.ts';
import { reportDiff } from './report/diff.ts';
import type { FileChange } from './report/diff.ts';
import { applyFixes } from './report/fix-rounds.ts';
import { explainJson, explainPretty } from './report/explanation.ts';
import { reportJson } from './report/json.ts';
import { createPlaces } from './report/places.ts';
import { count, reportPretty } from './report/pretty.ts';
import { reportQueriesJson } from './report/queries-json.ts';
import { reportQueriesPretty } from './report/queries-pretty.ts';
import { reportRoutesJson } from './report/routes-json.ts';
import { reportRoutesMarkdown } from './report/routes-markdown.ts';
import { reportRoutesPretty } from './report/routes-pretty.ts';
import type { Service } from './service-types.ts';
import { projectFolder } from './store/locations.ts';
import { createRememberingService } from './store/remembering-service.ts';
import { createShelf } from './store/shelf.ts';
import { lineStarts } from './syntax/text.ts';
import { cachedFileSystem } from './workspace/cached-file-system.ts';
import { diskFileSystem } from './workspace/disk.ts';
import type { FileSystem } from './workspace/file-system.ts';
import { isInside, relativePath } from './workspace/paths.ts';
import { chooseTarget } from './workspace/targets.ts';
import type { Target } from './workspace/targets.ts';

/** 0: nothing at or above the limit. 1: findings. 2: a mistake in the call or the configuration, an unreadable file, an internal error, whatever was found besides. */
type ExitCode = 0 | 1 | 2;

interface FormatOptions {
  readonly format: 'pretty' | 'json' | 'markdown';
}

interface CacheOptions {
  /** Whether what an earlier run found out may be taken, and what this one finds out kept. */
  readonly cache: boolean;
}

interface RuleOptions {
  readonly rule: readonly string[];
}

interface CheckOptions extends FormatOptions, RuleOptions, CacheOptions {
  readonly failOn: Severity;
  /** What was understood, instead of findings. */
  readonly facts?: 'query';
}

interface FixOptions extends RuleOptions {
  readonly kind: 'safe' | 'suggestion';
  readonly dryRun?: boolean;
}

/** One run over what the command line names. */
interface Session {
  readonly target: Target;
  readonly service: Service;
  /** The files to report on. */
  readonly files: readonly string[];
  /** Whether everything that was looked for could be read. */
  isReadable(): boolean;
}

/** Nothing may be kept: what is analysed is about to change, or the question is one of many. */
const UNCACHED: CacheOptions = { cache: false };

/** What people read names files as seen from where they are, so that a terminal can open them; JSON keeps to its root. */
function here(): string {
  return absolute('.');
}

function check(paths: readonly string[], { format, failOn, rule, facts, cache }: CheckOptions): ExitCode {
  if (facts) return queries(paths, { format, cache });
  const start = performance.now();
  const isUsable = [checkPaths(paths), checkRules(rule)].every(Boolean);
  const session = openSession(paths, { cache });
  if (session === undefined) return 2;
  const { target, service } = session;
  const findings = findingsOf(session, rule);
  const fixes = format === 'json' ? service.fixesOfAll(findings) : new Map();
  const isSound = complainAbout(session);
  const stats = { files: service.files().length, bytes: service.bytes(), milliseconds: Math.round(performance.now() - start) };
  const report = { root: format === 'json' ? target.root : here(), findings, fixes, stats, text: service.text };
  process.stdout.write(format === 'json' ? reportJson(report) : reportPretty(report, { isColoured: hasColours() }));
  service.settled();
  return exitCode(isUsable && isSound, findings, failOn);
}

function queries(paths: readonly string[], { format, cache }: FormatOptions & CacheOptions): ExitCode {
  const isUsable = checkPaths(paths);
  const session = openSession(paths, { cache });
  if (!isUsable || session === undefined) return 2;
  const { target, service, files } = session;
  const wanted = new Set(files);
  const report = { root: format === 'json' ? target.root : here(), queries: service.queries().filter(({ at }) => wanted.has(at.file)), text: service.text };
  const isSound = complainAbout(session);
  process.stdout.write(format === 'json' ? reportQueriesJson(report) : reportQueriesPretty(report, { isColoured: hasColours() }));
  service.settled();
  return isSound ? 0 : 2;
}

function routes(path: string, { format, cache }: FormatOptions & CacheOptions): ExitCode {
  const isUsable = checkPaths([path]);
  const session = openSession([path], { cache });
  if (!isUsable || session === undefined) return 2;
  const { target, service, files } = session;
  const wanted = new Set(files);
  const report = { root: format === 'json' ? target.root : here(), routes: service.routes().filter(({ at }) => wanted.has(at.file)), text: service.text };
  const isSound = complainAbout(session);
  process.stdout.write(format === 'json' ? reportRoutesJson(report) : format === 'markdown' ? reportRoutesMarkdown(report) : reportRoutesPretty(report, { isColoured: hasColours() }));
  service.settled();
  return isSound ? 0 : 2;
}

function explain(target: string, { format }: FormatOptions): ExitCode {
  const [, path, line] = /^(.*?):(\d+)(?::\d+)?$/.exec(target) ?? [];
  if (path === undefined || line === undefined) {
    complain(`${target} is not a place: write FILE:LINE`);
    return 2;
  }
  if (!checkPaths([path])) return 2;
  const session = openSession([path], UNCACHED);
  const file = session?.files.find((one) => one === absolute(path));
  if (session === undefined || file === undefined) return 2;
  const { target: opened, service } = session;
  const starts = lineStarts(service.text(file) ?? '');
  const start = starts[Number(line) - 1];
  if (start === undefined) {
    complain(`${path} has no line ${line}`);
    return 2;
  }
  const end = (starts[Number(line)] ?? (service.text(file) ?? '').length + 1) - 1;
  const paths = service.failurePaths(file, start, end);
  const isSound = complainAbout(session);
  const explanation = { root: format === 'json' ? opened.root : here(), paths, text: service.text };
  process.stdout.write(format === 'json' ? explainJson(explanation) : explainPretty(explanation));
  if (paths.length === 0 && format !== 'json') complain(`nothing is known of what fails in ${target}: no call there that can fail stands on the way of a route or a job`);
  return isSound ? 0 : 2;
}

function fix(paths: readonly string[], { kind, rule, dryRun = false }: FixOptions): ExitCode {
  const isUsable = [checkPaths(paths), checkRules(rule)].every(Boolean);
  const session = openSession(paths, UNCACHED);
  if (session === undefined) return 2;
  const { target, service } = session;
  const kinds = kind === 'safe' ? ['safe'] : ['safe', 'suggestion'];
  const { changes, applied, isUnfinished } = applyFixes({ service, findings: () => findingsOf(session, rule), accepts: (candidate) => kinds.includes(candidate.kind) });
  const isSound = complainAbout(session);
  process.stdout.write(reportDiff(isInside(here(), target.root) ? here() : target.root, changes));
  const areWritten = dryRun || changes.map(writeChange).every(Boolean);
  if (isUnfinished) complain('some fixes keep waking each other; look at the changes, then run the command again');
  const remaining = findingsOf(session, rule);
  const verb = dryRun ? 'would be applied' : 'applied';
  const suggested = kind === 'suggestion' ? 0 : countSuggested(service, remaining);
  const more = suggested === 0 ? '' : `, ${suggested} of them with a suggestion: see --kind`;
  complain(`${count(applied, 'fix', 'fixes')} ${verb} in ${count(changes.length, 'file')}; ${count(remaining.length, 'finding')} left${more}`);
  return exitCode(isUsable && isSound && areWritten, remaining, 'warning');
}

/** How many of the findings have a fix that a person has to choose. */
function countSuggested(service: Service, findings: readonly Finding[]): number {
  return [...service.fixesOfAll(findings).values()].filter((fixes) => fixes.some(({ kind }) => kind === 'suggestion')).length;
}

function exitCode(isUsable: boolean, findings: readonly Finding[], limit: Severity): ExitCode {
  if (!isUsable) return 2;
  return reaches(findings, limit) ? 1 : 0;
}

function openSession(paths: readonly string[], { cache }: CacheOptions): Session | undefined {
  const unreadable: string[] = [];
  const onUnreadable = (path: string, reason: string): void => {
    unreadable.push(path);
    complain(`${shown(path)} can't be read: ${reason}`);
  };
  const target = chooseTarget(diskFileSystem(), paths.map(absolute));
  if (target === undefined) return undefined;
  const { project: root, paths: within } = target;
  const open = (fileSystem: FileSystem): Service => analysis().openService({ fileSystem: cachedFileSystem(fileSystem, root), root, paths: within });
  const service = cache
    ? createRememberingService({ root, onUnreadable, open, shelf: createShelf({ folder: projectFolder(root), root, paths: within, build }) })
    : open(diskFileSystem(onUnreadable));
  const analysed = service.files();
  for (const file of target.only ?? []) {
    if (!analysed.includes(file) && !unreadable.includes(file)) complain(`${shown(file)} is not analysed: it is excluded, or no JavaScript or TypeScript source`);
  }
  if (target.only === undefined && analysed.length === 0) complain(`there is no JavaScript or TypeScript source to analyse in ${shown(target.root)}`);
  const files = target.only === undefined ? analysed : analysed.filter((file) => target.only?.has(file));
  return { target, service, files, isReadable: () => unreadable.length === 0 };
}

/** Loaded when something has to be analysed: most of what is shipped is behind it. */
function analysis(): typeof import('./open-service.ts') {
  return require('./open-service.ts');
}

function findingsOf({ service, files }: Session, wanted: readonly string[]): readonly Finding[] {
  const findings = files.flatMap((file) => service.findings(file));
  return inOrder(wanted.length === 0 ? findings : findings.filter(({ rule }) => wanted.includes(rule)));
}

/** Says what is wrong besides the code: configuration, suppression comments, and our own rules. Returns whether the answer is whole all the same. */
function complainAbout({ service, files, isReadable }: Session): boolean {
  const placeOf = createPlaces(here(), service.text);
  const problems = [...service.configurationFiles(), ...files].flatMap((file) => service.problems(file));
  for (const problem of problems) {
    const { file, line, column } = placeOf(problem.at);
    complain(`${file}:${line}:${column}: ${problem.message}`);
  }
  const defects = service.defects();
  for (const defect of defects) complain(`a defect of production-hints, please report it: ${defect}`);
  return isReadable() && defects.length === 0 && problems.every(({ severity }) => severity !== 'error');
}

function checkPaths(paths: readonly string[]): boolean {
  const disk = diskFileSystem();
  const missing = paths.filter((path) => disk.kindOf(absolute(path)) === undefined);
  for (const path of missing) complain(`${path} does not exist`);
  return missing.length === 0;
}

function checkRules(wanted: readonly string[]): boolean {
  if (wanted.length === 0) return true;
  const { ruleIds } = analysis();
  const unknown = wanted.filter((rule) => !ruleIds.includes(rule));
  for (const rule of unknown) complain(`there is no rule ${rule}; the rules are ${ruleIds.join(', ')}`);
  return unknown.length === 0;
}

/** Keeps a byte-order mark, and leaves a file alone whose bytes the text does not stand for. */
function writeChange({ file, before, after }: FileChange): boolean {
  if (before === undefined) {
    writeFileSync(file, after);
    return true;
  }
  const bytes = readFileSync(file);
  const mark = bytes.subarray(0, 3).equals(byteOrderMark) ? byteOrderMark : Buffer.alloc(0);
  if (!Buffer.concat([mark, Buffer.from(before)]).equals(bytes)) {
    complain(`${shown(file)} is not written: it has changed meanwhile, or is not UTF-8`);
    return false;
  }
  writeFileSync(file, Buffer.concat([mark, Buffer.from(after)]));
  return true;
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

function absolute(path: string): string {
  const resolved = resolve(path);
  return process.platform === 'win32' ? resolved.replaceAll('\\', '/') : resolved;
}

function shown(path: string): string {
  return relativePath(here(), path) || '.';
}

function hasColours(): boolean {
  return process.stdout.isTTY === true && !process.env.NO_COLOR;
}

function complain(message: string): void {
  process.stderr.write(`production-hints: ${message}\n`);
}

function createProgram(finish: (code: ExitCode) => void): Command {
  const program = new Command('production-hints')
    .description('Shows where a JavaScript or TypeScript back end fails in production.')
    .version(manifest.version)
    .exitOverride()
    .showHelpAfterError('(production-hints help shows how it is used)')
    .addHelpText('after', '\nExit codes: 0 nothing at or above the limit, 1 findings, 2 a mistake in the call or the\nconfiguration, an unreadable file, or an internal error.\n\nWhat was found out is kept until a file changes: in node_modules/.cache, else in the user\'s cache\nfolder, or where PRODUCTION_HINTS_CACHE says.');
  const formatOption = (...formats: readonly string[]): Option => new Option('--format <format>', 'how to write the result').choices(['pretty', 'json', ...formats]).default('pretty');
  const ruleOption = (): Option => new Option('--rule <id>', 'only this rule (can be given several times)').argParser(addTo).default([], 'all');
  const noCacheOption = (): Option => new Option('--no-cache', 'analyse everything anew, keep nothing');

  program
    .command('check')
    .description('shows where the code fails in production')
    .argument('[paths...]', 'folders and files', ['.'])
    .addOption(formatOption())
    .addOption(new Option('--fail-on <severity>', 'the least severity that makes the exit code 1').choices(severities).default('warning'))
    .addOption(ruleOption())
    .addOption(noCacheOption())
    .addOption(new Option('--facts <kind>', 'what is known of each query, instead of findings').choices(['query']))
    .action((paths: readonly string[], options: CheckOptions) => finish(check(paths, options)));
  program
    .command('routes')
    .description('shows the route map')
    .argument('[path]', 'a folder or a file', '.')
    .addOption(formatOption('markdown'))
    .addOption(noCacheOption())
    .action((path: string, options: FormatOptions & CacheOptions) => finish(routes(path, options)));
  program
    .command('explain')
    .description('shows where a failure goes: what happens when the calls of a line fail')
    .argument('<file:line>', 'a place, as editors write it')
    .addOption(formatOption())
    .action((place: string, options: FormatOptions) => finish(explain(place, options)));
  program
    .command('fix')
    .description('applies fixes that were checked to remove their finding and add none, and prints a diff')
    .argument('[paths...]', 'folders and files', ['.'])
    .addOption(new Option('--kind <kind>', 'safe fixes keep behaviour; suggestion takes those that change it, too').choices(['safe', 'suggestion']).default('safe'))
    .addOption(ruleOption())
    .option('--dry-run', 'print the diff, write nothing')
    .action((paths: readonly string[], options: FixOptions) => finish(fix(paths, options)));
  return program;
}

function addTo(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

/** The code is set, not exited with, so that what was written reaches a pipe. */
function main(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    createProgram((code) => {
      process.exitCode = code;
    }).parse();
  } catch (error) {
    const isHelp = error instanceof CommanderError && error.exitCode === 0;
    if (!(error instanceof CommanderError)) complain(`internal error: ${error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = isHelp ? 0 : 2;
  }
}

main();
