import type { Application, Route, RouteLimit } from '../concepts/facts.ts';
import type { Webhook } from '../concepts/webhook.ts';
import { isWrite } from '../frameworks/model.ts';
import { errorHandlingOf } from './error-handling.ts';
import { maySignIn } from './credential-routes.ts';
import { taughtNameOf } from './exports.ts';
import { guardRepair } from './guard-edits.ts';
import { isDeclaredPublic, isNamedInPath, isPublicByNature, isPublicName, privateResourceOf } from './public-routes.ts';
import { isMarkedPublic } from './public-comments.ts';
import type { QuerySite } from './query-sites.ts';
import { unownedRow } from './ownership.ts';
import { type PathReader } from './path-reader.ts';
import { guardName } from './guard-names.ts';
import { shapeOf } from './guards.ts';
import { costsOf, inlineEntry, type RouteInsight } from './route-facts.ts';
import { hasLimiter, routeLimits } from './route-limits.ts';
import type { Layer } from './routing.ts';
import { lastNameOf, spanOf } from './source.ts';
import { identityOf } from './sql-sites.ts';
import type { Host } from './registration.ts';
import { webhookOf } from './webhooks.ts';
import { isServerFile, type CollectInput } from './collect-input.ts';

/** The applications with their routes: what each does, and what stands before it. */
export function collectApplications(input: CollectInput, reader: PathReader, insights: readonly RouteInsight[]): readonly Application[] {
  const byHost = new Map<Host, RouteInsight[]>();
  for (const insight of insights) {
    const [root] = insight.mount.hosts;
    if (!root || !insight.mount.isComplete || !isServerFile(input, insight.at.file)) continue;
    const list = byHost.get(root) ?? [];
    list.push(insight);
    byHost.set(root, list);
  }
  return [...byHost].map(([host, own]): Application => {
    const knowsUsers = input.impliesUsers(host.module.file) || own.some((one) => one.authenticated === 'present' || one.readsCredential || one.guards.length > 0);
    const routes: Route[] = [];
    const common = crossCutting(own);
    const limitOf = routeLimits(input, own, common);
    const application: Application = {
      at: applicationSpan(input, host), knowsUsers, hasLimiter: hasLimiter(input, own), routes,
      errors: errorHandlingOf(reader, host, new Set(own.flatMap(({ mount }) => mount.hosts.slice(1)))),
    };
    const seen = new Set<string>();
    for (const insight of own) {
      const key = `${insight.at.file}:${insight.at.start}`;
      if (seen.has(key)) continue;
      // Of several mounts of one registration the open one is spoken of.
      const same = own.filter((one) => one.at.start === insight.at.start && one.at.file === insight.at.file);
      const open = same.find((one) => one.authenticated === 'absent' && !isPublic(input, one)) ?? insight;
      seen.add(key);
      routes.push(routeFact(input, reader, open, own, common, limitOf));
    }
    return application;
  });
}

function applicationSpan({ startup }: CollectInput, host: Host) {
  const listen = startup.registrations.get(host.key)?.find((one) => one.kind === 'listen');
  if (listen) return spanOf(listen.frame.module, listen.at);
  const site = host.value?.site;
  return site?.node.kind === 'call' ? lastNameOf(site.frame.module, site.node.callee) : spanOf(host.module, host.at ?? { start: 0, end: 1 });
}

function isPublic(input: CollectInput, insight: RouteInsight): boolean {
  const { publicRoutes, source } = input;
  const { mount, at } = insight;
  const { handlerValue } = insight;
  if (insight.isExempt || (handlerValue?.kind === 'function' && isPublicName(handlerValue.fn.name))) return true;
  if (isPublicByNature(mount.path) || isDeclaredPublic(mount.method, mount.path, publicRoutes(at.file))) return true;
  return mount.isPublic === true || isMarkedPublic(source, mount.registration) || signsIn(input, insight);
}

/** Callers become known there, whatever it is called: it takes a password, or keeps something of whoever asks, and gives a token (`POST /users`). */
function signsIn(input: CollectInput, insight: RouteInsight): boolean {
  if (!maySignIn(insight.mount.method) || insight.authenticated !== 'absent') return false;
  const effects = new Set(costsOf(input, insight).map(({ effect }) => effect));
  return effects.has('issuesToken') && (effects.has('hashesPassword') || effects.has('checksPassword') || insight.queries.some(({ row }) => row.operation === 'insert' || row.operation === 'update'));
}

