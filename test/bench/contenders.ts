import path from 'node:path';
import type { Command } from './measure.ts';

const HERE = import.meta.dirname;
const PEERS = path.join(HERE, 'peers');
const CLI = path.join(HERE, '../../dist/cli.js');

/** How the product is told to remember nothing. */
const WITHOUT_CACHE = '--no-cache';

export const biomeConfiguration = path.join(PEERS, 'biome.json');

export type ContenderName = 'start' | 'floor' | 'cold' | 'warm' | 'json' | 'eslint' | 'oxlint' | 'oxlint-syntactic' | 'biome';

/** One column of the race: what runs, and how what it says is read. */
export interface Contender {
  readonly name: ContenderName;
  /** What the table calls it. */
  readonly title: string;
  /** Exit codes of a run that did its work, with or without findings. */
  readonly codes: readonly number[];
  command(folder: string, list: string): Command;
  /** How many files it says that it looked at. */
  readonly files?: RegExp;
  /** Files that it could not look at. */
  readonly failed?: RegExp;
  /** What it says when it did only a part of its work, and what that means. */
  readonly partial?: { readonly sign: RegExp; readonly means: string };
  /** Rules that must report something in the file with the known violations. */
  readonly rules?: readonly string[];
}

export const contenders: readonly Contender[] = [
  { name: 'start', title: 'Node, doing nothing', codes: [0], command: (folder) => ({ arguments: [process.execPath, '-e', '0'], folder }) },
  { name: 'floor', title: 'floor: read and parse, one thread', codes: [0], command: (folder, list) => ({ arguments: [process.execPath, path.join(HERE, 'parse-floor.mjs'), list], folder }) },
  { name: 'cold', title: '`check`, cold', codes: [0, 1], files: /\((\d+) files?, /, command: (folder) => ({ arguments: [process.execPath, CLI, 'check', WITHOUT_CACHE, folder], folder }) },
  { name: 'warm', title: '`check`, nothing changed', codes: [0, 1], files: /\((\d+) files?, /, command: (folder) => ({ arguments: [process.execPath, CLI, 'check', folder], folder }) },
  { name: 'json', title: '`check --format json`, with fixes', codes: [0, 1], command: (folder) => ({ arguments: [process.execPath, CLI, 'check', WITHOUT_CACHE, '--format', 'json', folder], folder }) },
  {
    name: 'eslint',
    title: 'ESLint, typed',
    codes: [0, 1],
    files: /(\d+) files, \d+ of them not understood/,
    failed: /(\d+) of them not understood/,
    rules: ['@typescript-eslint/no-floating-promises', '@typescript-eslint/no-misused-promises', 'no-await-in-loop', 'no-empty'],
    // The heap that Node takes by itself is too small for the types of a large project.
    command: (folder) => ({
      arguments: [process.execPath, '--max-old-space-size=8192', tool('eslint/bin/eslint.js'), '--config', path.join(PEERS, 'eslint.config.mjs'), '--format', path.join(PEERS, 'count-formatter.mjs'), '.'],
      folder,
    }),
  },
  {
    name: 'oxlint',
    title: 'oxlint, typed',
    codes: [0, 1],
    files: /on (\d+) files? with/,
    rules: ['typescript(no-floating-promises)', 'typescript(no-misused-promises)', 'eslint(no-await-in-loop)', 'eslint(no-empty)'],
    partial: { sign: /tsconfig-error/, means: 'its type checker refuses settings in a `tsconfig.json` of this project, so its typed rules did not run there' },
    command: (folder) => ({ ...oxlint(folder, 'oxlint.json', '--type-aware'), environment: { OXLINT_TSGOLINT_PATH: tool('.bin/tsgolint') } }),
  },
  {
    name: 'oxlint-syntactic',
    title: 'oxlint, three syntactic rules',
    codes: [0, 1],
    files: /on (\d+) files? with/,
    rules: ['eslint(no-await-in-loop)', 'eslint(no-empty)', 'oxc(no-async-endpoint-handlers)'],
    command: (folder) => oxlint(folder, 'oxlint-syntactic.json'),
  },
  {
    name: 'biome',
    title: 'Biome, its own types',
    codes: [0, 1],
    files: /Checked (\d+) files? in/,
    rules: ['lint/nursery/noFloatingPromises', 'lint/nursery/noMisusedPromises', 'lint/performance/noAwaitInLoops', 'lint/suspicious/noEmptyBlockStatements'],
    command: (folder) => ({ arguments: [process.execPath, tool('@biomejs/biome/bin/biome'), 'lint', '.'], folder }),
  },
];

function oxlint(folder: string, configuration: string, ...options: readonly string[]): Command {
  return { arguments: [process.execPath, tool('oxlint/bin/oxlint'), '--config', path.join(PEERS, configuration), '--disable-nested-config', '--ignore-pattern', '**/*.d.ts', ...options, '.'], folder };
}

function tool(name: string): string {
  return path.join(PEERS, 'node_modules', name);
}
