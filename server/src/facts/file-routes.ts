import type { FrameworkModel, RoutingFramework } from '../frameworks/model.ts';
import type { FileRouting, FileRow } from '../frameworks/vocabulary/files.ts';
import { folderOf } from '../semantic/program.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { Value } from '../semantic/values.ts';
import type { Export, Expression, FunctionNode, Module, Place } from '../syntax/tree.ts';
import { createFileMiddleware } from './file-middleware.ts';
import type { RouteContext } from './find-routes.ts';
import { methodsOf, type ServedMethod } from './method-dispatch.ts';
import type { Host, Registered, Registration } from './registration.ts';
import type { RouteMount } from './routing.ts';

export type FileFramework = RoutingFramework & { readonly routing: { readonly files: FileRouting } };

/** One application: the folder that its routes' files are looked up in. */
export interface FileApplication {
  readonly framework: FileFramework;
  readonly root: string;
  readonly host: Host;
  /** What every path begins with, as its settings say. */
  readonly base: string;
}

/** Routes that are found by where files stand, and functions that are marked to be called from outside. */
export function fileRoutes(context: RouteContext): readonly RouteMount[] {
  return context.frameworks.filter(hasFiles).flatMap((framework) => routesOf(context, framework));
}

function hasFiles(model: FrameworkModel): model is FileFramework {
  return model.routing?.files !== undefined;
}

function routesOf({ evaluator, modules }: RouteContext, framework: FileFramework): readonly RouteMount[] {
  const { project } = evaluator.program;
  const { files } = framework.routing;
  // By name, so that the first one is the same whatever order files come in.
  const own = modules.filter(({ file }) => framework.packages.some((name) => project.dependsOn(file, name))).sort((a, b) => (a.file < b.file ? -1 : 1));
  if (own.length === 0) return [];
  const rootFiles = rootFolders(own, project.files, files);
  const applications = new Map<string, FileApplication>();
  const bases = new Map<string, string>();
  const middleware = createFileMiddleware(evaluator, own);

  function rootOf({ file }: Module): string {
    const above = rootFiles.find((folder) => file.startsWith(`${folder}/`));
    const packageRoot = project.packageRoot(file);
    return above !== undefined && above.length > packageRoot.length ? above : packageRoot;
  }

  function baseOf(root: string): string {
    const known = bases.get(root) ?? basePath(evaluator, own, root, files);
    bases.set(root, known);
    return known;
  }

  /** An application is pointed at by its first route. */
  function applicationOf(module: Module, root: string): FileApplication {
    const [first] = [...module.exports.values()].flat();
    const known = applications.get(root) ?? { framework, root, base: baseOf(root), host: { key: `files:${root}`, framework, isApplication: true, module, at: first?.at ?? { start: 0, end: 1 } } };
    applications.set(root, known);
    return known;
  }

  const placed = own.map((module) => ({ module, root: rootOf(module) })).map((one) => ({ ...one, row: rowOf({ framework, root: one.root, base: baseOf(one.root) }, one.module.file) }));
  return [...placed.filter(({ row }) => row), ...placed.filter(({ row }) => !row)].flatMap(({ module, root, row }) => {
    const application = applicationOf(module, root);
    const found = row ? exportedRoutes(evaluator, application, module, row) : [];
    const layered = found.map((mount) => ({ ...mount, layers: middleware.layersOf(application, mount) }));
    return [...layered, ...actionsIn(evaluator, application, module)];
  });
}

/** Folders that hold the file which says that an application begins there; inner ones first. */
function rootFolders(modules: readonly Module[], all: readonly string[], { rootFile, extensions }: FileRouting): readonly string[] {
  const names = new Set(extensions.map((extension) => `${rootFile}.${extension}`));
  const folders = [...modules.map(({ file }) => file), ...all].filter((file) => names.has(file.slice(file.lastIndexOf('/') + 1))).map(folderOf);
  return [...new Set(folders)].sort((a, b) => b.length - a.length);
}

