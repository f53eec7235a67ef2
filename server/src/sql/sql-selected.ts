import type { Presence } from '../concepts/presence.ts';
import { isSymbol, isWord, type SqlItem } from './sql-tokens.ts';

/** Functions that make one value of many rows, in any of the dialects. */
const AGGREGATES = new Set([
  'COUNT', 'SUM', 'AVG', 'MIN', 'MAX', 'TOTAL', 'EVERY', 'BOOL_AND', 'BOOL_OR', 'BIT_AND', 'BIT_OR', 'STDDEV', 'STDDEV_POP', 'STDDEV_SAMP', 'VARIANCE', 'VAR_POP', 'VAR_SAMP',
  'ARRAY_AGG', 'STRING_AGG', 'GROUP_CONCAT', 'LISTAGG', 'JSON_AGG', 'JSONB_AGG', 'JSON_OBJECT_AGG', 'JSONB_OBJECT_AGG', 'JSON_ARRAYAGG', 'JSON_OBJECTAGG', 'JSON_GROUP_ARRAY',
  'JSON_GROUP_OBJECT', 'JSONB_GROUP_ARRAY', 'PERCENTILE_CONT', 'PERCENTILE_DISC', 'CORR', 'ANY_VALUE', 'APPROX_COUNT_DISTINCT',
]);

/** Functions of one value that give many rows. */
const MANY_ROWS = new Set(['UNNEST', 'GENERATE_SERIES', 'JSON_ARRAY_ELEMENTS', 'JSONB_ARRAY_ELEMENTS', 'JSON_EACH', 'JSONB_EACH', 'REGEXP_MATCHES', 'REGEXP_SPLIT_TO_TABLE', 'STRING_TO_TABLE']);

/** Whether what is selected is computed over all rows at once; `unknown` where the program names it, or where equal rows are put together. */
export function isOneRow(selected: readonly SqlItem[]): Presence {
  if (hasAggregate(selected)) return 'present';
  const columns = split(selected);
  if (columns.some((column) => column.length === 1 && column[0]?.kind === 'hole')) return 'unknown';
  return isWord(selected[0], 'DISTINCT') && !selected.some((item) => isSymbol(item, '*')) ? 'unknown' : 'absent';
}

/** Whether a `SELECT` without tables gives one row: no function of the project's or the database's may give more. */
export function isPlainSelect(selected: readonly SqlItem[]): boolean {
  return selected.every((item, index) => {
    const before = selected[index - 1];
    if (item.kind === 'word' && MANY_ROWS.has(item.text)) return false;
    if (item.kind !== 'group' || isWord(before, 'EXISTS', 'COALESCE', 'NOW', 'CAST', 'NOT')) return true;
    return !(before?.kind === 'word' || before?.kind === 'name' || before?.kind === 'hole');
  });
}

function hasAggregate(items: readonly SqlItem[]): boolean {
  return items.some((item, index) => {
    if (item.kind !== 'group') return false;
    const before = items[index - 1];
    if (before?.kind === 'word' && AGGREGATES.has(before.text) && !isWindowed(items, index) && !isGreatest(before.text, item.items)) return true;
    return !isWord(item.items[0], 'SELECT', 'WITH') && hasAggregate(item.items);
  });
}

/** SQLite's `max(a, b)`: the greater of two values of one row. */
function isGreatest(name: string, given: readonly SqlItem[]): boolean {
  return (name === 'MAX' || name === 'MIN') && given.some((item) => isSymbol(item, ','));
}

/** `count(*) OVER (…)`, also with `FILTER (…)` between. */
function isWindowed(items: readonly SqlItem[], at: number): boolean {
  const next = isWord(items[at + 1], 'FILTER') ? at + 3 : at + 1;
  return isWord(items[next], 'OVER');
}

function split(items: readonly SqlItem[]): readonly (readonly SqlItem[])[] {
  const columns: SqlItem[][] = [[]];
  for (const item of items) {
    if (isSymbol(item, ',')) columns.push([]);
    else columns[columns.length - 1]?.push(item);
  }
  return columns;
}
