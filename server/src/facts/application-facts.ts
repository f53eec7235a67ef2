import type { Application, Route, RouteLimit } from '../concepts/facts.ts';
import type { Webhook } from '../concepts/webhook.ts';
import type { Span } from '../syntax/text.ts';
import { isWrite } from '../frameworks/model.ts';
import { byFile } from './by-file.ts';
import { errorHandlingOf } from './error-handling.ts';
import { maySignIn } from './credential-routes.ts';
import { taughtNameOf } from './exports.ts';
import { groupBy } from './group-by.ts';
import { guardRepair } from './guard-edits.ts';
import { isDeclaredPublic, isNamedInPath, isPublicByNature, isPublicName, privateResourceOf } from './public-routes.ts';
import { once, onceForEach } from './once.ts';
import { isMarkedPublic } from './public-comments.ts';
import type { QuerySite } from './query-sites.ts';
import { unownedRow } from './ownership.ts';
import { type PathReader } from './path-reader.ts';
import { guardName } from './guard-names.ts';
import { shapeOf } from './guards.ts';
import { costsOf, inlineEntry, type RouteInsight } from './route-facts.ts';
import { hasLimiter, routeLimits } from './route-limits.ts';
import type { Layer } from './routing.ts';
import { createServingCalls } from './serving-calls.ts';
import { lastNameOf, spanOf } from './source.ts';
import { identityOf } from './sql-sites.ts';
import type { Host } from './registration.ts';
import { webhookOf } from './webhooks.ts';
import { isServerFile, type CollectInput } from './collect-input.ts';

/** An application as a file sees it: the one that it makes with all its routes, any other with those that the file registers. */
type SeenApplication = (file: string) => Application | undefined;

/** Finds the applications of a file, or with routes in it: what each of these routes does, and what stands before it. */
export function createApplications(input: CollectInput, reader: PathReader, insights: readonly RouteInsight[]): (file: string) => readonly Application[] {
  const complete = insights.filter(({ mount, at }) => mount.hosts.length > 0 && mount.isComplete && isServerFile(input, at.file));
  const servingOf = createServingCalls(input);
  const applications = [...groupBy(complete, ({ mount }) => mount.hosts[0])].flatMap(([host, own]) => (host ? [seenApplication(input, reader, host, own, servingOf)] : []));
  return (file) => applications.flatMap((seenFrom) => seenFrom(file) ?? []);
}

function seenApplication(input: CollectInput, reader: PathReader, host: Host, own: readonly RouteInsight[], servingOf: (host: Host) => Span | undefined): SeenApplication {
  const at = applicationSpan(input, host, servingOf);
  const inFile = byFile(own, (insight) => insight.at.file);
  const common = once(() => crossCutting(own));
  const limitOf = routeLimits(input, own, common);
  const factOf = onceForEach((insight: RouteInsight) => routeFact(input, reader, insight, own, common, limitOf));
  const knowsUsers = once(() => input.impliesUsers(host.module.file) || own.some(({ guards }) => guards.length > 0) || own.some((one) => one.authenticated === 'present' || one.readsCredential));
  const isLimited = once(() => hasLimiter(input, own));
  const errors = once(() => errorHandlingOf(reader, host, own));
  return (file) => {
    const routes = spokenOf(input, inFile(at.file === file ? undefined : file)).map(factOf);
    if (routes.length === 0) return undefined;
    return {
      at, routes,
      get knowsUsers() {
        return knowsUsers();
      },
      get hasLimiter() {
        return isLimited();
      },
      get errors() {
        return errors();
      },
    };
  };
}

/** Of several mounts of one registration the open one is spoken of. */
function spokenOf(input: CollectInput, insights: readonly RouteInsight[]): readonly RouteInsight[] {
  const registrations = groupBy(insights, ({ at }) => `${at.file}:${at.start}`);
  return [...registrations.values()].flatMap((same) => same.find((one) => one.authenticated === 'absent' && !isPublic(input, one)) ?? same.slice(0, 1));
}

function applicationSpan({ startup }: CollectInput, host: Host, servingOf: (host: Host) => Span | undefined): Span {
  const listen = startup.registrations.get(host.key)?.find((one) => one.kind === 'listen');
  if (listen) return spanOf(listen.frame.module, listen.at);
  const serving = servingOf(host);
  if (serving) return serving;
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

function routeFact(input: CollectInput, reader: PathReader, insight: RouteInsight, all: readonly RouteInsight[], commonOnce: () => ReadonlySet<object>, limitOf: (insight: RouteInsight) => RouteLimit): Route {
  const { mount, label, at } = insight;
  const common = commonOnce();
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
