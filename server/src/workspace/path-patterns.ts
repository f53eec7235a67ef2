import picomatch from 'picomatch';

/** How lists of paths are written: as routes with parameters (`/orders/:path*`, `/((?!api).*)`), or as globs. */
type PathSyntax = 'route' | 'glob';

const compiled = new Map<string, ((path: string) => boolean) | undefined>();

/** Whether a path is one that a pattern is about; `undefined` for a pattern that can't be read. */
export function pathMatches(path: string, pattern: string, syntax: PathSyntax): boolean | undefined {
  const key = `${syntax}${pattern}`;
  if (!compiled.has(key)) compiled.set(key, syntax === 'glob' ? compileGlob(pattern) : compileRoute(pattern));
  return compiled.get(key)?.(path);
}

function compileGlob(pattern: string): (path: string) => boolean {
  return picomatch(pattern);
}

/** What a parameter stands for without a pattern of its own. */
const SEGMENT = '[^\\/#\\?]+?';

/**
 * The language of the package `path-to-regexp` up to its version 6: parameters with patterns, groups without a name, the marks `?`, `*` and `+`.
 * A slash before a parameter belongs to it, so that it goes away with an optional one. A slash at the end makes no difference.
 */
function compileRoute(pattern: string): ((path: string) => boolean) | undefined {
  let source = '';
  let at = 0;
  while (at < pattern.length) {
    const rest = pattern.slice(at);
    const parameter = /^([/.]?)(?::\w+|(?=\())/.exec(rest);
    if (rest.startsWith('{')) return undefined;
    if (!parameter) {
      const [literal] = rest.startsWith('\\') ? [rest.slice(0, 2)] : [rest.slice(0, 1)];
      source += literal.length === 2 ? literal : literal.replace(/[.+*?=^!:${}()[\]|/\\]/, '\\$&');
      at += literal.length;
      continue;
    }
    const prefix = (parameter[1] ?? '').replace(/[/.]/, '\\$&');
    at += parameter[0].length;
    const group = pattern[at] === '(' ? groupAt(pattern, at) : undefined;
    at += group?.length ?? 0;
    const inner = group ? group.slice(1, -1) : SEGMENT;
    const mark = /^[?*+]/.exec(pattern.slice(at))?.[0] ?? '';
    at += mark.length;
    if (mark === '*' || mark === '+') source += `(?:${prefix}((?:${inner})(?:${prefix}(?:${inner}))*))${mark === '*' ? '?' : ''}`;
    else source += `(?:${prefix}(${inner}))${mark}`;
  }
  try {
    const expression = new RegExp(`^${source}[\\/#\\?]?$`, 'i');
    return (path) => expression.test(path);
  } catch {
    return undefined;
  }
}

/** The text from an opening parenthesis to the one that closes it. */
function groupAt(pattern: string, start: number): string {
  let depth = 0;
  for (let at = start; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === '(') depth++;
    else if (pattern[at] === ')' && --depth === 0) return pattern.slice(start, at + 1);
  }
  return pattern.slice(start);
}
