import type { TextEdit } from '../syntax/text.ts';
import type { NamedPlace } from './facts.ts';
import type { Presence } from './presence.ts';

/** Who answers for what an application's handlers fail with. */
export interface ErrorHandling {
  /** Whether something of the application does; of a framework that nobody writes one for, *unknown*. */
  readonly handler: Presence;
  /** Middleware that looks like one and never runs for an error. */
  readonly dead: readonly (NamedPlace & { readonly why: 'arity' | 'too-early' })[];
  readonly framework: string;
  /** Whether something that runs for a route can fail. */
  canFail(): boolean;
  /** The edits that add one behind the routes. */
  add(): readonly TextEdit[] | undefined;
}
