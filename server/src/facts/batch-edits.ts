import { partsOf } from '../semantic/returns.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { Call, Expression, FunctionNode, ObjectLiteral, Property } from '../syntax/tree.ts';
import { chainTo } from './library-batches.ts';
import type { LoopAround } from './loops.ts';
import type { QuerySite } from './query-sites.ts';
import type { Source } from './source.ts';

/** One row by its key, in a callback that does nothing else. */
interface Lookup {
  /** Of the list of keys: `posts.map((post) => post.authorId)`. */
  readonly item: string;
  readonly key: Expression;
  readonly field: Property;
}

/**
 * One query by all keys, and the rows in the order of the list: of `await Promise.all(posts.map((post) => prisma.user.findUnique({ where: { id: post.authorId } })))`.
 * `undefined` where the code has another shape.
 */
export function batchEdits(source: Source, site: QuerySite | undefined, loop: LoopAround): readonly TextEdit[] | undefined {
  const { call, list, frame } = loop;
  const byKeys = site?.row.byKeys;
  if (!site || !byKeys || !call || !list || call.callee.kind !== 'member' || call.callee.name !== 'map' || site.frame.parent !== frame || site.node.kind !== 'call') return undefined;
  const found = lookupIn(site, site.frame.fn, call);
  const all = chainTo(frame.fn.body, call).at(-1);
  if (!found || !isPlain(list) || !all || !isWaitedForAll(all) || site.node.callee.kind !== 'member') return undefined;
  const { file } = frame.module;
  const written = (node: { readonly start: number; readonly end: number }) => source.text(file).slice(node.start, node.end);
  const { item, key, field } = found;
  const keys = `${written(list)}.map((${item}) => ${written(key)})`;
  const options = source.text(file).slice(site.node.argsStart, site.node.end - 1);
  const at = { start: field.value.start - site.node.argsStart, end: field.value.end - site.node.argsStart };
  const condition = byKeys.condition.replace('{{keys}}', keys);
  const many = `${options.slice(0, at.start)}${field.shorthand ? `${field.key}: ` : ''}${condition}${options.slice(at.end)}`;
  const query = `${written(site.node.callee.object)}.${byKeys.method}(${many})`;
  const rows = `new Map(rows.map((row) => [row.${field.key}, row]))`;
  return [{ at: { file, start: all.start, end: all.end }, text: `${query}.then((rows) => {\n  const found = ${rows};\n  return ${written(list)}.map((${item}) => found.get(${written(key)}) ?? ${byKeys.orElse});\n})`.replace(/\n/g, lineBreak(source, file, all.start)) }];
}

function lineBreak(source: Source, file: string, at: number): string {
  const text = source.text(file);
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return `${text.includes('\r\n') ? '\r\n' : '\n'}${/^[ \t]*/.exec(line)?.[0] ?? ''}`;
}

function lookupIn({ node, row }: QuerySite, fn: FunctionNode, call: Call): Lookup | undefined {
  const [parameter] = fn.parameters;
  const [only] = fn.body;
  if (call.args.length !== 1 || fn.parameters.length !== 1 || parameter?.name === undefined || fn.block || only?.kind !== 'return' || only.value === undefined) return undefined;
  const value = only.value.kind === 'await' ? only.value.value : only.value;
  const [options] = node.kind === 'call' ? node.args : [];
  if (value !== node || options?.kind !== 'object' || row.filter?.slot !== 'option') return undefined;
  const where = onlyProperty(options, row.filter.key);
  const field = where?.value.kind === 'object' ? onlyProperty(where.value) : undefined;
  if (!where || !field || field.key === undefined || !isOf(field.value, parameter.name)) return undefined;
  return { item: parameter.name, key: field.value, field };
}

/** The only property of an object: what else were written would have to hold for many rows too. */
function onlyProperty({ properties }: ObjectLiteral, key?: string): Property | undefined {
  const [first] = properties;
  return properties.length === 1 && first && !('kind' in first) && (key === undefined || first.key === key) ? first : undefined;
}

/** `post.authorId`: reading it twice gives the same. */
function isOf(node: Expression, item: string): boolean {
  return node.kind === 'member' ? isOf(node.object, item) : node.kind === 'name' && node.name === item;
}

function isPlain(node: Expression): boolean {
  return node.kind === 'name' || (node.kind === 'member' && partsOf(node).every(isPlain));
}

function isWaitedForAll(node: Expression): boolean {
  return node.kind === 'call' && node.args.length === 1 && node.callee.kind === 'member' && node.callee.name === 'all' && node.callee.object.kind === 'name' && node.callee.object.name === 'Promise';
}
