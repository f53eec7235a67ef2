import type { SchemaRow } from '../frameworks/model.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import type { ApiValue, Value } from '../semantic/values.ts';
import type { Call, Expression } from '../syntax/tree.ts';

/** What the code of a project says about a table. */
export interface TableSchema {
  /** Columns that are unique together. */
  readonly keys: readonly (readonly string[])[];
  /** Whether there may be others, which can't be seen. */
  readonly isOpen: boolean;
}

/** The columns of a table that is made by a call: `pgTable('orders', { id: uuid().primaryKey() }, (order) => [unique().on(order.shop, order.number)])`. */
export function tableSchemaOf(evaluator: Evaluator, table: Value, row: SchemaRow): TableSchema | undefined {
  const made = table.kind === 'api' ? callBehind(table, row) : undefined;
  const call = made?.site?.node;
  if (!made?.site || call?.kind !== 'call') return undefined;
  const columns = call.args[row.schema];
  const [fields] = columns ? evaluator.evaluate(columns, made.site.frame) : [];
  if (fields?.kind !== 'object') return undefined;
  let isOpen = false;
  const keys: string[][] = [];
  for (const property of fields.node.properties) {
    if ('kind' in property || property.key === undefined) isOpen = true;
    else if (chainOf(evaluator.evaluate(property.value, fields.frame)).some((name) => row.uniqueBy.includes(name))) keys.push([property.key]);
  }
  const listed = row.keys && call.args[row.keys.argument];
  if (!row.keys || !listed) return { keys, isOpen };
  const { by, on } = row.keys;
  const fn = listed.kind === 'function' ? made.site.frame.module.functions[listed.id] : undefined;
  if (!fn) return { keys, isOpen: true };
  eachExpressionOf(fn.body, (node) => {
    const fields = node.kind === 'call' ? keyOf(node, by, on) : undefined;
    if (fields) keys.push(fields);
  });
  return { keys, isOpen };
}

/** The call that makes the table, behind methods that give it back. */
function callBehind(table: ApiValue, { model }: SchemaRow): ApiValue | undefined {
  let at: ApiValue | undefined = table;
  while (at && !(matches(model, at) && at.site?.node.kind === 'call' && at.site.node.args.length > 1)) at = at.of;
  return at;
}

/** The methods that a column is made with: of `text().notNull().unique()` they are `text`, `notNull` and `unique`. */
function chainOf(values: readonly Value[]): readonly string[] {
  return values.flatMap((value) => {
    const names: string[] = [];
    for (let at = value.kind === 'api' ? value : undefined; at; at = at.of) if (at.step === 'member') names.push(at.name);
    return names;
  });
}

/** The columns of `primaryKey({ columns: [order.shop, order.number] })` or `unique().on(order.shop, order.number)`. */
function keyOf(node: Call, by: readonly string[], on: string): string[] | undefined {
  const { callee } = node;
  if (callee.kind === 'name' && by.includes(callee.name)) {
    const [options] = node.args;
    const columns = options?.kind === 'object' ? options.properties.flatMap((property) => (!('kind' in property) && property.value.kind === 'array' ? property.value.elements : [])) : node.args;
    return named(columns);
  }
  if (callee.kind !== 'member' || callee.name !== on) return undefined;
  const made = callee.object;
  return made.kind === 'call' && made.callee.kind === 'name' && by.includes(made.callee.name) ? named(node.args) : undefined;
}

function named(columns: readonly Expression[]): string[] | undefined {
  const names = columns.flatMap((column) => (column.kind === 'member' ? [column.name] : []));
  return names.length > 0 && names.length === columns.length ? names : undefined;
}
