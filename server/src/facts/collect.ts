import type { Application, Facts, Handler, Input, Query, Route, RouteLimit } from '../concepts/facts.ts';
import type { Webhook } from '../concepts/webhook.ts';
import type { Frame } from '../semantic/values.ts';
import type { Module } from '../syntax/tree.ts';
import { isWrite, type FrameworkModel } from '../frameworks/model.ts';
import { roleOf } from '../workspace/classify.ts';
import { createConfiguredFacts, type ConfiguredFacts } from './configured-facts.ts';
import { errorHandlingOf } from './error-handling.ts';
import { exportedNameOf, taughtNameOf } from './exports.ts';
import { guardRepair } from './guard-edits.ts';
import { limitEdits } from './limit-edits.ts';
import { isDeclaredPublic, isNamedInPath, isPublicByNature, isPublicName, marksPublic, privateResourceOf } from './public-routes.ts';
import type { QuerySite } from './query-sites.ts';
import { unownedRow } from './ownership.ts';
import { createPathReader, type PathReader } from './path-reader.ts';
import { entryOf, examineRoute, guardName, inlineEntry, type RouteInsight, type RouteTools } from './route-facts.ts';
import { hasLimiter, routeLimits, type LimitTools } from './route-limits.ts';
import type { RouteEntry } from './route-map.ts';
import type { RouteMount } from './routing.ts';
import { referencesTo } from './route-references.ts';
import { lastNameOf, spanOf, type Source } from './source.ts';
import { identityOf, isInline, startOf } from './sql-sites.ts';
import type { Host, Registration } from './registration.ts';
import { webhookOf } from './webhooks.ts';
import { createWriteFacts, type RunSite, type WriteFacts } from './write-facts.ts';

/** Names that projects give to the number of rows on a page. */
const PAGE_SIZE_NAME = /PAGE_SIZE|DEFAULT_LIMIT|MAX_LIMIT|PAGE_LIMIT/;

export interface CollectedFacts {
  readonly routes: readonly RouteEntry[];
  of<K extends keyof Facts>(kind: K): readonly Facts[K][];
}

export interface CollectInput extends RouteTools, LimitTools {
  readonly frameworks: readonly FrameworkModel[];
  readonly mounts: readonly RouteMount[];
  readonly modules: readonly Module[];
  /** Routes that were declared public, as a file's configuration writes them. */
  publicRoutes(file: string): readonly string[];
  /** Whether the application at a file has one of the packages that know users. */
  impliesUsers(file: string): boolean;
}

/** Brings everything together: what is registered, what it runs, who may call it. */
export function collectFacts(input: CollectInput): CollectedFacts {
  const reader = createPathReader(input);
  const insights = mergeEqual(input.mounts.map((mount) => examineRoute(input, mount)));
  let applications: readonly Application[] | undefined;
  let handlers: readonly Handler[] | undefined;
  let inputs: readonly Input[] | undefined;
  let queries: readonly Query[] | undefined;
  let routes: readonly RouteEntry[] | undefined;
  let configured: ConfiguredFacts | undefined;
  let sites: readonly RunSite[] | undefined;
  let writes: WriteFacts | undefined;
  const sitesOnce = () => (sites ??= collectSites(input, insights));
  const writesOnce = () => (writes ??= createWriteFacts({ ...input, isExported: (frame) => isExportedCode(input, frame) }, sitesOnce()));
  return {
    get routes() {
      return (routes ??= insights.map((insight) => entryOf(input, insight)));
    },
    of(kind) {
      const all: { readonly [K in keyof Facts]: () => readonly Facts[K][] } = {
        application: () => (applications ??= collectApplications(input, reader, insights)),
        handler: () => (handlers ??= input.rejections.facts(handlerRegistrations(input, insights)).filter((handler) => isServerFile(input, handler.at.file))),
        input: () => (inputs ??= collectInputs(input, insights)),
        query: () => (queries ??= sitesOnce().map(({ site, sites, routes }) => queryFact(input, site, sites, routes))),
        intake: () => (configured ??= collectConfigured(input)).intakes,
        cookie: () => (configured ??= collectConfigured(input)).cookies,
        tornWrites: () => writesOnce().tornWrites,
        rewrite: () => writesOnce().rewrites,
        massWrite: () => writesOnce().massWrites,
        crossOrigin: () => (configured ??= collectConfigured(input)).crossOrigins,
      };
      return all[kind]();
    },
  };
}

function collectConfigured(input: CollectInput): ConfiguredFacts {
  return createConfiguredFacts({ ...input, modules: input.modules.filter((module) => isServerFile(input, module.file)) });
}