/** A prefix that is written in the settings as a text; what is put around them leaves it as it is. */
function basePath(evaluator: Evaluator, modules: readonly Module[], root: string, { rootFile, extensions, base }: FileRouting): string {
  const module = modules.find(({ file }) => extensions.some((extension) => file === `${root}/${rootFile}.${extension}`));
  const settings = module ? [...evaluator.exported(module, 'default'), ...evaluator.exported(module, '=')].flatMap((value) => settingsIn(evaluator, value)) : [];
  const [text] = settings.flatMap((value) => evaluator.member(value, base));
  return text?.kind === 'literal' && typeof text.value === 'string' ? text.value : '';
}

function settingsIn(evaluator: Evaluator, value: Value): readonly Value[] {
  if (value.kind === 'object') return [value];
  if (value.kind !== 'api' || value.site?.node.kind !== 'call') return [];
  const { node, frame } = value.site;
  return node.args.flatMap((argument) => evaluator.evaluate(argument, frame)).filter(({ kind }) => kind === 'object');
}

interface RoutePlace {
  readonly row: FileRow;
  readonly path: string;
  /** A path of the route as middleware sees it: without the application's prefix, with something for what stands for anything. */
  readonly example: string;
}

function rowOf({ root, base, framework }: Pick<FileApplication, 'root' | 'base' | 'framework'>, file: string): RoutePlace | undefined {
  const { files } = framework.routing;
  const relative = file.slice(root.length + 1);
  const extension = files.extensions.find((one) => relative.endsWith(`.${one}`));
  if (extension === undefined) return undefined;
  const stem = relative.slice(0, -extension.length - 1);
  for (const row of files.routes) {
    const folder = row.folders.find((one) => stem.startsWith(`${one}/`));
    if (folder === undefined) continue;
    const parts = stem.slice(folder.length + 1).split('/');
    const name = parts.pop() ?? '';
    if ((row.file !== undefined && name !== row.file) || (row.file !== undefined && parts.some((part) => files.hidden.test(part)))) continue;
    const named = row.file !== undefined || name === 'index' ? parts : [...parts, name];
    const shown = named.filter((part) => !files.vanishing.test(part));
    const example = shown.map((part) => (files.catchAll.test(part) ? 'x/x' : files.parameter.test(part) ? 'x' : part));
    return { row, path: pathOf(`${base}${row.prefix}`, shown), example: pathOf(row.prefix, example) };
  }
  return undefined;
}

function pathOf(prefix: string, parts: readonly string[]): string {
  const joined = [prefix, ...parts].join('/');
  return joined.startsWith('/') ? joined : `/${joined}`;
}

function exportedRoutes(evaluator: Evaluator, application: FileApplication, module: Module, place: RoutePlace): readonly RouteMount[] {
  const { row } = place;
  const router = routerOf(application, module, place);
  const exported = row.methods ?? ['default'];
  return exported.flatMap((name): readonly RouteMount[] => {
    const one = exportOf(module, name);
    const handler = one && registeredAs(evaluator, module, name, one, row.as);
    if (!one || !handler) return [];
    const mount = ({ method, excludes, delegate }: ServedMethod): RouteMount => {
      const registration: Registration = { kind: 'route', host: router, method, paths: [place.path], handlers: [handler], node: nodeOf(module, one), at: one.at, frame: handler.frame, conditional: false };
      return {
        registration, method, path: place.path, layers: [], handler, hosts: [application.host, router], isComplete: true,
        address: { path: place.example, ...(method !== 'ALL' && { method }) },
        ...(excludes.length > 0 && { excludes }),
        ...(delegate && { delegate }),
      };
    };
    return row.methods ? [mount({ method: name, excludes: [] })] : methodsOf(evaluator, handler, application.framework.routing).map(mount);
  });
}

/** An export by its name; `module.exports` is the default export. */
function exportOf(module: Module, name: string): Export | undefined {
  const [own] = module.exports.get(name) ?? [];
  const [whole] = name === 'default' ? module.exports.get('=') ?? [] : [];
  return own ?? whole;
}

