import { eachExpression, eachExpressionOf } from '../semantic/returns.ts';
import { holds } from '../syntax/places.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Call, Expression, Template } from '../syntax/tree.ts';
import type { ChainedCall } from './query-chain.ts';
import type { QuerySite } from './query-sites.ts';
import { sourceText, type Source } from './source.ts';

/** Places that wait for all of a list. */
const WAITING = new Set(['all', 'allSettled']);
/** A comment that says what a failure leaves. */
const WEIGHED = /transaction|atomic|roll(ed|s|ing)?[ -]?back|half[ -]?done|safe to (retry|repeat)|idempotent|eventually consistent/i;
/** Longer tables aren't shown beside the call. */
const MAX_TABLE_TEXT = 30;
const VERBS: Readonly<Record<string, string>> = { insert: 'INSERT INTO', update: 'UPDATE', delete: 'DELETE FROM' };

/** What is called, or what a text is tagged with. */
export function calleeOf(node: Call | Template): Expression | undefined {
  return node.kind === 'call' ? node.callee : node.tag;
}

/** Everything that a write is told: by its own arguments, by those of its chain on both sides, by what stands in its text. */
function toldTo({ node, fate, frame }: QuerySite): readonly Expression[] {
  const own = node.kind === 'call' ? node.args : node.parts;
  const callee = calleeOf(node);
  const chained = fate.chained.flatMap((call) => (call.frame === undefined || call.frame.fn === frame.fn ? call.args : []));
  return [...new Set([...own, ...(callee ? argumentsIn(callee) : []), ...chained])];
}

/** Visits everything that a write is told, also inside of functions: `values(skus.map((sku) => ({ sku, orderId })))`. */
export function eachTold(site: QuerySite, visit: (node: Expression) => void): void {
  const look = (node: Expression): void => {
    visit(node);
    const fn = node.kind === 'function' ? site.frame.module.functions[node.id] : undefined;
    if (fn) eachExpressionOf(fn.body, look);
  };
  for (const argument of toldTo(site)) eachExpression(argument, look);
}

/** The calls of a write's chain that have one of these names, with its own. */
export function chainedBy({ fate, node }: QuerySite, names: ReadonlySet<string>): readonly ChainedCall[] {
  return [...callsIn(node), ...fate.chained].filter(({ name }) => names.has(name));
}

/** Whether a write can be repeated without harm: it inserts or updates, as is needed. */
export function isRepeatable({ row, sql, fate, node }: QuerySite): boolean {
  if (row.isIdempotent || sql?.statement.isRepeatable || fate.chained.some(({ name }) => row.repeatableBy?.includes(name))) return true;
  const options = row.repeatableIf && node.kind === 'call' ? node.args[row.repeatableIf.index] : undefined;
  return options?.kind === 'object' && options.properties.some((property) => !('kind' in property) && property.key === row.repeatableIf?.key);
}

/** A write as a message speaks of it: what its text does, else its callee; with the table where only an argument names it. */
export function labelOf(source: Source, site: QuerySite): string {
  const { label, row, node, frame, sql } = site;
  if (sql?.statement.table !== undefined) return `${VERBS[row.operation] ?? label} ${sql.statement.table}`;
  const text = (argument: Expression | undefined): string => (!argument || argument.end - argument.start > MAX_TABLE_TEXT ? '' : sourceText(source, frame.module, argument));
  const table = row.table?.slot === 'argument' && node.kind === 'call' ? text(node.args[row.table.index]) : '';
  if (table !== '') return `${label}(${table})`;
  // The first call of a long chain names the table.
  const callee = calleeOf(node);
  const [first] = callee ? callsIn(callee) : [];
  return label.includes('()') && first?.args.length === 1 ? label.replace('()', `(${text(first.args[0])})`) : label;
}

/** Whether somebody has thought of what a failure leaves, and says so in the comment above a write, or above the `try` that it stands in. */
export function isWeighed(source: Source, { frame, statement }: QuerySite): boolean {
  const lines = source.text(frame.module.file).slice(0, statement.start).split('\n').slice(0, -1);
  while (/^\s*(try\s*\{)?\s*$/.test(lines[lines.length - 1] ?? 'code')) lines.pop();
  const above: string[] = [];
  for (let line = lines.pop(); line !== undefined && /^\s*(\/\/|\/\*|\*)/.test(line); line = lines.pop()) above.push(line);
  return WEIGHED.test(above.join('\n'));
}

/** Whether a write surely runs where it stands: what is only made may be run by others, in a transaction of theirs. */
export function isAwaited(site: QuerySite): boolean {
  const { node, parents, statement, frame, row, fate } = site;
  if (row.isSynchronous || (fate.ran !== undefined && row.atOnceBy?.includes(fate.ran))) return true;
  let current: Expression = node;
  let isChained = false;
  for (let at = parents.length - 1; at >= 0; at -= 1) {
    const parent = parents[at];
    if (!parent) break;
    if (parent.kind === 'await') return true;
    const isSent = row.isMade && current === node;
    if (parent.kind === 'call' && parent.callee !== current && !isSent) return parent.callee.kind === 'member' && WAITING.has(parent.callee.name);
    if (parent.kind === 'object' || parent.kind === 'assign') return false;
    if (parent.kind === 'member') isChained ||= parent.name === 'then' || parent.name === 'exec';
    current = parent;
  }
  if (row.isMade && statement.kind === 'declare') return isSentLater(site);
  if (statement.kind === 'return') return frame.fn.isAsync || isChained || frame.fn.passedTo !== undefined;
  return isChained && statement.kind === 'expression';
}

/** Whether two writes are begun together, and waited for together: `Promise.all([orders.insert(…), items.insert(…)])`. */
export function areAtOnce(first: QuerySite, second: QuerySite): boolean {
  return first.parents.some((parent, at) => {
    const call = first.parents[at - 1];
    if (parent.kind !== 'array' || !second.parents.includes(parent) || call?.kind !== 'call' || call.callee.kind !== 'member' || !WAITING.has(call.callee.name)) return false;
    return parent.elements.some((element) => holds(element, first.node) && !holds(element, second.node));
  });
}

/** `const command = new PutCommand(order); await client.send(command);` */
function isSentLater({ node, frame: { module, fn } }: QuerySite): boolean {
  const held = module.bindings.find(({ definitions: [only, other] }) => !other && only?.kind === 'value' && only.value === node);
  let isSent = false;
  eachExpressionOf(fn.body, (part) => {
    if (part.kind !== 'await' || part.value.kind !== 'call') return;
    if (part.value.args.some((argument) => argument.kind === 'name' && held !== undefined && findBinding(module, argument.scope, argument.name) === held)) isSent = true;
  });
  return isSent;
}

/** The calls of a chain, first ones first; a tag is called with what stands in its template. */
function callsIn(node: Expression): readonly ChainedCall[] {
  if (node.kind === 'member') return callsIn(node.object);
  if (node.kind === 'template' && node.tag) return [...callsIn(node.tag), { name: '', args: node.parts }];
  if (node.kind !== 'call') return [];
  const name = node.callee.kind === 'member' || node.callee.kind === 'name' ? node.callee.name : '';
  return [...callsIn(node.callee), { name, args: node.args }];
}

function argumentsIn(node: Expression): readonly Expression[] {
  return callsIn(node).flatMap(({ args }) => args);
}
