import ignore from 'ignore';
import type { Ignore } from 'ignore';
import type { FileSystem } from './file-system.ts';
import { ancestors, joinPath, relativePath } from './paths.ts';

/** What `.gitignore` files say about the paths in one folder and below. */
export interface IgnoreRules {
  isIgnored(path: string, kind: 'file' | 'directory'): boolean;
  /** The rules inside of a folder: these and those of its own `.gitignore`. */
  enter(directory: string): IgnoreRules;
}

/** As git on a case-sensitive disk; and no name of a file, such as `...`, is refused. */
const options = { ignorecase: false, allowRelativePaths: true };

/**
 * The rules for the inside of `start`, collected from `top` (the git work tree) down. Where `start` itself is ignored, someone
 * chose to look into it all the same: then only the rules written in it and below count.
 */
export function ignoreRulesFor(fileSystem: FileSystem, top: string, start: string): IgnoreRules {
  let rules = rulesOf(fileSystem, top, ignore(options));
  for (const directory of [...ancestors(start, top)].reverse()) {
    if (directory !== top && rules.isIgnored(directory, 'directory')) return rulesOf(fileSystem, start, ignore(options)).enter(start);
    rules = rules.enter(directory);
  }
  return rules;
}

function rulesOf(fileSystem: FileSystem, base: string, matcher: Ignore): IgnoreRules {
  const rules: IgnoreRules = {
    isIgnored(path, kind) {
      const relative = relativePath(base, path);
      return relative !== '' && matcher.ignores(kind === 'directory' ? `${relative}/` : relative);
    },
    enter(directory) {
      const text = fileSystem.read(joinPath(directory, '.gitignore'));
      if (text === undefined) return rules;
      const patterns = text.split(/\r?\n/).map((line) => rebasePattern(line, relativePath(base, directory)));
      return rulesOf(fileSystem, base, ignore(options).add(matcher).add(patterns));
    },
  };
  return rules;
}

/** One matcher answers for all levels, in git's order, when the patterns of deeper files are written as seen from the top. */
function rebasePattern(line: string, prefix: string): string {
  if (prefix === '' || line.trim() === '' || line.startsWith('#')) return line;
  const negation = line.startsWith('!') ? '!' : '';
  const pattern = line.slice(negation.length).replace(/^\\(?=[#!])/, '');
  const isAnchored = pattern.trimEnd().slice(0, -1).includes('/');
  return `${negation}/${escapePattern(prefix)}/${isAnchored ? '' : '**/'}${pattern.replace(/^\//, '')}`;
}

function escapePattern(path: string): string {
  return path.replace(/[\\*?[\]!#\s]/g, '\\$&');
}
