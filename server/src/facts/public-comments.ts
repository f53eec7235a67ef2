import type { Module } from '../syntax/tree.ts';
import { marksPublic } from './public-routes.ts';
import type { Registration } from './registration.ts';
import type { Source } from './source.ts';

/** A comment directly above or behind the registration, or above the router that it belongs to; or a list of the open routes of its file that names it. */
export function isMarkedPublic(source: Source, { node, at, frame, host, paths }: Registration): boolean {
  const own = isMarked(source, frame.module, node) || isMarked(source, frame.module, { start: at.start - 1, end: node.end }); // `.post(…)` in a chain
  const site = host.value?.site;
  return own || (!host.isApplication && site !== undefined && isMarked(source, site.frame.module, site.node)) || isListed(frame.module, paths);
}

function isMarked(source: Source, module: Module, node: { readonly start: number; readonly end: number }): boolean {
  const text = source.text(module.file);
  return module.notes.some((note) => {
    if (!marksPublic(note.text)) return false;
    // Above: only the beginning of the statement may stand between. Behind: on the same line.
    if (note.end <= node.start) return /^[ \t]*\r?\n?[ \t]*(export\s+)?((const|let|var)\s+\w+(\s*:[^=\n]+)?\s*=\s*)?$/.test(text.slice(note.end, node.start)) && isOwnLine(text, note.start);
    return note.start >= node.end && /^[ \t]*;?[ \t]*$/.test(text.slice(node.end, note.start));
  });
}

function isOwnLine(text: string, offset: number): boolean {
  return /^[ \t]*$/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));
}

/** `// Non-authenticated endpoints:`, and in the lines below `// /login`. */
function isListed(module: Module, paths: readonly (string | undefined)[]): boolean {
  return module.notes.some(({ text, listsOpen }) => listsOpen && text.split(/[\s,;`'"*]+/).some((word) => word.startsWith('/') && paths.includes(word)));
}
