import type { Span, TextEdit } from '../syntax/text.ts';
import type { NamedPlace } from './facts.ts';

/** The body of an answer that is read whatever its status says. */
export interface UncheckedResponse {
  /** The method that reads the body. */
  readonly at: Span;
  /** That method: `json`. */
  readonly reads: string;
  /** The call that gives the answer. */
  readonly call: NamedPlace;
  /** The edits that throw for an error's status; `undefined` where the answer has no name, or stands in no statement of its own. */
  check(): readonly TextEdit[] | undefined;
}
