import type { FrameworkModel } from '../frameworks/model.ts';
import type { Module, Place } from '../syntax/tree.ts';
import { createCallerChecks, type CallerChecks } from './caller-checks.ts';
import { meaningsOf } from './meanings.ts';
import { createOrigins, type Origins } from './origins.ts';
import type { Registration } from './registration.ts';
import { createRouteFrames, type RouteFrames } from './route-frames.ts';
import type { RouteTools } from './route-facts.ts';
import type { Startup } from './startup.ts';

/** What reads the code on the path of a route: what values are made of there, and what is asked of callers. */
export interface PathReader extends RouteTools {
  readonly frameworks: readonly FrameworkModel[];
  readonly origins: Origins;
  readonly checks: CallerChecks;
  readonly frames: RouteFrames;
  readonly modules: readonly Module[];
  /** What is registered on a host, in order. */
  registrationsOf(host: Registration['host']): readonly Registration[];
  /** Whether a call made an application or router. */
  isHostSite(node: Place): boolean;
}

export function createPathReader(input: RouteTools & { readonly frameworks: readonly FrameworkModel[]; readonly modules: readonly Module[]; readonly startup: Startup }): PathReader {
  const { evaluator, roles, reach, queries, purePackages, startup, frameworks } = input;
  const origins = createOrigins({ evaluator, roles, queries, purePackages, meaningOf: meaningsOf(frameworks) });
  const sites = new Set([...startup.hosts.values()].map(({ value }): Place | undefined => value?.site?.node));
  return {
    ...input, origins,
    checks: createCallerChecks({ evaluator, roles, queries, origins, purePackages, loggers: input.loggers }),
    frames: createRouteFrames(evaluator, roles, reach, origins),
    registrationsOf: (host) => startup.registrations.get(host.key) ?? [],
    isHostSite: (node) => sites.has(node),
  };
}
