/**
 * How what a framework calls can fail. `…Throws` throws at once, `…Rejects` gives a promise that is rejected later. Middleware are also hooks.
 * `passesError` gives the error to the function that goes on. `…OnceAnswered` fails when the whole answer was given, `…WhileAnswering` when it was begun.
 * `dropsPromise` answers, and starts something that rejects and that nobody waits for; `dropsNext` goes on, doesn't wait for it, and what comes next rejects.
 * `callbackThrows` throws in a function that is called later. `neverAnswers` returns without an answer, `resolvesNothing` gives a promise without one.
 */
export type Failure =
  | 'handlerThrows' | 'handlerRejects' | 'middlewareThrows' | 'middlewareRejects' | 'guardThrows' | 'guardRejects' | 'passesError'
  | 'throwsOnceAnswered' | 'rejectsOnceAnswered' | 'rejectsWhileAnswering' | 'dropsPromise' | 'dropsNext' | 'callbackThrows'
  | 'neverAnswers' | 'resolvesNothing' | 'errorHandlerThrows' | 'errorHandlerRejects';

/** What an answer tells its reader of the error. */
export type Telling = 'stack' | 'message' | 'nothing';

/** An answer that the application didn't write. */
export interface FrameworkAnswer {
  readonly status: number;
  /** Who writes it, as it stands in a sentence. */
  readonly by: string;
  readonly tells: Telling;
  /** What it tells where `NODE_ENV` is `production`; absent: the same. */
  readonly tellsInProduction?: Telling;
}

/** What the client gets of an answer that was begun: all of it, less of it as though it was all, a broken connection, or nothing more ever. */
export type Remainder = 'whole' | 'shortened' | 'broken off' | 'left open';

/**
 * What comes of a failure.
 * `handed on`: the application's error handler answers; where there is none, the framework does, with `Endings.answer`.
 * `answered`: the framework answers, whatever handlers the application has.
 * `too late`: there is an answer already. `isTold` says whether the error handler is called; what it does then can change what the client gets.
 * `hangs`: the client waits until it gives up.
 * `unseen`: nobody catches it, and the process ends. Where somebody listens for that and it goes on, the client has this answer, or waits.
 */
export type Ending =
  | { readonly end: 'handed on' }
  | { readonly end: 'answered'; readonly answer: FrameworkAnswer }
  | { readonly end: 'too late'; readonly client: Remainder; readonly isTold: boolean }
  | { readonly end: 'hangs' }
  | { readonly end: 'unseen'; readonly as: 'rejection' | 'exception'; readonly client: 'waits' | 'left open' | { readonly status: number } };

/** A version from which something holds. */
export interface Since {
  readonly package: string;
  readonly since: string;
}

/** What comes of failures in the versions of a framework from one on. */
export interface Endings {
  /** Absent in the last row, which is true of all versions before the others'. */
  readonly since?: Since;
  /** What the framework answers for failures that no handler of the application answers for. */
  readonly answer?: FrameworkAnswer;
  /** What isn't here isn't known, or can't happen. */
  readonly of: { readonly [F in Failure]?: Ending };
}

export const HANDED_ON: Ending = { end: 'handed on' };
export const HANGS: Ending = { end: 'hangs' };
/** Promises that nobody has and functions that are called later are out of every framework's sight. */
export const OUT_OF_SIGHT = {
  dropsPromise: { end: 'unseen', as: 'rejection', client: { status: 200 } },
  callbackThrows: { end: 'unseen', as: 'exception', client: 'waits' },
} satisfies Endings['of'];

/**
 * What Node does with failures that nobody sees: the first of these events that has a listener is emitted, and the process goes on; without any it ends.
 * What a listener throws goes to the next event. Before Node 15 unseen rejections were only warned of.
 */
export const UNSEEN_EVENTS = {
  rejection: ['unhandledRejection', 'uncaughtException'],
  exception: ['uncaughtException'],
} as const;
export const UNSEEN_REJECTIONS_END: Since = { package: 'node', since: '15.0.0' };

/** Of frameworks whose handlers may reject, and of which no more is known. */
export const SEES_REJECTIONS: readonly Endings[] = [{ of: { handlerRejects: HANDED_ON } }];

/** The rows that can be true of the version in use: one, or several where `isSince` doesn't know (`undefined`). */
export function rowsOf(rows: readonly Endings[], isSince: (since: Since) => boolean | undefined): readonly Endings[] {
  const answers = rows.map(({ since }) => (since ? isSince(since) : true));
  const last = answers.indexOf(true);
  return rows.filter((_, index) => index === last || (answers[index] === undefined && (last < 0 || index < last)));
}

/** What comes of a failure, where all of the rows say so. */
export function endingIn(rows: readonly Endings[], failure: Failure): Ending | undefined {
  const [first, ...others] = rows.map(({ of }) => of[failure]);
  return others.every((one) => one === first) ? first : undefined;
}

export function answered(answer: FrameworkAnswer): Ending {
  return { end: 'answered', answer };
}

export function tooLate(client: Remainder, isTold: boolean): Ending {
  return { end: 'too late', client, isTold };
}

/** Nobody sees that a promise was rejected. */
export function unseen(client: 'waits' | 'left open' | { readonly status: number }): Ending {
  return { end: 'unseen', as: 'rejection', client };
}
