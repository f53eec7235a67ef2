import type { Slot } from '../frameworks/model.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { Expression, Property } from '../syntax/tree.ts';
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
  if (!limit || site.node.kind !== 'call') return undefined;
  if (limit.slot === 'chained') return chainedEdits(source.text(site.frame.module.file), site, limit.method, text);
  if (limit.slot === 'option') return optionEdits(source, site, limit, text);
  if (limit.slot === 'wrapped') return wrappedEdits(source, site, limit, text);
  return limit.slot === 'stage' ? stageEdits(source, site, limit, text) : undefined;
}

function chainedEdits(whole: string, site: QuerySite, method: string, text: string): readonly TextEdit[] | undefined {
  const { file } = site.frame.module;
  const written = chainedCall(site.chainEnd, method);
  if (written) return written.args[0] ? [{ at: { file, start: written.args[0].start, end: written.args[0].end }, text }] : [insertion(file, written.argsStart, text)];
  if (site.node.kind === 'call' && site.node.args.some((argument) => argument.kind === 'function')) return undefined; // the callback form of old versions takes no chain
  const { chainEnd } = site;
  const own = chainEnd.kind === 'call' && chainEnd.callee.kind === 'member' ? whole.slice(chainEnd.callee.object.end, chainEnd.callee.nameStart) : '';
  const lead = chainEnd !== site.node && own.includes('\n') ? own.replace(/\.\s*$/, '') : '';
  return [insertion(file, chainEnd.end, `${lead}.${method}(${text})`)];
}

/** A bound that is written but bounds nothing: `.limit(undefined)`. */
function chainedCall(end: Expression, method: string): (Expression & { kind: 'call' }) | undefined {
  for (let at: Expression | undefined = end; at?.kind === 'call'; at = at.callee.kind === 'member' ? at.callee.object : undefined) {
    if (at.callee.kind === 'member' && at.callee.name === method) return at;
  }
  return undefined;
}

function optionEdits(source: Source, site: QuerySite, slot: Slot & { slot: 'option' }, text: string): readonly TextEdit[] | undefined {
  const { file } = site.frame.module;
  if (site.node.kind !== 'call') return undefined;
  const argument = site.node.args[slot.index];
  if (!argument) return slot.index === site.node.args.length ? [insertion(file, site.node.argsStart, `{ ${slot.key}: ${text} }`)] : undefined;
  if (argument.kind === 'literal') return [{ at: { file, start: argument.start, end: argument.end }, text: `{ ${slot.key}: ${text} }` }];
  if (argument.kind !== 'object') return [{ at: { file, start: argument.start, end: argument.end }, text: `{ ...${source.text(file).slice(argument.start, argument.end)}, ${slot.key}: ${text} }` }];
  const written = argument.properties.find((property): property is Property => !('kind' in property) && property.key === slot.key);
  if (written) return [{ at: { file, start: written.start, end: written.end }, text: `${slot.key}: ${text}` }];
  return [addProperties(source.text(file), file, argument, [`${slot.key}: ${text}`])];
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
