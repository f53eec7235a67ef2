import type { Presence } from '../concepts/presence.ts';
import { conditionLeaves, fixedColumns } from './sql-conditions.ts';
import { isOneRow, isPlainSelect } from './sql-selected.ts';
import { writesEveryRow } from './whole-writes.ts';
import { HOLE, isSymbol, isWord, tokenizeSql, type SqlDialect, type SqlItem } from './sql-tokens.ts';

/** What one statement does, as far as its text says. */
export interface SqlStatement {
  /** `definition`: of tables and the like; `control`: transactions, settings, questions about the database itself. */
  readonly operation: 'read' | 'insert' | 'update' | 'delete' | 'definition' | 'control';
  /** The queried table without its schema; of several, the first. */
  readonly table?: string;
  readonly isFiltered: boolean;
  /** Whether something that only the program knows stands where a condition or a limit could. */
  readonly isOpen: boolean;
  /** Whether it changes or deletes every row of its table. */
  readonly isWhole: boolean;
  /** Of a query of one table: the columns that its condition fixes to one value each, in small letters. */
  readonly fixed?: readonly string[];
  /** Whether the rows that it gives are limited. Of writes, `present`. */
  readonly bounded: Presence;
  /** Whether a write gives its rows back. */
  readonly hasReturning: boolean;
  /** Whether a write inserts or updates, as is needed: repeating it does no harm. */
  readonly isRepeatable: boolean;
  /** Whether what it reads is locked until the end of its transaction. */
  readonly locks: boolean;
  /** Offset of the statement's first word. */
  readonly start: number;
  /** Where ` LIMIT n` can be inserted, and the beginning of the clause before it; absent where a bound has another place. */
  readonly limitAt?: { readonly offset: number; readonly clause: number };
}

/** A query that others name: `WITH recent AS (…)`. */
type Named = ReadonlyMap<string, Rows>;

interface Clause {
  readonly name: string;
  readonly start: number;
  readonly items: readonly SqlItem[];
}

interface Rows {
  readonly bounded: Presence;
  readonly table?: string;
  readonly isFiltered: boolean;
  readonly fixed?: readonly string[];
}

const OPERATIONS: Readonly<Record<string, SqlStatement['operation']>> = {
  SELECT: 'read', VALUES: 'read', INSERT: 'insert', REPLACE: 'insert', MERGE: 'insert', UPDATE: 'update', DELETE: 'delete', TRUNCATE: 'delete',
  CREATE: 'definition', ALTER: 'definition', DROP: 'definition', COMMENT: 'definition', GRANT: 'definition', REVOKE: 'definition', REINDEX: 'definition', RENAME: 'definition',
  BEGIN: 'control', START: 'control', COMMIT: 'control', ROLLBACK: 'control', END: 'control', SAVEPOINT: 'control', RELEASE: 'control', SET: 'control', RESET: 'control',
  PRAGMA: 'control', VACUUM: 'control', ANALYZE: 'control', EXPLAIN: 'control', SHOW: 'control', DESCRIBE: 'control', USE: 'control', LOCK: 'control', UNLOCK: 'control',
  LISTEN: 'control', UNLISTEN: 'control', NOTIFY: 'control', CALL: 'control', DO: 'control', ATTACH: 'control', DETACH: 'control', REFRESH: 'control', COPY: 'control', KILL: 'control',
};

/** Words that begin a clause of a query; those with a second word only before it. */
const CLAUSES: Readonly<Record<string, readonly string[]>> = {
  SELECT: [], FROM: [], WHERE: [], GROUP: ['BY'], HAVING: [], WINDOW: [], ORDER: ['BY'], LIMIT: [], OFFSET: [], RETURNING: [],
  FETCH: ['FIRST', 'NEXT'], FOR: ['UPDATE', 'SHARE', 'NO', 'KEY'],
};

const SET_OPERATORS = ['UNION', 'INTERSECT', 'EXCEPT', 'MINUS'];

/** Tables of the database about itself: they grow with the schema. */
const OWN_TABLES = /^(information_schema|pg_|sqlite_|mysql$|sys$|performance_schema)/i;

/** Words behind which the program puts a value. */
const BEFORE_VALUES = ['LIMIT', 'OFFSET', 'IN', 'LIKE', 'ILIKE', 'BETWEEN', 'AND', 'OR', 'NOT', 'WHERE', 'ON', 'HAVING', 'ANY', 'ALL', 'INTERVAL', 'BY', 'IS', 'FROM', 'JOIN', 'AS', 'THEN', 'ELSE', 'WHEN', 'FIRST', 'NEXT', 'TOP', 'SELECT', 'DISTINCT', 'UPDATE', 'INTO'];