/** Several servers made of the same code have the same routes: of each the most guarded one stands for all; of those, the one of which most is known. */
function mergeEqual(insights: readonly RouteInsight[]): readonly RouteInsight[] {
  const rank = { present: 2, unknown: 1, absent: 0 };
  const byRoute = new Map<string, RouteInsight>();
  for (const insight of insights) {
    const key = `${insight.at.file}:${insight.at.start} ${insight.label}`;
    const known = byRoute.get(key);
    const more = known ? rank[insight.authenticated] - rank[known.authenticated] || insight.queries.length - known.queries.length : 1;
    // Of equals the one whose application comes first by name, whatever order files come in.
    if (more > 0 || (more === 0 && known && rootFileOf(insight) < rootFileOf(known))) byRoute.set(key, insight);
  }
  return [...byRoute.values()];
}

/** One for each place where unchecked input is read, with one of the routes that lead there, the same in whatever order they were found. */
function collectInputs(input: CollectInput, insights: readonly RouteInsight[]): readonly Input[] {
  const byPlace = new Map<string, Input>();
  for (const insight of insights) {
    const first = input.inputs.firstOf(insight.mount);
    if (!first || !isServerFile(input, first.at.file) || !isServerFile(input, insight.at.file)) continue;
    const key = `${first.at.file}:${first.at.start}`;
    const known = byPlace.get(key);
    if (!known || insight.label < known.route.label) byPlace.set(key, { ...first, route: { label: insight.label, at: insight.at }, passingMiddleware: passingMiddleware(input, insight) });
  }
  return [...byPlace.values()];
}

function rootFileOf({ mount }: RouteInsight): string {
  return mount.hosts[0]?.module.file ?? '';
}

function handlerRegistrations({ startup }: CollectInput, insights: readonly RouteInsight[]): readonly { registration: Registration; label: string }[] {
  const labels = new Map<Registration['node'], string>();
  for (const { mount, label } of insights) {
    if (!labels.has(mount.registration.node)) labels.set(mount.registration.node, label);
    for (const { registration, prefix } of mount.layers) {
      if (registration.kind === 'mount' && !labels.has(registration.node)) labels.set(registration.node, nameOf(registration, prefix === '' ? '/' : prefix));
    }
  }
  return [...startup.registrations.values()].flat().flatMap((registration) => {
    if (registration.kind === 'listen' || registration.kind === 'setting') return [];
    const path = registration.paths[0];
    const label = labels.get(registration.node) ?? nameOf(registration, path === undefined || path === '' ? '/' : path);
    return [{ registration, label }];
  });
}

/** How a registration that is no route is spoken of: `use /api`, `createServer`. */
function nameOf({ kind, call, method, host }: Registration, path: string): string {
  const name = call?.callee.kind === 'member' || call?.callee.kind === 'name' ? call.callee.name : 'use';
  if (host.value?.step === 'root') return name;
  return `${kind === 'route' ? method : name} ${path}`;
}

