import type { Query } from '../concepts/facts.ts';
import { isWrite, type QueryRow } from '../frameworks/model.ts';
import type { Call, Property } from '../syntax/tree.ts';
import { linksOf } from './query-chain.ts';
import type { QuerySite } from './query-sites.ts';

type Result = Query['returns'];

/** What a query hands to whoever waits for it: one row or a number, a list, or nothing. A write does so where it was asked for the rows, by its method, an argument, its chain or its text. */
export function resultOf(site: QuerySite): Result {
  const { row, fate, gives } = site;
  if (gives !== undefined) return gives;
  const isOne = [...fate.chained.map(({ name }) => name), fate.ran, ...linksBehind(site)].some((name) => name !== undefined && isNarrowing(row, name));
  if (isWrite(row.operation)) return givenBack(site, isOne);
  if (row.returns === 'many') return isOne ? 'one' : 'many';
  return row.isList ? 'many' : row.returns;
}

function givenBack(site: QuerySite, isOne: boolean): Result {
  const { row, fate, node } = site;
  const own = node.kind === 'call' && node.callee.kind === 'member' ? node.callee.name : '';
  const names = [own, ...fate.chained.map(({ name }) => name), ...linksBehind(site)];
  const asked = names.flatMap((name) => (row.givesBack && Object.hasOwn(row.givesBack, name) ? row.givesBack[name] ?? [] : []));
  if (node.kind === 'call' && isAskedFor(row, own, node)) asked.push('many');
  return asked.includes('one') || (asked.length > 0 && isOne) ? 'one' : asked.length > 0 ? 'many' : 'nothing';
}

/** Whether the arguments of a write ask for its rows: `insert(order, '*')`, `update(order, { where, returning: true })`. */
function isAskedFor({ givesBackIf }: QueryRow, method: string, { args }: Call): boolean {
  const slot = givesBackIf && Object.hasOwn(givesBackIf, method) ? givesBackIf[method] : undefined;
  if (!slot || (slot.slot !== 'argument' && slot.slot !== 'option')) return false;
  const argument = args[slot.index];
  // `update('total', 5)`: a column and what it becomes.
  if (slot.slot === 'argument') return argument !== undefined && argument.kind !== 'function' && (slot.index === 0 || args[0]?.kind !== 'literal');
  const written = argument?.kind === 'object' ? argument.properties.find((one): one is Property => !('kind' in one) && one.key === slot.key) : undefined;
  return written !== undefined && !(written.value.kind === 'literal' && !written.value.value);
}

function isNarrowing({ oneBy, singleBy }: QueryRow, name: string): boolean {
  return (oneBy?.includes(name) ?? false) || (singleBy?.includes(name) ?? false);
}

/** What is chained to the call itself, where nothing else follows its chain. */
function linksBehind({ node, parents }: QuerySite): readonly string[] {
  return linksOf(node, parents).map(({ name }) => name);
}