/** What is exported, as something that the framework calls. */
export function registeredAs(evaluator: Evaluator, module: Module, name: string, one: Export, as: string): Registered {
  const frame = evaluator.frames.top(module);
  return { expression: expressionOf(module, one), frame, values: evaluator.exported(module, name), as };
}

/** The expression that an export was given; of what comes from elsewhere its name. */
function expressionOf(module: Module, one: Export): Expression {
  if (one.kind === 'value') return one.value;
  const id = one.kind === 'binding' ? module.scopes[0]?.names.get(one.name) : undefined;
  const [definition] = id === undefined ? [] : module.bindings[id]?.definitions ?? [];
  if (definition?.kind === 'value' && definition.path.length === 0) return definition.value;
  return { kind: 'name', name: one.kind === 'binding' ? one.name : one.kind === 'from' ? one.imported : '', scope: 0, ...one.at };
}

/** The whole of what is exported, so that a comment above it is one about it. */
function nodeOf(module: Module, one: Export): Place {
  const { start, end } = expressionOf(module, one);
  return { start, end };
}

/** Routes are relatives when they stand below the same first name of the path that isn't the framework's. */
function routerOf(application: FileApplication, module: Module, { path }: RoutePlace): Host {
  const [first = '', second = ''] = path.split('/').filter((part) => part !== '');
  const key = `${application.host.key}:${first === 'api' ? second : first}`;
  return { key, framework: application.framework, isApplication: false, module };
}

/** Functions that callers run by name: all that a marked file exports, and marked ones anywhere. */
function actionsIn(evaluator: Evaluator, application: FileApplication, module: Module): readonly RouteMount[] {
  const { directive, as } = application.framework.routing.files.actions;
  const frame = evaluator.frames.top(module);
  const found: RouteMount[] = [];
  const isAction = evaluator.recall.keepSteady((fn: FunctionNode) => hasDirective(fn, directive), (one, other) => one === other);
  if (hasDirective(module.functions[0], directive)) {
    for (const [name, [one]] of module.exports) {
      if (!one) continue;
      const handler = registeredAs(evaluator, module, name, one, as);
      if (handler.values.some(isCallable)) found.push(actionOf(application, handler, nameOf(handler, name), nodeOf(module, one), one.at));
    }
    return found;
  }
  for (const fn of module.functions) {
    if (fn.id === 0 || !isAction(fn)) continue;
    const home = evaluator.frames.generic(module, fn.parent) ?? frame;
    const expression: Expression = { kind: 'function', id: fn.id, start: fn.start, end: fn.end };
    const handler: Registered = { expression, frame: home, values: [{ kind: 'function', fn, frame: home }], as };
    found.push(actionOf(application, handler, fn.name ?? '(anonymous)', fn, fn.nameAt ?? fn.asyncAt ?? { start: fn.start, end: fn.start + 1 }));
  }
  return found;
}

function hasDirective(fn: FunctionNode | undefined, directive: string): boolean {
  for (const statement of fn?.body ?? []) {
    if (statement.kind !== 'expression' || statement.value.kind !== 'literal') return false;
    if (statement.value.value === directive) return true;
  }
  return false;
}

/** A function, or what a package made of one. */
function isCallable(value: Value): boolean {
  return value.kind === 'function' || (value.kind === 'api' && value.step === 'call' && value.site?.node.kind === 'call' && value.site.node.args.some(({ kind }) => kind === 'function'));
}

function nameOf({ values }: Registered, exported: string): string {
  const [value] = values;
  return exported === 'default' && value?.kind === 'function' && value.fn.name !== undefined ? value.fn.name : exported;
}

function actionOf({ host, framework }: FileApplication, handler: Registered, name: string, node: Place, at: Place): RouteMount {
  const { method } = framework.routing.files.actions;
  const router: Host = { key: `${host.key}:${handler.frame.module.file}`, framework, isApplication: false, module: handler.frame.module };
  const registration: Registration = { kind: 'route', host: router, method, paths: [name], handlers: [handler], node, at, frame: handler.frame, conditional: false };
  return { registration, method, path: name, layers: [], handler, hosts: [host, router], isComplete: true };
}
