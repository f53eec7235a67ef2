/** What an annotation line says about the code line above it. Columns count from 0, in UTF-16 units. */
export interface Annotation {
  readonly kind: 'finding' | 'related';
  /** Index of the annotated line in its block. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** As written: `…` stands for any text. */
  readonly message: string;
  /** As written before the message, `(information)`; without it the finding has its rule's own severity. */
  readonly severity?: string;
}

/** `//   ^^^^ message`; `//<^^^` reaches the first column. */
const ANNOTATION = /^(\s*\/\/)(<?)(\s*)(\^+) (.+)$/;
const SEVERITY = /^\((error|warning|information|hint)\) /;
const RELATED = 'related: ';

export function isAnnotationLine(line: string): boolean {
  return ANNOTATION.test(line);
}

/** The annotations of a block. Each belongs to the nearest line above it that is not an annotation itself. */
export function readAnnotations(lines: readonly string[]): readonly Annotation[] {
  const found: Annotation[] = [];
  let target = 0;
  lines.forEach((line, index) => {
    const annotation = readAnnotation(line, target);
    if (annotation) found.push(annotation);
    else target = index;
  });
  return found;
}

/** The text without its annotation lines: what a reader sees in a diff. */
export function withoutAnnotations(text: string): string {
  return text
    .split('\n')
    .filter((line) => !isAnnotationLine(line))
    .join('\n');
}

/** Whether `text` is what `pattern` says; `…` in the pattern matches any text. */
export function matchesText(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.split('…').map(escapeForRegExp).join('.*')}$`, 's').test(text);
}

/**
 * An annotation as a line under `target`, the line that it describes.
 * Throws where the squiggle is too short and too far left to be drawn: such code has to move to the right.
 */
export function printAnnotation(annotation: Annotation, target: string): string {
  const { start, end } = annotation;
  const text = `${annotation.severity ? `(${annotation.severity}) ` : ''}${annotation.kind === 'related' ? RELATED : ''}${annotation.message}`;
  const indent = target.length - target.trimStart().length;
  if (start >= indent + 2) return `${target.slice(0, indent)}//${' '.repeat(start - indent - 2)}${'^'.repeat(end - start)} ${text}`;
  if (start >= 2) return `//${' '.repeat(start - 2)}${'^'.repeat(end - start)} ${text}`;
  if (start === 0 && end > 3) return `//<${'^'.repeat(end - 3)} ${text}`;
  throw new Error(`A squiggle from column ${start} to ${end} can't be drawn; indent the code: ${target}`);
}

/** For a regular expression that matches `text` itself. */
export function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function readAnnotation(line: string, target: number): Annotation | undefined {
  const match = ANNOTATION.exec(line);
  if (!match) return undefined;

  const [, comment = '', arrow = '', gap = '', carets = '', text = ''] = match;
  const end = comment.length + arrow.length + gap.length + carets.length;
  const start = arrow ? 0 : end - carets.length;
  const severity = SEVERITY.exec(text)?.[1];
  const rest = severity ? text.replace(SEVERITY, '') : text;
  const isRelated = rest.startsWith(RELATED);
  return {
    kind: isRelated ? 'related' : 'finding',
    line: target,
    start,
    end,
    message: isRelated ? rest.slice(RELATED.length) : rest,
    ...(severity && { severity }),
  };
}
