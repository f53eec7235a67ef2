import type { Query } from '../concepts/facts.ts';
import type { Presence } from '../concepts/presence.ts';
import type { Span } from '../syntax/text.ts';
import { operationOf } from './new-rows.ts';
import { resultOf } from './query-results.ts';
import type { QuerySite } from './query-sites.ts';
import type { RunSite } from './run-sites.ts';
import { lastNameOf } from './source.ts';
import { createStandings, type StandingTools } from './transactions.ts';

/** What is known of a query, for people who want to see it: not a finding. */
export interface QueryEntry extends Pick<Query, 'label' | 'operation'> {
  readonly library: string;
  /** What the call hands on: one row or a number, a list (of one row, too), or nothing. Of a write `nothing` unless it was asked for the rows: `returning('*')`, `findOneAndUpdate`. */
  readonly returns: Query['returns'];
  /** Absent where nothing says which it is. */
  readonly table?: string;
  /** The method that makes it a query. */
  readonly at: Span;
  /** Whether it leaves rows out; absent where a text, or a part of one, isn't known. */
  readonly isFiltered?: boolean;
  readonly bounded: Presence;
  readonly inTransaction: Presence;
  /** The routes that run it, all of them, as the route map names them. */
  readonly routes: readonly string[];
}

/** One entry for each call. */
export function queryEntries(tools: StandingTools, runs: readonly RunSite[]): readonly QueryEntry[] {
  const standingOf = createStandings(tools);
  return runs.flatMap(({ site: { node: judged, bounded }, sites, routes }) => sites.map((site) => ({
    label: site.label,
    ...(site.isTableKnown && { table: site.table }),
    library: site.model.name,
    at: lastNameOf(site.frame.module, site.node.kind === 'call' ? site.node.callee : site.node.tag ?? site.node),
    operation: operationOf(site),
    returns: resultOf(site),
    ...(saysWhatItFilters(site) && { isFiltered: site.isFiltered && operationOf(site) !== 'insert' }),
    bounded: site.node === judged ? bounded : site.bounded,
    inTransaction: standingOf(site)?.joined ?? 'unknown',
    routes: [...new Set(routes.map(({ label }) => label))],
  })));
}

function saysWhatItFilters({ row, sql, isFiltered }: QuerySite): boolean {
  return sql ? isFiltered || !sql.statement.isOpen : row.operation !== 'raw';
}
