import type { Slot } from '../frameworks/model.ts';
import type { RangeRow } from '../frameworks/vocabulary/stores.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { Call, Expression, Property } from '../syntax/tree.ts';
import { insteadOf, placeOfValue, type Holder } from './kept-values.ts';
import { addProperties } from './property-edits.ts';
import type { QuerySite } from './query-sites.ts';
import { indentAt, insertion, type Source } from './source.ts';
import { sqlLimitEdits } from './sql-sites.ts';

/** Stages of a pipeline before which the limit belongs: behind them there are more rows to handle than it names. */
const WIDENING = new Set(['$lookup', '$unwind', '$graphLookup', '$project', '$addFields', '$set', '$unionWith']);

/** Writes a bound into a query, in its library's own way; `undefined` where the place can't be edited. */
export function limitEdits(source: Source, site: QuerySite, text: string): readonly TextEdit[] | undefined {
  const { limit, sql } = site;
  if (sql) return sqlLimitEdits(source, sql, text);
  if (site.row.range) return rangeEdits(site, site.row.range, text);
  if (!limit || site.node.kind !== 'call') return undefined;
  if (limit.slot === 'chained') return chainedEdits(source.text(site.frame.module.file), site, limit.method, text);
  if (limit.slot === 'earlier') return earlierEdits(source.text(site.frame.module.file), site, limit.method, text);
  if (limit.slot === 'option') return optionEdits(source, site, limit, text);
  if (limit.slot === 'wrapped') return wrappedEdits(source, site, limit, text);
  return limit.slot === 'stage' ? stageEdits(source, site, limit, text) : undefined;
}

function chainedEdits(whole: string, site: QuerySite, method: string, text: string): readonly TextEdit[] | undefined {
  const { file } = site.frame.module;
  const written = chainedCall(site.chainEnd, method);
  if (written) return [givenEdit(whole, file, written, text)];
  if (site.node.kind === 'call' && site.node.args.some((argument) => argument.kind === 'function')) return undefined; // the callback form of old versions takes no chain
  const { chainEnd } = site;
  const own = chainEnd.kind === 'call' && chainEnd.callee.kind === 'member' ? whole.slice(chainEnd.callee.object.end, chainEnd.callee.nameStart) : '';
  const lead = chainEnd !== site.node && own.includes('\n') ? own.replace(/\.\s*$/, '') : '';
  return [insertion(file, chainEnd.end, `${lead}.${method}(${text})`)];
}

/** The bound that a call is given: another one, or one for those who give none. */
function givenEdit(whole: string, file: string, call: Call, text: string): TextEdit {
  const [given] = call.args;
  return given ? valueEdit(whole, file, call, given, text) : insertion(file, call.argsStart, text);
}

function valueEdit(whole: string, file: string, holder: Holder, value: Expression, text: string): TextEdit {
  const { start, end } = placeOfValue(whole, holder, value);
  return { at: { file, start, end }, text: insteadOf(whole, { start, end }, value, text) };
}

/** `0, -1` becomes `0, 99`: the last position is one of those that are read. */
function rangeEdits({ node, frame: { module: { file } } }: QuerySite, { from, to, isCounted }: RangeRow, text: string): readonly TextEdit[] | undefined {
  const [first, last] = node.kind === 'call' ? [node.args[from], node.args[to]] : [];
  if (!isCounted || (last?.kind !== 'literal' && last?.kind !== 'unary') || first?.kind !== 'literal' || first.value !== 0) return undefined;
  return [{ at: { file, start: last.start, end: last.end }, text: /^\d+$/.test(text) ? String(Number(text) - 1) : `${text} - 1` }];
}

/** `orders.get()` becomes `orders.limit(100).get()`, on a line of its own where the call has one. */
function earlierEdits(whole: string, site: QuerySite, method: string, text: string): readonly TextEdit[] | undefined {
  const { node, frame: { module: { file } } } = site;
  if (node.kind !== 'call' || node.callee.kind !== 'member') return undefined;
  const { object, nameStart } = node.callee;
  const written = chainedCall(object, method);
  if (written) return [givenEdit(whole, file, written, text)];
  const own = whole.slice(object.end, nameStart);
  return [insertion(file, object.end, `${own.includes('\n') ? own.replace(/\.\s*$/, '') : ''}.${method}(${text})`)];
}

