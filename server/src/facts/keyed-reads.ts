import type { KeyedReadRow, KeyPlace } from '../frameworks/vocabulary/batches.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { Call, Expression, ObjectLiteral, Place, Property } from '../syntax/tree.ts';
import { importEdits } from './import-edits.ts';
import { chainTo } from './library-batches.ts';
import type { QuerySite } from './query-sites.ts';
import { styleOf, type Source } from './source.ts';

/** A query that finds one row by its key, and the one that finds the rows of many keys. */
export interface KeyedRead {
  readonly row: KeyedReadRow;
  /** With the methods behind it. */
  readonly whole: Expression;
  readonly key: Expression;
  readonly field: string;
  /** The query for many, of the text of their list. */
  many(keys: string): string;
  /** What has to be imported for it. */
  readonly imports: readonly TextEdit[];
}

interface Replacement extends Place {
  readonly text: string;
}

interface Behind {
  readonly call: Call;
  readonly name: string;
  /** From the point before the name to the end of the call. */
  readonly at: Place;
}

/** A key and its field as the call writes them, and the edits that make the call one for many. */
interface Written {
  readonly key: Expression;
  readonly field: string;
  edits(keys: string): readonly Replacement[];
}

/** Fields that are unique whatever the schema says. */
const IDENTIFIER = /^(_?id|uuid)$/;

/** What a query finds by one key, where the code has no more than that; `undefined` elsewhere. */
export function keyedRead(evaluator: Evaluator, source: Source, site: QuerySite): KeyedRead | undefined {
  const { node, frame } = site;
  if (node.kind !== 'call' || node.optional) return undefined;
  const row = site.row.byKeys?.[node.callee.kind === 'member' ? node.callee.name : ''] ?? site.row.byKeys?.['*'];
  if (!row) return undefined;
  const behind = callsBehind(site, source.text(frame.module.file));
  const written = writtenKey(evaluator, source, site, node, row.key, behind);
  if (!written || !(row.isUnique || IDENTIFIER.test(written.field))) return undefined;
  const inChain = row.key.in === 'chain' ? [row.key.by, row.key.last] : [];
  if (!behind.every((one) => inChain.includes(one.name) || isKept(one, row, written.field))) return undefined;
  const imports = row.imports ? importEdits(evaluator.program, source, frame.module, { from: { package: row.imports.package }, exported: row.imports.name, name: row.imports.name }) : [];
  const whole = behind.at(-1)?.call ?? node;
  const { callee } = node;
  const renamed: readonly Replacement[] = row.method !== undefined && callee.kind === 'member' ? [{ start: callee.nameStart, end: callee.end, text: row.method }] : [];
  return imports && { row, whole, key: written.key, field: written.field, imports, many: (keys) => replaced(source.text(frame.module.file), whole, [...renamed, ...written.edits(keys)]) };
}

/** The calls that are made on what a query gives, innermost first. */
function callsBehind({ node, frame }: QuerySite, text: string): readonly Behind[] {
  const found: Behind[] = [];
  const chain = [...chainTo(frame.fn.body, node)].reverse();
  let current: Expression = node;
  for (let at = 0; at + 1 < chain.length; at += 2) {
    const [member, call] = [chain[at], chain[at + 1]];
    if (member?.kind !== 'member' || member.object !== current || call?.kind !== 'call' || call.callee !== member) break;
    found.push({ call, name: member.name, at: { start: text.lastIndexOf('.', member.nameStart), end: call.end } });
    current = call;
  }
  return found;
}

function isKept({ name, call }: Behind, { keeps = [] }: KeyedReadRow, field: string): boolean {
  return keeps.includes(name) && call.args.every((one) => one.kind === 'literal' && !(typeof one.value === 'string' && one.value.includes(`-${field}`)));
}

