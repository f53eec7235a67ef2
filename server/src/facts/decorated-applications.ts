import type { RoutingFramework } from '../frameworks/model.ts';
import type { ApplicationSettings, DecoratedRouting } from '../frameworks/vocabulary/decorators.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { literalText } from '../semantic/value-sets.ts';
import { NOTHING_KNOWN, type ApiValue, type ClassValue, type Frame } from '../semantic/values.ts';
import type { Call, Module, Place } from '../syntax/tree.ts';
import { appliedDecorators } from './applied-decorators.ts';
import type { ClassLayers } from './class-layers.ts';
import { boundMiddleware, type BoundMiddleware } from './class-middleware.ts';
import { moduleOptions, readModules, type Member } from './class-modules.ts';
import { argumentOf, holderPaths, texts, unknownText, type PathSettings } from './class-paths.ts';
import type { RouteContext } from './find-routes.ts';
import { listed, optionOf, propertyOf, type Written } from './listed.ts';
import type { Host, Registered, Registration } from './registration.ts';
import { hostOfValue } from './hosts.ts';
import { importsOneOf } from './imported-packages.ts';

export type DecoratedFramework = RoutingFramework & { readonly routing: { readonly decorated: DecoratedRouting } };

/** An application whose routes are methods of classes, with what it says of all of them. */
export interface DecoratedApplication {
  readonly host: Host;
  readonly members: readonly Member[];
  readonly global: readonly { readonly handler: Registered; readonly conditional: boolean; readonly isHttpOnly: boolean }[];
  readonly paths: PathSettings;
  /** The prefix of a module's routes. */
  readonly modulePrefixes: ReadonlyMap<string, string | undefined>;
  readonly middleware: readonly BoundMiddleware[];
  /** Middleware of the server below, registered by calls. */
  readonly mounts: readonly Registration[];
  /** What the application was made with. */
  readonly options: Written | undefined;
  /** Everything that stands before a route can be seen. */
  readonly isComplete: boolean;
}

/** Where an application is made, or given what it serves. */
interface Making {
  readonly host: Host;
  readonly row: DecoratedRouting['applications'][number];
  readonly call: Call;
  readonly frame: Frame;
}

const NO_SETTINGS: PathSettings = { prefix: '', except: [] };

