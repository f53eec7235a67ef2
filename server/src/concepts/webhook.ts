import type { NamedPlace, Reuse } from './facts.ts';
import type { Presence } from './presence.ts';

/** A route that another service calls when something happened there. */
export interface Webhook {
  /** Whether something on its path checks who sent what it is given. */
  readonly verified: Presence;
  /** The first thing that it does with what it is given: a write, a call with it. */
  readonly effect?: NamedPlace;
  /** With what it is given verified by the library that the file has; `name` is the call. */
  verify(): Reuse | undefined;
}
