import type { FailurePath } from '../concepts/failure-path.ts';
import type { LeakedError, LostCause, SwallowedError, UnawaitedReturn } from '../concepts/caught.ts';
import type { Acquisition, Application, Facts, Handler, Input, LoopedCall, PageSize, Query, RouteReference } from '../concepts/facts.ts';
import type { FloatingPromise } from '../concepts/floating-promise.ts';
import type { ApiValue, Frame } from '../semantic/values.ts';
import type { Expression, FunctionNode, Module } from '../syntax/tree.ts';
import { collectAcquisitions, type RunFrame } from './acquisitions.ts';
import { createConfiguredFacts, type ConfiguredFacts } from './configured-facts.ts';
import { exportedNameOf } from './exports.ts';
import { fieldResolvers } from './field-resolvers.ts';
import { inputLabel } from './input-facts.ts';
import { limitEdits } from './limit-edits.ts';
import { createLoopFinder, loopedFact, type LoopedSite } from './looped-calls.ts';
import { queryEntries, type QueryEntry } from './query-entries.ts';
import type { QuerySite } from './query-sites.ts';
import { createRunSites, type RunSite } from './run-sites.ts';
import { capEdit } from './page-sizes.ts';
import { createPromiseKinds } from './promise-kinds.ts';
import { createQueryKinds } from './query-kinds.ts';
import { createPathReader } from './path-reader.ts';
import { entryOf, examineRoute, type RouteInsight } from './route-facts.ts';
import type { RouteEntry } from './route-map.ts';
import { referencesTo } from './route-references.ts';
import { lastNameOf, spanOf } from './source.ts';
import { isInline, startOf } from './sql-sites.ts';
import type { Registration } from './registration.ts';
import { createWriteFacts, type WriteFacts } from './write-facts.ts';
import { collectFloating } from './collect-floating.ts';
import { startedFrames } from './started-frames.ts';
import { collectApplications, passingMiddleware } from './application-facts.ts';
import { isServerFile, type CollectInput } from './collect-input.ts';
import { collectJobs, type Job } from './jobs.ts';
import { serverCode } from './server-code.ts';
import { collectLeaked, collectLostCauses, collectSwallowed, collectUnawaited } from './failures/collect-failures.ts';
import { createEventFacts, type EventFacts } from './failures/event-facts.ts';
import { createFailurePaths, type FailurePaths } from './failures/failure-paths.ts';
import { routeEntries } from './failures/route-entries.ts';

/** Names that projects give to the number of rows on a page. */
const PAGE_SIZE_NAME = /PAGE_SIZE|DEFAULT_LIMIT|MAX_LIMIT|PAGE_LIMIT/;

/** Components: what they ask for in a browser is nobody's here. */
const MARKUP = /\.[jt]sx$/;

/** Names of code that fills or changes a database once. */
const FILLING = /(^|[/._-])(seed|migrat)/i;

/** Routes that a finding names as its evidence, at most. */
const MAX_ROUTES = 5;

export interface CollectedFacts {
  readonly routes: readonly RouteEntry[];
  readonly queries: readonly QueryEntry[];
  of<K extends keyof Facts>(kind: K): readonly Facts[K][];
  /** Where the failures of the calls go whose names touch a range of a file, as far as it is known. */
  failurePaths(file: string, start: number, end: number): readonly FailurePath[];
}

