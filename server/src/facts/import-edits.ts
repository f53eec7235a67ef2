import type { Program } from '../semantic/program.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { Expression, Module } from '../syntax/tree.ts';
import { insertion, styleOf, type Source } from './source.ts';

/** Something that a file can import: an export of a project file, or of a package. */
export interface Importable {
  readonly from: { readonly file: string } | { readonly package: string };
  /** The exported name; `default` and `=` for the module's whole export. */
  readonly exported: string;
  /** The name that the file will use. */
  readonly name: string;
  readonly isType?: boolean;
}

/**
 * The edits that make a name usable in a file: none where it is imported already under that name; `undefined` where the name
 * means something else there.
 */
export function importEdits(program: Program, source: Source, module: Module, wanted: Importable): readonly TextEdit[] | undefined {
  const binding = module.scopes[0]?.names.get(wanted.name);
  if (binding !== undefined) return means(program, module, binding, wanted) ? [] : undefined;
  const text = source.text(module.file);
  const { quote, semicolon, newline } = styleOf(text);
  const specifier = 'package' in wanted.from ? wanted.from.package : relativeSpecifier(module, wanted.from.file);
  const isWhole = wanted.exported === 'default' || wanted.exported === '=';
  const list = isWhole ? undefined : namedImports(module, text, wanted, program);
  if (list) return [insertion(module.file, list.end, `, ${wanted.isType && list.marksTypes ? 'type ' : ''}${wanted.name}`)];
  const usesRequire = module.imports.length === 0 && (module.isCommonJs || module.requires.length > 0);
  const line = usesRequire
    ? `const ${isWhole ? wanted.name : `{ ${wanted.name} }`} = require(${quote}${specifier}${quote})${wanted.exported === 'default' ? '.default' : ''}${semicolon}`
    : `import ${wanted.isType ? 'type ' : ''}${isWhole ? wanted.name : `{ ${wanted.name} }`} from ${quote}${specifier}${quote}${semicolon}`;
  const at = usesRequire ? afterRequires(module, text) : afterImports(module, text);
  return [insertion(module.file, at, `${line}${newline}`)];
}

/** The end of the names in `import { a, b } from` the same module, where one is there to be extended. */
function namedImports(module: Module, text: string, wanted: Importable, program: Program): { readonly end: number; readonly marksTypes: boolean } | undefined {
  for (const { specifier, at } of module.imports) {
    const resolution = program.resolve(module.file, specifier);
    const isSame = 'package' in wanted.from ? specifier === wanted.from.package : resolution.kind === 'file' && resolution.path === wanted.from.file;
    const match = isSame ? /^import\s+(type\s+)?(?:\w+\s*,\s*)?\{([^}]*?),?\s*\}\s*from/.exec(text.slice(at.start, at.end)) : null;
    if (!match || match[2]?.trim() === '' || (match[1] !== undefined && !wanted.isType)) continue;
    const names = match[2] ?? '';
    const open = text.indexOf('{', at.start);
    return { end: open + 1 + names.trimEnd().length, marksTypes: match[1] === undefined && /(^|,)\s*type\s/.test(names) };
  }
  return undefined;
}

function means(program: Program, module: Module, id: number, wanted: Importable): boolean {
  return (module.bindings[id]?.definitions ?? []).some((definition) => {
    const specifier = definition.kind === 'import' ? definition.specifier : definition.kind === 'value' ? requiredIn(definition.value) : undefined;
    if (specifier === undefined) return 'file' in wanted.from && wanted.from.file === module.file;
    const resolution = program.resolve(module.file, specifier);
    return 'package' in wanted.from ? resolution.kind === 'package' && resolution.name === wanted.from.package : resolution.kind === 'file' && resolution.path === wanted.from.file;
  });
}

function requiredIn(value: Expression): string | undefined {
  if (value.kind === 'member') return requiredIn(value.object);
  if (value.kind !== 'call' || value.callee.kind !== 'name' || value.callee.name !== 'require') return undefined;
  const [specifier] = value.args;
  return specifier?.kind === 'literal' && typeof specifier.value === 'string' ? specifier.value : undefined;
}

/** As the file's other relative imports are written: with an ending where they have one. */
function relativeSpecifier(module: Module, target: string): string {
  const from = module.file.split('/').slice(0, -1);
  const to = target.split('/');
  while (from.length > 0 && to.length > 1 && from[0] === to[0]) {
    from.shift();
    to.shift();
  }
  const path = `${from.length === 0 ? './' : '../'.repeat(from.length)}${to.join('/')}`;
  const others = [...module.imports.map(({ specifier }) => specifier), ...module.requires.map(({ specifier }) => specifier)].filter((specifier) => specifier.startsWith('.'));
  const bare = path.replace(/\.[cm]?[jt]sx?$/, '');
  if (others.some((specifier) => /\.[cm]?tsx?$/.test(specifier))) return path;
  if (others.some((specifier) => /\.[cm]?jsx?$/.test(specifier))) return path.replace(/\.([cm]?)tsx?$/, '.$1js');
  return bare.replace(/\/index$/, '');
}

function afterImports(module: Module, text: string): number {
  const last = module.imports[module.imports.length - 1];
  return last ? lineAfter(text, last.at.end) : afterHeader(text);
}

function afterRequires(module: Module, text: string): number {
  let end = -1;
  for (const statement of module.functions[0]?.body ?? []) {
    if (statement.kind !== 'declare') continue;
    const source = text.slice(statement.start, statement.end);
    if (/\brequire\s*\(/.test(source) && !/=>|function/.test(source)) end = statement.end;
  }
  return end < 0 ? afterHeader(text) : lineAfter(text, end);
}

/** Behind a `#!` line, leading comments and directives. */
function afterHeader(text: string): number {
  const header = /^(?:#![^\n]*\n)?(?:\s*(?:'use \w+'|"use \w+");?[ \t]*\n)*/.exec(text)?.[0] ?? '';
  return header.length;
}

function lineAfter(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline + 1;
}
