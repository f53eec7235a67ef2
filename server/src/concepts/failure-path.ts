import type { Span } from '../syntax/text.ts';
import type { NamedPlace } from './facts.ts';
import type { UnseenRejection } from './unseen-rejection.ts';

/** Where a failure goes from the call that fails: outwards through the functions on the way, to where it ends. */
export interface FailurePath {
  /** What fails. */
  readonly call: NamedPlace;
  /** The route on whose way it is; or what calls a function at times of its own: a scheduler, a queue, an emitter. */
  readonly entry: NamedPlace;
  /** How many other routes and calls lead to the same end, through the same `catch`es. */
  readonly others: number;
  readonly steps: readonly FailureStep[];
  readonly end: FailureEnd;
}

/** A function on the way out: it doesn't catch the failure, or catches it and throws again. */
export interface FailureStep {
  readonly does: 'lets it pass' | 'throws again';
  /** The function's name, where it has one, at the call or the `throw`. */
  readonly in: NamedPlace;
}

export type FailureEnd =
  /** The caller of the route gets an answer from a `catch`; without a label, in one of several ways, by what failed. */
  | { readonly is: 'answered'; readonly by: NamedPlace }
  /** The framework gets it, by a rejection that it sees or by `next(error)`: the project's error handler answers, or what stands around the handler does before the framework sees it, or the framework itself, or nobody can say which. `isLogged`: nobody waits for an answer. `isOther`: it gets another error, which may say what is answered. */
  | { readonly is: 'given to the framework'; readonly framework: string; readonly by?: NamedPlace; readonly handler?: NamedPlace; readonly isAround?: boolean; readonly answersItself: boolean; readonly isLogged?: boolean; readonly isOther?: boolean }
  /** What called the function at a time of its own gets it: the job fails, or the failure is logged, lost, or comes again with the same call. */
  | { readonly is: 'given to the caller'; readonly does: 'fails' | 'logged' | 'lost' | 'repeated' }
  | { readonly is: 'logged'; readonly by: NamedPlace }
  /** Caught, and the code goes on; `as` is what stands for the result then. */
  | { readonly is: 'caught'; readonly at: Span; readonly as?: string }
  /** Caught, and what follows depends on the error. */
  | { readonly is: 'decided'; readonly at: Span }
  /** Nobody gets it: nobody waits for the promise, or the framework doesn't look, or (`leaves`) what called the function at a time of its own. An `exception` was thrown at once. `is-printed`: by the library whose promise it is. */
  | { readonly is: 'unhandled'; readonly framework?: string; readonly leaves?: boolean; readonly as?: 'exception'; readonly then: UnseenRejection | 'request-hangs' | 'is-printed' };
