import { isWrite } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { bodiesOf, eachExpressionOf, expressionsOf, partsOf } from '../semantic/returns.ts';
import type { Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { TextEdit } from '../syntax/text.ts';
import { holds } from '../syntax/places.ts';
import type { Call, Expression, FunctionNode, Place, Statement } from '../syntax/tree.ts';
import { keyedRead, type KeyedRead } from './keyed-reads.ts';
import { chainTo } from './library-batches.ts';
import type { LoopAround } from './loops.ts';
import type { QueryFinder, QuerySite } from './query-sites.ts';
import { indentAt, insertion, styleOf, type Source } from './source.ts';

export interface BatchTools {
  readonly evaluator: Evaluator;
  readonly source: Source;
  readonly queries: QueryFinder;
}

/** The list that a loop walks, and the name of its item. */
export interface Walk {
  readonly list: Expression;
  readonly item: string;
}

/** Names for what the new code holds: free in the function that it stands in. */
interface Names {
  readonly rows: string;
  readonly row: string;
  readonly found: string;
}

/**
 * One query by all keys instead of one for each item. `undefined` where the code has another shape than those of which it is known
 * that they give the same.
 */
export function batchEdits(tools: BatchTools, site: QuerySite | undefined, loop: LoopAround): readonly TextEdit[] | undefined {
  if (!site || site.node.kind !== 'call') return undefined;
  const read = keyedRead(tools.evaluator, tools.source, site);
  const walk = read && walkOf(loop, site);
  if (!read || !walk || !isPlain(walk.list) || !isOf(read.key, walk.item)) return undefined;
  return handedOn(tools, site, loop, read, walk) ?? hoisted(tools, site, loop, read, walk);
}

/** `for (const post of posts)`, `posts.map((post) => …)`. */
export function walkOf({ statement, call, list, frame }: LoopAround, site: QuerySite): Walk | undefined {
  if (!list) return undefined;
  if (statement) {
    const [id] = statement.bindings;
    const binding = statement.form === 'of' && !statement.awaits && statement.bindings.length === 1 && id !== undefined ? frame.module.bindings[id] : undefined;
    const [definition] = binding?.definitions ?? [];
    const isWhole = binding?.definitions.length === 1 && definition?.kind === 'element' && definition.path.length === 0;
    return isWhole && site.frame.fn === frame.fn ? { list, item: binding.name } : undefined;
  }
  const { fn } = site.frame;
  const [parameter] = fn.parameters;
  const isMap = call?.callee.kind === 'member' && call.callee.name === 'map' && call.args.length === 1 && site.frame.parent === frame && fn.parameters.length === 1;
  return isMap && parameter?.name !== undefined ? { list, item: parameter.name } : undefined;
}

/** `Promise.all(posts.map((post) => find(post.authorId)))`, wherever it stands: the rows in the order of the list. */
function handedOn({ source }: BatchTools, site: QuerySite, { call, frame }: LoopAround, read: KeyedRead, walk: Walk): readonly TextEdit[] | undefined {
  if (!call || onlyValueOf(site.frame.fn) !== read.whole) return undefined;
  const around = chainTo(frame.fn.body, call);
  const all = around.at(-1);
  if (!all || !isWaitedForAll(all) || (read.row.failsForNone && around.at(-2)?.kind !== 'await')) return undefined;
  const { file } = frame.module;
  const names = freeNames(textOf(source, frame, frame.fn));
  if (!names) return undefined;
  const list = textOf(source, frame, walk.list);
  const query = `${read.many(keysOf(source, frame, read, walk))}.then((${names.rows}) => {\n  const ${names.found} = ${mapOf(read, names.rows, names)};\n  return ${list}.map((${walk.item}) => ${lookup(source, frame, read, names)});\n})`;
  const text = query.replace(/\n/g, `${styleOf(source.text(file)).newline}${indentAt(source.text(file), all.start)}`);
  return [...read.imports, { at: { file, start: all.start, end: all.end }, text: read.row.failsForNone ? `(${list}.length === 0 ? [] : ${text})` : text }];
}

/** All rows are read before the loop, which looks them up: only where it would have read each at its beginning, come what may. */
function hoisted(tools: BatchTools, site: QuerySite, loop: LoopAround, read: KeyedRead, walk: Walk): readonly TextEdit[] | undefined {
  const { source } = tools;
  const { frame } = loop;
  const [first] = loop.statement?.body ?? site.frame.fn.body;
  const waited = chainTo(site.frame.fn.body, read.whole).at(-1);
  const outer = loop.statement ?? statementOf(frame.fn.body, loop.at);
  if (!first || waited?.kind !== 'await' || !outer || !frame.fn.isAsync || !isCertainIn(first, waited) || !isStatementOfBlock(source, frame, outer)) return undefined;
  if (!loop.statement && !(isCertainIn(outer, loop.at) && isKnownBefore(walk.list, outer, frame))) return undefined;
  if (loop.statement && mayChange(tools, site, textOf(source, frame, walk.list), loop.statement.body, frame)) return undefined;
  const names = freeNames(textOf(source, frame, frame.fn));
  if (!names) return undefined;
  const { file } = frame.module;
  const { newline, semicolon } = styleOf(source.text(file));
  const rows = `await ${read.many(keysOf(source, frame, read, walk))}`;
  const given = read.row.failsForNone ? `(${textOf(source, frame, walk.list)}.length === 0 ? [] : ${rows})` : `(${rows})`;
  const found = lookup(source, frame, read, names);
  const isAlone = isWholeValue(first, waited);
  return [
    ...read.imports,
    insertion(file, outer.start, `const ${names.found} = ${mapOf(read, given, names)}${semicolon}${newline}${indentAt(source.text(file), outer.start)}`),
    { at: { file, start: waited.start, end: waited.end }, text: isAlone ? found : `(${found})` },
  ];
}

function keysOf(source: Source, frame: Frame, { key }: KeyedRead, { list, item }: Walk): string {
  const all = textOf(source, frame, list);
  return key.kind === 'name' ? all : `${all}.map((${item}) => ${textOf(source, frame, key)})`;
}

function mapOf({ field, row }: KeyedRead, rows: string, names: Names): string {
  const key = `${names.row}.${field}`;
  return `new Map(${rows}.map((${names.row}) => [${row.isText ? `String(${key})` : key}, ${names.row}]))`;
}

function lookup(source: Source, frame: Frame, { key, row }: KeyedRead, { found }: Names): string {
  const text = textOf(source, frame, key);
  return `${found}.get(${row.isText ? `String(${text})` : text})${row.orElse === undefined ? '' : ` ?? ${row.orElse}`}`;
}

export function textOf(source: Source, { module }: Frame, { start, end }: Place): string {
  return source.text(module.file).slice(start, end);
}

function freeNames(text: string): Names | undefined {
  const free = (...names: readonly string[]): string | undefined => names.find((name) => !new RegExp(`(?<![\\w$.])${name}(?![\\w$])`).test(text));
  const [rows, row, found] = [free('rows', 'all', 'results'), free('row', 'one', 'result'), free('found', 'byKey', 'foundRows')];
  return rows !== undefined && row !== undefined && found !== undefined ? { rows, row, found } : undefined;
}

/** What a function gives that does nothing else. */
function onlyValueOf({ body }: FunctionNode): Expression | undefined {
  const [only] = body;
  const value = body.length === 1 && only?.kind === 'return' ? only.value : undefined;
  return value?.kind === 'await' ? value.value : value;
}

/** `post.authorId`: reading it twice gives the same. */
function isOf(node: Expression, item: string): boolean {
  return node.kind === 'member' ? isOf(node.object, item) : node.kind === 'name' && node.name === item;
}

export function isPlain(node: Expression): boolean {
  return node.kind === 'name' || node.kind === 'this' || (node.kind === 'member' && partsOf(node).every(isPlain));
}

export function isWaitedForAll(node: Expression): node is Call {
  return node.kind === 'call' && node.args.length === 1 && node.callee.kind === 'member' && node.callee.name === 'all' && node.callee.object.kind === 'name' && node.callee.object.name === 'Promise';
}

/** The innermost statement that holds a place in its own expressions. */
export function statementOf(body: readonly Statement[], at: Place): Statement | undefined {
  for (const statement of body) {
    if (!holds(statement, at)) continue;
    return bodiesOf(statement).map((inner) => statementOf(inner, at)).find((one) => one !== undefined) ?? statement;
  }
  return undefined;
}

/** Whether a statement evaluates something of its own whatever happens: not behind a condition or a choice. */
function isCertainIn(statement: Statement, at: Place): boolean {
  if (statement.kind !== 'declare' && statement.kind !== 'expression' && statement.kind !== 'return') return false;
  const around = chainTo([statement], at);
  return expressionsOf(statement).some((one) => holds(one, at)) && around.every((node) => node.kind !== 'conditional' && !(node.kind === 'binary' && /^(&&|\|\||\?\?)$/.test(node.operator)) && !(node.kind === 'call' && node.optional));
}

/** `const author = await …`, `post.author = await …`: nothing around it that could bind more tightly. */
function isWholeValue(statement: Statement, value: Expression): boolean {
  return expressionsOf(statement).some((one) => one === value || (one.kind === 'assign' && one.operator === '=' && one.value === value)) || chainTo([statement], value).at(-1)?.kind === 'object';
}

/** Something can be written before it: it isn't the only statement of an `if` without braces. */
export function isStatementOfBlock(source: Source, { module }: Frame, { start }: Place): boolean {
  return /[{};]\s*$/.test(source.text(module.file).slice(0, start).replace(/(?:[ \t]*\/\/[^\n]*\r?\n\s*)+$/, ''));
}

/** The list has been made when the statement begins. */
function isKnownBefore(list: Expression, statement: Statement, frame: Frame): boolean {
  if (list.kind === 'member') return isKnownBefore(list.object, statement, frame);
  const binding = list.kind === 'name' ? findBinding(frame.module, list.scope, list.name) : undefined;
  return list.kind === 'this' || (binding !== undefined && !holds(statement, binding));
}

/** A loop that writes the same table, or waits for anything that may, reads other rows in later passes; one that adds to its list has more of them. */
function mayChange({ queries, source }: BatchTools, site: QuerySite, list: string, body: readonly Statement[], frame: Frame): boolean {
  const sites = queries.queriesIn(frame);
  let changes = false;
  eachExpressionOf(body, (node) => {
    if (node.kind === 'call' && node.callee.kind === 'member' && /^(push|unshift|splice)$/.test(node.callee.name) && textOf(source, frame, node.callee.object) === list) changes = true;
    if (node.kind !== 'await' || holds(node, site.node)) return;
    const other = sites.find((one) => holds(node, one.node));
    changes ||= !other || (isWrite(other.row.operation) && other.table === site.table);
  });
  return changes;
}
