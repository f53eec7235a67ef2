import type { FolderPlugin } from '../frameworks/vocabulary/scopes.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { writtenProperty } from '../semantic/object-properties.ts';
import { accepts } from '../semantic/text-tests.ts';
import type { Argument, Value } from '../semantic/values.ts';
import type { Module } from '../syntax/tree.ts';
import { pathText } from './written-paths.ts';

/** A plugin that was found in a folder. */
export interface FoundPlugin {
  readonly module: Module;
  /** Its prefix, whole. */
  readonly prefix: string;
  /** Nobody can say whether it is loaded. */
  readonly isDoubtful: boolean;
}

/** A folder and the plugins in it, with the files that hold hooks for them. */
export interface PluginGroup {
  readonly folder: string;
  readonly hooks: readonly Module[];
  readonly plugins: readonly FoundPlugin[];
}

interface Reading {
  readonly row: FolderPlugin;
  readonly evaluator: Evaluator;
  readonly options: Argument;
  readonly root: string;
  readonly prefix: string;
  readonly groups: PluginGroup[];
  readonly maxDepth: number;
  readonly hasFolderPrefixes: boolean;
}

/** What a plugin that loads a folder finds in it; `undefined` where the folder isn't known. */
export function pluginsInFolder(evaluator: Evaluator, row: FolderPlugin, options: Argument): readonly PluginGroup[] | undefined {
  const root = literalOption(evaluator, options, row.folder);
  if (typeof root !== 'string') return undefined;
  const given = optionOf(evaluator, options, row.options);
  const prefix = given && writtenProperty(evaluator, evaluator.argument(given), 'prefix');
  const depth = literalOption(evaluator, options, row.maxDepth);
  const reading: Reading = {
    row, evaluator, options, root: root.replace(/\/$/, ''), groups: [],
    prefix: prefix === undefined || prefix === 'unknown' ? '' : pathText(evaluator, prefix.property.value, prefix.frame).replace(/\/$/, ''),
    maxDepth: typeof depth === 'number' ? depth : Number.POSITIVE_INFINITY,
    hasFolderPrefixes: literalOption(evaluator, options, row.folderPrefixes) !== false,
  };
  readFolder(reading, reading.root, '', 0, []);
  return reading.groups;
}

function readFolder(reading: Reading, folder: string, prefix: string, depth: number, inherited: readonly Module[]): void {
  const { row, evaluator, options } = reading;
  const { files, folders } = entriesOf(evaluator, folder);
  const scripts = files.filter((name) => row.script.test(name) && isIgnored(reading, `${folder}/${name}`) !== true);
  const hasHooks = literalOption(evaluator, options, row.hooks.option) === true;
  const own = hasHooks ? scripts.filter((name) => row.hooks.file.test(name)).flatMap((name) => moduleOf(evaluator, `${folder}/${name}`)) : [];
  const hooks = own.length > 0 && literalOption(evaluator, options, row.hooks.overwrite) === true ? own : [...inherited, ...own];
  const index = scripts.find((name) => row.index.test(name));
  const wanted = index === undefined ? scripts.filter((name) => !row.hooks.file.test(name)) : [index];
  const plugins = wanted.flatMap((name) => found(reading, `${folder}/${name}`, prefix));
  if (plugins.length > 0) reading.groups.push({ folder, hooks, plugins });
  if (reading.maxDepth <= depth) return;
  const passed = literalOption(evaluator, options, row.hooks.cascade) === true ? hooks : [];
  for (const name of folders) {
    if (isIgnored(reading, `${folder}/${name}`) !== true) readFolder(reading, `${folder}/${name}`, `${prefix}/${reading.hasFolderPrefixes ? name : ''}`, depth + 1, passed);
  }
}

function found(reading: Reading, file: string, folderPrefix: string): readonly FoundPlugin[] {
  const { row, evaluator, options, root } = reading;
  const matching = optionOf(evaluator, options, row.matching);
  const isWanted = matching ? accepts(evaluator, matching, file.slice(root.length)) : true;
  const isIgnoredFile = isIgnored(reading, file);
  if (isWanted === false || isIgnoredFile === true) return [];
  const [module] = moduleOf(evaluator, file);
  if (!module) return [];
  const own = ownText(evaluator, module, row.ownPrefix) ?? folderPrefix;
  const whole = ownText(evaluator, module, row.wholePrefix) ?? `${reading.prefix}${own}`.replace(/\/+/g, '/');
  const prefix = literalOption(evaluator, options, row.parameters) === true ? whole.replace(/__/g, ':').replace(/\/_/g, '/:') : whole;
  return [{ module, prefix, isDoubtful: isWanted === undefined || isIgnoredFile === undefined }];
}

function isIgnored({ row, evaluator, options, root }: Reading, path: string): boolean | undefined {
  const answers = row.ignoring.map((key) => {
    const filter = optionOf(evaluator, options, key);
    return filter ? accepts(evaluator, filter, path.slice(root.length)) : false;
  });
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

/** A text that a module exports, or hangs on what it exports. */
function ownText(evaluator: Evaluator, module: Module, name: string): string | undefined {
  const values: readonly Value[] = [...evaluator.exported(module, name), ...evaluator.exported(module, 'default').flatMap((value) => (value.kind === 'function' ? evaluator.member(value, name) : []))];
  const text = values.find((value) => value.kind === 'literal' && typeof value.value === 'string');
  return text?.kind === 'literal' && typeof text.value === 'string' ? text.value : undefined;
}

/** Names of the files and folders in a folder, in the order in which a disk gives them. */
function entriesOf({ program }: Evaluator, folder: string): { readonly files: readonly string[]; readonly folders: readonly string[] } {
  const inside = program.files.filter((file) => file.startsWith(`${folder}/`)).map((file) => file.slice(folder.length + 1));
  const files = inside.filter((name) => !name.includes('/'));
  const folders = [...new Set(inside.filter((name) => name.includes('/')).map((name) => name.slice(0, name.indexOf('/'))))];
  return { files: files.sort(), folders: folders.sort() };
}

function moduleOf({ program }: Evaluator, file: string): readonly Module[] {
  const module = program.module(file);
  return module ? [module] : [];
}

function optionOf(evaluator: Evaluator, options: Argument, key: string): Argument | undefined {
  const found = writtenProperty(evaluator, evaluator.argument(options), key);
  return found === undefined || found === 'unknown' ? undefined : { expression: found.property.value, frame: found.frame };
}

function literalOption(evaluator: Evaluator, options: Argument, key: string): unknown {
  const given = optionOf(evaluator, options, key);
  const values = given ? evaluator.argument(given) : [];
  const [value] = values;
  return values.length === 1 && value?.kind === 'literal' ? value.value : undefined;
}