function writtenKey(evaluator: Evaluator, source: Source, site: QuerySite, node: Call, place: KeyPlace, behind: readonly Behind[]): Written | undefined {
  const text = source.text(site.frame.module.file);
  switch (place.in) {
    case 'filter': {
      const field = onlyField(node, place.slot);
      if (!field || field.key === undefined) return undefined;
      const { key, value, shorthand } = field;
      return { key: value, field: key, edits: (keys) => [{ ...value, text: `${shorthand ? `${key}: ` : ''}${filled(place.becomes, { keys })}` }] };
    }
    case 'argument': {
      const [key] = node.args;
      return key && node.args.length === 1 ? { key, field: place.field, edits: (keys) => [{ ...key, text: filled(place.becomes, { keys }) }] } : undefined;
    }
    case 'comparison': return comparedKey(evaluator, site, node, place);
    case 'chain': {
      const [by, ...others] = behind.filter(({ name }) => name === place.by);
      const last = behind.at(-1);
      if (!by || others.length > 0 || last?.name !== place.last || last.call.args.length > 0) return undefined;
      const condition = chainedKey(source, site, by.call);
      if (!condition) return undefined;
      const { key, field, written } = condition;
      const quote = /^["'`]/.test(written) ? written.slice(0, 1) : styleOf(text).quote;
      return {
        key, field,
        edits: (keys) => [{ ...by.at, text: `.${filled(place.becomes, { keys, quote, field: written })}` }, { ...last.at, text: place.many === undefined ? '' : `.${place.many}()` }],
      };
    }
  }
}

/** `where('id', key)`, `where('id', '=', key)`, `where({ id: key })`. */
function chainedKey(source: Source, { frame }: QuerySite, { args }: Call): { readonly key: Expression; readonly field: string; readonly written: string } | undefined {
  const [first, second, third] = args;
  const text = source.text(frame.module.file);
  if (first?.kind === 'object' && args.length === 1) {
    const field = onlyProperty(first);
    const { quote } = styleOf(text);
    return field?.key === undefined ? undefined : { key: field.value, field: field.key, written: `${quote}${field.key}${quote}` };
  }
  if (first?.kind !== 'literal' || typeof first.value !== 'string') return undefined;
  const key = args.length === 2 ? second : args.length === 3 && second?.kind === 'literal' && second.value === '=' ? third : undefined;
  return key && { key, field: first.value.split('.').at(-1) ?? '', written: text.slice(first.start, first.end) };
}

function comparedKey(evaluator: Evaluator, { frame, model }: QuerySite, node: Call, { slot, equal, lists }: KeyPlace & { readonly in: 'comparison' }): Written | undefined {
  const options = node.args[slot.index];
  const compared = options?.kind === 'object' && node.args.length === slot.index + 1 ? onlyProperty(options, slot.key)?.value : undefined;
  if (compared?.kind !== 'call' || compared.callee.kind !== 'name' || compared.args.length !== 2) return undefined;
  const [column, key] = compared.args;
  const isEqual = evaluator.evaluate(compared.callee, frame).every((value) => value.kind === 'api' && value.name === equal && model.packages.includes(value.of?.name ?? ''));
  const { callee } = compared;
  return isEqual && key && column?.kind === 'member' ? { key, field: column.name, edits: (keys) => [{ ...callee, text: lists }, { ...key, text: keys }] } : undefined;
}

function onlyField(node: Call, slot: (KeyPlace & { readonly in: 'filter' })['slot']): Property | undefined {
  const given = node.args.length === slot.index + 1 ? node.args[slot.index] : undefined;
  if (given?.kind !== 'object') return undefined;
  if (slot.slot === 'argument') return onlyProperty(given);
  const where = onlyProperty(given, slot.key);
  return where?.value.kind === 'object' ? onlyProperty(where.value) : undefined;
}

/** The only property of an object: what else were written would have to hold for many rows too. */
export function onlyProperty({ properties }: ObjectLiteral, key?: string): Property | undefined {
  const [first] = properties;
  return properties.length === 1 && first && !('kind' in first) && (key === undefined || first.key === key) ? first : undefined;
}

/** The text of a template in which words in double braces are filled in. */
export function filled(template: string, words: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => words[name] ?? whole);
}

/** A part of a text with smaller parts replaced. */
export function replaced(text: string, whole: Place, replacements: readonly Replacement[]): string {
  let result = text.slice(whole.start, whole.end);
  for (const { start, end, text: by } of [...replacements].sort((a, b) => b.start - a.start)) result = result.slice(0, start - whole.start) + by + result.slice(end - whole.start);
  return result;
}
