import type { Presence } from '../concepts/presence.ts';
import type { ColumnFilters, RangeRow } from '../frameworks/vocabulary/stores.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { literalText } from '../semantic/value-sets.ts';
import type { ApiValue, Frame, Value } from '../semantic/values.ts';
import type { Call, Expression } from '../syntax/tree.ts';
import { FOREIGN_KEY } from './condition-text.ts';
import { isOwnKey } from './filter-keys.ts';

/** A call of a chain, with the frame that its arguments stand in. */
export interface Link {
  readonly name: string;
  readonly args: readonly Expression[];
  readonly frame: Frame;
}

/** The calls that a value was made by, the last one first: what was called before it was read. */
export function linksBefore(value: ApiValue): readonly Link[] {
  const links: Link[] = [];
  for (let at: ApiValue | undefined = value; at; at = at.of) {
    if (at.step === 'call' && at.of?.step === 'member' && at.site?.node.kind === 'call') links.push({ name: at.of.name, args: at.site.node.args, frame: at.site.frame });
  }
  return links;
}

const OWN_KEYS = new Set(['id', '_id', 'uuid', '__name__']);
const EQUALS = new Set(['==', '=', 'eq']);
const LISTS = new Set(['in', 'array-contains-any']);

/** What a filter by one column leaves: one row by the own id; of another column nobody knows, unless many share its values. */
export function columnBound(evaluator: Evaluator, columns: ColumnFilters | undefined, { name, args, frame }: Link, table: string): Presence {
  if (!columns || columns.others.includes(name)) return 'absent';
  if (columns.lists.includes(name)) return 'unknown';
  const [first, second, third] = args;
  if (!first) return 'absent';
  const operator = columns.compares.includes(name) && second ? literalText(evaluator.evaluate(second, frame)) : '=';
  if (operator === undefined || LISTS.has(operator)) return 'unknown';
  if (!EQUALS.has(operator)) return 'absent';
  const column = literalText(evaluator.evaluate(first, frame));
  if (column === undefined) return 'unknown';
  if (OWN_KEYS.has(column)) return 'present';
  const compared = columns.compares.includes(name) ? third : second;
  const isFlag = compared !== undefined && evaluator.evaluate(compared, frame).every((value) => value.kind === 'literal' && (typeof value.value === 'boolean' || value.value === null));
  return isFlag || (FOREIGN_KEY.test(column) && !isOwnKey(column, table)) ? 'absent' : 'unknown';
}

/** Whether a range has an end: `0, 99` has, `0, -1` hasn't, and of what isn't written here nobody knows. */
export function rangeBound(evaluator: Evaluator, range: RangeRow, node: Call, frame: Frame): Presence {
  const args = node.args.filter((argument) => argument.kind !== 'function'); // a callback, in old versions
  const values = args.map((argument) => (argument.kind === 'spread' ? undefined : soleLiteral(evaluator.evaluate(argument, frame))));
  if (values.some((value) => typeof value === 'string' && value.toUpperCase() === range.word)) return 'present';
  const [from, to] = [values[range.from], values[range.to]];
  if (from === undefined || to === undefined) return 'unknown';
  if (values.slice(Math.max(range.from, range.to) + 1).includes(undefined)) return 'unknown'; // options may hold a count
  if (range.whole.some(([first, last]) => String(first) === String(from) && String(last) === String(to))) return 'absent';
  if (!range.isCounted) return 'unknown';
  const [first, last] = [Number(from), Number(to)];
  if (Number.isNaN(first) || Number.isNaN(last)) return 'unknown';
  return first < 0 === last < 0 ? 'present' : 'absent'; // from one end to a place that is counted from the other: all but so many
}

function soleLiteral(values: readonly Value[]): string | number | undefined {
  const [only] = values;
  return values.length === 1 && only?.kind === 'literal' && (typeof only.value === 'string' || typeof only.value === 'number') ? only.value : undefined;
}

/** Of several possible filters, the one that leaves the fewest rows. */
export function strictest(answers: readonly Presence[]): Presence {
  return answers.includes('present') ? 'present' : answers.includes('unknown') ? 'unknown' : 'absent';
}

/** Whether a switch is on. */
export function switchState(values: readonly Value[]): Presence {
  return merge(values.map((value) => (value.kind !== 'literal' ? 'unknown' : value.value === true ? 'present' : 'absent')));
}

/** What several possible values say together. */
export function merge(answers: readonly Presence[]): Presence {
  if (answers.every((answer) => answer === 'absent')) return 'absent';
  return answers.every((answer) => answer === 'present') ? 'present' : 'unknown';
}
