import type { UnownedRow } from '../concepts/ownership.ts';
import { isWrite } from '../frameworks/model.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import type { Frame } from '../semantic/values.ts';
import { isChosen, isNamedByCaller, lookedUpBy } from './lookups.ts';
import type { Origins } from './origins.ts';
import type { PathReader } from './path-reader.ts';
import { privateResourceOf } from './public-routes.ts';
import type { QuerySite } from './query-sites.ts';
import { isExcluded, type RouteInsight } from './route-facts.ts';
import type { Layer } from './routing.ts';
import { lastNameOf } from './source.ts';

const READING = new Set(['GET', 'HEAD', 'QUERY']);

/** The first row that an authenticated route loads or changes by nothing but a key that its caller chose; of several, one that it changes. */
export function unownedRow(tools: PathReader, insight: RouteInsight, others: readonly RouteInsight[]): UnownedRow | undefined {
  const { mount } = insight;
  if (insight.authenticated !== 'present' || isForStaff(mount.path)) return undefined;
  const { routing } = mount.registration.host.framework;
  const own = tools.frames.of(mount.handler, routing, mount.excludes);
  const before = mount.layers.filter(({ scope }) => scope === 'route').flatMap(({ handler }) => tools.frames.of(handler, routing));
  const queries = queriesIn(tools, [...before, ...own]).filter(({ node, frame }) => !isExcluded(mount, node, frame));
  const layers = mount.layers.flatMap(({ handler, registration }) => tools.frames.of(handler, registration.host.framework.routing));
  const given = overwritten(tools, layers);
  const candidates = queries.filter((site) => isNamedByCaller(tools.evaluator, tools.origins, site) && !keysOf(tools.origins, site).some((key) => given.has(key)));
  if (candidates.length === 0 || asksForMore(tools, insight, own)) return undefined;
  const tied = [...queries, ...queriesIn(tools, layers)].filter((site) => tools.checks.isTied(site));
  const rows = candidates.filter((site) => !tied.some((other) => sharesKey(tools.origins, site, other))).map((site) => ({ site, effect: effectOn(site, queries, tools.origins) }));
  const [row] = [...rows.filter(({ effect }) => effect !== 'loads'), ...rows.filter((one) => one.effect === 'loads' && !isOnlyReferred(queries) && !isPublicCatalogue(one.site.table, insight, others))];
  if (!row) return undefined;
  const { site: { frame, node, label, table }, effect } = row;
  return { effect, table, query: { label, at: lastNameOf(frame.module, node.kind === 'call' ? node.callee : node) } };
}

/** The queries of several activations, each once. */
function queriesIn({ queries }: PathReader, frames: readonly Frame[]): readonly QuerySite[] {
  const seen = new Set<object>();
  return frames.flatMap((frame) => queries.queriesIn(frame)).filter(({ node }) => !seen.has(node) && seen.add(node));
}

function isForStaff(path: string): boolean {
  return path.toLowerCase().split(/[/.]/).some((part) => /^(admin|administrator|staff|backoffice|superadmin|internal)\b/.test(part));
}

/** Whether something on the way, or the handler itself, asks for more than who is calling, or may do so out of sight. */
function asksForMore(tools: PathReader, { mount, guards }: RouteInsight, own: readonly Frame[]): boolean {
  // Before somebody is known nobody can be asked what they may do: what stands there is read, but may stay unread.
  const known = mount.layers.findIndex((layer) => guards.some((guard) => guard.layer === layer));
  if (mount.layers.some((layer, index) => layerAsks(tools, layer, known >= 0 && index >= known)) || hasParameterHook(tools, mount)) return true;
  if (own.some((frame) => tools.checks.inHandler(frame) !== 'absent')) return true;
  // A secret that all callers share says that somebody may come in, not who it is: nobody owns anything.
  return !guards.some(({ layer, judgement }) => judgement.evidence !== 'behaviour' || tools.frames.of(layer.handler, layer.registration.host.framework.routing).some((frame) => tools.checks.recognises(frame))) && !own.some((frame) => tools.checks.recognises(frame));
}

