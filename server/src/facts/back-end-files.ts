import type { FrameworkModel } from '../frameworks/model.ts';
import type { Program } from '../semantic/program.ts';
import { isSameTree } from '../syntax/same-tree.ts';
import { scanImports } from '../syntax/scan-imports.ts';
import { isMarkup } from '../workspace/source-files.ts';

/** What files import, by file and text; kept between analyses. */
export type ImportCache = Map<string, { readonly text: string; readonly specifiers: readonly string[] }>;

interface Scanned {
  /** The project's own files that it imports. */
  readonly imports: readonly string[];
  /** Whether it uses something that only servers have. */
  readonly isServing: boolean;
  /** Components and what else is written for an interface: where that imports the server's code, the two share a type or a constant. */
  readonly isInterface: boolean;
}

/**
 * Of the files of a project those in which anything can run on a server, in the same order. Only in packages that have an interface's library is
 * there anything to leave out: what neither uses a server's package, nor imports what does, nor is imported by either. Decided before anything is
 * parsed; a file that is left out is still read where an import leads into it.
 */
export function backEndFiles(program: Program, frameworks: readonly FrameworkModel[], files: readonly string[], cache: ImportCache): readonly string[] {
  const { project } = program;
  const interfaces = new Set(frameworks.flatMap(({ interfacePackages = [] }) => interfacePackages));
  const tests = new Set(frameworks.flatMap(({ testPackages = [] }) => testPackages));
  const serving = new Set(frameworks.flatMap(({ packages, isUniversal, interfacePackages }) => (isUniversal || interfacePackages ? [] : packages)));
  const entries = frameworks.flatMap(({ entries: own }) => (own ? [own] : []));
  const mixed = new Map<string, boolean>();
  const isMixed = (file: string): boolean => {
    const folder = project.packageRoot(file);
    const known = mixed.get(folder) ?? [...interfaces].some((name) => project.dependsOn(file, name));
    mixed.set(folder, known);
    return known;
  };

  const scanned = new Map<string, Scanned>();
  for (const file of files) {
    const specifiers = specifiersOf(file, project.text(file) ?? '', cache);
    if (!specifiers.some((specifier) => tests.has(specifier))) scanned.set(file, scan(file, specifiers));
  }
  const starting = [...scanned].filter(([file, { isServing }]) => isServing || !isMixed(file) || isEntry(file)).map(([file]) => file);
  if (starting.length === scanned.size) return starting;

  const importers = new Map<string, string[]>();
  for (const [file, { imports, isInterface }] of scanned) {
    if (isInterface) continue;
    for (const one of imports) importers.set(one, [...(importers.get(one) ?? []), file]);
  }
  const using = closureOf(starting, (file) => importers.get(file) ?? []);
  const used = closureOf(using, (file) => scanned.get(file)?.imports ?? []);
  return [...scanned.keys()].filter((file) => used.has(file));

  function scan(file: string, specifiers: readonly string[]): Scanned {
    const resolved = specifiers.map((specifier) => program.resolve(file, specifier));
    return {
      imports: resolved.flatMap((one) => (one.kind === 'file' ? [one.path] : [])),
      isServing: resolved.some((one) => one.kind === 'builtin' || (one.kind === 'package' && (serving.has(one.name) || serving.has(`${one.name}/${one.subpath}`)))),
      isInterface: isMarkup(file) || specifiers.some((specifier) => interfaces.has(specifier)),
    };
  }

  function isEntry(file: string): boolean {
    return entries.some(({ files: names, texts }) => names.test(file.slice(project.root.length)) || texts.test(project.text(file) ?? ''));
  }
}

/** Whether two texts of a file say the same about what can run on a server. */
export function isSameStart(frameworks: readonly FrameworkModel[], one: string, other: string): boolean {
  return isSameTree(scanImports(one), scanImports(other)) && frameworks.every(({ entries }) => !entries || entries.texts.test(one) === entries.texts.test(other));
}

function specifiersOf(file: string, text: string, cache: ImportCache): readonly string[] {
  const known = cache.get(file);
  if (known?.text === text) return known.specifiers;
  const specifiers = scanImports(text);
  cache.set(file, { text, specifiers });
  return specifiers;
}

function closureOf(start: Iterable<string>, next: (file: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set(start);
  for (const file of found) for (const one of next(file)) found.add(one);
  return found;
}
