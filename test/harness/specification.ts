import { marked } from 'marked';
import { type Annotation, readAnnotations } from './annotations.ts';
import { type DiffBlock, readDiff } from './diffs.ts';

/** A Markdown file of cases. */
export interface Specification {
  /** The text of the first heading; of a rule's specification, the rule's id. */
  readonly title: string;
  readonly cases: readonly SpecificationCase[];
}

/** A `##` heading with what stands below it. */
export interface SpecificationCase {
  readonly title: string;
  /** Line of the heading in the specification, from 1. */
  readonly line: number;
  readonly files: readonly SourceBlock[];
  readonly diffs: readonly DiffBlock[];
  /** Expected facts, one line each; `undefined` where the case doesn't state them. */
  readonly routes?: readonly string[];
  readonly queries?: readonly string[];
  readonly facts?: readonly string[];
  readonly options?: readonly string[];
  readonly failures?: readonly string[];
  readonly promises?: readonly string[];
  /** The Markdown of the case, heading included. */
  readonly markdown: string;
}

/** A fenced block that is a file. */
export interface SourceBlock {
  /** Path below the project's root. */
  readonly name: string;
  /** Annotation lines included: they are comments. */
  readonly text: string;
  /** Line of the block's first line of code in the specification, from 1. */
  readonly line: number;
  readonly annotations: readonly Annotation[];
}

/** One top-level part of the Markdown; all of them joined are the text. */
export interface MarkdownPart {
  readonly kind: 'heading' | 'block' | 'other';
  readonly raw: string;
  /** Line of its first character, from 1. */
  readonly line: number;
  /** Of a heading, from 1. */
  readonly depth: number;
  /** The heading's text, or what stands in the block. */
  readonly text: string;
  /** The word behind the opening fence. */
  readonly language: string;
}

/** Blocks that state facts, one line each. */
const FACT_LANGUAGES: ReadonlySet<string> = new Set(['routes', 'queries', 'facts', 'options', 'failures', 'promises']);

const DEFAULT_NAMES: ReadonlyMap<string, string> = new Map([
  ['ts', 'index.ts'],
  ['js', 'index.js'],
  ['tsx', 'index.tsx'],
  ['jsx', 'index.jsx'],
  ['mjs', 'index.mjs'],
  ['cjs', 'index.cjs'],
  ['mts', 'index.mts'],
  ['cts', 'index.cts'],
  ['prisma', 'prisma/schema.prisma'],
  ['yml', 'api.yml'],
  ['sql', 'schema.sql'],
  ['graphql', 'schema.graphql'],
]);
/** Blocks of these are files of any name. */
const NAMED_LANGUAGES: ReadonlySet<string> = new Set(['json', 'dockerfile', 'text']);
const NAME_LINE = /(?:^|\n)`([^`\n]+)`:\s*$/;

/** Reads a specification. Throws where the text can't be meant: a nameless second file, facts stated twice, a block of an unknown kind. */
export function parseSpecification(text: string): Specification {
  const parts = splitMarkdown(text);
  const starts = parts.flatMap((part, index) => (part.kind === 'heading' && part.depth === 2 ? [index] : []));
  const title = parts.find((part) => part.kind === 'heading' && part.depth === 1)?.text ?? '';
  const stray = parts.slice(0, starts[0]).find((part) => part.kind === 'block');
  if (stray) throw new Error(`line ${stray.line}: a block before the first case belongs to none`);

  const cases = starts.map((start, index) => readCase(parts.slice(start, starts[index + 1])));
  const twice = cases.find((one, index) => cases.findIndex((other) => other.title === one.title) !== index);
  if (twice) throw new Error(`line ${twice.line}: a second case is called "${twice.title}"`);
  return { title, cases };
}

/** Splits Markdown into its top-level parts, losing nothing. */
export function splitMarkdown(text: string): readonly MarkdownPart[] {
  const parts: MarkdownPart[] = [];
  let line = 1;
  for (const token of marked.lexer(text)) {
    const common = { raw: token.raw, line, depth: 0, text: '', language: '' };
    if (token.type === 'heading') parts.push({ ...common, kind: 'heading', depth: token.depth, text: token.text });
    else if (token.type === 'code' && token.codeBlockStyle !== 'indented') parts.push({ ...common, kind: 'block', text: token.text, language: token.lang ?? '' });
    else if (/^\s*(?:```|~~~)/m.test(token.raw)) throw new Error(`line ${line}: a block inside a list or quote is not read`);
    else parts.push({ ...common, kind: 'other' });
    line += token.raw.split('\n').length - 1;
  }
  if (parts.map((part) => part.raw).join('') !== text) throw new Error('the Markdown has line ends or characters that would be lost when it is rewritten');
  return parts;
}

/** The Markdown of a block with other text between its fences. */
export function withBlockText(part: MarkdownPart, text: string): string {
  const lines = part.raw.trimEnd().split('\n');
  const after = part.raw.slice(part.raw.trimEnd().length);
  return `${lines[0]}\n${text.trimEnd()}\n${lines.at(-1)}${after}`;
}

/** The file's name when the block at `index` is a file. */
export function fileNameOf(parts: readonly MarkdownPart[], index: number): string | undefined {
  const language = parts[index]?.language ?? '';
  return nameAbove(parts, index) ?? DEFAULT_NAMES.get(language);
}

function readCase(parts: readonly MarkdownPart[]): SpecificationCase {
  const [heading] = parts;
  if (!heading) throw new Error('a case needs a heading');
  const files: SourceBlock[] = [];
  const diffs: DiffBlock[] = [];
  const facts = new Map<string, readonly string[]>();

  parts.forEach((part, index) => {
    if (part.kind !== 'block') return;
    if (part.language === 'diff') return void diffs.push(readDiff(part.text));
    if (FACT_LANGUAGES.has(part.language)) {
      if (facts.has(part.language)) throw new Error(`line ${part.line}: a second block of ${part.language} in one case`);
      return void facts.set(part.language, part.text.split('\n').filter((line) => line.trim() !== ''));
    }
    files.push(readFile(part, fileNameOf(parts, index), files));
  });

  return {
    title: heading.text,
    line: heading.line,
    files,
    diffs,
    ...(facts.has('routes') && { routes: facts.get('routes') }),
    ...(facts.has('queries') && { queries: facts.get('queries') }),
    ...(facts.has('facts') && { facts: facts.get('facts') }),
    ...(facts.has('options') && { options: facts.get('options') }),
    ...(facts.has('failures') && { failures: facts.get('failures') }),
    ...(facts.has('promises') && { promises: facts.get('promises') }),
    markdown: parts.map((part) => part.raw).join(''),
  };
}

function readFile(part: MarkdownPart, name: string | undefined, others: readonly SourceBlock[]): SourceBlock {
  if (!DEFAULT_NAMES.has(part.language) && !NAMED_LANGUAGES.has(part.language)) throw new Error(`line ${part.line}: no block is called \`${part.language}\``);
  if (name === undefined) throw new Error(`line ${part.line}: this block needs a name in the line above it`);
  if (others.some((other) => other.name === name)) throw new Error(`line ${part.line}: a second file is called ${name}`);
  const text = `${part.text.trimEnd()}\n`;
  return { name, text, line: part.line + 1, annotations: readAnnotations(text.split('\n')) };
}

/** The name in the prose directly above the block at `index`. */
function nameAbove(parts: readonly MarkdownPart[], index: number): string | undefined {
  const above = parts.slice(0, index).findLast((part) => part.raw.trim() !== '');
  return above?.kind === 'other' ? NAME_LINE.exec(above.raw)?.[1] : undefined;
}
