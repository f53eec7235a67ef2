import type { ApiPath } from '../../semantic/api-path.ts';
import type { Versions } from './promises.ts';

/** An option of a call by which the package handles failures itself. */
export interface HandlingOption {
  /** Position of the object that holds it; `last` where it may stand at different places. */
  readonly index: number | 'last';
  readonly key: string;
  /** Whatever its value is. Absent: one that isn't false. */
  readonly isAnyValue?: boolean;
}

/**
 * What comes of what a function rejects with that a package calls: `unhandled`; `lost` where the package catches it and prints it at
 * most, past whatever the application logs with; `logged` where it has a logger or a handler for it; `fails` where the job fails that the function was called for, and is kept or tried again as jobs are;
 * `unsettled` where it is unhandled and what the call gives waits for ever; `repeated` where the package waits for the function, and calls it again with the same when it fails.
 */
export type CallbackEnding = 'unhandled' | 'lost' | 'logged' | 'fails' | 'unsettled' | 'repeated';

/** What a package does with functions that it calls at times of its own. */
interface CalledRow {
  readonly at: ApiPath;
  readonly versions?: Versions;
  /** How many parameters the functions take that it holds for. */
  readonly parameters?: { readonly from?: number; readonly below?: number };
  readonly ending: CallbackEnding;
  /** What a function throws at once nobody catches either. Absent: it comes to who calls, or nobody knows. */
  readonly isUncaught?: boolean;
  readonly unless?: HandlingOption;
}

/** A call that calls the functions which it is given. */
export interface CallbackRow extends CalledRow {
  /** Where the function stands; absent: any argument. */
  readonly position?: number;
  /** The functions are these options of what stands there. */
  readonly options?: readonly string[];
  /** What the functions are given was sent by somebody: a message, a request. */
  readonly isSent?: boolean;
}

/** A decorator, as it is called, of methods that the package calls. */
export interface MethodRow extends CalledRow {
  /** It decorates classes, whose method of this name is called. */
  readonly method?: string;
}

/** Something that emits events. Its listeners are called, and what they give is ignored. */
export interface EmitterRow {
  /** What emits: what a call or a constructor gives, or what a listener is given. */
  readonly at: ApiPath;
  /** Of what listeners are given: the events that give it. */
  readonly events?: readonly string[];
  /**
   * Whether an `'error'` event without a listener is thrown: by what it stands for; of a server only where something listens to it, as one that can't start
   * may as well end the process. Absent: there is none, or somebody listens already.
   */
  readonly error?: 'thrown' | 'thrown by what is listened to';
  readonly versions?: Versions;
  /** It emits nothing of the kind with this option: `{ noServer: true }`. */
  readonly unless?: HandlingOption;
  /** The package handles what listeners reject with, with this option. */
  readonly handlesRejections?: HandlingOption;
  /** Events whose listeners are given what somebody sent. */
  readonly sends?: readonly string[];
  /** What is made is promised: listeners can't be attached to the call. */
  readonly isPromised?: boolean;
}

/** What a package does with events, and with the functions that it calls at times of its own. */
export interface EventModel {
  readonly callbacks?: readonly CallbackRow[];
  readonly emitters?: readonly EmitterRow[];
  readonly methods?: readonly MethodRow[];
  /** Calls that listen for the errors of what they are given: `pipeline(source, target, done)`. */
  readonly hear?: ApiPath;
  /** Calls that are given a stream, socket or client and don't listen to it. */
  readonly leave?: ApiPath;
  /** Methods of lists that do wait for the functions which they are given. */
  readonly awaitingLists?: ApiPath;
  /** Calls that give an answer whatever its status is, which is read from its `ok` or `status`. */
  readonly answers?: ApiPath;
  /** Calls that throw for a text that isn't what they read. */
  readonly parses?: ApiPath;
}
