import { applyEdits, lineStarts, positionAt, type TextEdit } from '../syntax/text.ts';
import type { Finding, Fix, Problem } from './finding.ts';
import { indentationAt, lineBreakOf } from './line-style.ts';
import { didYouMean } from './nearest-name.ts';

export const suppressionMarker = 'production-hints-ignore-next-line';

export interface CommentPlace {
  readonly start: number;
  readonly end: number;
}

/** The comments of a file whose text contains `marker`, in source order, delimiters included. */
export type CommentsContaining = (file: string, text: string, marker: string) => readonly CommentPlace[];

export interface SuppressionInput {
  readonly file: string;
  readonly text: string;
  /** Comments that contain `suppressionMarker`. */
  readonly comments: readonly CommentPlace[];
  /** All findings of the file. */
  readonly findings: readonly Finding[];
  readonly ruleIds: readonly string[];
  /** A rule that is off finds nothing, so its suppressions can't be called unused. */
  isOff(rule: string): boolean;
}

interface RuleName extends CommentPlace {
  readonly name: string;
  /** What stands between the name and the next comma, if it isn't empty. */
  readonly rest?: CommentPlace;
}

interface Suppression {
  readonly comment: CommentPlace;
  readonly names: readonly RuleName[];
  /** Where the marker ends and names begin. */
  readonly namesFrom: number;
  /** The line, from 1, whose findings are ignored; `undefined` at the end of the file. */
  readonly line: number | undefined;
}

const LINE_COMMENT = /^\/\//;
const BLOCK_COMMENT = /^\{?\s*\/\*(?:(?!\*\/).)*\*\/\s*\}?$/;
const EMPTY_BRACES = /^\{\s*\}$/;
const DIRECTIVE = /next-line|@ts-|-ignore\b/;

/** Leaves out the findings that comments suppress, and finds the mistakes in those comments. */
export function applySuppressions(input: SuppressionInput): { readonly kept: readonly Finding[]; readonly problems: readonly Problem[] } {
  const { file, text, comments, findings, ruleIds } = input;
  if (comments.length === 0) return { kept: findings, problems: [] };
  const starts = lineStarts(text);
  const suppressions = readSuppressions(text, comments, starts);
  const used = new Set<RuleName>();
  const kept = findings.filter((finding) => {
    const { line } = positionAt(starts, finding.at.start);
    const names = suppressions.filter((suppression) => suppression.line === line).flatMap((suppression) => suppression.names);
    const matching = names.filter(({ name }) => name === finding.rule);
    for (const name of matching) used.add(name);
    return matching.length === 0;
  });

  const problems: Problem[] = [];
  const report = ({ start, end }: CommentPlace, message: string) => problems.push({ at: { file, start, end }, message, severity: 'information' });
  for (const { comment, names } of suppressions) {
    if (names.length === 0) report(comment, 'This comment names no rule, so it ignores nothing');
    for (const name of names) {
      if (!ruleIds.includes(name.name)) report(name, `There is no rule \`${name.name}\`${didYouMean(name.name, ruleIds)}`);
      else if (name.rest) report(name.rest, 'A reason begins with ` -- `, and a comma stands between two rules');
      else if (!used.has(name) && !input.isOff(name.name)) report(name, `\`${name.name}\` finds nothing on the next line, so this comment has no effect`);
    }
  }
  return { kept, problems };
}

/**
 * A fix that ignores a finding: a comment above its line, or its rule added to the comment that is there.
 * `undefined` where no comment can stand, as inside a template literal.
 */
export function suppressionFix(finding: Finding, text: string, commentsContaining: CommentsContaining): Fix | undefined {
  const { file, start } = finding.at;
  const fixWith = (edit: TextEdit): Fix => ({ title: `Ignore \`${finding.rule}\` on this line`, kind: 'suppression', edits: [edit] });
  const insert = (offset: number, inserted: string): TextEdit => ({ at: { file, start: offset, end: offset }, text: inserted });

  const starts = lineStarts(text);
  const { line } = positionAt(starts, start);
  const above = readSuppressions(text, commentsContaining(file, text, suppressionMarker), starts).findLast((suppression) => suppression.line === line);
  if (above) {
    const last = above.names.at(-1);
    return fixWith(last ? insert(last.end, `, ${finding.rule}`) : insert(above.namesFrom, ` ${finding.rule}`));
  }

  const place = placeAbove(text, starts, line);
  const indentation = indentationAt(text, start);
  const comment = `${suppressionMarker} ${finding.rule}`;
  const forms = [{ text: `// ${comment}`, opening: 0 }, ...(isBetweenElements(text, place) ? [{ text: `{/* ${comment} */}`, opening: 1 }] : [])];
  for (const form of forms) {
    const edit = insert(place, indentation + form.text + lineBreakOf(text));
    // Only the parser knows whether this is code, markup or the middle of a string: see whether it takes the comment for one.
    const commentStart = place + indentation.length + form.opening;
    const comments = commentsContaining(file, applyEdits(text, [edit]), suppressionMarker);
    if (comments.some((found) => found.start === commentStart)) return fixWith(edit);
  }
  return undefined;
}

