import type { ApiPath } from '../../semantic/api-path.ts';

/** What costs more than computing does, dearest first: of several things that a route does, a message names the dearest. */
export const EFFECTS = {
  checksPassword: 'checks a password',
  hashesPassword: 'hashes a password',
  issuesToken: 'issues a token',
  sendsMessage: 'sends text messages',
  sendsMail: 'sends mail',
  pays: 'calls a payment provider',
  asksModel: 'calls a language model',
  startsProcess: 'starts a process',
  callsOut: 'calls another service',
  queries: 'queries the database',
  usesFiles: 'works on files',
} as const;

export type Effect = keyof typeof EFFECTS;

/** A function of a package that has an effect when it is called. */
export interface EffectRow {
  readonly at: ApiPath;
  readonly effect: Effect;
}

/** A call that counts a caller: it `rejects` for one too many, or it `tells`, and somebody has to look at the answer. */
export interface LimitRow {
  readonly at: ApiPath;
  readonly by: 'rejecting' | 'telling';
}

/** A limiter as it is written where a project depends on its package and has none of its own. */
export interface LimiterCode {
  readonly package: string;
  readonly exported: string;
  readonly code: string;
  /** What is written with versions before this one. */
  readonly before?: { readonly version: string; readonly code: string };
}