/** Reads a text of SQL. `undefined` where it can't be taken apart or begins with something that is no statement, as a fragment does. */
export function readSql(text: string, dialect: SqlDialect): readonly SqlStatement[] | undefined {
  const items = tokenizeSql(text, dialect);
  if (!items) return undefined;
  const statements = split(items, (item) => isSymbol(item, ';') || (item.kind !== 'group' && item.text === ';')).filter((one) => one.length > 0).map((one) => readStatement(one, dialect));
  return statements.length > 0 && statements.every((one) => one !== undefined) ? statements : undefined;
}

function readStatement(items: readonly SqlItem[], dialect: SqlDialect): SqlStatement | undefined {
  const start = items[0]?.start ?? 0;
  const { named, rest } = withNamed(items);
  const [first] = rest;
  const operation = first?.kind === 'group' ? 'read' : first?.kind === 'word' ? OPERATIONS[first.text] : undefined;
  if (!operation) return undefined;
  const base = { operation, start, hasReturning: false, isRepeatable: false, locks: false, isFiltered: false, isOpen: false, isWhole: false, bounded: 'present' as const };
  if (operation === 'definition' || operation === 'control') return base;
  const clauses = clausesOf(rest);
  if (operation !== 'read') {
    const table = writtenTable(rest);
    return { ...base, ...(table !== undefined && { table }), isFiltered: has(clauses, 'WHERE'), isOpen: isOpen([{ name: '', start, items: rest }]), isWhole: named.size === 0 && writesEveryRow(rest), hasReturning: has(clauses, 'RETURNING'), isRepeatable: isRepeatable(rest) };
  }
  const rows = readRows(rest, named);
  const limitAt = dialect === 'mssql' ? undefined : limitPlace(clauses);
  return { ...base, ...rows, isOpen: isOpen(clauses), locks: has(clauses, 'FOR'), ...(limitAt && { limitAt }) };
}

/** `ON CONFLICT … DO`, `ON DUPLICATE KEY`, `INSERT IGNORE`, `INSERT OR REPLACE`, `REPLACE`, `MERGE`. */
function isRepeatable(items: readonly SqlItem[]): boolean {
  if (isWord(items[0], 'REPLACE', 'MERGE')) return true;
  if (isWord(items[0], 'INSERT') && (isWord(items[1], 'IGNORE') || (isWord(items[1], 'OR') && isWord(items[2], 'IGNORE', 'REPLACE')))) return true;
  return items.some((item, index) => isWord(item, 'ON') && isWord(items[index + 1], 'CONFLICT', 'DUPLICATE'));
}

/** Takes the queries off that a statement begins by naming. */
function withNamed(items: readonly SqlItem[]): { readonly named: Named; readonly rest: readonly SqlItem[] } {
  const named = new Map<string, Rows>();
  if (!isWord(items[0], 'WITH')) return { named, rest: items };
  const isRecursive = isWord(items[1], 'RECURSIVE');
  let at = isRecursive ? 2 : 1;
  for (;;) {
    const name = items[at];
    const body = items.findIndex((item, index) => index > at && item.kind === 'group' && isWord(items[index - 1], 'AS', 'MATERIALIZED'));
    const group = items[body];
    if (!name || name.kind === 'group' || group?.kind !== 'group') return { named, rest: [] };
    const rows = readRows(group.items, named);
    named.set(plainName(name), isRecursive ? { ...rows, bounded: 'unknown' } : rows);
    at = body + 1;
    if (!isSymbol(items[at], ',')) return { named, rest: items.slice(at) };
    at += 1;
  }
}

/** How many rows a query gives: one `SELECT`, or several put together. */
function readRows(items: readonly SqlItem[], named: Named): Rows {
  const branches = split(items, (item) => isWord(item, ...SET_OPERATORS)).map((one) => (isWord(one[0], 'ALL', 'DISTINCT') ? one.slice(1) : one));
  const [first = []] = branches;
  if (branches.length === 1) return readBranch(first, named);
  const last = clausesOf(branches[branches.length - 1] ?? []);
  const all = branches.map((branch) => readBranch(branch, named));
  const bounds = all.map(({ bounded }) => bounded);
  const whole = limitOf(last);
  const { table } = all[0] ?? {};
  return {
    ...(table !== undefined && { table }),
    isFiltered: all.every(({ isFiltered }) => isFiltered),
    bounded: whole === 'present' || whole === 'unknown' ? whole : bounds.includes('unknown') ? 'unknown' : bounds.includes('absent') ? 'absent' : 'present',
  };
}

