import type { MassWrite } from '../concepts/mass-write.ts';
import type { Rewrite } from '../concepts/rewrite.ts';
import type { TornWrites } from '../concepts/torn-writes.ts';
import type { FrameworkModel, UniqueKey } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { Frame } from '../semantic/values.ts';
import { isOptionalInputOf } from './optional-input.ts';
import type { Module } from '../syntax/tree.ts';
import { entityCascades } from './entity-cascades.ts';
import type { QuerySite } from './query-sites.ts';
import type { Reach } from './reach.ts';
import { referencesTo } from './route-references.ts';
import { createRewrites } from './rewrites.ts';
import type { RunSite } from './run-sites.ts';
import { lastNameOf, type Source } from './source.ts';
import { startOf } from './sql-sites.ts';
import { collectTornWrites } from './torn-writes.ts';
import { createStandings } from './transactions.ts';
import { isExplained, writeFilter } from './write-filters.ts';

export interface WriteTools {
  readonly evaluator: Evaluator;
  readonly source: Source;
  readonly frameworks: readonly FrameworkModel[];
  readonly modules: readonly Module[];
  readonly reach: Reach;
  /** What schemas say is unique. */
  readonly unique: readonly UniqueKey[];
  /** Whether code outside its module may call an activation's function. */
  isExported(frame: Frame): boolean;
}

/** What is known of some queries that write: of those of one file as well as of all. */
export interface WriteFacts {
  /** Those that stand in a file, as a call or as the text that calls run. */
  massWrites(sites: readonly RunSite[], file: string): readonly MassWrite[];
  tornWrites(sites: readonly RunSite[]): readonly TornWrites[];
  rewrites(sites: readonly RunSite[]): readonly Rewrite[];
}

export function createWriteFacts(tools: WriteTools): WriteFacts {
  const all = { ...tools, cascades: entityCascades(tools.evaluator, tools.frameworks, tools.modules), standingOf: createStandings(tools) };
  return {
    massWrites: (sites, file) => sites.flatMap((site) => massWrite(tools, site, sites, file)),
    tornWrites: (sites) => collectTornWrites(all, sites),
    rewrites: createRewrites(all),
  };
}

function massWrite(tools: WriteTools, { site, routes, jobs }: RunSite, all: readonly RunSite[], file: string): readonly MassWrite[] {
  const { row, node, frame, label, table, sql, isTableKnown } = site;
  if (!(row.writesMany || sql) || (row.operation !== 'update' && row.operation !== 'delete')) return [];
  // A text is spoken of where it stands, which may be another file.
  const at = sql ? startOf(sql) : node.kind === 'call' ? lastNameOf(frame.module, node.callee) : undefined;
  if (at?.file !== file || isRefilled(site, all)) return [];
  const filter = writeFilter(tools, site, isOptionalInputOf(routes, frame));
  return [{
    label,
    table: row.isBuilder && !isTableKnown ? tableOfBuilder(site) : table,
    at,
    operation: row.operation,
    filter: filter.state,
    ...(filter.mayVanish !== undefined && { mayVanish: filter.mayVanish }),
    isExplained: isExplained(tools, site),
    reachedFrom: referencesTo([...routes, ...jobs]),
    isService: tools.isExported(frame),
  }];
}

/** Whether the same function then fills the table again, or sets the rows that it means: the table is written as a whole. */
function isRefilled({ node, frame, table }: QuerySite, all: readonly RunSite[]): boolean {
  return all.some(({ site }) => site.frame.fn === frame.fn && site.table === table && site.node.start > node.start && (site.row.operation === 'insert' || (site.row.operation === 'update' && site.isFiltered)));
}

/** A builder says which table it is for in its chain, or is made by what stands for one. */
function tableOfBuilder({ row, node, fate, label, table }: QuerySite): string {
  const named = fate.chained.find(({ name }) => name === row.tableBy)?.args[0] ?? (node.kind === 'call' && row.table?.slot === 'argument' ? node.args[row.table.index] : undefined);
  if (named?.kind === 'name') return named.name;
  const first = /^(?:this\.)?(\w+)/.exec(label)?.[1];
  return named?.kind === 'literal' && typeof named.value === 'string' ? named.value : first ?? table;
}
