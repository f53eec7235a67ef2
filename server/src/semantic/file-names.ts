import type { Call, Module } from '../syntax/tree.ts';
import { api, either, matches } from './api-path.ts';
import type { Evaluator } from './evaluate.ts';
import { folderOf, joinPath } from './program.ts';
import { GLOBALS, type ApiValue, type Frame, type Value } from './values.ts';

const path = either(api('node:path'), api('node:path').member('posix'));
const joining = path.member('join', 'resolve', 'normalize');
const folder = path.member('dirname');
const fromUrl = api('node:url').member('fileURLToPath');
const url = either(api(GLOBALS).member('URL'), api('node:url').member('URL'));

const SCHEME = 'file://';

/** What a module calls itself: `__dirname`, `import.meta.url`. */
export function fileNameOf(name: string, { file }: Module): readonly Value[] | undefined {
  switch (name) {
    case '__dirname':
    case 'import.meta.dirname': return literal(folderOf(file));
    case '__filename':
    case 'import.meta.filename': return literal(file);
    case 'import.meta.url': return literal(`${SCHEME}${file}`);
    default: return undefined;
  }
}

/** Calls that make names of files out of others: `path.join(__dirname, 'routes')`, `fileURLToPath(import.meta.url)`. `undefined` for everything else. */
export function fileNameCall(evaluator: Evaluator, callee: ApiValue, node: Call, frame: Frame): readonly Value[] | undefined {
  const kind = matches(joining, callee) ? 'join' : matches(folder, callee) ? 'folder' : matches(fromUrl, callee) ? 'path' : node.isNew && matches(url, callee) ? 'url' : undefined;
  if (!kind) return undefined;
  const texts = node.args.map((argument) => onlyText(evaluator.evaluate(argument, frame)));
  const [first, second] = texts;
  if (first === undefined || texts.includes(undefined)) return undefined;
  switch (kind) {
    // What isn't known to begin at the root of the disk begins wherever the process was started.
    case 'join': return first.startsWith('/') ? literal(texts.reduce<string>((joined, text) => joinPath(joined, callee.name === 'join' ? `./${text ?? ''}` : text ?? ''), '/')) : undefined;
    case 'folder': return literal(folderOf(first));
    case 'path': return first.startsWith(SCHEME) ? literal(first.slice(SCHEME.length)) : undefined;
    case 'url': return second?.startsWith(SCHEME) ? literal(SCHEME + joinPath(folderOf(second.slice(SCHEME.length)), first)) : undefined;
  }
}

function literal(value: string): readonly Value[] {
  return [{ kind: 'literal', value }];
}

function onlyText(values: readonly Value[]): string | undefined {
  const [value] = values;
  return values.length === 1 && value?.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined;
}
