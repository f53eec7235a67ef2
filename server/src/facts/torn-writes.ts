import type { TornWrites } from '../concepts/torn-writes.ts';
import { isWrite, type UniqueKey } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { FunctionNode } from '../syntax/tree.ts';
import type { Cascade } from './entity-cascades.ts';
import type { QuerySite } from './query-sites.ts';
import { referencesTo } from './route-references.ts';
import { lastNameOf, type Source } from './source.ts';
import { wrapInTransaction } from './transaction-edits.ts';
import type { Standing } from './transactions.ts';
import { areExclusive, isInHandler, isTolerated } from './write-order.ts';
import type { RunSite } from './run-sites.ts';
import { areAtOnce, calleeOf, isAwaited, isRepeatable, isWeighed, labelOf } from './write-parts.ts';
import { belongTogether, isOfTable, isRecord } from './write-relations.ts';

interface Standings extends RunSite {
  readonly standing: Standing;
}

export interface TornWriteTools {
  readonly evaluator: Evaluator;
  readonly source: Source;
  /** Which rows the database deletes with which. */
  readonly cascades: readonly Cascade[];
  /** What schemas say is unique. */
  readonly unique: readonly UniqueKey[];
  standingOf(site: QuerySite): Standing | undefined;
  isExported(frame: QuerySite['frame']): boolean;
}

/** The writes of each function that belong together and are no one transaction: of each function the first such pair. */
export function collectTornWrites(tools: TornWriteTools, sites: readonly RunSite[]): readonly TornWrites[] {
  const byOwner = new Map<FunctionNode, Standings[]>();
  for (const one of sites) {
    const { site } = one;
    if (!site.model.transactions || !isWrite(site.row.operation) || isRepeatable(site) || isRecord(site)) continue;
    if (site.sql && site.sql.statement.table === undefined) continue;
    const standing = tools.standingOf(site);
    if (!standing || standing.owner.form === 'module') continue;
    // What belongs to a transaction may be written with its end: `batch.set(order, …)`.
    if (!isAwaited(site) && standing.joined !== 'present') continue;
    byOwner.set(standing.owner, [...byOwner.get(standing.owner) ?? [], { ...one, standing }]);
  }
  return [...byOwner].flatMap(([owner, writes]) => tornIn(tools, owner, [...writes].sort((a, b) => a.site.node.start - b.site.node.start)));
}

function tornIn(tools: TornWriteTools, owner: FunctionNode, writes: readonly Standings[]): readonly TornWrites[] {
  const escaping = writes.flatMap((write) => {
    const { standing: { joined, runner } } = write;
    const inside = runner && joined === 'absent' ? writes.find((other) => other.standing.runner === runner && other.standing.joined === 'present' && other.site.model === write.site.model) : undefined;
    return inside ? [torn(tools, owner, inside, write, true)] : [];
  });
  if (escaping.length > 0) return escaping;
  const outside = writes.filter(({ site, standing }) => standing.joined === 'absent' && !isInHandler(site.frame.module, owner, site.node));
  const undone = writes.filter(({ site }) => isInHandler(site.frame.module, owner, site.node)).map(({ site }) => site.table);
  for (const [index, second] of outside.entries()) {
    const first = outside.slice(0, index).find((one) => areTorn(tools, owner, one.site, second.site) && !undone.includes(one.site.table));
    if (first) return [torn(tools, owner, first, second, false)];
  }
  return [];
}

function areTorn({ source, cascades, unique }: TornWriteTools, owner: FunctionNode, first: QuerySite, second: QuerySite): boolean {
  // Whoever deletes the parent has deleted the rows below it.
  if (first.row.operation === 'delete' && second.row.operation === 'delete' && cascades.some(({ parent, child }) => isOfTable(first, parent) && isOfTable(second, child))) return false;
  if ([first, second].some((site) => isWeighed(source, site))) return false;
  return first.model === second.model && belongTogether({ source, unique }, first, second) && !areExclusive(first.frame.module, owner, first.node, second.node) && !isTolerated(first.frame.module, owner, first.node, second.node);
}

function torn(tools: TornWriteTools, owner: FunctionNode, first: Standings, second: Standings, escapes: boolean): TornWrites {
  const routes = [...new Set([...first.routes, ...second.routes])];
  return {
    at: nameOf(second.site),
    label: labelOf(tools.source, second.site),
    first: { label: labelOf(tools.source, first.site), at: nameOf(first.site) },
    escapes,
    isAtOnce: areAtOnce(first.site, second.site),
    reachedFrom: referencesTo([...routes, ...new Set([...first.jobs, ...second.jobs])]),
    isService: tools.isExported(second.site.frame),
    wrap: () => (escapes ? undefined : wrapInTransaction(tools, owner, first.site, second.site)),
  };
}

function nameOf({ frame, node }: QuerySite) {
  return lastNameOf(frame.module, calleeOf(node) ?? node);
}
