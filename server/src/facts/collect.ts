import type { FailurePath } from '../concepts/failure-path.ts';
import type { Facts } from '../concepts/facts.ts';
import { createMatcher } from '../semantic/api-index.ts';
import { isDead } from '../semantic/live-code.ts';
import { GLOBALS, rootOf, type ApiValue, type Frame } from '../semantic/values.ts';
import type { FunctionNode } from '../syntax/tree.ts';
import { createAcquisitions } from './acquisitions.ts';
import { createApplications } from './application-facts.ts';
import { byFile } from './by-file.ts';
import { createFloating } from './collect-floating.ts';
import { isServerFile, type CollectInput } from './collect-input.ts';
import { collectInputs, createPageSizes } from './collect-inputs.ts';
import { createLoopedCalls } from './collect-loops.ts';
import { collectSites, mayHoldText } from './collect-sites.ts';
import { createConfiguredFacts } from './configured-facts.ts';
import { isExportedCode } from './exports.ts';
import { createFailureFacts } from './failures/collect-failures.ts';
import { createEventFacts } from './failures/event-facts.ts';
import { createFailurePaths, type PathTools } from './failures/failure-paths.ts';
import { routeEntries } from './failures/route-entries.ts';
import { handlerRegistrations } from './handler-registrations.ts';
import { once, onceForEach } from './once.ts';
import { createPathReader } from './path-reader.ts';
import { createPromiseKinds } from './promise-kinds.ts';
import { queryEntries, type QueryEntry } from './query-entries.ts';
import { placeOfQuery, queryFact } from './query-facts.ts';
import type { Registration } from './registration.ts';
import { createQueryKinds } from './query-kinds.ts';
import { entryOf, examineRoute, type RouteInsight } from './route-facts.ts';
import type { RouteEntry } from './route-map.ts';
import { packageOf } from './roles.ts';
import { createRunFrames } from './run-frames.ts';
import { serverCode } from './server-code.ts';
import { createStartOnly } from './start-only.ts';
import { createUnreferenced } from './unreferenced.ts';
import { createWriteFacts } from './write-facts.ts';

export interface CollectedFacts {
  readonly routes: readonly RouteEntry[];
  readonly queries: readonly QueryEntry[];
  /**
   * The facts of a kind that a file may have findings about. What that costs is what the file needs: what runs when is followed through
   * the whole program, and judged where it stands in the file.
   */
  of<K extends keyof Facts>(kind: K, file: string): readonly Facts[K][];
  /** Where the failures of the calls go whose names touch a range of a file, as far as it is known. */
  failurePaths(file: string, start: number, end: number): readonly FailurePath[];
}

/** Brings everything together: what is registered, what it runs, who may call it. */
export function collectFacts(input: CollectInput): CollectedFacts {
  const reader = createPathReader(input);
  const all = mergeEqual(input.mounts.map((mount) => examineRoute(input, mount)));
  const insights = all.filter(({ mount }) => isInProduction(input, mount.registration));
  const frames = createRunFrames(input, insights);
  const modules = byFile(input.modules, ({ file }) => file);
  const unreferenced = once(() => createUnreferenced(input, onceForEach((file) => [...frames.ofRoutes(file), ...frames.ofMiddleware(file), ...frames.ofJobs(file)].map(({ frame }) => frame))));
  const isExported = (frame: Frame) => isExportedCode(input, frame) && !unreferenced()(frame);

  const routes = once(() => all.map((insight) => entryOf(input, insight)));
  const allSites = once(() => collectSites(input, frames));
  const applications = once(() => createApplications(input, reader, insights));
  const handlers = once(() => input.rejections.facts(handlerRegistrations(input, insights).filter(({ registration }) => isInProduction(input, registration))));
  const runLater = once(() => new Set([...frames.ofRoutes(), ...frames.ofMiddleware(), ...frames.ofJobs()].map(({ frame }) => frame.fn)));
  const startOnly = once(() => createStartOnly({ ...input, isRunLater: (fn) => runLater().has(fn) }));
  // What happens once, when the program starts, leaves one open at most.
  const acquisitions = once(() => createAcquisitions({ ...input, isExported: (frame) => isExported(frame) && !startOnly()(frame.fn) }));
  const configured = once(() => configuredFacts(input));
  const floating = once(() => createFloating(input, frames, startOnly()));
  const pageSizes = once(() => createPageSizes(input, frames));
  const looped = once(() => createLoopedCalls(input, frames, isExported));
  const failures = once(() => createFailureFacts(input, frames));
  const events = once(() => createEventFacts(input, insights));
  const paths = once(() => createFailurePaths({ ...pathTools(input), isUnreferenced: unreferenced() }, () => [...routeEntries(reader, input.rejections, insights), ...events().entries()]));
  const writes = once(() => createWriteFacts({ ...input, isExported }));

  const sitesOf = onceForEach((file: string) => collectSites(input, frames, file));
  // What runs a text of the file may stand in any other.
  const sitesAbout = (file: string) => (modules(file).some(mayHoldText) ? allSites() : sitesOf(file));
  const queriesOf = (file: string) => sitesAbout(file).filter((run) => placeOfQuery(run).file === file).map((run) => queryFact(input, run, isExported));
  const acquiredIn = (file: string) => acquisitions()(isServerFile(input, file) ? [...frames.ofRoutes(file), ...frames.ofMiddleware(file), ...frames.standing(file).map((frame) => ({ frame }))] : []);

  const kinds: { readonly [K in keyof Facts]: (file: string) => readonly Facts[K][] } = {
    application: (file) => applications()(file),
    handler: (file) => (isServerFile(input, file) ? handlers()(file) : []),
    input: (file) => collectInputs(input, frames, file),
    pageSize: (file) => pageSizes()(file),
    query: queriesOf,
    loopedCall: (file) => looped()(file),
    acquisition: acquiredIn,
    floatingPromise: (file) => floating()(file),
    tornWrites: (file) => writes().tornWrites(sitesOf(file)),
    rewrite: (file) => writes().rewrites(sitesOf(file)),
    massWrite: (file) => writes().massWrites(sitesAbout(file), file),
    droppedCallback: (file) => events().droppedCallbacks(file),
    unheardError: (file) => events().unheardErrors(file),
    uncheckedResponse: (file) => events().uncheckedResponses(file),
    unguardedParse: (file) => events().unguardedParses(file),
    swallowedError: (file) => failures().swallowed(file),
    unawaitedReturn: (file) => failures().unawaited(file),
    leakedError: (file) => failures().leaked(file),
    lostCause: (file) => failures().lostCauses(file),
    intake: (file) => configured().intakes(file),
    cookie: (file) => configured().cookies(file),
    crossOrigin: (file) => configured().crossOrigins(file),
  };
  return {
    get routes() {
      return routes();
    },
    get queries() {
      return queryEntries(input, allSites());
    },
    of: (kind, file) => kinds[kind](file),
    failurePaths(file, start, end) {
      const [module] = modules(file);
      return module && isServerFile(input, file) ? paths().between(module, start, end) : [];
    },
  };
}

