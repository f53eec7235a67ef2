import type { Presence } from '../concepts/presence.ts';
import type { FrameworkModel, SchemaRow, UniqueKey } from '../frameworks/model.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { ApiValue, Frame, Value } from '../semantic/values.ts';
import type { Expression, Property } from '../syntax/tree.ts';
import { conditionBound, FOREIGN_KEY } from './condition-text.ts';
import type { EagerField } from './eager-fields.ts';
import { COMBINING, isDeclaredList, isList, isOwnKey } from './filter-keys.ts';
import { strictest } from './query-bounds.ts';
import type { SqlKeyCache } from './sql-keys.ts';
import { argumentValues } from './table-names.ts';

/** What is queried: its table, and what the callee may be (`models.Order || model('Order', schema)`). */
export interface Queried {
  readonly table: string;
  readonly values: readonly ApiValue[];
  readonly schema: SchemaRow | undefined;
  readonly comparisons: FrameworkModel['comparisons'];
  /** Whether of what is found only the first is taken. */
  readonly isFirstTaken: () => boolean;
}

/** What schemas and entities say of the rows that a field finds. */
export interface TableKeys {
  readonly unique: readonly UniqueKey[];
  /** Fields by which a parent loads all its rows whenever it is loaded itself. */
  readonly eager: readonly EagerField[];
  /** What the project's SQL says, by the texts that say it. */
  readonly inSql: SqlKeyCache;
}

export interface FilterFields {
  /** How many rows a filter leaves: fields, alternatives, a condition in SQL; `otherwise` for what can't be read. */
  leftBy(value: Value, queried: Queried, otherwise: Presence, aliases: readonly string[]): Presence;
  /** How many rows the fields of an object leave. */
  ofObject(value: Value & { kind: 'object' }, queried: Queried): Presence;
}