function readBranch(items: readonly SqlItem[], named: Named): Rows {
  const [first] = items;
  if (isWord(first, 'WITH')) {
    const inner = withNamed(items);
    return readRows(inner.rest, new Map([...named, ...inner.named]));
  }
  if (isWord(first, 'VALUES')) return { bounded: 'present', isFiltered: false };
  const clauses = clausesOf(items);
  const limit = limitOf(clauses);
  if (first?.kind === 'group') {
    const inner = readRows(first.items, named);
    return { ...inner, bounded: limit === 'present' || inner.bounded === 'present' ? 'present' : limit === 'unknown' ? 'unknown' : inner.bounded };
  }
  const source = has(clauses, 'FROM') ? sourceOf(clauses, named) : derived(askedIn(itemsOf(clauses, 'SELECT'), named), [], false);
  const rows = { isFiltered: has(clauses, 'WHERE'), ...(source.table !== undefined && { table: source.table }) };
  if (limit !== 'absent') return { ...rows, bounded: limit };
  const isPlain = !source.isJoined && source.bounded === 'absent' && !isOpen(clauses);
  return { ...rows, ...(isPlain && { fixed: fixedColumns(itemsOf(clauses, 'WHERE')) }), bounded: isOpen(clauses) ? 'unknown' : boundOf(clauses, source) };
}

function boundOf(clauses: readonly Clause[], source: Source): Presence {
  const selected = itemsOf(clauses, 'SELECT');
  if (!has(clauses, 'FROM')) return isPlainSelect(selected) ? 'present' : 'unknown';
  if (has(clauses, 'GROUP')) return 'unknown'; // as many rows as there are groups
  const isOne = isOneRow(selected);
  if (isOne !== 'absent') return isOne;
  if (source.bounded !== 'absent') return source.isJoined ? 'unknown' : source.bounded;
  const where = itemsOf(clauses, 'WHERE');
  return where.length === 0 ? 'absent' : conditionLeaves(where, source);
}

interface Source {
  readonly table?: string;
  /** The names that the table goes under, in lower case. */
  readonly names: readonly string[];
  readonly isJoined: boolean;
  readonly bounded: Presence;
}

/** What is read: a table, a query of its own, a function that gives rows. */
function sourceOf(clauses: readonly Clause[], named: Named): Source {
  const from = itemsOf(clauses, 'FROM').filter((item) => !isWord(item, 'ONLY', 'LATERAL'));
  const isJoined = from.some((item) => isWord(item, 'JOIN', 'APPLY') || isSymbol(item, ','));
  const [first] = from;
  if (first?.kind === 'group') return derived(isWord(first.items[0], 'SELECT', 'WITH', 'VALUES') || first.items[0]?.kind === 'group' ? readRows(first.items, named) : undefined, [], isJoined);
  const name = tableAt(from, 0);
  if (!name) return { names: [], isJoined, bounded: 'unknown' };
  const { parts, next } = name;
  const table = parts[parts.length - 1] ?? '';
  const alias = isWord(from[next], 'AS') ? from[next + 1] : from[next];
  const names = [table, ...(alias?.kind === 'word' || alias?.kind === 'name' ? [plainName(alias)] : [])].map((one) => one.toLowerCase());
  const own = named.get(table);
  if (own) return derived(own, names, isJoined);
  if (from[next]?.kind === 'group') return { table, names, isJoined, bounded: 'unknown' }; // a function, as `generate_series(1, 10)`
  if (parts.some((part) => OWN_TABLES.test(part))) return { table, names, isJoined, bounded: 'present' };
  return { ...(table !== '' && { table }), names, isJoined, bounded: table === '' ? 'unknown' : 'absent' };
}

/** The rows of another query: their table is that query's. */
function derived(rows: Rows | undefined, names: readonly string[], isJoined: boolean): Source {
  return { names, isJoined, bounded: rows?.bounded ?? 'unknown', ...(rows?.table !== undefined && { table: rows.table }) };
}

/** What a `SELECT` without tables asks about: `SELECT EXISTS (SELECT 1 FROM orders)`. */
function askedIn(items: readonly SqlItem[], named: Named): Rows | undefined {
  for (const item of items) {
    const rows = item.kind !== 'group' ? undefined : isWord(item.items[0], 'SELECT', 'WITH') ? readRows(item.items, named) : askedIn(item.items, named);
    if (rows) return rows;
  }
  return undefined;
}

/** A name with its schema: `"shop"."Order"`. A hole in it is left out; a name that is nothing else is empty. */
function tableAt(items: readonly SqlItem[], at: number): { readonly parts: readonly string[]; readonly next: number } | undefined {
  const parts: string[] = [];
  for (let index = at; ; index += 2) {
    const item = items[index];
    if (item?.kind !== 'word' && item?.kind !== 'name' && item?.kind !== 'hole') return undefined;
    parts.push(plainName(item));
    if (!isSymbol(items[index + 1], '.')) return { parts, next: index + 1 };
  }
}

