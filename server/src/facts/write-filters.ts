import type { Presence } from '../concepts/presence.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpression, eachExpressionOf, eachStatement, expressionsOf, partsOf } from '../semantic/returns.ts';
import type { Value } from '../semantic/values.ts';
import { holds } from '../syntax/places.ts';
import type { Call, Expression, FunctionNode, Property } from '../syntax/tree.ts';
import { isCondition } from './builder-conditions.ts';
import type { ChainedCall } from './query-chain.ts';
import type { QuerySite } from './query-sites.ts';
import { sourceText, type Source } from './source.ts';

/** What a write of many rows leaves alone. */
export interface WriteFilter {
  readonly state: Presence;
  /** The conditions, where all of them may be undefined and are dropped then. */
  readonly mayVanish?: string;
}

export interface WriteFilterTools {
  readonly evaluator: Evaluator;
  readonly source: Source;
}

/** Methods behind a call that run it, and add nothing. */
const RUNNING = new Set(['exec', 'then', 'catch', 'finally', 'execute']);
/** A comment in words: neither a mark for a tool, nor one that only points. */
const COMMENT = /(?:^|[^:'"`])(?:\/\/|\/\*)[\s*]*(?![\s*]|eslint|@|prettier|biome|istanbul|[\^<])[^\n]*\w{2}/m;

/** Looks at the filter of a write; `isOptionalInput` says of a value whether callers may leave it out. */
export function writeFilter(tools: WriteFilterTools, site: QuerySite, isOptionalInput: (value: Value) => boolean): WriteFilter {
  const { row, node, sql } = site;
  if (sql) return { state: sql.statement.isFiltered ? 'present' : sql.statement.isWhole && sql.statement.table !== undefined ? 'absent' : 'unknown' };
  if (node.kind !== 'call') return { state: 'unknown' };
  if (row.isBuilder) return builtFilter(tools, site);
  if (isBuiltOn(site)) return { state: 'unknown' };
  const slot = row.filter;
  if (!slot || (slot.slot !== 'option' && slot.slot !== 'argument')) return { state: 'unknown' };
  if (node.args.slice(0, slot.index + 1).some(({ kind }) => kind === 'spread')) return { state: 'unknown' };
  const argument = node.args[slot.index];
  // Options that have to hold a filter are refused without one: then nothing is written.
  if (!argument) return { state: row.writesMany?.dropsUndefined || slot.index === 0 && slot.slot === 'argument' ? 'absent' : 'unknown' };
  if (slot.slot === 'argument') return filterOf(tools, site, argument, isOptionalInput);
  return optionOf(tools, site, argument, slot.key, isOptionalInput);
}

/** Of a builder: the calls of its chain that filter, if all of the chain can be seen. */
function builtFilter({ evaluator }: WriteFilterTools, site: QuerySite): WriteFilter {
  const { row, fate, frame } = site;
  const { dropsUndefined = false, keepsAll } = row.writesMany ?? {};
  const isNone = ({ args, frame: home = frame }: ChainedCall): boolean => dropsUndefined && args.every((argument) => evaluator.evaluate(argument, home).every((value) => value.kind === 'literal' && value.value === undefined));
  const filters = fate.chained.filter(({ name }) => row.filterBy?.includes(name) || (row.conditions && isCondition(row.conditions, name)));
  if (filters.some((call) => !isNone(call))) return { state: 'present' };
  const isKept = (call: ChainedCall): boolean => filters.includes(call) || (keepsAll ? keepsAll.includes(call.name) : !row.boundedBy?.includes(call.name));
  return { state: fate.runs === 'present' && fate.chained.every(isKept) && (!row.hasCallsBefore || isWrittenOut(evaluator, site)) ? 'absent' : 'unknown' };
}

/** Whether a chain stands in one expression, from its table on: statements may filter a builder that has a name. */
function isWrittenOut(evaluator: Evaluator, { node, frame, model: { tables } }: QuerySite): boolean {
  if (node.kind !== 'call' || !tables) return false;
  return evaluator.evaluate(node.callee, frame).every((value) => {
    let at = value.kind === 'api' ? value : undefined;
    while (at && !matches(tables, at)) at = at.of;
    return at?.site?.frame === frame && holds(node, at.site.node);
  });
}

/** Whether a comment stands beside a write: above it, behind it, or inside. */
export function isExplained({ source }: WriteFilterTools, { frame, statement, node }: QuerySite): boolean {
  const text = source.text(frame.module.file);
  const from = Math.min(statement.start, node.start);
  const lineStart = text.lastIndexOf('\n', text.lastIndexOf('\n', from - 1) - 1) + 1;
  const lineEnd = text.indexOf('\n', node.end);
  const before = text.slice(lineStart, from).split('\n');
  // The line above counts only where the comment is all that it holds.
  const above = before.length > 1 && /^\s*(\/\/|\/\*|\*)/.test(before[0] ?? '') ? (before[0] ?? '').replace(/^\s*\*(?!\/)/, '//') : '';
  return COMMENT.test(`${above}\n${text.slice(node.start, lineEnd < 0 ? undefined : lineEnd)}`);
}

function optionOf(tools: WriteFilterTools, site: QuerySite, argument: Expression, key: string, isOptionalInput: (value: Value) => boolean): WriteFilter {
  const written = argument.kind === 'object' ? argument : undefined;
  if (!written || written.properties.some((property) => 'kind' in property || property.key === undefined)) return { state: 'unknown' };
  const property = written.properties.find((one): one is Property => !('kind' in one) && one.key === key);
  if (property) return filterOf(tools, site, property.value, isOptionalInput);
  return { state: site.row.writesMany?.dropsUndefined ? 'absent' : 'unknown' };
}

function filterOf(tools: WriteFilterTools, site: QuerySite, filter: Expression, isOptionalInput: (value: Value) => boolean): WriteFilter {
  const { evaluator } = tools;
  const values = evaluator.evaluate(filter, site.frame);
  const drops = site.row.writesMany?.dropsUndefined ?? false;
  if (values.length === 0 || !values.every((value) => value.kind === 'object' || (drops && value.kind === 'literal' && value.value === undefined))) return { state: 'unknown' };
  const answers = values.map((value): WriteFilter => (value.kind === 'object' ? filterOfObject(tools, site, value, drops, isOptionalInput) : { state: 'absent' }));
  const [first] = answers;
  return first && answers.every(({ state }) => state === 'absent') ? first : { state: answers.every(({ state }) => state === 'present') ? 'present' : 'unknown' };
}

function filterOfObject(tools: WriteFilterTools, site: QuerySite, value: Value & { kind: 'object' }, drops: boolean, isOptionalInput: (value: Value) => boolean): WriteFilter {
  const { evaluator, source } = tools;
  const { node, frame } = value;
  const isAssigned = node.owner !== undefined && (frame.module.bindings[node.owner]?.members.length ?? 0) > 0;
  if (isAssigned || (node.owner !== undefined && isHandedOn(frame.fn, frame.module.bindings[node.owner]?.name, site.node))) return { state: 'unknown' };
  if (node.properties.length === 0) return { state: 'absent' };
  const conditions = node.properties.flatMap((property) => ('kind' in property ? [] : [property]));
  if (conditions.length < node.properties.length) return { state: 'unknown' };
  if (!drops) return { state: 'present' };
  const judged = conditions.map((condition) => {
    const held = evaluator.evaluate(condition.value, frame);
    if (held.length > 0 && held.every((one) => one.kind === 'literal' && one.value === undefined)) return 'nothing';
    const isOptional = held.length > 0 && held.every(isOptionalInput) && !isTested(tools, site, condition.value);
    return isOptional ? 'optional' : 'something';
  });
  if (judged.includes('something')) return { state: 'present' };
  if (judged.every((one) => one === 'nothing')) return { state: 'absent' };
  return { state: 'absent', mayVanish: conditions.map((condition) => sourceText(source, frame.module, condition.value)).join('`, `') };
}

/** `Order.deleteMany().where(…)`: what follows the call may filter. */
function isBuiltOn({ node, parents }: QuerySite): boolean {
  const member = parents[parents.length - 1];
  return member?.kind === 'member' && member.object === node && !RUNNING.has(member.name);
}

/** A filter in a variable that somebody else gets too may be filled there. */
function isHandedOn(fn: FunctionNode, name: string | undefined, write: Call | QuerySite['node']): boolean {
  let handed = false;
  eachExpressionOf(fn.body, (node) => {
    if (node.kind === 'call' && node !== write && node.args.some((argument) => argument.kind === 'name' && argument.name === name)) handed = true;
  });
  return handed;
}

/** Whether a value, or what it is taken from, is compared, tested or handed to something that may refuse it, in the functions around. */
function isTested({ source }: WriteFilterTools, { frame, node: write }: QuerySite, value: Expression): boolean {
  const { module } = frame;
  const own = namesIn(value);
  const written = sourceText(source, module, value);
  let tested = false;
  const mentions = (node: Expression): boolean => {
    let found = false;
    eachExpression(node, (part) => {
      if (part.kind === 'name' && own.has(part.name) && value.kind === 'name') found = true;
      if (part.kind === 'member' && sourceText(source, module, part) === written) found = true;
    });
    return found;
  };
  const isPartOf = (node: Expression): boolean => node.kind === 'name' ? own.has(node.name) : written.startsWith(sourceText(source, module, node));
  for (const fn of module.functions) {
    eachStatement(fn.body, (statement) => {
      if ((statement.kind === 'if' && mentions(statement.test)) || (statement.kind === 'switch' && mentions(statement.value))) tested = true;
      for (const expression of expressionsOf(statement)) visit(expression);
    });
  }
  function visit(node: Expression): void {
    if (node === write) return;
    if (node.kind === 'conditional' && mentions(node.test)) tested = true;
    if (node.kind === 'binary' && mentions(node)) tested = true;
    if (node.kind === 'call' && node.args.some((argument) => (argument.kind === 'name' || argument.kind === 'member') && isPartOf(argument))) tested = true;
    for (const part of partsOf(node)) visit(part);
  }
  return tested;
}

function namesIn(node: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  eachExpression(node, (part) => {
    if (part.kind === 'name') names.add(part.name);
  });
  return names;
}