function isServerFile({ evaluator }: CollectInput, file: string): boolean {
  const role = roleOf(evaluator.program.project, file);
  return role === 'server' || (role === 'script' && /(^|\/)bin\//.test(file));
}

/** Every query of server code once, as it is first met, with the routes that run it. */
function collectSites(input: CollectInput, insights: readonly RouteInsight[]): readonly RunSite[] {
  const byNode = new Map<object, { site: QuerySite; sites: QuerySite[]; routes: RouteInsight[] }>();
  const note = (site: QuerySite, route?: RouteInsight) => {
    const key = site.row.returns === 'many' ? identityOf(site) : site.node;
    const known = byNode.get(key);
    if (!known) byNode.set(key, { site, sites: [site], routes: route ? [route] : [] });
    if (known && route && !known.routes.includes(route)) known.routes.push(route);
    if (known && !known.sites.some(({ node }) => node === site.node)) known.sites.push(site);
  };
  for (const insight of insights) for (const site of insight.queries) note(site, insight);
  noteMiddleware(input, insights, note);
  for (const module of input.modules) {
    for (const fn of module.functions) {
      const frame = input.evaluator.frames.generic(module, fn.id);
      if (frame) for (const site of input.queries.queriesIn(frame)) note(site);
    }
  }
  return [...byNode.values()].filter(({ site }) => isServerFile(input, site.frame.module.file));
}

/** What middleware runs, it runs for every request: the first route behind it stands for them. */
function noteMiddleware({ reach, queries }: CollectInput, insights: readonly RouteInsight[], note: (site: QuerySite, route: RouteInsight) => void): void {
  const seen = new Set<object>();
  for (const insight of insights) {
    for (const layer of insight.mount.layers) {
      if (layer.scope === 'route' || seen.has(layer.handler)) continue;
      seen.add(layer.handler);
      for (const value of layer.handler.values) {
        if (value.kind === 'function') for (const frame of reach.reachedFrom(value)) for (const site of queries.queriesIn(frame)) note(site, insight);
      }
    }
  }
}

function queryFact(input: CollectInput, site: QuerySite, sites: readonly QuerySite[], routes: readonly RouteInsight[]): Query {
  const { module } = site.frame;
  const { row, sql } = site;
  const pageSize = sql ? undefined : pageSizeIn(module);
  return {
    label: site.label,
    table: site.table,
    at: sql && row.operation === 'read' ? startOf(sql) : calledAt(site),
    calls: sites.filter((one) => one.sql && !isInline(one.sql, one.node, one.frame.module.file)).map((one) => ({ label: one.label, at: calledAt(one) })),
    operation: row.operation,
    returns: row.returns,
    isFiltered: site.isFiltered,
    unit: row.unit ?? 'row',
    ...(row.cap && { cap: row.cap }),
    limit: { state: site.bounded, insert: (text) => limitEdits(input.source, site, text) },
    reachedFrom: referencesTo(routes),
    isService: isExportedCode(input, site.frame),
    ...(pageSize !== undefined && { pageSize }),
  };
}

function calledAt({ node, frame }: QuerySite): Query['at'] {
  return lastNameOf(frame.module, node.kind === 'call' ? node.callee : node.tag ?? node);
}

/** Whether code outside its module may call a function: it, or a function or class around it, is exported. */
function isExportedCode(input: CollectInput, frame: Frame): boolean {
  const { module, fn } = frame;
  if (fn.form === 'module') return false;
  let outermost = fn;
  while (outermost.parent > 0) outermost = module.functions[outermost.parent] ?? outermost;
  if (exportedNameOf(input.evaluator, module, outermost) !== undefined) return true;
  return outermost.classId !== undefined && exportedNameOf(input.evaluator, module, module.classes[outermost.classId]) !== undefined;
}

function pageSizeIn(module: Module): string | undefined {
  return [...(module.scopes[0]?.names.keys() ?? [])].find((name) => PAGE_SIZE_NAME.test(name));
}

function collectApplications(input: CollectInput, reader: PathReader, insights: readonly RouteInsight[]): readonly Application[] {
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

function isPublic({ publicRoutes, source }: CollectInput, insight: RouteInsight): boolean {
  const { mount, at } = insight;
  const { handlerValue } = insight;
  if (insight.isExempt || (handlerValue?.kind === 'function' && isPublicName(handlerValue.fn.name))) return true;
  if (isPublicByNature(mount.path) || isDeclaredPublic(mount.method, mount.path, publicRoutes(at.file))) return true;
  return insight.isExempt || mount.isPublic === true || isMarkedPublic(source, mount.registration);
}

/** A comment directly above or behind the registration, or above the router that it belongs to. */
function isMarkedPublic(source: Source, { node, at, frame, host }: Registration): boolean {
  const own = isMarked(source, frame.module, node) || isMarked(source, frame.module, { start: at.start - 1, end: node.end }); // `.post(…)` in a chain
  const site = host.value?.site;
  return own || (!host.isApplication && site !== undefined && isMarked(source, site.frame.module, site.node));
}

function isMarked(source: Source, module: Module, node: { readonly start: number; readonly end: number }): boolean {
  const text = source.text(module.file);
  return module.notes.some((note) => {
    if (!marksPublic(note.text)) return false;
    // Above: only the beginning of the statement may stand between. Behind: on the same line.
    if (note.end <= node.start) return /^[ \t]*\r?\n?[ \t]*(export\s+)?((const|let|var)\s+\w+(\s*:[^=\n]+)?\s*=\s*)?$/.test(text.slice(note.end, node.start)) && isOwnLine(text, note.start);
    return note.start >= node.end && /^[ \t]*;?[ \t]*$/.test(text.slice(node.end, note.start));
  });
}

function isOwnLine(text: string, offset: number): boolean {
  return /^[ \t]*$/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));
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
    ...(privateResource !== undefined && { privateResource }),
    guardedSiblings: siblings.map((other) => ({
      label: other.label, at: other.at, guard: guardOf(input, other) ?? '',
      readsTheSame: other.mount.method === 'GET' && other.queries.some((site) => site.row.operation === 'read' && !common.has(identityOf(site)) && isNamedInPath(site.table, mount.path) && reads.some((read) => read.table === site.table)),
    })),
    webhook: webhookOnce,
    unowned: () => unownedRow(reader, insight, all),
    guard: () => guardRepair(input, insight, siblings, all),
    limit: limitOf(insight),
    passingMiddleware: passingMiddleware(input, insight),
  };
}

function passingMiddleware(input: CollectInput, { passing, at }: RouteInsight): Route['passingMiddleware'] {
  return passing.flatMap((layer) => {
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
