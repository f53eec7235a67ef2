import type { Presence } from '../concepts/presence.ts';

/** A comparison of a column: `user.id = :id`, `"createdAt" >= $1`, `status IN (…)`. */
const COMPARISON = /(?:([\w"`[\]]+)\.)?([\w"`[\]]+)\s*(=|<>|!=|<=|>=|<|>|\bNOT\b|\bIN\b|\bI?LIKE\b|\bIS\b|\bBETWEEN\b)\s*(\(?\s*[^\s)]+)?/gi;
const OWN_KEY = /^(id|_id|uuid)$/i;
/** Foreign keys by their name: many rows have the same. */
export const FOREIGN_KEY = /.(Id|_id|ID|Ids)$/;
const FLAG = /^(true|false|0|1)$/i;

/**
 * Whether a condition in SQL leaves one row: `present` for equality on the table's own id, `unknown` for what may be unique or a
 * list of values, `absent` where many rows can match. `aliases` name the queried table; without any, every `x.id` may be its id.
 */
export function conditionBound(text: string, aliases: readonly string[]): Presence {
  const comparisons = [...text.replace(/'[^']*'/g, '?').matchAll(COMPARISON)];
  if (comparisons.length === 0) return 'unknown';
  const answers = comparisons.map(([, alias, column = '', operator = '', value = '']) => comparisonBound(alias && bare(alias), bare(column), operator.toUpperCase(), value, aliases));
  if (answers.every((answer) => answer === 'absent')) return 'absent';
  return answers.includes('present') && !/\bOR\b/i.test(text) ? 'present' : 'unknown';
}

function comparisonBound(alias: string | undefined, column: string, operator: string, value: string, aliases: readonly string[]): Presence {
  if (operator === 'IN') return 'unknown';
  if (operator !== '=' || FLAG.test(value) || FOREIGN_KEY.test(column)) return 'absent';
  if (value.startsWith('(') || /^(any|some|all)\b/i.test(value)) return 'unknown'; // a list, or what another query finds
  if (!OWN_KEY.test(column)) return 'unknown';
  return alias === undefined || aliases.length === 0 || aliases.includes(alias) ? 'present' : 'absent'; // of a joined table: a foreign key
}

function bare(name: string): string {
  return name.replace(/["`[\]]/g, '');
}