/** What is registered for development only is a route, and no concern of production. */
function isInProduction({ evaluator }: CollectInput, { node, frame }: Registration): boolean {
  return !isDead(evaluator, node, frame);
}

function pathTools(input: CollectInput): Omit<PathTools, 'isUnreferenced'> {
  const { evaluator, frameworks, isBefore } = input;
  const { isQuery, isCursor } = createQueryKinds(frameworks);
  const handlers = once(() => handlersIn(input));
  return {
    ...input,
    modules: input.modules.filter(serverCode(input)),
    parses: frameworks.flatMap(({ events }) => events?.parses ?? []),
    promises: createPromiseKinds(evaluator, frameworks, isBefore, isQuery),
    isCursor,
    known: { isQuery, isHandler: (fn) => handlers().has(fn) },
    isRunner: createMatcher(frameworks.flatMap(({ transactions }) => transactions?.runners ?? [])),
    isDescribed: describedIn(input),
  };
}

/** The functions that frameworks call. */
function handlersIn({ startup }: CollectInput): ReadonlySet<FunctionNode> {
  return new Set([...startup.registrations.values()].flat().flatMap(({ handlers }) => handlers.flatMap(({ values }) => values.flatMap((value) => (value.kind === 'function' ? [value.fn] : [])))));
}

/** Says of what is imported whether a model describes its package. */
function describedIn({ frameworks }: CollectInput): (value: ApiValue) => boolean {
  const packages = new Set(frameworks.flatMap((model) => model.packages));
  return (value) => rootOf(value) === GLOBALS || rootOf(value).startsWith('node:') || packages.has(packageOf(value));
}

/** What options decide is few: it is looked for in the whole program. */
function configuredFacts(input: CollectInput) {
  const facts = createConfiguredFacts({ ...input, modules: input.modules.filter((module) => isServerFile(input, module.file)) });
  const intakes = once(() => byFile(facts.intakes, ({ at }) => at.file));
  const cookies = once(() => byFile(facts.cookies, ({ at }) => at.file));
  const crossOrigins = once(() => byFile(facts.crossOrigins, ({ at }) => at.file));
  return { intakes: (file: string) => intakes()(file), cookies: (file: string) => cookies()(file), crossOrigins: (file: string) => crossOrigins()(file) };
}

/** Several servers made of the same code have the same routes: of each the most guarded one stands for all; of those, the one of which most is known. */
function mergeEqual(insights: readonly RouteInsight[]): readonly RouteInsight[] {
  const rank = { present: 2, unknown: 1, absent: 0 };
  const byRoute = new Map<string, RouteInsight>();
  for (const insight of insights) {
    const key = `${insight.at.file}:${insight.at.start} ${insight.label}`;
    const known = byRoute.get(key);
    const more = known ? rank[insight.authenticated] - rank[known.authenticated] || givenTo(insight) - givenTo(known) : 1;
    // Of equals the one whose application comes first by name, whatever order files come in.
    if (more > 0 || (more === 0 && known && rootFileOf(insight) < rootFileOf(known))) byRoute.set(key, insight);
  }
  return [...byRoute.values()];
}

/** How much is known of what a route was registered with: a factory that is called says more than one that nobody calls. */
function givenTo({ mount: { registration } }: RouteInsight): number {
  return registration.frame.args?.length ?? -1;
}

function rootFileOf({ mount }: RouteInsight): string {
  return mount.hosts[0]?.module.file ?? '';
}