/**
 * Queries that more than a third of an application's routes run are no route's own business: an audit trail, a visit counter, the settings.
 * In small applications every route counts for itself.
 */
function crossCutting(insights: readonly RouteInsight[]): ReadonlySet<object> {
  if (insights.length < 9) return new Set();
  const counts = new Map<object, number>();
  for (const { queries } of insights) for (const key of queries.map(identityOf)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count * 3 > insights.length).map(([node]) => node));
}

function routeFact(input: CollectInput, reader: PathReader, insight: RouteInsight, all: readonly RouteInsight[], common: ReadonlySet<object>, limitOf: (insight: RouteInsight) => RouteLimit): Route {
  const { mount, label, at } = insight;
  const queries = insight.queries.filter((site) => !common.has(identityOf(site)));
  const places = (wanted: (site: QuerySite) => boolean) => queries.filter(wanted).map((site) => ({ label: site.label, table: site.table, operation: site.row.operation, at: lastNameOf(site.frame.module, site.node.kind === 'call' ? site.node.callee : site.node) }));
  const reads = places(({ row }) => row.operation === 'read');
  const writes = places(({ row }) => isWrite(row.operation));
  const siblings = all.filter((other) => other !== insight && guardOf(input, other) !== undefined && sameRouter(other, insight));
  const privateResource = privateResourceOf(mount.path);
  let webhook: Webhook | 'none' | undefined;
  const webhookOnce = (): Webhook | undefined => ((webhook ??= webhookOf(reader, insight, common) ?? 'none') === 'none' ? undefined : webhook);
  return {
    label, at, method: mount.method, path: mount.path,
    authenticated: insight.authenticated,
    get isPublic() {
      return isPublic(input, insight) || webhookOnce() !== undefined; // a webhook is open to everyone, and verifies who sends
    },
    reads, writes,
    mayWrite: insight.hasEffects(),
    welcomesStrangers: insight.welcomesStrangers,
    ...(privateResource !== undefined && { privateResource }),
    guardedSiblings: siblings.map((other) => ({
      label: other.label, at: other.at, guard: guardOf(input, other) ?? '',
      readsTheSame: other.mount.method === 'GET' && other.queries.some((site) => site.row.operation === 'read' && !common.has(identityOf(site)) && isNamedInPath(site.table, mount.path) && reads.some((read) => read.table === site.table)),
    })),
    webhook: webhookOnce,
    unowned: () => unownedRow(reader, insight, all),
    guard: () => guardRepair(input, insight, siblings, all),
    limit: limitOf(insight),
    passingMiddleware: passingMiddleware(input, insight, mayGuard),
  };
}

/** What is called for the values of a request, or around its handler, is no guard: a pipe, an interceptor. */
function mayGuard({ handler, registration }: Layer): boolean {
  const [value] = handler.values;
  return value?.kind !== 'function' || shapeOf(value.fn.parameters.length, registration.host.framework.routing, handler.as).isHarmless !== true;
}

/** Middleware of the project on a route's path that refuses nobody, as configuration writes it. */
export function passingMiddleware(input: CollectInput, { passing, at }: RouteInsight, isWanted: (layer: Layer) => boolean = () => true): Route['passingMiddleware'] {
  return passing.filter(isWanted).flatMap((layer) => {
    const [value] = layer.handler.values;
    const taught = value && taughtNameOf(input.evaluator, value, input.configurationFolder(at.file));
    return value?.kind === 'function' && taught !== undefined ? [{ name: guardName(input, layer.handler), taught }] : [];
  });
}

function sameRouter(a: RouteInsight, b: RouteInsight): boolean {
  return a.mount.registration.host === b.mount.registration.host;
}

/** What guards a route, by its name. Where routes are files there are no lists of guards: they stand in handlers and around them. */
function guardOf(tools: CollectInput, insight: RouteInsight): string | undefined {
  const [first] = insight.guards;
  if (first) return guardName(tools, first.layer.handler);
  return insight.mount.registration.host.framework.routing.files ? inlineEntry(tools, insight)[0]?.name : undefined;
}