/** A bound that is written but bounds nothing: `.limit(undefined)`. */
function chainedCall(end: Expression, method: string): Call | undefined {
  for (let at: Expression | undefined = end; at?.kind === 'call'; at = at.callee.kind === 'member' ? at.callee.object : undefined) {
    if (at.callee.kind === 'member' && at.callee.name === method) return at;
  }
  return undefined;
}

function optionEdits(source: Source, site: QuerySite, slot: Slot & { slot: 'option' }, text: string): readonly TextEdit[] | undefined {
  const { file } = site.frame.module;
  if (site.node.kind !== 'call') return undefined;
  const argument = site.node.args[slot.index];
  if (!argument) {
    const before = site.node.args[slot.index - 1];
    if (slot.index !== site.node.args.length) return undefined;
    return [before ? insertion(file, before.end, `, { ${slot.key}: ${text} }`) : insertion(file, site.node.argsStart, `{ ${slot.key}: ${text} }`)];
  }
  if (argument.kind === 'literal') return [{ at: { file, start: argument.start, end: argument.end }, text: `{ ${slot.key}: ${text} }` }];
  if (argument.kind !== 'object') {
    const spread = `...${source.text(file).slice(argument.start, argument.end)}`;
    const written = `${slot.key}: ${text}`;
    return [{ at: { file, start: argument.start, end: argument.end }, text: `{ ${isParameter(site, argument) ? `${written}, ${spread}` : `${spread}, ${written}`} }` }];
  }
  const written = argument.properties.find((property): property is Property => !('kind' in property) && property.key === slot.key);
  if (written?.shorthand) return [{ at: { file, start: written.start, end: written.end }, text: `${slot.key}: ${insteadOf(source.text(file), written.value, written.value, text)}` }];
  if (written) return [valueEdit(source.text(file), file, written, written.value, text)];
  return [addProperties(source.text(file), file, argument, [`${slot.key}: ${text}`])];
}

/** Whether options are what callers give: one that brings a bound of its own keeps it. */
function isParameter({ frame: { module } }: QuerySite, argument: Expression): boolean {
  const binding = argument.kind === 'name' ? findBinding(module, argument.scope, argument.name) : undefined;
  return binding?.definitions.some((definition) => definition.kind === 'parameter') ?? false;
}

/** `findBy(where)` takes no limit: it becomes `find({ where, take: 100 })`. */
function wrappedEdits(source: Source, site: QuerySite, slot: Slot & { slot: 'wrapped' }, text: string): readonly TextEdit[] | undefined {
  const { file } = site.frame.module;
  const argument = site.node.kind === 'call' ? site.node.args[slot.index] : undefined;
  if (!argument || argument.kind === 'spread' || site.node.kind !== 'call' || site.node.callee.kind !== 'member') return undefined;
  const { nameStart, end } = site.node.callee;
  const written = source.text(file).slice(argument.start, argument.end);
  const wrapped: TextEdit = { at: { file, start: argument.start, end: argument.end }, text: `{ ${written === slot.as ? '' : `${slot.as}: `}${written}, ${slot.key}: ${text} }` };
  return slot.method === undefined ? [wrapped] : [{ at: { file, start: nameStart, end }, text: slot.method }, wrapped];
}

function stageEdits(source: Source, site: QuerySite, slot: Slot & { slot: 'stage' }, text: string): readonly TextEdit[] | undefined {
  const { file } = site.frame.module;
  const pipeline = site.node.kind === 'call' ? site.node.args[slot.index] : undefined;
  if (pipeline?.kind !== 'array') return undefined;
  const stage = `{ ${slot.key}: ${text} }`;
  const before = pipeline.elements.findIndex((element) => element.kind === 'object' && element.properties.some((property) => !('kind' in property) && property.key !== undefined && WIDENING.has(property.key)));
  const next = pipeline.elements[before];
  const whole = source.text(file);
  const newline = whole.includes('\r\n') ? '\r\n' : '\n';
  if (next) {
    const isTall = whole.slice(pipeline.start, next.start).includes('\n');
    return [insertion(file, next.start, isTall ? `${stage},${newline}${indentAt(whole, next.start)}` : `${stage}, `)];
  }
  const last = pipeline.elements[pipeline.elements.length - 1];
  if (!last) return [{ at: { file, start: pipeline.start, end: pipeline.end }, text: `[${stage}]` }];
  const isTall = whole.slice(pipeline.start, last.start).includes('\n');
  return [insertion(file, last.end, isTall ? `,${newline}${indentAt(whole, last.start)}${stage}` : `, ${stage}`)];
}
