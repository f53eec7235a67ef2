import type { UniqueKey } from '../frameworks/model.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Binding, Expression, Module } from '../syntax/tree.ts';
import { copiedFields } from './copied-fields.ts';
import type { QuerySite } from './query-sites.ts';
import { sourceText, type Source } from './source.ts';
import { eachTold } from './write-parts.ts';

/** Values that name one row, by the last part of how they are written. */
const KEY = /(^|\.)(_?id|uuid|sku|email|slug|username)$|[a-z0-9](Id|ID|_id|Uuid|Sku|Email|Slug|Number)$/;
/** Rows that say what happened, or hold what can be had again: one that is missing leaves nothing half done. */
const RECORD_WORDS = new Set(['log', 'logs', 'audit', 'audits', 'event', 'events', 'history', 'histories', 'activity', 'activities', 'outbox', 'trail', 'metric', 'metrics', 'notification', 'notifications', 'analytics', 'visit', 'visits', 'cache', 'caches']);
/** Rows that only let somebody in for a while: whoever lacks one asks for the next. */
const PASSING_WORDS = new Set(['token', 'tokens', 'session', 'sessions', 'otp', 'code', 'codes', 'verification', 'lock', 'challenge']);
/** Rows that remember work until it is done: where one isn't removed, the work is done again. */
const JOURNAL_WORDS = new Set(['operation', 'operations', 'job', 'jobs', 'queue', 'queues', 'pending']);
/** What a variable, a class or a collection is called besides its table. */
const SUFFIX = /(repository|repo|model|collection|dao|entity|table)$/;

export interface RelationTools {
  readonly source: Source;
  /** What the schema says is unique. */
  readonly unique: readonly UniqueKey[];
}

/** A table's name without what it is called besides, in small letters and the singular. */
function tableName({ table }: { readonly table: string }): string {
  return table.toLowerCase().replace(/[^a-z0-9]/g, '').replace(SUFFIX, '').replace(/ies$/, 'y').replace(/s$/, '');
}

/** Whether a write is one of a table, whatever its variable is called besides. */
export function isOfTable(site: QuerySite, table: string): boolean {
  return tableName({ table: writtenTable(site) }) === tableName({ table });
}

/** The table as far as anything names it; of a builder that is made by what stands for a table, that. */
function writtenTable({ row, table, label, fate, model, sql }: QuerySite): string {
  if (sql) return sql.statement.table ?? '';
  const named = fate.chained.find(({ name }) => name === row.tableBy)?.args[0];
  if (named) return named.kind === 'name' || named.kind === 'member' ? named.name : table;
  return row.isBuilder && !row.table && !model.tables ? /^(?:this\.)?(\w+)/.exec(label)?.[1] ?? table : table;
}

function hasWord(site: QuerySite, words: ReadonlySet<string>): boolean {
  return writtenTable(site).split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/).some((word) => words.has(word.toLowerCase()));
}

/** Whether a write only records what happened, or makes what can be asked for again. */
export function isRecord(site: QuerySite): boolean {
  return hasWord(site, RECORD_WORDS) || (site.row.operation === 'delete' && hasWord(site, JOURNAL_WORDS)) || (site.row.operation === 'insert' && hasWord(site, PASSING_WORDS));
}

/** Whether two writes belong together: one uses the row of the other, both say the same key, one's table is named after the other's, or one gives what the other takes. */
export function belongTogether({ source, unique }: RelationTools, first: QuerySite, second: QuerySite): boolean {
  const module = first.frame.module;
  const [one, other] = [first, second].map((site) => tableName({ table: writtenTable(site) }));
  if (one === undefined || other === undefined) return false;
  const shares = sharesRow(module, first, second, unique) || sharesKey(source, module, first, second);
  if (one === other) return sameTable(first, second, shares, sharesKey(source, module, first, second), unique);
  return shares || (one.length > 2 && other.length > 2 && (one.startsWith(other) || other.startsWith(one)));
}

/** In one table: a set that is replaced, rows that refer to each other, an amount that moves. */
function sameTable(first: QuerySite, second: QuerySite, shares: boolean, isOneRow: boolean, unique: readonly UniqueKey[]): boolean {
  const [a, b] = [first.row.operation, second.row.operation];
  if (a === 'update' && b === 'update') return !isOneRow && directionOf(first) * directionOf(second) < 0;
  if (a === 'delete' && b === 'insert') return shares && (first.row.writesMany ?? first.sql ?? first.row.isBuilder) !== undefined && !hasWord(first, PASSING_WORDS);
  return a === 'insert' && b === 'insert' && sharesRow(first.frame.module, first, second, unique);
}

/** 1 for a write that adds to a number, -1 for one that takes from it. */
function directionOf(site: QuerySite): number {
  let direction = 0;
  const row = documentOf(site);
  const judge = (node: Expression): void => {
    if (node.kind === 'object') for (const property of node.properties) if (!('kind' in property)) direction += property.key === 'increment' ? 1 : property.key === 'decrement' ? -1 : 0;
    if (node.kind === 'binary' && (node.left.kind === 'member' || node.right.kind === 'member')) direction += node.operator === '+' ? 1 : node.operator === '-' ? -1 : 0;
    if (node.kind === 'object') for (const property of node.properties) if (!('kind' in property) && property.key === '$inc' && property.value.kind === 'object') for (const held of property.value.properties) if (!('kind' in held)) direction += held.value.kind === 'unary' && held.value.operator === '-' ? -1 : 1;
  };
  if (site.node.kind === 'call' && site.node.callee.kind === 'member') direction += site.node.callee.name === 'increment' ? 1 : site.node.callee.name === 'decrement' ? -1 : 0;
  if (site.sql) direction += directionOfText(site.sql.text.text);
  else eachTold(site, judge);
  if (row) direction += assignedDirection(site, row);
  return direction;
}