/** Judges filters that are written as data, by the fields that they fix. */
export function createFilterFields(evaluator: Evaluator, { unique, eager }: Pick<TableKeys, 'unique' | 'eager'>): FilterFields {
  const uniqueByTable = new Map<string, (readonly string[])[]>();
  for (const { table, fields } of unique) uniqueByTable.set(table, [...(uniqueByTable.get(table) ?? []), fields]);

  function leftBy(value: Value, queried: Queried, otherwise: Presence, aliases: readonly string[]): Presence {
    if (value.kind === 'object') return ofObject(value, queried);
    if (value.kind === 'literal' && typeof value.value === 'string') return conditionBound(value.value, aliases);
    if (value.kind !== 'array') return otherwise;
    const alternatives = value.elements.map((element) => strictest(evaluator.argument(element).map((one) => (one.kind === 'object' ? ofObject(one, queried) : 'absent'))));
    return alternatives.length === 0 || alternatives.includes('absent') ? 'absent' : alternatives.every((answer) => answer === 'present') ? 'present' : 'unknown';
  }

  function ofObject(value: Value & { kind: 'object' }, queried: Queried): Presence {
    const keys = uniqueByTable.get(queried.table);
    const fixed = new Set<string>();
    let answer: Presence = 'absent';
    for (const property of value.node.properties) {
      if ('kind' in property) continue;
      if (isAnyOf(property, value.frame, queried)) answer = 'unknown';
      if (property.key === undefined) continue;
      const own = equalityOf(property.key, property.value, value.frame, queried);
      if (isEager(property.key, queried) && (own === 'present' || isRowOf(property.value, value.frame, queried))) answer = 'unknown'; // no more than are loaded anyway
      if (own === 'present') fixed.add(property.key);
      if (own === 'unknown' || (own === 'present' && (!keys || queried.isFirstTaken()) && !isSharedByMany(property.key, property.value, value.frame, queried))) answer = 'unknown';
    }
    const isUnique = ['_id', 'id', 'uuid'].some((field) => fixed.has(field)) || [...fixed].some((field) => fieldSays(queried, field, 'uniqueBy')) || (keys ?? []).some((fields) => fields.every((field) => fixed.has(field)));
    return isUnique ? 'present' : answer;
  }

  function isEager(field: string, { table }: Queried): boolean {
    return eager.some((one) => one.table === table && one.field === field);
  }

  /** The row of another table, by what it holds: `{ media: { id } }`. */
  function isRowOf(expression: Expression, frame: Frame, queried: Queried): boolean {
    return expression.kind === 'object' && expression.properties.length > 0
      && expression.properties.every((property) => !('kind' in property) && property.key !== undefined && equalityOf(property.key, property.value, frame, queried) === 'present');
  }

  /** Alternatives, each of which may find one row: `{ [Op.or]: [{ email }, { name }] }`. */
  function isAnyOf(property: Property, frame: Frame, queried: Queried): boolean {
    if (operatorOf(property, frame) !== 'or' || property.value.kind !== 'array') return false;
    return property.value.elements.every((one) => evaluator.evaluate(one, frame).every((value) => value.kind === 'object' && ofObject(value, queried) !== 'absent'));
  }

  /** An operator by the name that it goes under in every library: `$in`, `in`, `[Op.in]`. */
  function operatorOf({ key, computed }: Property, frame: Frame): string | undefined {
    const [origin] = key === undefined && computed ? evaluator.evaluate(computed, frame) : [];
    return (origin?.kind === 'api' ? origin.name : key)?.replace('$', '').toLowerCase();
  }

  /** What the schema in code says of a field, where it can be seen. */
  function fieldSays({ values, schema }: Queried, field: string, what: 'sharedBy' | 'uniqueBy'): boolean {
    if (!schema) return false;
    const made = values.map((value) => {
      let at: ApiValue | undefined = value;
      while (at && !matches(schema.model, at)) at = at.of;
      return at;
    });
    const fields = made.flatMap((one) => argumentValues(evaluator, one, schema.schema)).flatMap((one) => (schema.fields === undefined ? [one] : one.kind === 'api' ? argumentValues(evaluator, one, schema.fields) : []));
    return fields.some((one) => one.kind === 'object' && evaluator.member(one, field).some((definition) => definition.kind === 'object' && definition.node.properties.some((property) => !('kind' in property) && property.key !== undefined && schema[what].includes(property.key))));
  }

  /** Without a schema an equality may be on something unique; on a foreign key or a flag it isn't. */
  function isSharedByMany(key: string, expression: Expression, frame: Frame, queried: Queried): boolean {
    return fieldSays(queried, key, 'sharedBy') || (FOREIGN_KEY.test(key) && !isOwnKey(key, queried.table)) || evaluator.evaluate(expression, frame).every((value) => value.kind === 'literal' && typeof value.value === 'boolean');
  }

  /** Whether a filter fixes a field to one value; `unknown` for a list of values. */
  function equalityOf(key: string, expression: Expression, frame: Frame, { comparisons }: Queried): Presence {
    if (expression.kind === 'object') {
      const operators = expression.properties.map((property) => ('kind' in property ? undefined : operatorOf(property, frame)));
      if (operators.includes('in')) return 'unknown';
      return operators.length === 1 && (operators[0] === 'equals' || operators[0] === 'eq') ? 'present' : 'absent';
    }
    const values = evaluator.evaluate(expression, frame);
    if (values.every((value) => value.kind === 'literal' && value.value === undefined)) return 'absent'; // Prisma drops undefined filters
    if (comparisons && values.some((value) => value.kind === 'api' && matches(comparisons.lists, value))) return 'unknown';
    if (comparisons && values.every((value) => value.kind === 'api' && matches(comparisons.ranges, value))) return 'absent';
    if ((values.some(isList) || isDeclaredList(evaluator, expression, frame)) && !COMBINING.has(key.replace('$', '').toLowerCase())) return 'unknown'; // as many rows as the list says, or fewer
    if (values.some((value) => value.kind === 'object' || value.kind === 'array')) return key === '_id' || key === 'id' ? 'unknown' : 'absent';
    return 'present';
  }

  return { leftBy, ofObject };
}
