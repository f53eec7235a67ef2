import type { NamedPlace, Reuse } from './facts.ts';
import type { Presence } from './presence.ts';

/** Something that a route does, and that costs more than computing. */
export interface Cost extends NamedPlace {
  /** In words that follow the route's name: `hashes a password`. */
  readonly does: string;
  /** The calls that lead to it from the route's handler, outermost first. */
  readonly calls: readonly NamedPlace[];
}

/** How often a route may be called, and why that matters. */
export interface RouteLimit {
  /** Whether something on its path, or its own body, refuses callers who come too often. */
  readonly limited: Presence;
  /** The dearest thing that it does; what its guards do isn't counted. */
  readonly cost: Cost | undefined;
  /** Whoever calls it often enough may guess what it checks: a sign-in, a code, the reset of a password. */
  readonly takesCredentials: boolean;
  /** Called by machines that have to get through: a health probe, a webhook. */
  readonly isForMachines: boolean;
  /** With the limiter that the project has, else with one of a package that it depends on. */
  limit(): Reuse | undefined;
  /** Middleware of the project on its path that limits nobody, by name and as configuration writes it. */
  readonly unlimiting: readonly { readonly name: string; readonly taught: string }[];
}