export function findApplications(context: RouteContext, framework: DecoratedFramework, layers: ClassLayers): readonly DecoratedApplication[] {
  const { evaluator, startup, modules } = context;
  const { decorated } = framework.routing;
  const makings = findMakings(context, framework);
  const served = makings.flatMap((making) => ofMaking(making));
  if (served.length > 0) return served;
  // Nobody is seen to make one: the classes are there all the same, and who knows what stands before them.
  const importers = modules.filter((module) => importsOneOf(module, framework.packages));
  const classes = importers.flatMap((module) => classesOf(evaluator, module));
  const [first] = importers;
  if (!first) return [];
  const host: Host = { key: `${first.file}!${framework.name}`, framework, isApplication: false, module: first };
  const rest = { host, paths: NO_SETTINGS, mounts: [], options: undefined, isComplete: false };
  if (!decorated.modules) return [{ ...rest, members: classes.map((cls) => ({ cls, module: undefined })), global: [], modulePrefixes: new Map(), middleware: [] }];
  const { modules: routing } = decorated;
  const roots = classes.filter((cls) => moduleOptions(evaluator, routing, cls).length > 0);
  return roots.length === 0 ? [] : [{ ...rest, ...ofModules(roots) }];

  function ofMaking({ host, row, call, frame }: Making): readonly DecoratedApplication[] {
    const registrations = startup.registrations.get(host.key) ?? [];
    const settings = registrations.filter((one) => one.kind === 'setting');
    const mounts = registrations.filter((one) => one.kind === 'mount' && !(row.onto && one.frame.module === frame.module && one.node.start > call.start));
    const made: ApiValue = { kind: 'api', step: 'call', name: '', site: { node: call, frame } };
    const options = row.options && argumentOf(made, row.options, evaluator);
    const common = { host, mounts, options, isComplete: host.isApplication };
    if (row.module) {
      const written = argumentOf(made, row.module, evaluator);
      const roots = written ? layers.classesIn(evaluator.evaluate(written.expression, written.frame)).filter((value) => value.kind === 'class') : [];
      if (roots.length === 0) return [];
      const graph = ofModules(roots);
      return [{ ...common, ...graph, global: [...globalBySettings(evaluator, decorated.settings, settings, layers), ...graph.global], paths: pathSettings(evaluator, decorated, settings) }];
    }
    const prefix = optionOf(evaluator, options, decorated.options?.prefix ?? '');
    const isHolder = (cls: ClassValue) => holderPaths(evaluator, decorated, appliedDecorators(evaluator, decorated, cls.node.decorators, cls.frame)) !== undefined;
    const members = givenClasses(options, decorated.options?.holders ?? '', frame.module, isHolder).map((cls) => ({ cls, module: undefined }));
    return [{ ...common, members, global: globalByOptions(options, frame.module), modulePrefixes: new Map(), middleware: [], paths: { prefix: prefix ? texts(evaluator, prefix)[0] ?? '' : '', except: [] } }];
  }

  function ofModules(roots: readonly ClassValue[]): Pick<DecoratedApplication, 'members' | 'global' | 'modulePrefixes' | 'middleware'> {
    const { modules: routing } = decorated;
    if (!routing) return { members: [], global: [], modulePrefixes: new Map(), middleware: [] };
    const graph = readModules(evaluator, routing, layers, roots);
    const [root] = roots;
    const unreadable: Registered[] = graph.isOpen && root ? [{ expression: { kind: 'class', id: root.node.id, start: root.node.start, end: root.node.end }, frame: root.frame, values: NOTHING_KNOWN }] : [];
    return {
      members: graph.members,
      global: [...unreadable.map((handler) => ({ handler, conditional: true, isHttpOnly: false })), ...graph.global.map((one) => ({ ...one, isHttpOnly: false }))],
      modulePrefixes: graph.prefixes,
      middleware: boundMiddleware(evaluator, routing, layers, graph.modules),
    };
  }

  function globalByOptions(options: Written | undefined, beside: Module): DecoratedApplication['global'] {
    const row = decorated.options?.before;
    if (!row) return [];
    const decorators = (cls: ClassValue) => appliedDecorators(evaluator, decorated, cls.node.decorators, cls.frame).flatMap(({ value }) => (value && matches(row.at, value) ? [value] : []));
    const [option, later] = row.unless;
    const runsLater = (value: ApiValue) => {
      const written = argumentOf(value, { slot: 'option', index: 0, key: option }, evaluator);
      return written !== undefined && literalText(evaluator.evaluate(written.expression, written.frame)) === later;
    };
    const classes = givenClasses(options, row.key, beside, (cls) => decorators(cls).length > 0).filter((cls) => !decorators(cls).some(runsLater));
    return classes.map((cls) => {
      const expression = { kind: 'class' as const, id: cls.node.id, start: cls.node.start, end: cls.node.end };
      return { handler: layers.register({ expression, frame: cls.frame, values: [cls], conditional: false }, row), conditional: false, isHttpOnly: true };
    });
  }

  /** The classes that an application is given under a key; where it is given files, or nothing, all of that kind beside it. */
  function givenClasses(options: Written | undefined, key: string, beside: Module, isOfKind: (cls: ClassValue) => boolean): readonly ClassValue[] {
    const list = optionOf(evaluator, options, key);
    const given = list ? listed(evaluator, list).flatMap((element) => layers.classesIn(element.values)) : [];
    const classes = given.filter((value) => value.kind === 'class');
    if (classes.length > 0) return classes;
    const { project } = evaluator.program;
    const root = project.packageRoot(beside.file);
    return modules.filter((module) => project.packageRoot(module.file) === root && importsOneOf(module, framework.packages)).flatMap((module) => classesOf(evaluator, module)).filter(isOfKind);
  }
}

function findMakings({ evaluator, startup }: RouteContext, framework: DecoratedFramework): readonly Making[] {
  const { applications } = framework.routing.decorated;
  const found: Making[] = [];
  for (const host of startup.hosts.values()) {
    const { value } = host;
    if (host.framework !== framework || !value) continue;
    const row = applications.find(({ at }) => matches(at, value));
    if (row && value.site?.node.kind === 'call') found.push({ host, row, call: value.site.node, frame: value.site.frame });
    for (const { kind, call, frame } of startup.registrations.get(host.key) ?? []) {
      if (kind !== 'setting' || !call) continue;
      for (const made of evaluator.evaluate(call, frame)) {
        const maker = made.kind === 'api' ? applications.find((one) => matches(one.at, made)) : undefined;
        const server = maker?.onto && made.kind === 'api' ? argumentOf(made, maker.onto, evaluator) : undefined;
        const below = server ? evaluator.evaluate(server.expression, server.frame).flatMap((one) => hostOfValue(one, frame, startup.hosts) ?? []) : [];
        // What is made without being put onto a server is the whole of it.
        if (maker) found.push({ host: below[0] ?? (maker.onto ? host : { ...host, key: `${host.key}:${call.start}`, isApplication: true, at: lastNamePlace(call) }), row: maker, call, frame });
      }
    }
  }
  // An application that is made to read its settings, and closed, serves nobody.
  const isServing = ({ host }: Making) => (startup.registrations.get(host.key) ?? []).some((one) => one.kind === 'listen');
  return found.some(isServing) ? found.filter((one) => isServing(one) || one.row.onto) : found;
}

