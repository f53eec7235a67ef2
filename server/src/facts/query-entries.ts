import type { Query } from '../concepts/facts.ts';
import type { Presence } from '../concepts/presence.ts';
import type { Span } from '../syntax/text.ts';
import type { Expression } from '../syntax/tree.ts';
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
  /** Absent where nothing says which it is. A class of rows goes by its own name, whatever it is imported as. */
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

/** One entry for each call, and for each time that a builder in a variable is run. */
export function queryEntries(tools: StandingTools, runs: readonly RunSite[]): readonly QueryEntry[] {
  const standingOf = createStandings(tools);
  return runs.flatMap(({ site: { node: judged, bounded, others = [] }, sites, routes }) => sites.flatMap((site) => {
    const isJudged = site.node === judged;
    const again = isJudged ? others : site.others ?? [];
    const known = { inTransaction: standingOf(site)?.joined ?? 'unknown', routes: [...new Set(routes.map(({ label }) => label))] };
    const own = entryOf({ ...site, bounded: isJudged ? bounded : site.bounded }, site.node.kind === 'call' ? site.node.callee : site.node.tag ?? site.node);
    return [own, ...again.map((other) => entryOf({ ...site, ...other }, other.at.kind === 'call' ? other.at.callee : other.at))].map((entry) => ({ ...entry, ...known }));
  }));
}

function entryOf(site: QuerySite, callee: Expression): Omit<QueryEntry, 'inTransaction' | 'routes'> {
  const operation = operationOf(site);
  return {
    label: site.label,
    ...(site.isTableKnown && { table: site.className ?? site.table }),
    library: site.model.name,
    at: lastNameOf(site.frame.module, callee),
    operation,
    returns: resultOf(site),
    ...(saysWhatItFilters(site) && { isFiltered: site.isFiltered && operation !== 'insert' }),
    bounded: site.bounded,
  };
}

function saysWhatItFilters({ row, sql, isFiltered }: QuerySite): boolean {
  return sql ? isFiltered || !sql.statement.isOpen : row.operation !== 'raw';
}
