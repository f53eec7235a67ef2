import { findNodeAtLocation, modify, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import picomatch from 'picomatch';
import type { TextEdit } from '../syntax/text.ts';
import type { FileSystem } from '../workspace/file-system.ts';
import { ancestors, baseName, folderOf, isInside, joinPath, relativePath } from '../workspace/paths.ts';
import { configurationFileName, configurationKeys, configuredSeverities, listSettings, type ListKey, type TaughtKey } from './configuration-schema.ts';
import type { Configuration, FileConfiguration } from './configuration.ts';
import type { Problem, Severity } from './finding.ts';
import { indentationAt, lineBreakOf } from './line-style.ts';
import { didYouMean } from './nearest-name.ts';

export interface ConfigurationFile {
  readonly configuration: FileConfiguration;
  /** Globs relative to the file's folder. */
  readonly exclude: readonly string[];
  /** Mistakes in the file, in source order. What they don't concern counts all the same. */
  readonly problems: readonly Problem[];
}

export interface ProjectConfiguration extends Configuration {
  /** Mistakes in one configuration file; none where there is no such file. */
  problems(file: string): readonly Problem[];
  /** The configuration files in the folders of these sources and above them up to the root, sorted. */
  files(sources: readonly string[]): readonly string[];
  /** Whether the configuration nearest to the file leaves it out, by itself or with a folder that it is in. */
  isExcluded(file: string): boolean;
}

const NOTHING_CONFIGURED: FileConfiguration = { rules: new Map(), guards: [], limiters: [], wrappers: [], validators: [], publicRoutes: [], referenceTables: [] };

const GLOB_OPTIONS = { dot: true, windows: false, strictBrackets: true };

/** By the names that the parser prints for its errors. */
const SYNTAX_MESSAGES: ReadonlyMap<string, string> = new Map([
  ['InvalidSymbol', 'This is not JSON'],
  ['InvalidNumberFormat', 'This is not a number'],
  ['PropertyNameExpected', 'A name in double quotes is missing here'],
  ['ValueExpected', 'A value is missing here'],
  ['ColonExpected', 'A colon is missing here'],
  ['CommaExpected', 'A comma is missing here'],
  ['CloseBraceExpected', 'A closing `}` is missing here'],
  ['CloseBracketExpected', 'A closing `]` is missing here'],
  ['UnexpectedEndOfComment', 'This comment has no end'],
  ['UnexpectedEndOfString', 'This string has no end'],
]);

type Report = (at: { readonly offset: number; readonly length: number }, severity: Severity, message: string) => void;

/** Whether a path is one of ours by its name. */
export function isConfigurationFile(path: string): boolean {
  return baseName(path) === configurationFileName;
}

/** Whether a text is free of syntax errors, as JSON with comments and trailing commas. */
export function isWellFormed(text: string): boolean {
  return parseText(text).errors.length === 0;
}

/** Reads one configuration file. `path` goes into the spans of problems. */
export function readConfigurationFile(path: string, text: string, ruleIds: readonly string[]): ConfigurationFile {
  const problems: Problem[] = [];
  const report: Report = ({ offset, length }, severity, message) => {
    // An empty span can't be seen: widen it to the character before or behind it.
    const start = length === 0 && offset >= text.length ? Math.max(0, text.length - 1) : offset;
    const end = Math.min(text.length, Math.max(offset + length, start + 1));
    problems.push({ at: { file: path, start, end }, severity, message });
  };

  const { tree, errors } = parseText(text);
  const [firstError] = errors;
  // One slip often gives several errors; those behind the first only repeat it.
  if (firstError) report(firstError, 'error', SYNTAX_MESSAGES.get(printParseErrorCode(firstError.error)) ?? 'This is not JSON');
  if (tree && tree.type !== 'object') report(tree, 'error', 'A configuration is an object: `{ … }`');

  let rules: FileConfiguration['rules'] = new Map();
  const lists: Partial<Record<ListKey, readonly string[]>> = {};
  for (const { name, key, value } of propertiesOf(tree, report)) {
    if (name === '$schema') expectString(value, name, report);
    else if (name === 'rules') rules = readRules(value, ruleIds, report);
    else if (isListKey(name)) lists[name] = readList(value, name, report);
    else report(key, 'warning', `\`${name}\` is not a setting${didYouMean(name, configurationKeys)}`);
  }

  const { exclude = [], guards = [], limiters = [], wrappers = [], validators = [], publicRoutes = [], referenceTables = [] } = lists;
  problems.sort((a, b) => a.at.start - b.at.start);
  return { configuration: { path, rules, guards, limiters, wrappers, validators, publicRoutes, referenceTables }, exclude, problems };
}

/** The configuration of everything below `root`, the outermost folder that may hold any, read when it is asked for and kept: a snapshot, like a project. */
export function createConfiguration(fileSystem: FileSystem, root: string, ruleIds: readonly string[]): ProjectConfiguration {
  const byFolder = new Map<string, ConfigurationFile | undefined>();
  const matchers = new Map<ConfigurationFile, readonly picomatch.Matcher[]>();
  const excluded = new Map<string, boolean>();

  const fileIn = (folder: string) => {
    if (byFolder.has(folder)) return byFolder.get(folder);
    const path = joinPath(folder, configurationFileName);
    const text = fileSystem.read(path);
    const file = text === undefined ? undefined : readConfigurationFile(path, text, ruleIds);
    byFolder.set(folder, file);
    return file;
  };
  const nearest = new Map<string, { readonly folder: string; readonly found: ConfigurationFile } | undefined>();
  const nearestTo = (file: string) => {
    const own = folderOf(file);
    if (nearest.has(own)) return nearest.get(own);
    const folder = foldersAbove(file, root).find((one) => fileIn(one) !== undefined);
    const found = folder === undefined ? undefined : fileIn(folder);
    const answer = folder !== undefined && found ? { folder, found } : undefined;
    nearest.set(own, answer);
    return answer;
  };
  const matchersOf = (file: ConfigurationFile) => {
    const known = matchers.get(file);
    if (known) return known;
    const made = file.exclude.map((glob) => compileGlob(glob));
    matchers.set(file, made);
    return made;
  };
  const leavesOut = (file: string) => {
    const of = nearestTo(file);
    if (!of || of.found.exclude.length === 0) return false;
    const names = relativePath(of.folder, file).split('/');
    const places = names.map((_, index) => names.slice(0, index + 1).join('/'));
    return matchersOf(of.found).some((matches) => places.some((place) => matches(place)));
  };

  return {
    of: (file) => nearestTo(file)?.found.configuration ?? NOTHING_CONFIGURED,
    problems: (file) => (isConfigurationFile(file) && isInside(root, file) ? (fileIn(folderOf(file))?.problems ?? []) : []),
    files: (sources) => {
      const folders = new Set([root, ...sources.flatMap((source) => foldersAbove(source, root))]);
      return [...folders].filter((folder) => fileIn(folder) !== undefined).map((folder) => joinPath(folder, configurationFileName)).sort();
    },
    isExcluded: (file) => {
      const known = excluded.get(file);
      if (known !== undefined) return known;
      const answer = leavesOut(file);
      excluded.set(file, answer);
      return answer;
    },
  };
}

/**
 * Edits that write a fact to a configuration file, in the file's own style; `text` is `undefined` where there is no file yet.
 * None where the fact stands there already, or where the file is too broken to be edited.
 */
export function addTaughtFact(path: string, text: string | undefined, key: TaughtKey, value: string): readonly TextEdit[] {
  if (text === undefined || text.trim() === '') {
    return [{ at: { file: path, start: 0, end: text?.length ?? 0 }, text: `${JSON.stringify({ [key]: [value] }, null, 2)}\n` }];
  }
  const { tree, errors } = parseText(text);
  if (errors.length > 0 || tree?.type !== 'object') return [];
  const list = findNodeAtLocation(tree, [key]);
  if (list && list.type !== 'array') return [];
  const entries = list?.children ?? [];
  if (entries.some((entry) => entry.value === value)) return [];

  const last = entries.at(-1);
  if (list && last) {
    const end = last.offset + last.length;
    const between = text.slice(list.offset + 1, entries[0]?.offset);
    // Entries that stand on lines of their own get one more line, with the indentation of the last.
    const lineBreak = /[\r\n]/.test(between) ? lineBreakOf(text) + indentationAt(text, last.offset) : ' ';
    return [{ at: { file: path, start: end, end }, text: `,${lineBreak}${JSON.stringify(value)}` }];
  }
  const indentation = /^[ \t]+(?=\S)/m.exec(text)?.[0] ?? '  ';
  const formattingOptions = { insertSpaces: !indentation.startsWith('\t'), tabSize: indentation.length, eol: lineBreakOf(text) };
  return modify(text, [key], [value], { formattingOptions })
    .map(({ offset, length, content }) => ({ at: { file: path, start: offset, end: offset + length }, text: content }));
}

function parseText(text: string): { tree: Node | undefined; errors: readonly ParseError[] } {
  const errors: ParseError[] = [];
  return { tree: parseTree(text, errors, { allowTrailingComma: true }), errors };
}

interface Property {
  readonly name: string;
  readonly key: Node;
  readonly value: Node;
}

/** The properties of an object, as far as they are complete; of two with one name both are given, so that the last one stays. */
function propertiesOf(node: Node | undefined, report: Report): readonly Property[] {
  if (node?.type !== 'object') return [];
  const properties: Property[] = [];
  for (const { children } of node.children ?? []) {
    const [key, value] = children ?? [];
    if (!key || !value) continue;
    const name = String(key.value);
    if (properties.some((earlier) => earlier.name === name)) report(key, 'warning', `\`${name}\` is given twice, and the last one counts`);
    properties.push({ name, key, value });
  }
  return properties;
}

function readRules(node: Node, ruleIds: readonly string[], report: Report): FileConfiguration['rules'] {
  const rules = new Map<string, Severity | 'off'>();
  if (node.type !== 'object') report(node, 'error', '`rules` is an object: `{ "<rule>": "<severity>" }`');
  for (const { name, key, value } of propertiesOf(node, report)) {
    const severity = configuredSeverities.find((known) => known === value.value);
    if (!ruleIds.includes(name)) report(key, 'warning', `There is no rule \`${name}\`${didYouMean(name, ruleIds)}`);
    else if (severity) rules.set(name, severity);
    else report(value, 'error', badSeverity(value));
  }
  return rules;
}

function badSeverity(node: Node): string {
  const suggestion = typeof node.value === 'string' ? didYouMean(node.value, configuredSeverities) : '';
  return `A severity is one of ${configuredSeverities.map((known) => `\`"${known}"\``).join(', ')}${suggestion}`;
}

function readList(node: Node, key: ListKey, report: Report): readonly string[] {
  if (node.type !== 'array') {
    report(node, 'error', `\`${key}\` is a list of strings: \`[ … ]\``);
    return [];
  }
  const { pattern, form } = listSettings[key];
  const expected = new RegExp(pattern);
  const entries: string[] = [];
  for (const entry of node.children ?? []) {
    const value: unknown = entry.value;
    if (typeof value !== 'string' || !expected.test(value) || (key === 'exclude' && !isGlob(value))) report(entry, 'error', `An entry of \`${key}\` is ${form}`);
    else entries.push(value);
  }
  return entries;
}

function expectString(node: Node, key: string, report: Report): void {
  if (node.type !== 'string') report(node, 'error', `\`${key}\` is a string`);
}

function isListKey(name: string): name is ListKey {
  return Object.hasOwn(listSettings, name);
}

function isGlob(glob: string): boolean {
  try {
    compileGlob(glob);
    return true;
  } catch {
    return false;
  }
}

function compileGlob(glob: string): picomatch.Matcher {
  return picomatch(glob.replace(/\/+$/, ''), GLOB_OPTIONS);
}

/** The folders that a file is in, from its own up to the root; none for a file that isn't below the root. */
function foldersAbove(file: string, root: string): readonly string[] {
  return isInside(root, file) ? [...ancestors(folderOf(file), root)] : [];
}
