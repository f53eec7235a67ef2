import type { Query } from '../concepts/facts.ts';
import type { Frame } from '../semantic/values.ts';
import type { Module } from '../syntax/tree.ts';
import type { CollectInput } from './collect-input.ts';
import { limitEdits } from './limit-edits.ts';
import type { QuerySite } from './query-sites.ts';
import { referencesTo } from './route-references.ts';
import type { RunSite } from './run-sites.ts';
import { lastNameOf } from './source.ts';
import { isInline, startOf } from './sql-sites.ts';

/** Names that projects give to the number of rows on a page. */
const PAGE_SIZE_NAME = /PAGE_SIZE|DEFAULT_LIMIT|MAX_LIMIT|PAGE_LIMIT/;

/** A query with what is known of it, where the rows that it reads are asked for. */
export function queryFact(input: CollectInput, run: RunSite, isService: (frame: Frame) => boolean): Query {
  const { site, sites, evidence } = run;
  const { module } = site.frame;
  const { row, sql } = site;
  const pageSize = sql ? undefined : pageSizeIn(module);
  return {
    label: site.label,
    table: site.table,
    at: placeOfQuery(run),
    calls: sites.filter((one) => one.sql && !isInline(one.sql, one.node, one.frame.module.file)).map((one) => ({ label: one.label, at: calledAt(one) })),
    operation: row.operation,
    returns: row.returns,
    isFiltered: site.isFiltered,
    unit: row.unit ?? 'row',
    ...(row.cap && { cap: row.cap }),
    limit: { state: site.bounded, insert: (text) => limitEdits(input.source, site, text) },
    reachedFrom: referencesTo(evidence),
    isService: evidence.length === 0 && isService(site.frame),
    ...(pageSize !== undefined && { pageSize }),
  };
}

/** Of a text that reads rows its first word, wherever that stands; else the call. */
export function placeOfQuery({ site }: RunSite): Query['at'] {
  const { row, sql } = site;
  return sql && row.operation === 'read' ? startOf(sql) : calledAt(site);
}

/** The project's own page size, where a module has one. */
export function pageSizeIn(module: Module): string | undefined {
  return [...(module.scopes[0]?.names.keys() ?? [])].find((name) => PAGE_SIZE_NAME.test(name));
}

function calledAt({ node, frame }: QuerySite): Query['at'] {
  return lastNameOf(frame.module, node.kind === 'call' ? node.callee : node.tag ?? node);
}
