import type { Span } from '../syntax/text.ts';
import type { NamedPlace, Reuse } from './facts.ts';
import type { TextEdit } from '../syntax/text.ts';

/** Something that emits `'error'` when it fails, and that nobody listens to. */
export interface UnheardError {
  /** What makes it; of a stream that is piped the word `pipe`; of what a listener is given the parameter. */
  readonly at: Span;
  /** How it is spoken of, as written: `fs.createReadStream`, `socket`. */
  readonly label: string;
  readonly kind: 'made' | 'piped' | 'given';
  /** What made it, where that stands elsewhere. */
  readonly made?: NamedPlace;
  /** What an error that is thrown comes to here. */
  readonly consequence: 'process-exits' | 'is-heard';
  /** With a listener that logs. */
  readonly listen: () => Reuse | undefined;
  /** As `pipeline(source, target, done)`. */
  readonly pipeline: () => readonly TextEdit[] | undefined;
}