/** `inDoubt`: what is said of a middleware that can't be read. */
function layerAsks({ roles, frames, checks }: PathReader, { handler, registration }: Layer, inDoubt: boolean): boolean {
  for (const value of handler.values) {
    if (value.kind === 'api') {
      const row = roles.rowOf(value);
      if (row === 'unknown' || roles.roleOf(value) === 'unknown') return inDoubt;
      const isGiven = value.site?.node.kind === 'call' && value.site.node.args.length > 0;
      if (row?.permission === 'always' || (row?.permission === 'with-arguments' && isGiven)) return true;
    } else if (value.kind !== 'function') return inDoubt;
    else if (namesPermission(handler.expression)) return true;
  }
  return frames.of(handler, registration.host.framework.routing).map((frame) => checks.inGuard(frame)).some((answer) => answer === 'present' || (answer === 'unknown' && inDoubt));
}

/** `requireRole('admin')`, `can(READ, 'order')`: a middleware that is made for a text is made for a permission. */
function namesPermission(expression: Layer['handler']['expression']): boolean {
  return expression.kind === 'call' && /role|perm|scope|right|can|allow|authori[sz]|access|polic|grant|abilit/i.test(expression.callee.kind === 'name' || expression.callee.kind === 'member' ? expression.callee.name : '') && expression.args.some((argument) => argument.kind !== 'function');
}

/** `router.param('orderId', …)` may look at what the route is about. */
function hasParameterHook({ registrationsOf }: PathReader, { hosts, path }: RouteInsight['mount']): boolean {
  return hosts.some((host) => registrationsOf(host).some(({ kind, paths }) => kind === 'parameter' && paths.some((name) => name === undefined || path.includes(`:${name}`))));
}

/** Whether another query, which is tied to the caller, was filtered by the same part of the request. */
function sharesKey(origins: Origins, site: QuerySite, tied: QuerySite): boolean {
  const own = new Set(keysOf(origins, site));
  return keysOf(origins, tied).some((key) => own.has(key));
}

/** The parts of the request that a query is filtered by. */
function keysOf(origins: Origins, site: QuerySite): readonly string[] {
  return lookedUpBy(origins, site).flatMap((source) => (isChosen(source) ? [`${source.of}.${source.key ?? ''}`] : []));
}

/** Parts of the request that code on the way fills in: `req.params.id = req.user.id`. */
function overwritten({ origins }: PathReader, frames: readonly Frame[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const frame of frames) {
    eachExpressionOf(frame.fn.body, (node) => {
      const target = node.kind === 'assign' ? origins.of(node.target, frame) : [];
      for (const source of target) if (isChosen(source)) found.add(`${source.of}.${source.key ?? ''}`);
    });
  }
  return found;
}

/** What becomes of a row: changed by its own query, or loaded and then changed. */
function effectOn(site: QuerySite, queries: readonly QuerySite[], origins: Origins): UnownedRow['effect'] {
  if (site.row.operation === 'delete') return 'deletes';
  if (isWrite(site.row.operation)) return 'changes';
  const later = queries.filter(({ row, node, frame }) => {
    if (!isWrite(row.operation) || node.kind !== 'call') return false;
    const parts = [...(node.callee.kind === 'member' ? [node.callee.object] : []), ...node.args];
    return parts.some((part) => (part.kind === 'name' || part.kind === 'member') && origins.of(part, frame).some((source) => source.from === 'row' && source.site === site && source.key === undefined));
  });
  return later.length === 0 ? 'loads' : later.some(({ row }) => row.operation === 'delete') ? 'deletes' : 'changes';
}

/** A route that makes rows looks up what they refer to. */
function isOnlyReferred(queries: readonly QuerySite[]): boolean {
  return queries.some(({ row }) => row.operation === 'insert');
}

/**
 * What strangers may read as well, on a router of their own, belongs to nobody in particular. An open route among guarded ones that read the
 * same, or one for what belongs to people, is a gap and no catalogue.
 */
function isPublicCatalogue(table: string, { mount }: RouteInsight, others: readonly RouteInsight[]): boolean {
  return others.some((other) => {
    if (other.authenticated === 'present' || !READING.has(other.mount.method) || privateResourceOf(other.mount.path) !== undefined) return false;
    return other.mount.registration.host !== mount.registration.host && other.queries.some((site) => site.table === table && site.row.operation === 'read');
  });
}
