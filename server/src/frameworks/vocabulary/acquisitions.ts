import type { ApiPath } from '../../semantic/api-path.ts';

/** What is taken: of a pool's connections there are a few, of the others as many as the server allows. */
export type Taken = 'connection' | 'session' | 'transaction' | 'query runner';

/** A call that takes something which has to be given back: `const client = await pool.connect()`. */
export interface AcquisitionRow {
  /** The method that is called. */
  readonly at: ApiPath;
  readonly takes: Taken;
  /** What is taken is what the method is called on, `await client.connect()`. Absent: what the call gives. */
  readonly isReceiver?: boolean;
  /** Methods of what was taken that give it back. */
  readonly releasedBy: readonly string[];
  /** Methods of others that take it back when they are handed it: `pool.releaseConnection(connection)`. */
  readonly takenBackBy?: readonly string[];
  /** Methods of what was taken that belong to taking it. People write them in front of the `try`; what they fail with ends the connection itself. */
  readonly opens?: readonly string[];
  /** Where it and a function that gives it back stand among the parameters of a callback. */
  readonly callback?: { readonly handle: number; readonly release?: number };
  /** Queries are handed it to take part in it, and don't keep it: `{ transaction }`. */
  readonly isHandedOn?: boolean;
  /** With a function among the arguments it is given back when that one is through. */
  readonly unlessFunction?: boolean;
  /** It is made, not lent, and a program may keep it for life: only what a request makes, or what is given back somewhere, is looked at. */
  readonly mayStay?: boolean;
  /** What a fix writes behind the handle: `release()`. */
  readonly release: { readonly text: string; readonly awaits: boolean; /** Where something failed, if that is another call. */ readonly undo?: string };
}

/** What a library's model says of things that are lent. */
export interface AcquisitionModel {
  readonly acquisitions?: readonly AcquisitionRow[];
  /** Methods that run each text on whichever connection is free: `BEGIN` there begins a transaction that what follows has no part in. */
  readonly pooled?: ApiPath;
}
