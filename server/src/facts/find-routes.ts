import type { FrameworkModel, ProjectFiles } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { Module } from '../syntax/tree.ts';
import { decoratedRoutes } from './decorated-routes.ts';
import { dispatchedRoutes } from './dispatched-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { procedureRoutes } from './procedure-routes.ts';
import { resolverRoutes } from './resolver-routes.ts';
import type { Roles } from './roles.ts';
import { resolveRoutes, type RouteMount } from './routing.ts';
import { scopedRoutes } from './scoped-routes.ts';
import type { Startup } from './startup.ts';

/** What routes are found in. */
export interface RouteContext {
  readonly evaluator: Evaluator;
  readonly frameworks: readonly FrameworkModel[];
  readonly modules: readonly Module[];
  readonly startup: Startup;
  readonly roles: Roles;
  /** Files that aren't source, but say something about it. */
  readonly files: ProjectFiles;
}

/** Every way of writing routes down that a framework may have, each with what stands on the way to a route by its own rules. */
const SOURCES: readonly ((context: RouteContext) => readonly RouteMount[])[] = [
  ({ startup }) => resolveRoutes(startup),
  scopedRoutes,
  dispatchedRoutes,
  resolverRoutes,
  decoratedRoutes,
  fileRoutes,
  procedureRoutes,
];

export function findRoutes(context: RouteContext): readonly RouteMount[] {
  return SOURCES.flatMap((source) => source(context));
}
