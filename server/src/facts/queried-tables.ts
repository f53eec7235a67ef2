import type { FrameworkModel, QueryRow } from '../frameworks/model.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { literalText } from '../semantic/value-sets.ts';
import type { ApiValue, Frame, Value } from '../semantic/values.ts';
import type { Call, Expression, Template } from '../syntax/tree.ts';
import type { ConditionedTable } from './builder-conditions.ts';
import { callsBefore } from './query-chain.ts';
import { tableSchemaOf } from './table-schema.ts';

export interface QueriedTables {
  /** The table that an argument names: by its name, by a class, by what the project's schema makes, else as the code calls it. */
  nameOf(argument: Expression, model: FrameworkModel, frame: Frame): string | undefined;
  /** Whether an argument that should name a table stands for a query, of which nobody knows the table: what it is called is no table's name. */
  isUnnamed(argument: Expression, model: FrameworkModel, row: QueryRow, value: ApiValue, frame: Frame, name: string): boolean;
  /** What conditions have to know of a query's table. */
  tableIn(model: FrameworkModel, row: QueryRow, values: readonly ApiValue[], node: Call | Template, frame: Frame, table: string): ConditionedTable;
}

export function createQueriedTables(evaluator: Evaluator): QueriedTables {
  function nameOf(argument: Expression, model: FrameworkModel, frame: Frame): string | undefined {
    const values = evaluator.evaluate(argument, frame);
    const [only] = values;
    if (values.length === 1 && only?.kind === 'class') return only.node.name;
    const named = literalText(values);
    if (named !== undefined) return withoutAlias(named);
    const [first] = only?.kind === 'array' ? only.elements : [];
    const listed = first && literalText(evaluator.argument(first));
    if (listed !== undefined) return withoutAlias(listed);
    const inner = values.length === 1 && only?.kind === 'api' ? innerName(only, model) : undefined;
    if (inner !== undefined) return inner;
    const aliased = argument.kind === 'object' ? argument.properties[0] : undefined;
    if (aliased && !('kind' in aliased)) return nameOf(aliased.value, model, frame);
    const made = values.flatMap((value) => (value.kind === 'api' ? declaredName(value, model) ?? madeName(value, model.tables) : []));
    return made[0] ?? (argument.kind === 'name' || argument.kind === 'member' ? argument.name : undefined);
  }

  /** Tables that are values of the code go by what the code calls them, as `db.query.orders` does; aliases are called after them. */
  function declaredName(value: ApiValue, { schema }: FrameworkModel): string[] | undefined {
    if (!schema || !value.site || !matches(schema.model, value)) return undefined;
    const { node, frame } = value.site;
    const binding = frame.module.bindings.find((one) => one.definitions.some((definition) => definition.kind === 'value' && definition.value === node && definition.path.length === 0));
    return binding && [binding.name];
  }

  /** The table of a query that stands in a table's place: `knex('orders').where({ open: true }).as('open')`, `db.$with('open').as(query)`. */
  function innerName(value: ApiValue, model: FrameworkModel): string | undefined {
    const { queries = [] } = model;
    if (!queries.some(({ derived }) => derived && isGivenBy(value, derived.by))) return undefined;
    const [query] = value.site?.node.kind === 'call' ? value.site.node.args : [];
    const handed = query && value.site ? evaluator.evaluate(query, value.site.frame).flatMap((one) => (one.kind === 'api' ? [one] : [])) : [];
    const [name] = [value, ...handed].flatMap((made) => askedName(made, model) ?? []);
    return name;
  }

  /** The table that one of the calls which made a query names. */
  function askedName(value: ApiValue, model: FrameworkModel): string | undefined {
    for (let at: ApiValue | undefined = value; at; at = at.of) {
      const { of: callee, site } = at;
      const row = at.step === 'call' && callee ? model.queries?.find(({ at: path, table }) => table?.slot === 'argument' && matches(path, callee)) : undefined;
      const argument = row?.table?.slot === 'argument' && site?.node.kind === 'call' ? site.node.args[row.table.index] : undefined;
      if (argument && site) return nameOf(argument, model, site.frame);
    }
    return undefined;
  }

  /** The name that a table was made with. */
  function madeName(value: ApiValue, tables: FrameworkModel['tables']): string[] {
    const name = tables && matches(tables, value) && value.site?.node.kind === 'call' ? value.site.node.args[0] : undefined;
    const text = name && value.site ? literalText(evaluator.evaluate(name, value.site.frame)) : undefined;
    return text === undefined ? [] : [text];
  }

  function tableIn(model: FrameworkModel, row: QueryRow, values: readonly ApiValue[], node: Call | Template, frame: Frame, table: string): ConditionedTable {
    const argument = row.table?.slot === 'argument' && node.kind === 'call' ? node.args[row.table.index] : undefined;
    const { schema: how } = model;
    const [schema] = how ? tablesOf(argument, values, frame).map((value) => tableSchemaOf(evaluator, value, how)) : [];
    const isDerived = row.derived !== undefined && argument !== undefined && isMadeOfQuery(argument, row.derived, values, frame, table);
    return { model, table, isDerived, aliases: argument ? aliasesOf(argument, frame) : [], ...(schema && { schema }) };
  }

  /** `from(recent)`, where that is `db.select().from(orders).limit(10).as('recent')`. */
  function isMadeOfQuery(argument: Expression, { by, named }: NonNullable<QueryRow['derived']>, values: readonly ApiValue[], frame: Frame, table: string): boolean {
    const made = evaluator.evaluate(argument, frame);
    if (made.some((value) => value.kind === 'function' || (value.kind === 'api' && isGivenBy(value, by)))) return true;
    return values.flatMap(callsBefore).some(({ name, args: [first], frame: own = frame }) => named.includes(name) && first !== undefined && literalText(evaluator.evaluate(first, own)) === table);
  }

  function tablesOf(argument: Expression | undefined, values: readonly ApiValue[], frame: Frame): readonly Value[] {
    return argument ? evaluator.evaluate(argument, frame) : values.flatMap(relationalTable);
  }

  /** `db.query.orders` is what the schema that the client was made with calls so. */
  function relationalTable(value: ApiValue): readonly Value[] {
    const name = value.of?.step === 'member' ? value.of.name : undefined;
    for (let at: ApiValue | undefined = value; at && name !== undefined; at = at.of) {
      const { site } = at;
      for (const argument of site?.node.kind === 'call' ? site.node.args : []) {
        const schemas = site ? evaluator.evaluate(argument, site.frame).flatMap((options) => (options.kind === 'object' ? evaluator.member(options, 'schema') : [])) : [];
        const found = schemas.flatMap((schema) => evaluator.member(schema, name)).filter((one) => one.kind === 'api');
        if (found.length > 0) return found;
      }
    }
    return [];
  }

  /** `knex('orders as o')`, `knex({ o: 'orders' })`. */
  function aliasesOf(argument: Expression, frame: Frame): readonly string[] {
    if (argument.kind === 'object') return argument.properties.flatMap((property) => (!('kind' in property) && property.key !== undefined ? [property.key] : []));
    const alias = / as (\w+)$/i.exec(literalText(evaluator.evaluate(argument, frame)) ?? '')?.[1];
    return alias === undefined ? [] : [alias];
  }

  function isUnnamed(argument: Expression, model: FrameworkModel, { derived }: QueryRow, value: ApiValue, frame: Frame, name: string): boolean {
    if (!derived || !isMadeOfQuery(argument, derived, [value], frame, name)) return false;
    return !evaluator.evaluate(argument, frame).some((one) => one.kind === 'api' && innerName(one, model) !== undefined);
  }

  return { nameOf, isUnnamed, tableIn };
}

function isGivenBy(value: ApiValue, methods: readonly string[]): boolean {
  return value.step === 'call' && value.of !== undefined && methods.includes(value.of.name);
}

function withoutAlias(name: string): string {
  return name.replace(/ (as )?\w+$/i, '');
}
