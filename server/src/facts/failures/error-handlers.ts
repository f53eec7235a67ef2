import type { NamedPlace } from '../../concepts/facts.ts';
import { errorHandlingOf, errorMiddlewareOn } from '../error-handling.ts';
import type { PathReader } from '../path-reader.ts';
import type { RouteMount } from '../routing.ts';

/** Who answers for what a route's handlers fail with: the nearest error middleware on the way out, if there is one; and whether it is certain that there is none. */
export function errorHandlerOf(reader: PathReader, { hosts }: RouteMount): { readonly handler?: NamedPlace; readonly isCertain: boolean } {
  for (const host of [...hosts].reverse()) {
    const handler = host.framework.routing.errorMiddleware ? errorMiddlewareOn(reader, host) : undefined;
    if (handler) return { handler, isCertain: true };
  }
  const [outermost] = hosts;
  return { isCertain: outermost !== undefined && outermost.framework.routing.errorMiddleware !== undefined && errorHandlingOf(reader, outermost, new Set(hosts)).handler === 'absent' };
}
