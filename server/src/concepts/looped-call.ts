import type { TextEdit } from '../syntax/text.ts';
import type { NamedPlace, RouteReference } from './facts.ts';

/** A call that runs again for each item of a list, and each time queries the database or asks another service. */
export interface LoopedCall extends NamedPlace {
  /** What it does each time. */
  readonly does: 'query' | 'request';
  /** What it runs once for, in words: `` item of `orders` ``. */
  readonly each: string;
  /** The query or request behind it, where the call is of the project's own function. */
  readonly behind?: NamedPlace;
  /** Whether it stands in a function that gives a field of an object, and runs for each object of an answer. */
  readonly isForField: boolean;
  /** The routes whose handlers or middleware run it. */
  readonly reachedFrom: readonly RouteReference[];
  /** Whether it stands in exported code that others may call: reported more quietly where no route is known. */
  readonly isService: boolean;
  /** One query for all items instead, where the shape of the code proves that it gives the same; `undefined` elsewhere. */
  batch(): readonly TextEdit[] | undefined;
}
