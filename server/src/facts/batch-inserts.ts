import type { InsertRow } from '../frameworks/vocabulary/batches.ts';
import { expressionsOf, partsOf } from '../semantic/returns.ts';
import type { Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { TextEdit } from '../syntax/text.ts';
import { holds } from '../syntax/places.ts';
import type { Call, Expression, Name, Statement } from '../syntax/tree.ts';
import { isPlain, isWaitedForAll, statementOf, textOf, walkOf, type BatchTools, type Walk } from './batch-edits.ts';
import { onlyProperty, replaced } from './keyed-reads.ts';
import { chainTo } from './library-batches.ts';
import type { LoopAround } from './loops.ts';
import type { QuerySite } from './query-sites.ts';
import { indentAt, insertion, styleOf, type Source } from './source.ts';

/** What makes one row of each item. */
interface Making {
  readonly row: InsertRow;
  /** With the methods behind it. */
  readonly whole: Expression;
  readonly made: Expression;
  readonly list: string;
  /** The text that makes all rows. */
  readonly query: string;
}

/** One call for all rows, where a loop makes one of each item and nobody uses what that gives. `undefined` where the code has another shape. */
export function insertEdits({ source }: BatchTools, site: QuerySite, loop: LoopAround): readonly TextEdit[] | undefined {
  const making = makingIn(source, site, loop);
  if (!making) return undefined;
  const { whole } = making;
  const statement = loop.statement ? onlyDoing(loop.statement, whole) : onlyWaitingFor(site, loop, whole);
  if (statement) return insteadOf(source, loop, statement, making);
  const last = loop.statement && making.made.kind === 'name' ? lastDoing(loop.statement, whole, loop.frame) : undefined;
  return last && loop.statement && behindLoop(source, loop.frame, loop.statement, last, making);
}

function makingIn(source: Source, site: QuerySite, loop: LoopAround): Making | undefined {
  const { node } = site;
  if (node.kind !== 'call' || node.callee.kind !== 'member') return undefined;
  const row = site.row.inserts?.[node.callee.name];
  const walk = row && walkOf(loop, site);
  const whole = walk && isPlain(walk.list) ? wholeOf(site, node, row) : undefined;
  const made = row && rowOf(site, node, row);
  if (!walk || !whole || !made || !isReadable(made, row, walk)) return undefined;
  const list = textOf(source, loop.frame, walk.list);
  const rows = made.kind === 'name' ? list : `${list}.map((${walk.item}) => (${textOf(source, loop.frame, made)}))`;
  const renamed = row.method === undefined ? [] : [{ start: node.callee.nameStart, end: node.callee.end, text: row.method }];
  return { row, whole, made, list, query: replaced(source.text(loop.frame.module.file), whole, [...renamed, { start: made.start, end: made.end, text: rows }]) };
}

/** The call stands for the whole statement. */
function insteadOf(source: Source, loop: LoopAround, statement: Statement, making: Making): readonly TextEdit[] {
  const { file } = loop.frame.module;
  const text = source.text(file);
  const { whole, query } = making;
  const comments = commentsIn(text.slice(statement.start, whole.start) + text.slice(whole.end, statement.end)).map((one) => `${one}${styleOf(text).newline}${indentAt(text, statement.start)}`);
  return [{ at: { file, start: statement.start, end: statement.end }, text: `${comments.join('')}${waiting(text, making, isInBlock(source, loop, statement) ? outdented(query, text) : query)}` }];
}

/** What the loop did last for each item is done behind it for all. */
function behindLoop(source: Source, { module: { file } }: Frame, loop: Statement, last: Statement, making: Making): readonly TextEdit[] | undefined {
  const text = source.text(file);
  const lineStart = text.slice(0, last.start).search(/\r?\n[ \t]*$/);
  const indent = indentAt(text, loop.start);
  if (lineStart < 0) return undefined;
  return [{ at: { file, start: lineStart, end: last.end }, text: '' }, insertion(file, loop.end, `${styleOf(text).newline}${indent}${waiting(text, making, outdented(making.query, text))}`)];
}

function waiting(text: string, { row, list }: Making, query: string): string {
  return `${row.failsForNone ? `if (${list}.length > 0) ` : ''}await ${query}${styleOf(text).semicolon}`;
}

/** The insert with the calls behind it, if those mean the same for many rows. */
function wholeOf(site: QuerySite, node: Call, { row, keeps = [] }: InsertRow): Expression | undefined {
  let current: Expression = node;
  const chain = [...chainTo(site.frame.fn.body, node)].reverse();
  for (let at = 0; at + 1 < chain.length; at += 2) {
    const [member, call] = [chain[at], chain[at + 1]];
    if (member?.kind !== 'member' || member.object !== current || call?.kind !== 'call') break;
    const isRow = row.slot === 'behind' && member.name === row.method;
    if (!isRow && !(keeps.includes(member.name) && call.args.length === 0)) return undefined;
    current = call;
  }
  return row.slot === 'behind' && current === node ? undefined : current;
}

/** What one row is made of. */
function rowOf(site: QuerySite, node: Call, { row }: InsertRow): Expression | undefined {
  if (row.slot === 'behind') {
    const call = chainTo(site.frame.fn.body, node).find((one): one is Call => one.kind === 'call' && one.callee.kind === 'member' && one.callee.object === node && one.callee.name === row.method);
    return call?.args.length === 1 ? call.args[0] : undefined;
  }
  const given = node.args.length === row.index + 1 ? node.args[row.index] : undefined;
  if (row.slot === 'argument') return given;
  const only = given?.kind === 'object' ? onlyProperty(given, row.key) : undefined;
  return only?.shorthand ? undefined : only?.value;
}

/** The item itself, or an object that can be written again inside a callback. */
function isReadable(made: Expression, { nestsWrites = false }: InsertRow, { item }: Walk): boolean {
  if (made.kind === 'name') return !nestsWrites && made.name === item;
  if (made.kind !== 'object' || waits(made)) return false;
  return !nestsWrites || made.properties.every((one) => !('kind' in one) && one.key !== undefined && one.value.kind !== 'object' && one.value.kind !== 'array');
}

function waits(node: Expression): boolean {
  return node.kind === 'await' || node.kind === 'opaque' || partsOf(node).some(waits);
}

/** A loop whose only statement waits for the insert. */
function onlyDoing(loop: NonNullable<LoopAround['statement']>, whole: Expression): Statement | undefined {
  const [only] = loop.body;
  return loop.body.length === 1 && only?.kind === 'expression' && only.value.kind === 'await' && only.value.value === whole ? loop : undefined;
}

/** The last statement of a loop, which waits for the insert, where everything before it is done at once and for every item. */
function lastDoing(loop: NonNullable<LoopAround['statement']>, whole: Expression, { module }: Frame): Statement | undefined {
  const last = loop.body.at(-1);
  const others = loop.body.slice(0, -1);
  if (last?.kind !== 'expression' || last.value.kind !== 'await' || last.value.value !== whole || !others.every((one) => one.kind === 'expression')) return undefined;
  const isSteady = others.every((one) => expressionsOf(one).every((value) => !waits(value)));
  const isOutside = namesIn(whole).every(({ name, scope }) => {
    const binding = findBinding(module, scope, name);
    return !binding || !holds(loop, binding) || loop.bindings.some((id) => module.bindings[id] === binding);
  });
  return isSteady && isOutside ? last : undefined;
}

function namesIn(node: Expression): readonly Name[] {
  return [...(node.kind === 'name' ? [node] : []), ...partsOf(node).flatMap(namesIn)];
}

/** `await Promise.all(rows.map((row) => insert(row)));` */
function onlyWaitingFor({ frame }: QuerySite, loop: LoopAround, whole: Expression): Statement | undefined {
  const [only] = frame.fn.body;
  const value = frame.fn.body.length === 1 && only?.kind === 'return' ? only.value : undefined;
  const statement = statementOf(loop.frame.fn.body, loop.at);
  const all = statement?.kind === 'expression' && statement.value.kind === 'await' ? statement.value.value : undefined;
  return (value?.kind === 'await' ? value.value : value) === whole && all && isWaitedForAll(all) && all.args[0] === loop.call ? statement : undefined;
}

function isInBlock(source: Source, { frame, statement: loop }: LoopAround, statement: Statement): boolean {
  return loop === statement && /\{\s*\n/.test(textOf(source, frame, statement));
}

/** What is said inside the loop is said above the call. */
function commentsIn(text: string): readonly string[] {
  return text.match(/\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g) ?? [];
}

/** A text that stood one level deeper. */
function outdented(text: string, file: string): string {
  return text.split('\n').map((line, index) => (index > 0 && line.startsWith(styleOf(file).indent) ? line.slice(styleOf(file).indent.length) : line)).join('\n');
}