/** `SET balance = balance - $1`. */
function directionOfText(text: string): number {
  const [, sign] = /\bset\b[^=]*?([\w.]+)["`\]]?\s*=\s*["`[]?\1["`\]]?\s*([+-])/i.exec(text)?.slice(1) ?? [];
  return sign === '+' ? 1 : sign === '-' ? -1 : 0;
}

/** `from.balance -= amount` before `from.save()`. */
function assignedDirection({ frame }: QuerySite, row: Binding): number {
  let direction = 0;
  const visit = (node: Expression): void => {
    if (node.kind !== 'assign' || node.target.kind !== 'member' || node.target.object.kind !== 'name' || findBinding(frame.module, node.target.object.scope, node.target.object.name) !== row) return;
    const operator = node.operator === '=' && node.value.kind === 'binary' ? `${node.value.operator}=` : node.operator;
    direction += operator === '+=' ? 1 : operator === '-=' ? -1 : 0;
  };
  eachExpressionOf(frame.fn.body, visit);
  return direction;
}

function sharesRow(module: Module, first: QuerySite, second: QuerySite, unique: readonly UniqueKey[]): boolean {
  // What a row hands back as it was told doesn't tie another new row to it.
  const copied = second.row.operation === 'insert' ? copiedFields(first, { isKey: KEY, unique, isOfTable }) : new Set<string>();
  const used = mentionedBy(module, second, copied);
  const usedFirst = mentionedBy(module, first);
  return rowsOf(module, first).some((row) => used.has(row)) || rowsOf(module, second).some((row) => usedFirst.has(row));
}

/** The variables that hold a write's row: what it gives, what it is called on, what it is given to save. */
function rowsOf(module: Module, site: QuerySite): readonly Binding[] {
  const { node, frame, parents } = site;
  const given = module.bindings.filter((binding) => module.scopes[binding.scope]?.fn === frame.fn.id
    && binding.definitions.some((definition) => definition.kind === 'value' && definition.value.start <= node.start && definition.value.end >= node.end));
  const handed = parents.flatMap((parent) => (parent.kind === 'call' && parent.callee.kind === 'member' && parent.callee.name === 'then' ? parent.args : []))
    .flatMap((callback) => (callback.kind === 'function' ? module.functions[callback.id]?.parameters[0]?.bindings ?? [] : []))
    .flatMap((id) => module.bindings[id] ?? []);
  const row = documentOf(site);
  return [...given, ...handed, ...(row ? [row] : []), ...savedBy(module, site)];
}

/** `repository.save(order)`: the row, where that is a variable of the function. */
function savedBy(module: Module, { node, frame }: QuerySite): readonly Binding[] {
  if (node.kind !== 'call') return [];
  return node.args.flatMap((argument) => {
    const binding = argument.kind === 'name' ? findBinding(module, argument.scope, argument.name) : undefined;
    return binding && module.scopes[binding.scope]?.fn === frame.fn.id && binding.definitions.every(({ kind }) => kind === 'value') ? [binding] : [];
  });
}

/** `order.save()`: the variable that the row is in, where there is one. */
export function documentOf({ node, frame, row, sql }: QuerySite): Binding | undefined {
  // A client that is told the table is no row.
  if (row.isBuilder || row.table || sql) return undefined;
  if (row.filter || row.operation === 'insert' || node.kind !== 'call' || node.callee.kind !== 'member' || node.callee.object.kind !== 'name') return undefined;
  const binding = findBinding(frame.module, node.callee.object.scope, node.callee.object.name);
  return binding && frame.module.scopes[binding.scope]?.fn !== 0 ? binding : undefined;
}

/** The variables that a write is told; not where only one of the `copied` fields is read. */
function mentionedBy(module: Module, site: QuerySite, copied?: ReadonlySet<string>): ReadonlySet<Binding> {
  const found = new Set<Binding>();
  const row = documentOf(site);
  if (row) found.add(row);
  const copies = new Set<Expression>();
  if (copied?.size) eachTold(site, (node) => { if (node.kind === 'member' && copied.has(node.name)) copies.add(node.object); });
  eachTold(site, (node) => {
    if (copies.has(node)) return;
    const binding = node.kind === 'name' ? findBinding(module, node.scope, node.name) : undefined;
    if (binding && module.scopes[binding.scope]?.fn !== 0) found.add(binding);
  });
  return found;
}

function sharesKey(source: Source, module: Module, first: QuerySite, second: QuerySite): boolean {
  const keys = keysOf(source, module, first);
  return [...keysOf(source, module, second)].some((key) => keys.has(key));
}

function keysOf(source: Source, module: Module, site: QuerySite): ReadonlySet<string> {
  const found = new Set<string>();
  eachTold(site, (part) => {
    const written = part.kind === 'name' ? part.name : part.kind === 'member' ? sourceText(source, module, part) : '';
    if (KEY.test(written)) found.add(written);
  });
  return found;
}

