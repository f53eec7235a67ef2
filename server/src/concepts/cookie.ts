import type { Span, TextEdit } from '../syntax/text.ts';
import type { Presence } from './presence.ts';

/** A cookie that an application sets. */
export interface Cookie {
  /** The call that sets it, as written: `res.cookie`. */
  readonly label: string;
  /** The callee's last name, or the option that is at fault. */
  readonly at: Span;
  /** Its name; absent for the cookie of a session, which the library names. */
  readonly name?: string;
  /** Whether it proves who the caller is: it holds a signed token, or is called like a session's. */
  readonly isCredential: boolean;
  readonly httpOnly: Presence;
  readonly secure: Presence;
  /** It is sent with requests from other sites, which browsers allow for `secure` cookies only. */
  readonly isCrossSite: boolean;
  /** The edits that write these options. */
  complete(options: readonly { readonly key: 'httpOnly' | 'secure'; readonly text: string }[]): readonly TextEdit[] | undefined;
}
