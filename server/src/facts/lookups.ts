import type { Evaluator } from '../semantic/evaluate.ts';
import type { ObjectValue } from '../semantic/values.ts';
import type { Expression } from '../syntax/tree.ts';
import { isOwnKey } from './filter-keys.ts';
import type { Origin, Origins, Source } from './origins.ts';
import type { QuerySite } from './query-sites.ts';

/** Names of a table's own key, and of what stands for it. */
const OWN_KEY = /^(_?id|uuid|guid|pk)$/i;

/** Calls that give a number or an answer, and no row. */
const COUNTING = /^(count|exists?|estimated|sum|average|avg|min|max|minimum|maximum|aggregate|distinct|groupBy)/;

/** Calls that may be given a key in the place of a filter. */
const TAKES_KEY = /by_?(id|pk|key)|^(findOne|findOneOrFail|delete|update|softDelete|restore|remove|get)$/i;

/** What only somebody can know who was told: with it beside the key, the row isn't anybody's to name. */
const SECRET = /code|token|secret|hash|otp|passw|signature/i;

/** What a caller may name a row by. */
const CHOSEN = new Set(['params', 'query', 'body', 'arguments']);

/** What the filter of a query is made of. */
export function lookedUpBy(origins: Origins, site: QuerySite): Origin {
  const filter = filterOf(site);
  return filter ? origins.of(filter.argument, site.frame, filter.path) : [];
}

/** Whether a query is about the one row that the caller names by its key, and by nothing else. */
export function isNamedByCaller(evaluator: Evaluator, origins: Origins, site: QuerySite): boolean {
  const { node, row, frame } = site;
  const filter = filterOf(site);
  if (!filter || node.kind !== 'call' || row.returns === 'many' || row.operation === 'raw' || row.operation === 'insert') return false;
  if (node.callee.kind === 'member' && COUNTING.test(node.callee.name)) return false;
  const held = origins.of(filter.argument, frame, filter.path);
  if (!held.some(isChosen) || !held.every(isChosen) || held.some((source) => isChosen(source) && SECRET.test(source.key ?? ''))) return false;
  const values = evaluator.evaluate(filter.argument, frame);
  const objects = values.flatMap((value) => (value.kind === 'object' ? [value] : []));
  if (objects.length === 0) return filter.path.length === 0 && isKeyItself(node.callee, held);
  const filters = objects.flatMap((object) => filter.path.reduce<readonly ObjectValue[]>((current, key) => current.flatMap((one) => membersOf(evaluator, one, key)), [object]));
  return filters.length > 0 && filters.every((one) => isFixed(evaluator, origins, one, site));
}

/** `findById(req.params.id)`: a call that takes a key, and what callers name a key by. */
function isKeyItself(callee: Expression, held: Origin): boolean {
  return callee.kind === 'member' && TAKES_KEY.test(callee.name) && held.every((source) => isChosen(source) && source.key !== undefined && /(id|key|uuid|slug|\*)$/i.test(source.key));
}

/** Whether a filter fixes the table's own key to what the caller says. */
function isFixed(evaluator: Evaluator, origins: Origins, filter: ObjectValue, site: QuerySite): boolean {
  const inner = membersOf(evaluator, filter, 'where');
  if (inner.length > 0) return inner.every((one) => isFixed(evaluator, origins, one, site));
  return filter.node.properties.some((property) => {
    if ('kind' in property || property.key === undefined) return false;
    const isKey = OWN_KEY.test(property.key) || (/(Id|_id|ID)$/.test(property.key) && isOwnKey(property.key, site.table));
    return isKey && isEquality(property.value) && origins.of(property.value, filter.frame).some(isChosen);
  });
}

/** A value, or an operator that asks for one: `{ $ne: id }` is about all other rows. */
function isEquality(value: Expression): boolean {
  return value.kind !== 'array' && (value.kind !== 'object' || value.properties.every((property) => !('kind' in property) && /^\$?(eq|equals)$/.test(property.key ?? '')));
}

function membersOf(evaluator: Evaluator, object: ObjectValue, key: string): readonly ObjectValue[] {
  return evaluator.member(object, key).flatMap((value) => (value.kind === 'object' ? [value] : []));
}

export function isChosen(source: Source): source is Source & { from: 'input' } {
  return source.from === 'input' && CHOSEN.has(source.of);
}

interface Filter {
  readonly argument: Expression;
  /** The way to the filter inside the argument; without one the argument is the filter, or the key itself. */
  readonly path: readonly string[];
}

/** Where a query's filter is written. */
function filterOf({ row, node }: QuerySite): Filter | undefined {
  const { filter } = row;
  if (!filter || node.kind !== 'call') return undefined;
  if (filter.slot === 'argument') {
    const argument = node.args[filter.index];
    return argument && { argument, path: [] };
  }
  if (filter.slot !== 'option') return undefined;
  const argument = node.args[filter.index];
  if (!argument) return undefined;
  // `findByPk(id)` and `find({ where })` share a row: what is written as an object holds the filter by its name.
  return argument.kind === 'object' ? { argument, path: [filter.key] } : { argument, path: [] };
}
