import type { Presence } from '../concepts/presence.ts';
import { isSymbol, isWord, type SqlItem } from './sql-tokens.ts';

/** What a condition speaks about: the queried table, by the names that it has in the text. */
export interface Queried {
  readonly names: readonly string[];
  /** Whether other tables are joined: then a column without a table may be theirs, and one row has many of theirs. */
  readonly isJoined: boolean;
}

/** One way for a condition to be compared: `o.id = $1` is a column, its table's name, and what follows the operator. */
interface Equality {
  readonly table: string | undefined;
  readonly column: string;
  readonly value: readonly SqlItem[];
}

const OWN_KEYS = new Set(['id', '_id', 'uuid']);
/** Foreign keys by their name: many rows have the same. */
const FOREIGN_KEY = /.(_id|Id|ID|_uuid)$/;
const FLAGS = new Set(['TRUE', 'FALSE', 'NULL', '0', '1']);

/**
 * Whether a condition leaves one row: `present` for equality on the table's own id, `unknown` for what may be unique, a list of values or
 * a condition that the program puts together, `absent` where many rows can match.
 */
export function conditionLeaves(condition: readonly SqlItem[], queried: Queried): Presence {
  const parts = splitAt(condition, 'AND');
  if (parts.length > 1) {
    const answers = parts.map((part) => conditionLeaves(part, queried));
    return answers.includes('present') ? 'present' : answers.includes('unknown') ? 'unknown' : 'absent';
  }
  const alternatives = splitAt(condition, 'OR');
  if (alternatives.length > 1) return alternatives.some((one) => conditionLeaves(one, queried) === 'absent') ? 'absent' : 'unknown';
  const [only] = condition;
  if (condition.length === 1 && only?.kind === 'group') return conditionLeaves(only.items, queried);
  return comparisonLeaves(condition, queried);
}

/** The columns that a condition on one table fixes to a value each, in small letters. */
export function fixedColumns(condition: readonly SqlItem[]): readonly string[] {
  return splitAt(condition, 'AND').flatMap((part) => {
    const [only] = part;
    if (part.length === 1 && only?.kind === 'group') return fixedColumns(only.items);
    const equality = splitAt(part, 'OR').length === 1 && !part.some((item) => isWord(item, 'NOT')) ? equalityIn(part) : undefined;
    const [first] = equality?.value ?? [];
    if (!equality || !first || first.kind === 'group' || FLAGS.has(first.text) || isWord(first, 'ANY', 'SOME', 'ALL') || isColumn(equality.value)) return [];
    return [equality.column.toLowerCase()];
  });
}

function comparisonLeaves(items: readonly SqlItem[], queried: Queried): Presence {
  if (items.some((item) => item.kind === 'hole') && !items.some(isOperator)) return 'unknown';
  if (items.some((item) => isWord(item, 'IN')) && !isWord(items[0], 'NOT') && !items.some((item) => isWord(item, 'NOT'))) return listLeaves(items);
  const equality = equalityIn(items);
  if (!equality) return items.some((item) => (item.kind === 'word' || item.kind === 'name') && item.text.includes('\uE000')) ? 'unknown' : 'absent';
  const { table, column, value } = equality;
  const [first] = value;
  const isOwnKey = OWN_KEYS.has(column.toLowerCase());
  if (FOREIGN_KEY.test(column) || (!isOwnKey && first !== undefined && first.kind !== 'group' && FLAGS.has(first.text))) return 'absent';
  if (isColumn(value)) return 'absent'; // of two tables, or of one row
  if (first?.kind === 'group' || isWord(first, 'ANY', 'SOME', 'ALL')) return 'unknown'; // a list, or what another query finds
  if (!isOwnKey) return 'unknown';
  if (table !== undefined && !queried.names.includes(table.toLowerCase())) return 'absent'; // a joined table's id is a foreign key here
  return queried.isJoined ? 'unknown' : 'present';
}

/** A list is as long as the program makes it; what another query finds, nobody knows. Of flags, it leaves many rows. */
function listLeaves(items: readonly SqlItem[]): Presence {
  const list = items[items.length - 1];
  const isWritten = list?.kind === 'group' && list.items.length > 0 && list.items.every((item) => item.kind === 'text' || item.kind === 'number' || isSymbol(item, ','));
  const column = items.filter((item) => item.kind === 'word' || item.kind === 'name').filter((item) => !isWord(item, 'IN')).at(-1);
  return isWritten && column?.kind !== 'group' && !OWN_KEYS.has((column?.text ?? '').toLowerCase()) ? 'absent' : 'unknown';
}

function isOperator(item: SqlItem): boolean {
  return isSymbol(item, '=', '<', '>', '!', '~', '@', '?', '&') || isWord(item, 'LIKE', 'ILIKE', 'IS', 'BETWEEN', 'IN', 'REGEXP', 'GLOB', 'MATCH', 'SIMILAR');
}

/** `a.b = value` or `value = a.b`, where nothing else stands around the operator. */
function equalityIn(items: readonly SqlItem[]): Equality | undefined {
  const at = items.findIndex((item) => isSymbol(item, '='));
  if (at < 1 || isSymbol(items[at - 1], '<', '>', '!', ':')) return undefined;
  const left = items.slice(0, at);
  const right = items.slice(isSymbol(items[at + 1], '=') ? at + 2 : at + 1);
  if (isColumn(left)) return { ...columnOf(left), value: right };
  return isColumn(right) ? { ...columnOf(right), value: left } : undefined;
}

function isColumn(items: readonly SqlItem[]): boolean {
  const plain = withoutCast(items);
  return plain.length % 2 === 1 && plain.length <= 5 && plain.every((item, index) => (index % 2 === 0 ? (item.kind === 'word' && !FLAGS.has(item.text)) || item.kind === 'name' : isSymbol(item, '.')));
}

function columnOf(items: readonly SqlItem[]): Pick<Equality, 'table' | 'column'> {
  const names = withoutCast(items).flatMap((item) => (item.kind === 'word' ? [item.written] : item.kind === 'name' ? [item.text] : []));
  return { table: names[names.length - 2], column: names[names.length - 1] ?? '' };
}

/** `id::text` is `id`. */
function withoutCast(items: readonly SqlItem[]): readonly SqlItem[] {
  const cast = items.findIndex((item, index) => isSymbol(item, ':') && isSymbol(items[index + 1], ':'));
  return cast < 0 ? items : items.slice(0, cast);
}

/** Cuts a condition at a word; the `AND` of a `BETWEEN` belongs to it. */
function splitAt(items: readonly SqlItem[], word: string): readonly (readonly SqlItem[])[] {
  const parts: SqlItem[][] = [[]];
  let isBetween = false;
  let cases = 0;
  for (const item of items) {
    if (isWord(item, 'CASE')) cases += 1;
    if (isWord(item, 'END')) cases -= 1;
    if (isWord(item, 'BETWEEN')) isBetween = true;
    if (!isWord(item, word) || cases > 0 || (word === 'AND' && isBetween)) parts[parts.length - 1]?.push(item);
    else parts.push([]);
    if (isWord(item, 'AND')) isBetween = false;
  }
  return parts;
}
