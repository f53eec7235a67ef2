import { isSymbol, isWord, tokenizeSql, type SqlItem } from './sql-tokens.ts';

/** Columns that are unique together, by a text that makes the table; all names in small letters. */
export interface SqlKey {
  readonly table: string;
  readonly columns: readonly string[];
}

const CONSTRAINTS = ['PRIMARY', 'UNIQUE', 'CONSTRAINT', 'FOREIGN', 'CHECK', 'EXCLUDE', 'KEY', 'INDEX', 'LIKE'];

/** Reads what statements that make tables and indexes say is unique. What can't be taken apart says nothing. */
export function sqlKeysIn(text: string): readonly SqlKey[] {
  return text.split(/;\s*(?:\n|$)/).flatMap((statement) => {
    const items = /\b(primary|unique)\b/i.test(statement) ? tokenizeSql(statement, 'generic') : undefined;
    return items && isWord(items[0], 'CREATE') ? [...keysOfTable(items), ...keysOfIndex(items)] : [];
  });
}

function keysOfTable(items: readonly SqlItem[]): readonly SqlKey[] {
  const at = items.findIndex((item) => item.kind === 'group');
  const body = items[at];
  const table = nameOf(items[at - 1]);
  if (!items.slice(0, at).some((item) => isWord(item, 'TABLE')) || body?.kind !== 'group' || table === undefined) return [];
  return partsOf(body.items).flatMap((part) => {
    const columns = columnsOf(part);
    return columns && columns.length > 0 ? [{ table, columns }] : [];
  });
}

/** `email TEXT UNIQUE`, `PRIMARY KEY (shop, number)`. */
function columnsOf(part: readonly SqlItem[]): readonly string[] | undefined {
  const isKey = part.findIndex((item, index) => isWord(item, 'UNIQUE') || (isWord(item, 'PRIMARY') && isWord(part[index + 1], 'KEY')));
  if (isKey < 0) return undefined;
  if (part[0]?.kind === 'word' && CONSTRAINTS.includes(part[0].text)) return listedIn(part.slice(isKey).find((item) => item.kind === 'group'));
  const column = nameOf(part[0]);
  return column === undefined ? undefined : [column];
}

/** `CREATE UNIQUE INDEX by_email ON users (email)`; one with a condition leaves rows out. */
function keysOfIndex(items: readonly SqlItem[]): readonly SqlKey[] {
  const on = items.findIndex((item) => isWord(item, 'ON'));
  const at = items.findIndex((item, index) => index > on && item.kind === 'group');
  if (!isWord(items[1], 'UNIQUE') || on < 0 || at < 0 || items.some((item) => isWord(item, 'WHERE'))) return [];
  const table = nameOf(items.slice(on + 1, at).filter((item, index, all) => !isWord(item, 'USING') && !isWord(all[index - 1], 'USING')).at(-1));
  const columns = listedIn(items[at]);
  return table === undefined || !columns ? [] : [{ table, columns }];
}

/** The columns of a list; `undefined` where it holds more than names. */
function listedIn(list: SqlItem | undefined): readonly string[] | undefined {
  const names = list?.kind === 'group' ? partsOf(list.items).map((part) => (part.slice(1).every((item) => isWord(item, 'ASC', 'DESC')) ? nameOf(part[0]) : undefined)) : [];
  return names.length > 0 && names.every((name) => name !== undefined) ? names : undefined;
}

function partsOf(items: readonly SqlItem[]): readonly (readonly SqlItem[])[] {
  const parts: SqlItem[][] = [[]];
  for (const item of items) {
    if (isSymbol(item, ',')) parts.push([]);
    else parts[parts.length - 1]?.push(item);
  }
  return parts;
}

function nameOf(item: SqlItem | undefined): string | undefined {
  if (item?.kind === 'word') return item.written.toLowerCase();
  return item?.kind === 'name' ? item.text.toLowerCase() : undefined;
}
