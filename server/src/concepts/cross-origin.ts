import type { Span, TextEdit } from '../syntax/text.ts';
import type { Presence } from './presence.ts';

/** A permission for pages of other origins to read answers. */
export interface CrossOrigin {
  /** The call, as written. */
  readonly label: string;
  /** The callee's last name, or the option that is at fault. */
  readonly at: Span;
  /** Whether every origin is allowed, and what callers get then: their own origin, or `*`, which browsers refuse with credentials. */
  readonly allows: 'reflected' | 'star' | 'listed' | 'unknown';
  readonly credentials: Presence;
  /** It holds for every route of an application. */
  readonly isGlobal: boolean;
  /** The application keeps sessions in cookies. */
  readonly hasCookieSessions: boolean;
  /** The edits that allow what this text says instead. */
  restrict(origins: string): readonly TextEdit[] | undefined;
}