function lastNamePlace({ callee }: Call): Place {
  return callee.kind === 'member' ? { start: callee.nameStart, end: callee.end } : callee;
}

function globalBySettings(evaluator: Evaluator, settings: ApplicationSettings | undefined, registrations: readonly Registration[], { register }: ClassLayers): DecoratedApplication['global'] {
  return registrations.flatMap(({ method, call, frame, conditional }) => {
    const row = settings?.layers.find((one) => one.method === method);
    if (!row || !call) return [];
    const list = { kind: 'array' as const, start: call.start, end: call.end, elements: call.args };
    return listed(evaluator, { expression: list, frame }, conditional).map((element) => ({ handler: register(element, { as: row.as, method: row.calls }), conditional: element.conditional, isHttpOnly: true }));
  });
}

function pathSettings(evaluator: Evaluator, { settings, version }: DecoratedRouting, registrations: readonly Registration[]): PathSettings {
  const callOf = (method: string | undefined): ApiValue | undefined => {
    const found = registrations.find((one) => one.method === method && one.call);
    return found?.call && { kind: 'api', step: 'call', name: '', site: { node: found.call, frame: found.frame } };
  };
  const prefixCall = callOf(settings?.prefix?.method);
  const prefix = prefixCall && settings?.prefix ? argumentOf(prefixCall, settings.prefix.path, evaluator) : undefined;
  const except = prefixCall && settings?.prefix ? argumentOf(prefixCall, settings.prefix.except, evaluator) : undefined;
  const versions = versionSettings();
  return {
    prefix: prefix ? texts(evaluator, prefix)[0] ?? '' : '',
    except: except ? listed(evaluator, except).flatMap((element) => exceptionOf(element.values, element)) : [],
    ...(versions && { versions }),
  };

  function exceptionOf(values: ReturnType<Evaluator['evaluate']>, written: Written): PathSettings['except'] {
    return values.flatMap((value) => {
      if (value.kind !== 'object') return [{ path: literalText([value]) ?? unknownText(written.expression), method: 'ALL' }];
      const path = propertyOf(evaluator, value, 'path');
      const [method] = evaluator.member(value, 'method');
      return path ? [{ path: texts(evaluator, path)[0] ?? '', method: method?.kind === 'api' ? method.name : 'ALL' }] : [];
    });
  }

  function versionSettings(): PathSettings['versions'] {
    const row = settings?.versions;
    const call = callOf(row?.method);
    if (!row || !call) return undefined;
    const kind = argumentOf(call, row.kind, evaluator);
    const isInPath = !kind || evaluator.evaluate(kind.expression, kind.frame).some((value) => value.kind === 'api' && matches(row.inPath, value));
    if (!isInPath) return undefined;
    const first = argumentOf(call, row.first, evaluator);
    const mark = argumentOf(call, row.mark, evaluator);
    const [written] = mark ? evaluator.evaluate(mark.expression, mark.frame) : [];
    return {
      mark: written?.kind === 'literal' ? (typeof written.value === 'string' ? written.value : '') : row.defaultMark,
      first: first && versionTexts(first),
    };
  }

  function versionTexts(written: Written): readonly (string | undefined)[] {
    const values = evaluator.evaluate(written.expression, written.frame);
    if (values.some((value) => value.kind === 'api' && version && matches(version.none, value))) return [undefined];
    return texts(evaluator, written);
  }
}

/** The classes at the top of a module. */
function classesOf(evaluator: Evaluator, module: Module): readonly ClassValue[] {
  const frame = evaluator.frames.top(module);
  return module.classes.filter(({ fn, decorators }) => fn === 0 && decorators.length > 0).map((node) => ({ kind: 'class', node, frame }));
}
