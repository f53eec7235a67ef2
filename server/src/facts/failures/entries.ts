import type { NamedPlace } from '../../concepts/facts.ts';
import type { FailureEnd } from '../../concepts/failure-path.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { RouteAddress } from '../anonymous-addresses.ts';
import type { Reached } from '../reach.ts';
import type { Talk } from './talks.ts';

/** Where the code is entered from outside: a route's handler, or a function that is called at times of its own. */
export interface Entry {
  /** What it is spoken of as: `GET /orders`, `cron.schedule`. */
  readonly name: NamedPlace;
  readonly talk: Talk;
  /** Of a route: what a request for it looks like. */
  readonly address?: RouteAddress;
  /** What its function reaches, itself first; behind it what it starts and leaves alone. */
  readonly reached: readonly Reached[];
  /** Of a function that is called at times of its own: how it is given to what calls it then. */
  readonly argument?: Expression;
  /** Where a rejection ends that leaves the function; nothing where nobody can say. */
  leave(): FailureEnd | undefined;
  /** Of a function that is called at times of its own: where an exception ends that leaves it at once; nothing where nobody can say. */
  leaveAtOnce?(): FailureEnd | undefined;
  /** Where a failure ends that is handed to who called the function, or another error in its place. */
  handOn(by: NamedPlace, isOther?: boolean): FailureEnd | undefined;
}
