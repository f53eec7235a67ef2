import type { InsertRow, KeyedReadRow } from './batches.ts';
import type { WriteParts } from './transactions.ts';
import type { ApiPath } from '../../semantic/api-path.ts';
import type { Slot } from '../model.ts';
import type { Versions } from './promises.ts';
import type { SqlSlot } from './sql.ts';
import type { ColumnFilters, RangeRow } from './stores.ts';

export type Operation = 'read' | 'insert' | 'update' | 'delete' | 'raw';

/** Whether an operation changes data; of raw text nobody knows. */
export function isWrite(operation: Operation): boolean {
  return operation === 'insert' || operation === 'update' || operation === 'delete';
}

export interface QueryRow extends WriteParts {
  readonly at: ApiPath;
  readonly operation: Operation;
  /** `many`: as many rows as the query finds, where nothing bounds it; of a `read` that gives a number, `one`. */
  readonly returns: 'one' | 'many' | 'nothing';
  /** It gives a list, though one that doesn't grow with the table: groups, rows by their keys, what belongs to one row. */
  readonly isList?: boolean;
  /** Where the filter stands, for equality on a unique field. */
  readonly filter?: Slot;
  /** Methods of the chain that filter, by fields or by a condition in SQL. */
  readonly filterBy?: readonly string[];
  /** It is asked of one row, or told its key: rows are left out, whatever else it is told. */
  readonly isOfRow?: boolean;
  /** The entity or table, where it is an argument of the call itself. */
  readonly table?: Slot;
  /** What is written stands in an argument: of the call itself, or of methods before it: `em.persist(order).flush()`. Its class is the table. */
  readonly written?: { readonly argument?: number; readonly before?: readonly string[] };
  /** Every place where a bound may be written; the first is the one that a fix writes. */
  readonly limits?: readonly Slot[];
  /** With these a limit that is a text stays one in the query, and the database refuses that. */
  readonly refusesTextLimits?: readonly Versions[];
  /** Methods of the chain that turn the query into one that needs no bound: `.countDocuments()`, `.cursor()`. */
  readonly boundedBy?: readonly string[];
  /** Methods of the chain that make groups of the rows; how many, the data says, and not the query. */
  readonly groupedBy?: readonly string[];
  /** Builders that the library's own calls are given are parts of the query that those build. `by`: so are those that end in one of these; `runBy`: methods that run what they are given. */
  readonly partOf?: { readonly by: readonly string[]; readonly runBy: readonly string[] };
  /** Aggregations: stages after which the number of rows no longer follows the table's. */
  readonly boundedByStages?: readonly string[];
  /** What is selected, and calls which may stand for an aggregate among it: `attributes: [[fn('SUM', …), 'total']]` is one row. */
  readonly aggregates?: { readonly selected: Slot & { readonly slot: 'option' }; readonly by: ApiPath };
  /** The stage that filters: a pipeline that begins with it has the rows that it leaves. */
  readonly filterStage?: string;
  /** The call gives a builder: it runs when awaited, and can be built on until then. */
  readonly isBuilder?: boolean;
  /** The builder is a cursor: awaiting it gives it back, and only what `runs` names reads it. */
  readonly isCursor?: boolean;
  /** Each call gives a builder of its own, and leaves the one that it is made on as it is. */
  readonly isImmutable?: boolean;
  /** The method of the chain that takes options as an object. */
  readonly optionsBy?: string;
  /** A bound of zero is none. */
  readonly zeroIsNone?: boolean;
  /** The query is text: what it does and whether it is bounded stands there. `returns` says what the call gives of a `SELECT`. */
  readonly sql?: SqlSlot;
  /** Methods of the chain that run the builder, after which nothing can be added. */
  readonly runs?: readonly string[];
  /** Methods of the chain that give one row, but read every row that matches. */
  readonly oneBy?: readonly string[];
  /** Methods of the chain that give one row, a number or an answer, and read no more than that. */
  readonly singleBy?: readonly string[];
  /** The model's schema is held against what is written, field by field. */
  readonly checksFields?: boolean;
  /** Methods of the chain that hold conditions of the form `where('id', '=', 1)` or `where(eq(orders.id, 1))`; with this, `filterBy` says that rows are left out, and not how many. */
  readonly conditions?: ConditionMethods;
  /** Methods of the chain that make it the query of another row: `knex('orders').insert(order)`. */
  readonly otherwiseBy?: readonly string[];
  /** Calls of the chain before this one belong to the query too: `db.select({ total: count() }).from(orders)`. */
  readonly hasCallsBefore?: boolean;
  /** Functions among the arguments build parts of the query, and get no result: `where((builder) => …)`. */
  readonly takesFunctions?: boolean;
  /** What makes a table of a query: the method that gives one, and those before the query that name one. Its rows are that query's. */
  readonly derived?: { readonly by: readonly string[]; readonly named: readonly string[] };
  /** Methods of the chain that say what is selected, and the functions that make one row of many there. */
  readonly selects?: { readonly by: readonly string[]; readonly aggregates: readonly string[] };
  /** The query is an object that is made here and sent from wherever: `new ScanCommand({ TableName })`. */
  readonly isMade?: boolean;
  /** It runs when what it was put into is sent, with all else in there: `batch.set(order, …)`, `pipeline.get(key)`. */
  readonly isQueued?: boolean;
  /** What it gives, in the singular, where that isn't called a row: `key`, `document`. */
  readonly unit?: string;
  /** The server gives a page where none is asked for, and no call asks for more than it allows. */
  readonly isPaged?: boolean;
  /** An option with which rows that are alike in some columns are one: their number doesn't follow the table's. */
  readonly mergedBy?: Slot & { readonly slot: 'option' };
  /** An option that leaves no rows to bound when it is switched on: `{ head: true }`. */
  readonly switchedBy?: Slot & { readonly slot: 'option' };
  /** Where the server stops, whatever is asked for, without an error; a setting may have been changed. */
  readonly cap?: { readonly text: string; readonly isSetting: boolean };
  /** Methods before or behind the query that filter by a column which is their first argument. */
  readonly columns?: ColumnFilters;
  /** A range that the arguments name: `lrange(key, 0, -1)`. */
  readonly range?: RangeRow;
  /** The argument that names what is read whole, where a computed one (`user:${id}`) may be that of a single record. */
  readonly record?: number;
  /** Calls of one tick are sent as one query: those of resolvers that run side by side. https://www.prisma.io/docs/orm/prisma-client/queries/query-optimization-performance */
  readonly isMerged?: boolean;
  /** Calls that find one row by a key, by the method's name; `*` where the call itself has none. */
  readonly byKeys?: Readonly<Record<string, KeyedReadRow>>;
  /** Calls that make one row of an object, by the method's name. */
  readonly inserts?: Readonly<Record<string, InsertRow>>;
}

