import semver from 'semver';
import { backEndFiles, isSameStart, type ImportCache } from '../facts/back-end-files.ts';
import type { CollectInput } from '../facts/collect-input.ts';
import { exportedNameOf, taughtNameOf } from '../facts/exports.ts';
import { createDecorations } from '../facts/decorations.ts';
import { meaningsOf } from '../facts/meanings.ts';
import { findRoutes } from '../facts/find-routes.ts';
import { createCosts } from '../facts/costs.ts';
import { eagerFields } from '../facts/eager-fields.ts';
import { addedByLayers } from '../facts/layered-contexts.ts';
import { entityKeys } from '../facts/entity-keys.ts';
import { createGuards } from '../facts/guards.ts';
import { createHandlerFacts } from '../facts/handler-facts.ts';
import { analyseInputs } from '../facts/inputs.ts';
import { createLimiters } from '../facts/limiters.ts';
import { createQueryKinds } from '../facts/query-kinds.ts';
import { createQueryFinder } from '../facts/query-sites.ts';
import type { SqlKeyCache } from '../facts/sql-keys.ts';
import { createReach } from '../facts/reach.ts';
import { noteProvidedClasses } from '../facts/provided-classes.ts';
import { createFailureLoggers } from '../facts/failure-loggers.ts';
import { onceForEach } from '../facts/once.ts';
import { createLoggers } from '../facts/loggers.ts';
import { survivorsIn } from '../facts/process.ts';
import { unseenRejectionsIn } from '../facts/unseen-rejections.ts';
import { createRoles, packageOf } from '../facts/roles.ts';
import { type Registration } from '../facts/registration.ts';
import { registeredFunctions, runStartup } from '../facts/startup.ts';
import { frameworks } from '../frameworks/index.ts';
import { createEvaluator } from '../semantic/evaluate.ts';
import { createProgram, folderOf, type ModuleCache } from '../semantic/program.ts';
import { createRecall, type Recall } from '../semantic/recall.ts';
import type { ClassValue, Value } from '../semantic/values.ts';
import type { ClassNode, Module } from '../syntax/tree.ts';
import { roleOf } from '../workspace/classify.ts';
import type { Project } from '../workspace/project.ts';
import { GATEWAY, type Configuration } from './configuration.ts';

/** What is known of files by their text, whatever stands in others. */
export interface Caches {
  readonly modules: ModuleCache;
  readonly imports: ImportCache;
  readonly sqlKeys: SqlKeyCache;
}

export interface ProgramInput {
  readonly project: Project;
  readonly configuration: Configuration;
  readonly caches: Caches;
  /** Where what is found out is remembered, if it is to outlive an edit. */
  readonly recall?: Recall;
  /** The module of the file that is being edited, which stands for the file's text; and that text, for what a change of it is compared with later. */
  readonly live?: { readonly module: Module; text(): string };
}

/** What a program is made of: what is read off it as a whole, and what remembers what it finds out. It lasts as long as nothing of that changes. */
export interface ReadProgram extends Pick<CollectInput, 'evaluator' | 'startup' | 'roles' | 'guards' | 'limiters' | 'inputs' | 'reach' | 'queries' | 'unique' | 'mounts' | 'modules' | 'source'> {
  readonly project: Project;
  readonly configuration: Configuration;
  isTaught(value: Value, key: TaughtKey): boolean;
}

type TaughtKey = 'guards' | 'limiters' | 'wrappers' | 'validators';

/** Reads off a project what facts are collected from. */
export function readProgram({ project, configuration, caches, recall = createRecall(), live }: ProgramInput): ReadProgram {
  const files = { find: (extension: string) => project.filesWithExtension(extension).map((path) => ({ path, text: project.text(path) ?? '' })) };
  const standIns = frameworks.flatMap((model) => model.generated?.(files) ?? []);
  const parsed = createProgram(project, caches.modules, standIns);
  const program = live ? { ...parsed, module: (file: string) => (file === live.module.file ? live.module : parsed.module(file)) } : parsed;
  const scanned = live ? { ...program, project: { ...project, text: (file: string) => (file === live.module.file ? live.text() : project.text(file)) } } : program;
  const analysed = backEndFiles(scanned, frameworks, project.files.filter((file) => isAnalysed(project, file)), caches.imports);
  const modules = analysed.flatMap((file) => program.module(file) ?? []);
  const decorations = createDecorations(frameworks);
  const provided = new Map<ClassNode, readonly ClassValue[]>();
  const evaluator = createEvaluator(program, {
    provided,
    modules,
    recall,
    containers: frameworks.flatMap((model) => model.containers ?? []),
    extensions: frameworks.flatMap((model) => model.extensions ?? []),
    typedParts: frameworks.flatMap((model) => model.typedParts ?? []),
    decorated: (value, name) => [...decorations.ofInstance(value, name), ...addedByLayers(evaluator, frameworks, value, name)],
    forms: frameworks.flatMap((model) => model.forms ?? []),
  });
  noteProvidedClasses(evaluator, frameworks, modules, provided);
  const startup = runStartup(evaluator, frameworks, modules, decorations);
  const roles = createRoles(frameworks, evaluator);
  const mounts = findRoutes({ evaluator, frameworks, modules, startup, roles, files });
  const kinds = createQueryKinds(frameworks);
  const guards = createGuards({ evaluator, roles, decorations, taught: (value) => isTaught(value, 'guards'), isWrite: kinds.isWrite, meaningOf: meaningsOf(frameworks) });
  const source = { text: (file: string) => project.text(file) ?? '' };
  const unique = [...frameworks.flatMap((model) => model.uniqueKeys?.(files) ?? []), ...entityKeys(evaluator, frameworks, modules)];
  const queries = createQueryFinder(evaluator, frameworks, { unique, eager: eagerFields(evaluator, frameworks, modules), inSql: caches.sqlKeys }, (table, file) => configuration.of(file).referenceTables.includes(table));
  const handlers = registeredFunctions(startup);
  const reach = createReach(evaluator, (fn) => handlers.has(fn), frameworks.flatMap(({ schedules = [] }) => schedules));
  const openParameters = frameworks.flatMap((model) => model.openParameters?.(files) ?? []);
  const inputs = analyseInputs({ evaluator, frameworks, roles, source, startup, queries, queryKinds: kinds, openParameters, isBefore, isTaught: (value) => isTaught(value, 'validators') });
  const limiters = createLimiters({
    evaluator, roles, guards, reach, source, modules,
    isTaught: (value) => isTaught(value, 'limiters'),
    isBehindGateway: (file) => configuration.of(file).limiters.includes(GATEWAY),
  }, frameworks);
  return { project, configuration, evaluator, startup, roles, guards, limiters, inputs, reach, queries, unique, mounts, modules, source, isTaught };

  /** Whether configuration names a function (`src/auth.ts#requireUser`) or a package's member (`package#member`) under a key. */
  function isTaught(value: Value, key: TaughtKey): boolean {
    if (value.kind !== 'api' && value.kind !== 'function') return false;
    const file = value.kind === 'function' ? value.frame.module.file : value.site?.frame.module.file ?? project.root;
    const taught = configuration.of(file)[key];
    if (taught.length === 0) return false;
    const name = value.kind === 'api' ? `${packageOf(value)}#${value.step === 'call' ? value.of?.name ?? '' : value.name}` : taughtNameOf(evaluator, value, folderOfConfiguration(project, configuration, file));
    return name !== undefined && taught.includes(name);
  }
}

