import type { Span, TextEdit } from '../syntax/text.ts';
import type { Expression, Module, Place } from '../syntax/tree.ts';

/** The text around facts: spans of nodes, source text of expressions, the style of a file. */
export interface Source {
  text(file: string): string;
}

export function spanOf(module: Module, place: Place): Span {
  return { file: module.file, start: place.start, end: place.end };
}

/** The last name of a callee: of `a.b.c()` the `c`; of anything without a name the whole callee. */
export function lastNameOf(module: Module, callee: Expression): Span {
  if (callee.kind === 'member') return { file: module.file, start: callee.nameStart, end: callee.nameStart + nameLength(callee) };
  return spanOf(module, callee);
}

function nameLength(callee: Expression & { kind: 'member' }): number {
  return callee.end - callee.nameStart;
}

/** An expression as written, on one line. */
export function sourceText(source: Source, module: Module, place: Place): string {
  return source.text(module.file).slice(place.start, place.end).replace(/\s+/g, ' ').replace(/ ?(\??\.) ?(?=[A-Za-z_$])/g, '$1');
}

/** What a call is named by: its callee as written, without the arguments of calls inside it. */
export function calleeText(source: Source, module: Module, node: Expression): string {
  if (node.kind === 'call') return `${node.isNew ? 'new ' : ''}${calleeText(source, module, node.callee)}`;
  if (node.kind === 'template' && node.tag) return calleeText(source, module, node.tag);
  if (node.kind === 'member') {
    const object = objectText(source, module, node.object);
    return object === '' ? node.name : `${object}.${node.name}`;
  }
  if (node.kind === 'name') return node.name;
  if (node.kind === 'this') return 'this';
  if (node.kind === 'class') return module.classes[node.id]?.name ?? '(class)';
  if (node.kind === 'await') return calleeText(source, module, node.value);
  return node.kind === 'function' ? '(anonymous)' : sourceText(source, module, node).slice(0, 80);
}

/** What a method is asked of: the parentheses of calls, and around what would be read as something else without. */
function objectText(source: Source, module: Module, node: Expression): string {
  const text = calleeText(source, module, node);
  if (node.kind === 'call') return isCompound(node.callee) ? `(${text})()` : `${text}()`;
  return isCompound(node) ? `(${text})` : text;
}

function isCompound({ kind }: Expression): boolean {
  return kind === 'binary' || kind === 'conditional' || kind === 'assign';
}

/** What a decorator is named by: `@Cron`. */
export function decoratorName(source: Source, module: Module, decorator: Expression): { readonly label: string; readonly at: Span } {
  const callee = decorator.kind === 'call' ? decorator.callee : decorator;
  return { label: `@${calleeText(source, module, callee)}`, at: lastNameOf(module, callee) };
}

export interface Style {
  readonly newline: string;
  readonly indent: string;
  readonly quote: string;
  readonly semicolon: string;
}

/** How a file is written, read off what it holds most of. */
export function styleOf(text: string): Style {
  const single = text.split("'").length;
  const double = text.split('"').length;
  const lines = text.split(/\r?\n/);
  const ended = lines.filter((line) => /;\s*$/.test(line)).length;
  const open = lines.filter((line) => /[\w)\]'"]\s*$/.test(line)).length;
  const indents = lines.map((line) => /^(\t|[ ]{2,})\S/.exec(line)?.[1] ?? '').filter((indent) => indent !== '');
  const shortest = indents.reduce((least, indent) => (least === '' || indent.length < least.length ? indent : least), '');
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    indent: indents.some((indent) => indent.startsWith('\t')) ? '\t' : shortest === '' ? '  ' : shortest,
    quote: double > single ? '"' : "'",
    semicolon: ended === 0 && open > 0 ? '' : ended * 3 >= open ? ';' : '',
  };
}

/** The white space that begins the line of an offset. */
export function indentAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
}

export function insertion(file: string, at: number, text: string): TextEdit {
  return { at: { file, start: at, end: at }, text };
}

