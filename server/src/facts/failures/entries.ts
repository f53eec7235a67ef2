import type { NamedPlace } from '../../concepts/facts.ts';
import type { FailureEnd } from '../../concepts/failure-path.ts';
import type { Call, Expression } from '../../syntax/tree.ts';
import type { RouteAddress } from '../anonymous-addresses.ts';
import type { Frame } from '../../semantic/values.ts';
import type { Talk } from './talks.ts';

/** A function of the project around an entry's own. */
export interface Wrapper {
  readonly frame: Frame;
  /** Where it calls what it wraps. */
  readonly node: Call;
  readonly talk: Talk;
  readonly name: NamedPlace;
}

/** Where the code is entered from outside: a route's handler, or a function that is called at times of its own. */
export interface Entry {
  /** What it is spoken of as: `GET /orders`, `cron.schedule`. */
  readonly name: NamedPlace;
  readonly talk: Talk;
  /** Of a route: what a request for it looks like. */
  readonly address?: RouteAddress;
  /** The activation of its function. */
  readonly start: Frame;
  /** The wrappers that call its function, the innermost first; `unknown` where nobody can say how they do. */
  readonly around?: readonly Wrapper[] | 'unknown';
  /** Of a function that is called at times of its own: how it is given to what calls it then. */
  readonly argument?: Expression;
  /** Where a rejection ends that leaves the function; nothing where nobody can say. */
  leave(): FailureEnd | undefined;
  /** Of a function that is called at times of its own: where an exception ends that leaves it at once; nothing where nobody can say. */
  leaveAtOnce?(): FailureEnd | undefined;
  /** Where a failure ends that is handed to who called the function, or another error in its place. */
  handOn(by: NamedPlace, isOther?: boolean): FailureEnd | undefined;
}
