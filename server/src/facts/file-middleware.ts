import type { MiddlewareRow } from '../frameworks/vocabulary/files.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { Value } from '../semantic/values.ts';
import type { Export, Module } from '../syntax/tree.ts';
import { pathMatches } from '../workspace/path-patterns.ts';
import { registeredAs, type FileApplication } from './file-routes.ts';
import type { Registration } from './registration.ts';
import type { Layer, RouteMount } from './routing.ts';

/** What stands before an application's routes, and for which paths. */
interface Found {
  readonly registration: Registration;
  /** `undefined` where it can't be read: it may stand before any. */
  readonly matchers: readonly Matcher[] | undefined;
}

interface Matcher {
  readonly pattern: string;
  /** What else a request has to be like. */
  readonly isConditional: boolean;
}

export interface FileMiddleware {
  /** What runs before a route. */
  layersOf(application: FileApplication, route: RouteMount): readonly Layer[];
}

/** The middleware of applications whose routes are files: one file each, with a matcher. */
export function createFileMiddleware(evaluator: Evaluator, modules: readonly Module[]): FileMiddleware {
  const byFile = new Map(modules.map((module) => [module.file, module]));
  const known = new Map<string, Found | undefined>();

  function middlewareOf(application: FileApplication): Found | undefined {
    if (!known.has(application.root)) known.set(application.root, find(application));
    return known.get(application.root);
  }

  function find({ root, framework, host }: FileApplication): Found | undefined {
    const { extensions, middleware } = framework.routing.files;
    for (const folder of middleware.folders) {
      for (const name of middleware.files) {
        for (const extension of extensions) {
          const module = byFile.get([root, ...(folder === '' ? [] : [folder]), `${name}.${extension}`].join('/'));
          const exported = module && exportedOf(module, middleware.exports);
          if (!module || !exported) continue;
          const registered = registeredAs(evaluator, module, exported.name, exported.one, middleware.as);
          // What another file exports stands under the file's own name.
          const handler = exported.one.kind === 'from' && registered.expression.kind === 'name' ? { ...registered, expression: { ...registered.expression, name } } : registered;
          const registration: Registration = { kind: 'mount', host, method: 'ALL', paths: [], handlers: [handler], node: handler.expression, at: exported.one.at, frame: handler.frame, conditional: false };
          return { registration, matchers: matchersOf(module, middleware) };
        }
      }
    }
    return undefined;
  }

  /** Without a matcher it stands before everything. */
  function matchersOf(module: Module, row: MiddlewareRow): readonly Matcher[] | undefined {
    const settings = module.exports.has(row.settings) ? evaluator.exported(module, row.settings) : [];
    const hasMatcher = settings.some((value) => value.kind === 'object' && value.node.properties.some((property) => !('kind' in property) && property.key === row.matcher));
    if (settings.every(({ kind }) => kind === 'object') && !hasMatcher) return [{ pattern: '/:path*', isConditional: false }];
    const found = settings.flatMap((value) => evaluator.member(value, row.matcher)).flatMap((value) => readMatcher(value, row));
    return found.includes(undefined) ? undefined : found.filter((one) => one !== undefined);
  }

  function readMatcher(value: Value, row: MiddlewareRow): readonly (Matcher | undefined)[] {
    if (value.kind === 'literal' && typeof value.value === 'string') return [{ pattern: value.value, isConditional: false }];
    if (value.kind === 'array' && !value.open) return value.elements.flatMap((element) => evaluator.argument(element)).flatMap((one) => readMatcher(one, row));
    if (value.kind !== 'object') return [undefined];
    const isConditional = value.node.properties.some((property) => !('kind' in property) && row.conditions.includes(property.key ?? ''));
    return evaluator.member(value, row.source).flatMap((source) => readMatcher(source, row)).map((one) => one && { ...one, isConditional });
  }

  return {
    layersOf(application, { address }) {
      const found = middlewareOf(application);
      const [handler] = found?.registration.handlers ?? [];
      if (!found || !handler || address?.path === undefined) return [];
      const { path } = address;
      const answers = found.matchers?.map(({ pattern, isConditional }) => ({ covers: pathMatches(path, pattern, 'route'), isConditional }));
      const covering = answers?.filter(({ covers }) => covers !== false);
      if (covering?.length === 0) return [];
      const isSure = covering?.some(({ covers, isConditional }) => covers === true && !isConditional) ?? false;
      return [{ handler, registration: found.registration, scope: 'app', prefix: '', conditional: !isSure }];
    },
  };
}

function exportedOf(module: Module, names: readonly string[]): { readonly name: string; readonly one: Export } | undefined {
  for (const name of names) {
    const [one] = module.exports.get(name) ?? [];
    if (one) return { name, one };
  }
  return undefined;
}
