import { bodiesOf } from '../semantic/returns.ts';
import type { TextEdit } from '../syntax/text.ts';
import { holds } from '../syntax/places.ts';
import type { Call, Place, Statement } from '../syntax/tree.ts';
import type { Handle, HandleUses } from './handle-uses.ts';
import { indentAt, styleOf, type Source } from './source.ts';

/** Where a statement stands: the list that it is in, and its place there. */
interface Standing {
  readonly list: readonly Statement[];
  readonly index: number;
}

/** What gives a handle back on every way: what runs with it in a `try`, the release behind it. For shapes where nothing has to be moved but that. */
export function releaseEdits(source: Source, { row, frame, binding, node }: Handle, statement: Statement, uses: HandleUses): readonly TextEdit[] | undefined {
  const { module: { file }, fn } = frame;
  const text = source.text(file);
  const taken = standingOf(fn.body, statement);
  const [release, ...others] = uses.releases.map((one) => one.node);
  if (!taken || !binding || others.length > 0 || statement.kind !== 'declare' || statement.values.length !== 1 || !holds(statement, node)) return undefined;
  const given = release && standingOf(fn.body, release);
  if (release && (!given || !isAlone(given, release))) return undefined;
  const { semicolon } = styleOf(text);
  const own = given?.list[given.index];
  const back = own ? text.slice(own.start, own.end) : `${row.release.awaits ? 'await ' : ''}${binding.name}.${row.release.text}${semicolon}`;
  const { undo } = row.release;
  if (given && given.list !== taken.list) return undo === undefined ? moveIntoFinally(text, file, taken, given, back) : undefined;
  if (given && given.index <= taken.index) return undefined;
  return wrap(text, file, taken, given, undo === undefined ? { back } : { back, undo: `await ${binding.name}.${undo}${semicolon}` });
}

/** `try { …; release(); } catch …` gets a `finally`. */
function moveIntoFinally(text: string, file: string, taken: Standing, given: Standing, back: string): readonly TextEdit[] | undefined {
  const around = taken.list.slice(taken.index + 1).find((statement) => statement.kind === 'try' && statement.block === given.list);
  const own = given.list[given.index];
  const previous = given.list[given.index - 1];
  if (around?.kind !== 'try' || !own || !previous || around.finalizer.length > 0) return undefined;
  const { indent, newline } = styleOf(text);
  const outer = indentAt(text, around.start);
  return [
    { at: { file, start: previous.end, end: own.end }, text: text.slice(previous.end, lineStart(text, own.start)).trimEnd() },
    { at: { file, start: around.end, end: around.end }, text: ` finally {${newline}${outer}${indent}${back}${newline}${outer}}` },
  ];
}

/** What stands between taking and giving back goes into a `try`; with what stands behind, where that uses its variables. */
function wrap(text: string, file: string, { list, index }: Standing, given: Standing | undefined, { back, undo }: { readonly back: string; readonly undo?: string }): readonly TextEdit[] | undefined {
  const first = list[index];
  const last = list[list.length - 1];
  const release = given && list[given.index];
  const before = list.slice(index + 1, given?.index ?? list.length);
  const lastBefore = before[before.length - 1];
  if (!first || !last || !lastBefore) return undefined;
  const { indent, newline } = styleOf(text);
  const outer = indentAt(text, first.start);
  const behind = release ? list.slice((given?.index ?? 0) + 1) : [];
  const tail = release && behind.length > 0 && declaresFor(text, before, behind) ? text.slice(release.end, last.end) : '';
  const end = tail === '' ? release?.end ?? last.end : last.end;
  const body = text.slice(first.end, lastBefore.end);
  const between = release ? text.slice(lastBefore.end, lineStart(text, release.start)).trimEnd() : '';
  if (/`[^`]*\n[^`]*`/.test(body + tail) || (undo !== undefined && !release)) return undefined;
  const commit = undo === undefined ? '' : `${newline}${outer}${back}`;
  const moved = (body + between + commit + (undo === undefined ? tail : '')).replace(/^\s*\n/, '').split(/\r?\n/).map((line) => (line.trim() === '' ? '' : indent + line));
  const closing = undo === undefined
    ? [`${outer}} finally {`, `${outer}${indent}${back}`, `${outer}}`]
    : [`${outer}} catch (error) {`, `${outer}${indent}${undo}`, `${outer}${indent}throw error${back.endsWith(';') ? ';' : ''}`, `${outer}}`];
  if (undo !== undefined && tail !== '') return undefined;
  return [{ at: { file, start: first.end, end }, text: [``, `${outer}try {`, ...moved, ...closing].join(newline) }];
}

/** Whether statements use what others declare. */
function declaresFor(text: string, before: readonly Statement[], behind: readonly Statement[]): boolean {
  const declared = before.flatMap((statement) => (statement.kind === 'declare' ? [...text.slice(statement.start, statement.end).split('=')[0]?.matchAll(/[\w$]+/g) ?? []].map(([name]) => name) : []));
  const rest = behind.map(({ start, end }) => text.slice(start, end)).join('\n');
  return declared.some((name) => !['const', 'let', 'var'].includes(name) && new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(rest));
}

/** Whether a release is all that its statement does. */
function isAlone({ list, index }: Standing, release: Call): boolean {
  const statement = list[index];
  if (statement?.kind !== 'expression') return false;
  const value = statement.value.kind === 'await' ? statement.value.value : statement.value;
  return value === release || (value.kind === 'call' && value.callee.kind === 'member' && value.callee.object === release);
}

function standingOf(body: readonly Statement[], place: Place): Standing | undefined {
  const index = body.findIndex((statement) => holds(statement, place));
  const statement = body[index];
  if (!statement) return undefined;
  for (const inner of bodiesOf(statement)) {
    const found = standingOf(inner, place);
    if (found) return found;
  }
  return { list: body, index };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}