/**
 * Methods of a chain by what their conditions can leave: `equalities` one row, `lists` as many as are listed, `ranges` any number; `texts` hold SQL.
 * Those of `alternatives` let in rows that the others leave out.
 */
export interface ConditionMethods {
  readonly equalities: readonly string[];
  readonly lists: readonly string[];
  readonly ranges: readonly string[];
  readonly texts: readonly string[];
  readonly alternatives: readonly string[];
}

/** Functions that make conditions, by their names on `of` and on what a condition that is written as a function is given. */
export interface OperatorRow {
  readonly of: ApiPath;
  readonly equal: readonly string[];
  readonly all: readonly string[];
  readonly any: readonly string[];
  readonly lists: readonly string[];
  readonly ranges: readonly string[];
}

export interface SchemaRow {
  /** What is asked for queries. */
  readonly model: ApiPath;
  /** The schema among the arguments of that call, and the fields among the schema's; without the second, the schema is the fields. */
  readonly schema: number;
  readonly fields?: number;
  /** Options of a field that say that many rows may hold the same value, or only one. */
  readonly sharedBy: readonly string[];
  readonly uniqueBy: readonly string[];
  /** The argument that holds keys of several fields: `(order) => [primaryKey({ columns: [order.shop, order.number] })]`, and what makes them. */
  readonly keys?: { readonly argument: number; readonly by: readonly string[]; readonly on: string };
}