/** The start of the line, or of the directives of other tools right above it: they speak of the very next line and stay next to it. */
function placeAbove(text: string, starts: readonly number[], line: number): number {
  let first = line;
  while (first > 1) {
    const above = lineAt(text, starts, first - 1);
    if (!isCommentOnly(above) || !DIRECTIVE.test(above)) break;
    first--;
  }
  return starts[first - 1] ?? 0;
}

/** Whether a child can be put here between the elements of JSX; in the middle of text it would eat a space between words. */
function isBetweenElements(text: string, offset: number): boolean {
  return /[>}]\s*$/.test(text.slice(0, offset)) || /^\s*[<{]/.test(text.slice(offset));
}

function readSuppressions(text: string, comments: readonly CommentPlace[], starts: readonly number[]): readonly Suppression[] {
  const found = comments.flatMap((comment) => {
    const read = readSuppression(text, comment);
    return read ? [read] : [];
  });
  const withoutThem = blankOut(text, found.map(({ comment }) => comment));
  return found.map((suppression) => ({ ...suppression, line: lineBelow(withoutThem, starts, suppression.comment) }));
}

/** `undefined` for a comment that only mentions the marker. */
function readSuppression(text: string, comment: CommentPlace): Omit<Suppression, 'line'> | undefined {
  const isBlock = text.startsWith('/*', comment.start);
  const end = isBlock && text.startsWith('*/', comment.end - 2) ? comment.end - 2 : comment.end;
  const body = text.slice(comment.start, end);
  const marker = /^\/[/*][\s/*]*production-hints-ignore-next-line(?![\w-])/.exec(body);
  if (!marker) return undefined;
  const named = body.slice(marker[0].length).replace(/(?:^|\s)--.*$/s, '');
  const namesFrom = comment.start + marker[0].length;
  const names = [...named.matchAll(/[^,]+/g)].flatMap((part) => readName(part[0], namesFrom + part.index));
  return { comment, names, namesFrom };
}

function readName(part: string, offset: number): readonly RuleName[] {
  const match = /^\s*(\S+)\s*(.*?)\s*$/s.exec(part);
  const [, name = '', rest = ''] = match ?? [];
  if (name === '') return [];
  const start = offset + part.indexOf(name);
  const end = start + name.length;
  if (rest === '') return [{ name, start, end }];
  const restStart = offset + part.indexOf(rest, end - offset);
  return [{ name, start, end, rest: { start: restStart, end: restStart + rest.length } }];
}

/** The first line below a comment that holds code: blank lines and lines with nothing but comments don't count. */
function lineBelow(withoutSuppressions: string, starts: readonly number[], comment: CommentPlace): number | undefined {
  const { line: last } = positionAt(starts, comment.end);
  for (let line = last + 1; line <= starts.length; line++) {
    const rest = lineAt(withoutSuppressions, starts, line);
    if (rest !== '' && !EMPTY_BRACES.test(rest) && !isCommentOnly(rest)) return line;
  }
  return undefined;
}

function isCommentOnly(line: string): boolean {
  return LINE_COMMENT.test(line) || BLOCK_COMMENT.test(line);
}

/** A line, counted from 1, without the white space around it. */
function lineAt(text: string, starts: readonly number[], line: number): string {
  return text.slice(starts[line - 1], starts[line]).trim();
}

/** Puts spaces for everything but line breaks, so that offsets and lines stay. */
function blankOut(text: string, places: readonly CommentPlace[]): string {
  const edits = places.map(({ start, end }) => ({ at: { file: '', start, end }, text: text.slice(start, end).replace(/[^\r\n]/g, ' ') }));
  return applyEdits(text, edits);
}