/** Brings everything together: what is registered, what it runs, who may call it. */
export function collectFacts(input: CollectInput): CollectedFacts {
  const reader = createPathReader(input);
  const insights = mergeEqual(input.mounts.map((mount) => examineRoute(input, mount)));
  let applications: readonly Application[] | undefined;
  let handlers: readonly Handler[] | undefined;
  let inputs: readonly Input[] | undefined;
  let queries: readonly Query[] | undefined;
  let pageSizes: readonly PageSize[] | undefined;
  let looped: readonly LoopedCall[] | undefined;
  let routes: readonly RouteEntry[] | undefined;
  let configured: ConfiguredFacts | undefined;
  let jobs: readonly Job[] | undefined;
  let sites: readonly RunSite[] | undefined;
  let writes: WriteFacts | undefined;
  let acquisitions: readonly Acquisition[] | undefined;
  let swallowed: readonly SwallowedError[] | undefined;
  let unawaited: readonly UnawaitedReturn[] | undefined;
  let leaked: readonly LeakedError[] | undefined;
  let lost: readonly LostCause[] | undefined;
  let events: EventFacts | undefined;
  let paths: FailurePaths | undefined;
  let floating: readonly FloatingPromise[] | undefined;
  const jobsOnce = () => (jobs ??= collectJobs(input));
  const sitesOnce = () => (sites ??= collectSites(input, insights, jobsOnce()));
  const eventsOnce = () => (events ??= createEventFacts(input, insights));
  const writesOnce = () => (writes ??= createWriteFacts({ ...input, isExported: (frame) => isExportedCode(input, frame) }, sitesOnce()));
  return {
    get routes() {
      return (routes ??= insights.map((insight) => entryOf(input, insight)));
    },
    failurePaths(file, start, end) {
      const module = input.modules.find((one) => one.file === file);
      if (!module || !isServerFile(input, file)) return [];
      return (paths ??= createFailurePaths({ ...input, isHarmless: harmlessIn(input) }, () => [...routeEntries(reader, input.rejections, insights), ...eventsOnce().entries])).between(module, start, end);
    },
    get queries() {
      return queryEntries(input, sitesOnce());
    },
    of(kind) {
      const all: { readonly [K in keyof Facts]: () => readonly Facts[K][] } = {
        application: () => (applications ??= collectApplications(input, reader, insights)),
        handler: () => (handlers ??= input.rejections.facts(handlerRegistrations(input, insights)).filter((handler) => isServerFile(input, handler.at.file))),
        input: () => (inputs ??= collectInputs(input, insights)),
        query: () => (queries ??= sitesOnce().map((run) => queryFact(input, run))),
        pageSize: () => (pageSizes ??= collectPageSizes(input, insights)),
        loopedCall: () => (looped ??= collectLoopedCalls(input, insights, jobsOnce())),
        intake: () => (configured ??= collectConfigured(input)).intakes,
        cookie: () => (configured ??= collectConfigured(input)).cookies,
        acquisition: () => (acquisitions ??= collectAcquisitions({ ...input, isExported: (frame) => isExportedCode(input, frame) }, runFrames(input, insights))),
        floatingPromise: () => (floating ??= collectFloating(input, insights)),
        tornWrites: () => writesOnce().tornWrites,
        rewrite: () => writesOnce().rewrites,
        massWrite: () => writesOnce().massWrites,
        droppedCallback: () => eventsOnce().droppedCallbacks,
        unheardError: () => eventsOnce().unheardErrors,
        uncheckedResponse: () => eventsOnce().uncheckedResponses,
        unguardedParse: () => eventsOnce().unguardedParses,
        swallowedError: () => (swallowed ??= collectSwallowed(input)),
        unawaitedReturn: () => (unawaited ??= collectUnawaited(input)),
        leakedError: () => (leaked ??= collectLeaked(input)),
        lostCause: () => (lost ??= collectLostCauses(input)),
        crossOrigin: () => (configured ??= collectConfigured(input)).crossOrigins,
      };
      return all[kind]();
    },
  };
}