function plainName(item: SqlItem): string {
  return item.kind === 'group' ? '' : (item.kind === 'word' ? item.written : item.text).replaceAll(HOLE, '');
}

function writtenTable(items: readonly SqlItem[]): string | undefined {
  const [verb] = items;
  const before = isWord(verb, 'UPDATE') ? 0 : items.findIndex((item) => isWord(item, ...(isWord(verb, 'DELETE') ? ['FROM'] : isWord(verb, 'TRUNCATE') ? ['TABLE', 'TRUNCATE'] : ['INTO'])));
  const at = isWord(items[before + 1], 'ONLY', 'TABLE') ? before + 2 : before + 1;
  return before < 0 ? undefined : tableAt(items, at)?.parts.at(-1) || undefined;
}

/** What is written for the number of rows; `absent` where nothing is, or where it says all of them. */
function limitOf(clauses: readonly Clause[]): Presence {
  const [selected] = itemsOf(clauses, 'SELECT').filter((item) => !isWord(item, 'ALL', 'DISTINCT'));
  if (isWord(selected, 'TOP')) return numberState(itemsOf(clauses, 'SELECT').filter((item) => item.kind === 'number' || item.kind === 'group' || item.kind === 'hole' || item.kind === 'parameter').slice(0, 1));
  const limit = clauses.find(({ name }) => name === 'LIMIT');
  if (limit) return isWord(limit.items[0], 'ALL', 'NULL') || isSymbol(limit.items[0], '-') ? 'absent' : numberState(limit.items);
  const fetch = clauses.find(({ name }) => name === 'FETCH');
  return fetch ? numberState(fetch.items.filter((item) => !isWord(item, 'FIRST', 'NEXT', 'ROW', 'ROWS', 'ONLY', 'WITH', 'TIES'))) : 'absent';
}

function numberState(items: readonly SqlItem[]): Presence {
  const flat = items.flatMap((item) => (item.kind === 'group' ? item.items : [item]));
  return flat.every((item) => item.kind === 'number' || isSymbol(item, ',')) ? 'present' : 'unknown';
}

/** Whether the program may put clauses into the text: a hole that stands where no value can. */
function isOpen(clauses: readonly Clause[]): boolean {
  return clauses.some(({ name, items }) => name !== 'SELECT' && items.some((item, index) => {
    if (item.kind !== 'hole') return false;
    const before = items[index - 1];
    return index === 0 ? false : !(before?.kind === 'symbol' || isWord(before, ...BEFORE_VALUES));
  }));
}

function clausesOf(items: readonly SqlItem[]): readonly Clause[] {
  const clauses: { name: string; start: number; items: SqlItem[] }[] = [];
  items.forEach((item, index) => {
    if (item.kind === 'word' && beginsClause(items, index)) clauses.push({ name: item.text, start: item.start, items: [] });
    else if (!(isWord(item, 'BY') && isWord(items[index - 1], 'GROUP', 'ORDER'))) clauses[clauses.length - 1]?.items.push(item);
  });
  return clauses;
}

function beginsClause(items: readonly SqlItem[], index: number): boolean {
  const item = items[index];
  const following = item?.kind === 'word' && Object.hasOwn(CLAUSES, item.text) ? CLAUSES[item.text] : undefined;
  if (!following || isSymbol(items[index - 1], '.')) return false;
  if (isWord(item, 'FROM') && isWord(items[index - 1], 'DISTINCT') && isWord(items[index - 2], 'IS', 'NOT')) return false;
  return following.length === 0 || isWord(items[index + 1], ...following);
}

/** Behind everything that comes before the limit. Where one is written already, or the last word is the program's, nowhere. */
function limitPlace(clauses: readonly Clause[]): SqlStatement['limitAt'] {
  if (clauses.some(({ name }) => name === 'LIMIT' || name === 'FETCH')) return undefined;
  const before = clauses.filter(({ name }) => name !== 'OFFSET' && name !== 'FOR');
  const last = before[before.length - 1];
  const end = last?.items[last.items.length - 1];
  return last && end ? { offset: end.end, clause: last.start } : undefined;
}

function itemsOf(clauses: readonly Clause[], name: string): readonly SqlItem[] {
  return clauses.find((clause) => clause.name === name)?.items ?? [];
}

function has(clauses: readonly Clause[], name: string): boolean {
  return clauses.some((clause) => clause.name === name);
}

function split(items: readonly SqlItem[], isBetween: (item: SqlItem) => boolean): readonly (readonly SqlItem[])[] {
  const parts: SqlItem[][] = [[]];
  for (const item of items) {
    if (isBetween(item)) parts.push([]);
    else parts[parts.length - 1]?.push(item);
  }
  return parts;
}