/** What looks at a program, and remembers nothing that an edit could change. */
export function toolsFor(program: ReadProgram): CollectInput {
  const { project, configuration, evaluator, startup, roles, guards, limiters, inputs, reach, queries, unique, mounts, modules, source, isTaught } = program;
  const kinds = createQueryKinds(frameworks);
  const rejections = createHandlerFacts({
    evaluator, roles, source,
    isTaughtWrapper: (value) => isTaught(value, 'wrappers'),
    isQuery: kinds.isQuery,
    isCursor: kinds.isCursor,
    exportedAs: (module, fn) => exportedNameOf(evaluator, module, fn),
    satisfies: (version, range) => satisfies(`${version} ${range}`),
    isPatched: patchesIn(project, modules),
    unseenIn: unseenRejectionsIn(project, survivorsIn({ evaluator, frameworks, modules, startup })),
  });
  const knowing = frameworks.filter((model) => model.impliesUsers).flatMap((model) => model.packages);
  const loggers = createLoggers(evaluator, frameworks);
  return {
    frameworks, evaluator, roles, guards, limiters, reach, queries, unique, rejections, inputs, source, startup, mounts, modules,
    loggers, failureLoggers: createFailureLoggers(evaluator, source, modules, loggers),
    costs: createCosts({ evaluator, roles, reach, queries, source }, frameworks),
    limiterCodes: frameworks.flatMap((model) => model.limiterCode ?? []),
    isBefore,
    purePackages: frameworks.flatMap((model) => model.purePackages ?? []),
    configurationFolder: (file) => folderOfConfiguration(project, configuration, file),
    publicRoutes: (file) => configuration.of(file).publicRoutes,
    impliesUsers: (file) => knowing.some((name) => project.dependsOn(file, name)),
  };
}

function folderOfConfiguration(project: Project, configuration: Configuration, file: string): string {
  const { path } = configuration.of(file);
  return path === undefined ? project.root : folderOf(path);
}

/** Whether two texts of a file say the same about which files are part of the program. */
export function isReadAlike(one: string, other: string): boolean {
  return isSameStart(frameworks, one, other);
}

/** Tests and fixtures start applications of their own, which serve nobody. */
export function isAnalysed(project: Project, file: string): boolean {
  const role = roleOf(project, file);
  return role === 'server' || role === 'script';
}

/**
 * Where modules are loaded that make the framework see rejections. Loaded later in the module that registers, they come too late for
 * what was registered before.
 */
function patchesIn(project: Project, modules: readonly Module[]): (registration: Registration) => boolean {
  const patches = new Set(frameworks.flatMap((model) => model.routing?.rejectionPatches ?? []));
  const roots = new Set<string>();
  const late = new Map<string, number>();
  for (const module of modules) {
    if (module.imports.some(({ specifier }) => patches.has(specifier))) roots.add(project.packageRoot(module.file));
    const required = module.requires.find(({ specifier }) => patches.has(specifier));
    if (!required) continue;
    roots.add(project.packageRoot(module.file));
    late.set(module.file, required.at.start);
  }
  return ({ frame, node }) => roots.has(project.packageRoot(frame.module.file)) && !(node.start < (late.get(frame.module.file) ?? 0));
}

/** Whether a version is in a range, with a space between them: few are asked for, each for every handler. */
const satisfies = onceForEach((asked: string): boolean => {
  const end = asked.indexOf(' ');
  return semver.satisfies(asked.slice(0, end), asked.slice(end + 1), { includePrerelease: true });
});

function isBefore(version: string, other: string): boolean {
  return semver.lt(version, other);
}
