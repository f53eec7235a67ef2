import { diffArrays } from 'diff';

/** A fix as a specification shows it, for one file. */
export interface DiffBlock {
  /** What the light bulb says; `…` stands for any text. Empty in a block that waits to be filled in. */
  readonly title: string;
  /** The file that it changes, where the specification names it. */
  readonly file?: string;
  readonly hunks: readonly Hunk[];
}

/** Lines that stand together. */
export type Hunk = readonly HunkLine[];

export interface HunkLine {
  readonly sign: '-' | '+' | ' ';
  readonly text: string;
}

/** The title that says: this case's findings come without a fix. */
export const NO_FIX = 'no fix';

/** The title that a block says nobody is offered: `@@ no fix: Limit …`. */
export function unwantedTitle({ title }: DiffBlock): string | undefined {
  return title.startsWith(`${NO_FIX}: `) ? title.slice(NO_FIX.length + 2) : undefined;
}

/** Between two places of one file. */
const SEPARATOR = '…';
const FILE_IN_TITLE = /^(.*) — ([^\s`]+\.\w+)$/;

/** Reads what stands in a `diff` block. Throws where a line is none of title, context, removal, addition, separator. */
export function readDiff(text: string): DiffBlock {
  const [head = '', ...lines] = text.split('\n');
  if (!head.startsWith('@@')) throw new Error(`a diff begins with "@@ title": ${head}`);
  const written = head.slice(2).trim();
  const named = FILE_IN_TITLE.exec(written);

  const hunks: HunkLine[][] = [[]];
  for (const line of lines) {
    if (line === SEPARATOR) hunks.push([]);
    else hunks.at(-1)?.push(readHunkLine(line));
  }
  return { title: named?.[1] ?? written, ...(named && { file: named[2] }), hunks: hunks.filter((hunk) => hunk.length > 0) };
}

/** A diff block's text. */
export function printDiff(block: DiffBlock): string {
  const title = `@@ ${block.title}${block.file === undefined ? '' : ` — ${block.file}`}`;
  const hunks = block.hunks.map((hunk) => hunk.map(({ sign, text }) => `${sign}${text}`.trimEnd()).join('\n'));
  return [title, hunks.join(`\n${SEPARATOR}\n`)].join('\n').trimEnd();
}

/** `before` with the hunks applied in order; `undefined` where the lines of a hunk don't stand together in it. A last line end is not counted. */
export function applyHunks(before: string, hunks: readonly Hunk[]): string | undefined {
  const lines = toLines(before);
  const result: string[] = [];
  let from = 0;
  for (const hunk of hunks) {
    const old = hunk.filter((line) => line.sign !== '+').map((line) => line.text);
    const at = old.length === 0 ? (lines.length === 0 ? 0 : -1) : findLines(lines, old, from);
    if (at < 0) return undefined;
    result.push(...lines.slice(from, at), ...hunk.filter((line) => line.sign !== '-').map((line) => line.text));
    from = at + old.length;
  }
  return [...result, ...lines.slice(from)].join('\n');
}

/** The changes from one text to another, with as much context as says where they are. */
export function hunksBetween(before: string, after: string): readonly Hunk[] {
  const wanted = toLines(after).join('\n');
  const most = toLines(before).length;
  for (let context = 0; context <= most; context++) {
    const hunks = hunksWithContext(before, after, context);
    if (applyHunks(before, hunks) === wanted) return hunks;
  }
  throw new Error('two texts differ in a way that no diff shows');
}

/** Whether a diff block turns `before` into `after`. */
export function isDiffOf(block: DiffBlock, before: string, after: string): boolean {
  return block.hunks.length > 0 && applyHunks(before, block.hunks) === toLines(after).join('\n');
}

function hunksWithContext(before: string, after: string, context: number): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let above: readonly string[] = [];
  let changed: HunkLine[] = [];
  const close = (below: readonly string[]) => {
    const isInsertion = changed.every((line) => line.sign === '+');
    const count = isInsertion ? Math.max(context, 1) : context;
    const top = count === 0 ? [] : above.slice(-count);
    const bottom = isInsertion && top.length === 0 ? below.slice(0, count) : [];
    hunks.push([...top.map(contextLine), ...changed, ...bottom.map(contextLine)]);
    above = below.slice(bottom.length);
    changed = [];
  };

  for (const change of diffArrays([...toLines(before)], [...toLines(after)])) {
    if (change.added || change.removed) changed.push(...change.value.map((text): HunkLine => ({ sign: change.added ? '+' : '-', text })));
    else if (changed.length > 0) close(change.value);
    else above = change.value;
  }
  if (changed.length > 0) close([]);
  return hunks;
}

function contextLine(text: string): HunkLine {
  return { sign: ' ', text };
}

function readHunkLine(line: string): HunkLine {
  if (line === '') return contextLine('');
  const sign = line[0];
  if (sign !== '-' && sign !== '+' && sign !== ' ') throw new Error(`a line of a diff begins with "-", "+" or a space: ${line}`);
  return { sign, text: line.slice(1) };
}

function findLines(lines: readonly string[], wanted: readonly string[], from: number): number {
  for (let at = from; at + wanted.length <= lines.length; at++) {
    if (wanted.every((text, index) => lines[at + index]?.trimEnd() === text.trimEnd())) return at;
  }
  return -1;
}

function toLines(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
