import type { RouteReference } from '../concepts/facts.ts';
import type { Presence } from '../concepts/presence.ts';
import type { QuerySite } from './query-sites.ts';
import type { RouteInsight } from './route-facts.ts';
import { identityOf } from './sql-sites.ts';

/** A query with the routes that run it. */
export interface RunSite {
  /** The call as the activation sees it that is bounded least: one way to it without a bound is enough. */
  readonly site: QuerySite;
  /** The calls that run the same text. */
  readonly sites: readonly QuerySite[];
  readonly routes: readonly RouteInsight[];
  /** The jobs that run it. */
  readonly jobs: readonly RouteReference[];
  /** Those of the routes and jobs that run it in an activation with that bound. */
  readonly evidence: readonly RouteReference[];
}

export interface RunSites {
  /** A query as one activation sees it: of a route, of a job, or of any caller, which says nothing where a route is known. */
  note(site: QuerySite, run?: { readonly route: RouteInsight } | { readonly job: RouteReference }): void;
  all(): readonly RunSite[];
}

interface Run {
  readonly site: QuerySite;
  readonly route?: RouteInsight;
  readonly job?: RouteReference;
}

interface Noted {
  readonly first: QuerySite;
  readonly sites: QuerySite[];
  readonly runs: Run[];
}

/** Least bounded first. */
const ORDER: readonly Presence[] = ['absent', 'unknown', 'present'];

/** Brings together what is one query: the activations of one call, and the calls that read by one text. */
export function createRunSites(): RunSites {
  const byNode = new Map<object, Noted>();

  function note(site: QuerySite, run?: { readonly route: RouteInsight } | { readonly job: RouteReference }): void {
    const key = site.row.returns === 'many' ? identityOf(site) : site.node;
    const known = byNode.get(key) ?? { first: site, sites: [], runs: [] };
    byNode.set(key, known);
    if (!known.sites.some(({ node }) => node === site.node)) known.sites.push(site);
    if (run) known.runs.push({ site, ...run });
  }

  return { note, all: () => [...byNode.values()].map(judged) };
}

/** Whether one activation of a query is bounded less than another. */
export function isBoundedLess(one: QuerySite, other: QuerySite): boolean {
  return ORDER.indexOf(one.bounded) < ORDER.indexOf(other.bounded);
}

function judged({ first, sites, runs }: Noted): RunSite {
  const [least] = ORDER.flatMap((bounded) => runs.find(({ site }) => site.bounded === bounded) ?? []);
  const site = least?.site ?? first;
  const decisive = runs.filter((run) => run.site.bounded === site.bounded);
  return { site, sites, routes: routesOf(runs), jobs: jobsOf(runs), evidence: [...routesOf(decisive), ...jobsOf(decisive)] };
}

function routesOf(runs: readonly Run[]): readonly RouteInsight[] {
  return [...new Set(runs.flatMap(({ route }) => route ?? []))];
}

function jobsOf(runs: readonly Run[]): readonly RouteReference[] {
  return [...new Set(runs.flatMap(({ job }) => job ?? []))];
}