/** Says of what packages give whether it is no promise that can reject. */
function harmlessIn({ evaluator, frameworks, isBefore }: CollectInput): (value: ApiValue) => boolean {
  return createPromiseKinds(evaluator, frameworks, isBefore, createQueryKinds(frameworks).isQuery).isHarmless;
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

/** Every query of server code once, with the routes and jobs that run it. */
function collectSites(input: CollectInput, insights: readonly RouteInsight[], jobs: readonly Job[]): readonly RunSite[] {
  const runs = createRunSites();
  for (const insight of insights) for (const site of insight.queries) runs.note(site, { route: insight });
  for (const { frame, insight } of middlewareFrames(input, insights)) for (const site of input.queries.queriesIn(frame)) runs.note(site, { route: insight });
  for (const { entry, frames } of jobs) for (const frame of frames) for (const site of input.queries.queriesIn(frame)) runs.note(site, { job: entry });
  for (const module of input.modules) {
    for (const fn of module.functions) {
      const frame = input.evaluator.frames.generic(module, fn.id);
      if (frame) for (const site of input.queries.queriesIn(frame)) runs.note(site);
    }
  }
  for (const frame of startedFrames(input)) for (const site of input.queries.queriesIn(frame)) runs.note(site);
  return runs.all().filter(({ site }) => isServerFile(input, site.frame.module.file));
}

/** What middleware runs, it runs for every request: the first route behind it stands for them. */
function middlewareFrames({ reach }: CollectInput, insights: readonly RouteInsight[]): readonly { readonly frame: Frame; readonly insight: RouteInsight }[] {
  const seen = new Set<object>();
  return insights.flatMap((insight) => insight.mount.layers.flatMap((layer) => {
    if (layer.scope === 'route' || seen.has(layer.handler)) return [];
    seen.add(layer.handler);
    return layer.handler.values.flatMap((value) => (value.kind === 'function' ? reach.activationsFrom(value) : [])).map((frame) => ({ frame, insight }));
  }));
}

/** Every function of the server's code, with each route that runs it. */
function runFrames(input: CollectInput, insights: readonly RouteInsight[]): readonly RunFrame[] {
  const run: readonly RunFrame[] = [...insights.flatMap((insight) => insight.reached.map((frame) => ({ frame, insight }))), ...middlewareFrames(input, insights)];
  const all = input.modules.flatMap((module) => module.functions.flatMap(({ id }): readonly RunFrame[] => {
    const frame = input.evaluator.frames.generic(module, id);
    return frame ? [{ frame }] : [];
  }));
  return [...run, ...all].filter(({ frame }) => isServerFile(input, frame.module.file));
}

/** What runs in loops, in what routes and jobs reach; other code is looked at by itself. */
function collectLoopedCalls(input: CollectInput, insights: readonly RouteInsight[], jobs: readonly Job[]): readonly LoopedCall[] {
  const finder = createLoopFinder(input);
  const found = new Map<object, { looped: LoopedSite; routes: RouteReference[] }>();
  const seen = new Set<FunctionNode>();
  const note = (frame: Frame, route?: RouteReference) => {
    seen.add(frame.fn);
    for (const looped of finder.loopedIn(frame)) {
      const known = found.get(looped.node);
      if (!known) found.set(looped.node, { looped, routes: route ? [route] : [] });
      else if (route && !known.routes.some(({ label }) => label === route.label)) known.routes.push(route);
    }
  };
  for (const insight of insights) for (const frame of insight.reached) note(frame, insight);
  for (const { frame, insight } of middlewareFrames(input, insights)) note(frame, insight);
  for (const { entry, frames } of jobs) for (const frame of frames) note(frame, entry);
  for (const module of input.modules) {
    for (const fn of module.functions) {
      const frame = seen.has(fn) ? undefined : input.evaluator.frames.generic(module, fn.id);
      if (frame) note(frame);
    }
  }
  for (const field of fieldResolvers(input)) {
    for (const looped of finder.askedFor(field)) if (!found.has(looped.node)) found.set(looped.node, { looped, routes: [] });
  }
  const isServer = serverCode(input);
  return [...found.values()]
    .filter(({ looped: { frame } }) => isServer(frame.module) && !FILLING.test(frame.module.file) && !FILLING.test(frame.fn.name ?? ''))
    .map(({ looped, routes }) => loopedFact(input, { looped, isService: isExportedCode(input, looped.frame) && !MARKUP.test(looped.frame.module.file), routes: routes.slice(0, MAX_ROUTES).map(({ label, at }) => ({ label, at })) }));
}

/** One for each limit that a request sets, with the first of the routes that lead there. */
function collectPageSizes(input: CollectInput, insights: readonly RouteInsight[]): readonly PageSize[] {
  const found = new Map<Expression, PageSize>();
  for (const { mount, label, at } of insights) {
    for (const limit of input.inputs.judge(mount).limits) {
      const { expression, frame, site } = limit;
      const known = found.get(expression);
      if (!isServerFile(input, frame.module.file) || (known && known.route.label <= label)) continue;
      const value = spanOf(frame.module, expression);
      const pageSize = pageSizeIn(frame.module);
      found.set(expression, {
        at: value, table: site.table, route: { label, at },
        input: { label: inputLabel(input.source, limit.input), at: spanOf(limit.input.read.frame.module, limit.input.read.node) },
        query: { label: site.label, at: lastNameOf(site.frame.module, site.node.kind === 'call' ? site.node.callee : site.node) },
        ...(pageSize !== undefined && { pageSize }),
        cap: (most) => [capEdit(input.evaluator, input.source, limit, most)],
      });
    }
  }
  return [...found.values()];
}

function queryFact(input: CollectInput, { site, sites, evidence }: RunSite): Query {
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
    reachedFrom: referencesTo(evidence),
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
