import type { NamedPlace, Reuse, RouteReference } from './facts.ts';

/** What a value that a caller sent comes to. */
export type InputUse = 'write' | 'query' | 'command' | 'file' | 'outbound' | 'answer';

/** A caller's input that a route's handler uses, and that nothing on the way looks at. */
export interface Input extends NamedPlace {
  readonly route: RouteReference;
  readonly use: InputUse;
  /** The call that gets it. */
  readonly reaches: NamedPlace;
  /** The handler checked with the schema library that the project has, and what the check is called. */
  check(): Reuse | undefined;
  /** Functions of the project that stand before the handler and check nothing that is known, by name and as configuration writes them. */
  readonly passingMiddleware: readonly { readonly name: string; readonly taught: string }[];
}
