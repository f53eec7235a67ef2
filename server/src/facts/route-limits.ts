import type { Reuse } from '../concepts/facts.ts';
import type { RouteLimit } from '../concepts/route-limit.ts';
import type { LimiterCode } from '../frameworks/vocabulary/effects.ts';
import type { KnownCost } from './costs.ts';
import { isForMachines, maySendCredentials, namesCredentials, namesForgottenPassword, namesSignIn } from './credential-routes.ts';
import { taughtNameOf } from './exports.ts';
import { before, firstArgument, reuseLayers } from './guard-edits.ts';
import { importEdits } from './import-edits.ts';
import { guardName } from './guard-names.ts';
import { once } from './once.ts';
import { costsOf, type RouteInsight, type RouteTools } from './route-facts.ts';
import type { Layer } from './routing.ts';

export interface LimitTools extends RouteTools {
  /** A limiter as a project may write one that depends on its package. */
  readonly limiterCodes: readonly LimiterCode[];
  /** Whether a version is older than another. */
  isBefore(version: string, other: string): boolean;
  /** The folder that a file's configuration stands in, or would be made in. */
  configurationFolder(file: string): string;
}

/** In smaller applications every route counts for itself. */
const MIN_ROUTES = 9;

/** What the limits of one application's routes are about; queries in `common` are no route's own business. */
export function routeLimits(tools: LimitTools, all: readonly RouteInsight[], common: () => ReadonlySet<object>): (insight: RouteInsight) => RouteLimit {
  const known = new Map<RouteInsight, readonly KnownCost[]>();
  const costsOnce = (insight: RouteInsight) => known.get(insight) ?? keep(insight);
  const keep = (insight: RouteInsight) => {
    const costs = costsOf(tools, insight).filter(({ node }) => !common().has(node));
    known.set(insight, costs);
    return costs;
  };
  const timesRun = once(() => timesEach(all.map((insight) => tools.costs.runBy(insight))));
  const everywhere = once(() => doneEverywhere(all.map(costsOnce), all.length));
  // What is done by many stands in a function that many run: else nobody has to look at what all of them do.
  const isCommon = ({ node, fn }: KnownCost) => isOften(timesRun().get(fn) ?? 0, all.length) && everywhere().has(node);
  return (insight) => routeLimit(tools, insight, all, () => costsOnce(insight).filter((cost) => !isCommon(cost)));
}

/** What more than a third of the routes do is no route's own business: an audit trail, a notification. */
function doneEverywhere(costs: readonly (readonly KnownCost[])[], routes: number): ReadonlySet<object> {
  const counts = timesEach(costs.map((own) => new Set(own.map(({ node }) => node))));
  return new Set([...counts].filter(([, count]) => isOften(count, routes)).map(([node]) => node));
}

function timesEach<T>(sets: readonly ReadonlySet<T>[]): ReadonlyMap<T, number> {
  const counts = new Map<T, number>();
  for (const own of sets) for (const one of own) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

function isOften(count: number, routes: number): boolean {
  return routes >= MIN_ROUTES && count * 3 > routes;
}

function routeLimit(tools: LimitTools, insight: RouteInsight, all: readonly RouteInsight[], costs: () => readonly KnownCost[]): RouteLimit {
  const { mount } = insight;
  return {
    get limited() {
      return tools.limiters.ofRoute(mount);
    },
    get cost() {
      return costs().find(({ effect }) => effect !== 'issuesToken' || takesCredentials(insight, costs));
    },
    get takesCredentials() {
      return takesCredentials(insight, costs);
    },
    isForMachines: isForMachines(mount.method, mount.path),
    limit: () => (takesMiddleware(tools, insight) ? reuseLimiter(tools, insight, all) ?? writeLimiter(tools, insight) : undefined),
    get unlimiting() {
      return mount.layers.filter((layer) => layer.scope !== 'app' && limits(tools, layer) === 'absent').flatMap(({ handler }) => {
        const [value] = handler.values;
        const taught = value && taughtNameOf(tools.evaluator, value, tools.configurationFolder(insight.at.file));
        return value?.kind === 'function' && taught !== undefined && !insight.guards.some(({ layer }) => layer.handler === handler) ? [{ name: guardName(tools, handler), taught }] : [];
      });
    },
  };
}

/** Whether any of these routes has a limiter, even one that is there under a condition only. */
export function hasLimiter(tools: LimitTools, insights: readonly RouteInsight[]): boolean {
  return insights.some((insight) => tools.limiters.ofRoute(insight.mount) === 'present' || insight.mount.layers.some((layer) => limits(tools, layer) === 'present'));
}

function limits({ limiters }: LimitTools, layer: Layer) {
  return limiters.judge(layer.handler, layer.registration.host.framework.routing);
}

/** By its path, or because it checks a password of somebody who isn't known yet. A token alone is given to visitors, too. */
function takesCredentials({ mount, guards, authenticated }: RouteInsight, costs: () => readonly KnownCost[]): boolean {
  if (namesSignIn(mount.method, mount.path) || (guards.length === 0 && namesForgottenPassword(mount.method, mount.path))) return true;
  if (authenticated === 'present' || !maySendCredentials(mount.method)) return false;
  return namesCredentials(mount.method, mount.path) || costs().some(({ effect }) => effect === 'checksPassword');
}

/** First type arguments of a registration, for its path's parameters, that middleware of any route fits: texts by name. */
const ANY_PARAMETERS = /^(?:any|never|ParamsDictionary|Record<string,\s*(?:string|any)>|\{\s*(?:\w+\??:\s*string\s*[;,]?\s*)*\})\s*(?:,|>$)/;

/** Whether a registration takes middleware that isn't written for it: `router.get<{ id: number }>(…)` doesn't. */
function takesMiddleware({ source }: LimitTools, { mount: { registration: { call, frame } } }: RouteInsight): boolean {
  if (!call) return true;
  const between = source.text(frame.module.file).slice(call.callee.end, call.argsStart - 1).trim();
  return !between.startsWith('<') || ANY_PARAMETERS.test(between.slice(1).trimStart());
}

function reuseLimiter(tools: LimitTools, insight: RouteInsight, all: readonly RouteInsight[]): Reuse | undefined {
  const limiting = (one: RouteInsight) => one.mount.layers.filter((layer) => limits(tools, layer) === 'present');
  const others = all.filter((other) => other !== insight);
  const siblings = others.filter((other) => other.mount.registration.host === insight.mount.registration.host);
  return reuseLayers(tools, insight.mount, [siblings.map(limiting), others.map(limiting)]);
}

/** Library code, where the project depends on the library. */
function writeLimiter(tools: LimitTools, { mount }: RouteInsight): Reuse | undefined {
  const { module } = mount.registration.frame;
  const { project } = tools.evaluator.program;
  const first = firstArgument(mount);
  for (const one of first ? tools.limiterCodes : []) {
    const version = project.dependsOn(module.file, one.package) ? project.packageVersion(module.file, one.package) : undefined;
    const imports = version === undefined ? undefined : importEdits(tools.evaluator.program, tools.source, module, { from: { package: one.package }, exported: one.exported, name: one.exported });
    if (!first || version === undefined || !imports) continue;
    const code = one.before && tools.isBefore(version, one.before.version) ? one.before.code : one.code;
    return { name: one.exported, edits: [...imports, before(tools, module, first.start, [code])] };
  }
  return undefined;
}
