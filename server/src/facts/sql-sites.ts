import type { Presence } from '../concepts/presence.ts';
import type { QueryRow } from '../frameworks/model.ts';
import type { SqlSlot } from '../frameworks/vocabulary/sql.ts';
import { matches } from '../semantic/api-path.ts';
import type { ApiValue, Frame, Site } from '../semantic/values.ts';
import { readSql, type SqlStatement } from '../sql/read-sql.ts';
import type { Span, TextEdit } from '../syntax/text.ts';
import type { Call, Expression, Place, Template } from '../syntax/tree.ts';
import { indentAt, insertion, type Source } from './source.ts';
import type { SqlText, SqlTexts } from './sql-texts.ts';

/** The SQL that a call runs. */
export interface SqlSite {
  readonly text: SqlText;
  readonly statement: SqlStatement;
}

/** What a row comes to once the text is read. */
export interface SqlReading {
  readonly row: QueryRow;
  readonly bounded: Presence;
  /** What the call hands on of what the text gives. */
  readonly gives?: QueryRow['returns'];
  /** Absent where the text can't be known. */
  readonly sql?: SqlSite;
  /** What stands in the place of the text, where that can't be known. */
  readonly unreadText?: Expression;
}

/** Reads the text that a call runs; `undefined` where the call runs nothing, as a tagged fragment of a larger text does. */
export function readSqlOf(texts: SqlTexts, row: QueryRow, slot: SqlSlot, value: ApiValue, node: Call | Template, parents: readonly Expression[], frame: Frame): SqlReading | undefined {
  if (slot.isTag && node.kind !== 'template') return undefined;
  const holder = slot.preparedBy ? preparedIn(value, slot.preparedBy) : { node, frame };
  const expression = holder?.node.kind === 'call' ? holder.node.args[slot.argument ?? 0] : holder?.node;
  const text = holder && expression ? texts.read(expression, holder.frame, slot.keys) : undefined;
  const statements = text && readSql(text.text, slot.dialect);
  if (text && !statements && (node.kind === 'template' || slot.makesParts)) return undefined;
  const statement = statements && mainOf(statements);
  const unread: SqlReading = { row: { ...row, operation: 'raw' }, bounded: row.returns === 'many' ? 'unknown' : 'present', ...(expression && { unreadText: expression }) };
  if (!text || !statement) return unread;
  const sql = { text, statement };
  const { operation } = statement;
  if (operation === 'definition' || operation === 'control') return { row: { ...row, operation: 'raw', returns: 'nothing' }, bounded: 'present', sql };
  if (operation !== 'read') return { row: { ...row, operation, returns: 'nothing' }, bounded: 'present', gives: statement.hasReturning ? row.returns : 'nothing', sql };
  const isWhole = row.returns === 'many' && !isStreamed(slot, node, parents);
  return { row: { ...row, operation: 'read' }, bounded: isWhole ? statement.bounded : 'present', sql };
}

/** What makes a query the same in several activations: the text, where a function runs whatever text it is given. */
export function identityOf({ node, sql }: { readonly node: object; readonly sql?: SqlSite }): object {
  return sql?.text.key ?? node;
}

/** Whether the text stands in the call that runs it. */
export function isInline({ text }: SqlSite, node: Place, file: string): boolean {
  return text.at.file === file && text.at.start >= node.start && text.at.end <= node.end;
}

function preparedIn(value: ApiValue, preparedBy: NonNullable<SqlSlot['preparedBy']>): Site | undefined {
  let at: ApiValue | undefined = value;
  while (at && !matches(preparedBy, at)) at = at.of;
  return at?.site;
}

/** Of several statements in one text, the one that changes something; of several that read, nobody knows which result is used. */
function mainOf(statements: readonly SqlStatement[]): SqlStatement | undefined {
  const [first, second] = statements;
  return second ? statements.find(({ operation }) => operation === 'insert' || operation === 'update' || operation === 'delete') : first;
}

function isStreamed({ streams = [] }: SqlSlot, node: Call | Template, parents: readonly Expression[]): boolean {
  const outer = parents[parents.length - 1];
  return outer?.kind === 'member' && outer.object === node && streams.includes(outer.name);
}

/** Where the text begins: its first word. */
export function startOf({ text, statement }: SqlSite): Span {
  const begun = text.placeOf(statement.start + 1);
  if (!begun) return text.at;
  const word = /^\w+/.exec(text.text.slice(statement.start))?.[0] ?? ' ';
  return { file: begun.file, start: begun.start - 1, end: begun.start - 1 + word.length };
}

/** Writes ` LIMIT 100` into the text; on a line of its own where the clauses have theirs. */
export function sqlLimitEdits(source: Source, { text, statement }: SqlSite, limit: string): readonly TextEdit[] | undefined {
  const { limitAt } = statement;
  const place = limitAt && text.placeOf(limitAt.offset);
  if (!limitAt || !place) return undefined;
  const whole = source.text(place.file);
  const clause = text.placeOf(limitAt.clause + 1);
  const before = clause && clause.file === place.file ? whole.slice(whole.lastIndexOf('\n', clause.start - 1) + 1, clause.start - 1) : undefined;
  const isOnOwnLine = before !== undefined && /^[ \t]*$/.test(before) && /[\r\n]/.test(text.text.slice(0, limitAt.clause));
  const lead = isOnOwnLine && clause ? `${whole.includes('\r\n') ? '\r\n' : '\n'}${indentAt(whole, clause.start)}` : ' ';
  return [insertion(place.file, place.start, `${lead}LIMIT ${limit}`)];
}
