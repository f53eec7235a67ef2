import type { FailurePath } from '../concepts/failure-path.ts';
import type { Finding, Fix, Problem } from '../engine/finding.ts';

/** What the editor asks. All that stands here is data: it goes from one thread to another. */
export type Question =
  | { readonly about: 'report'; readonly file: string }
  /** The fixes of findings that touch a range, both ends included; of the first `most` of them. */
  | { readonly about: 'fixesBetween'; readonly file: string; readonly start: number; readonly end: number; readonly most: number }
  /** The fixes of one finding, if it still stands. */
  | { readonly about: 'fixesOf'; readonly file: string; readonly fingerprint: string }
  | { readonly about: 'failurePaths'; readonly file: string; readonly offset: number }
  /** See `RemoteService.settled`. */
  | { readonly about: 'settled' };

export interface Answers {
  readonly report: FileReport;
  readonly fixesBetween: Offers;
  readonly fixesOf: Offers;
  readonly failurePaths: FailurePaths;
  readonly settled: void;
}

/** The texts of the files that an answer speaks of, as they were when it was made. Those of open documents are left out: who asks has them. */
export type Texts = ReadonlyMap<string, string>;

export interface FileReport {
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  /** Defects of our own so far. */
  readonly defects: readonly string[];
  readonly texts: Texts;
}

export interface Offers {
  readonly offers: readonly Offer[];
  readonly texts: Texts;
}

/** A finding with its verified fixes. */
export interface Offer {
  readonly finding: Finding;
  readonly fixes: readonly Fix[];
}

export interface FailurePaths {
  readonly paths: readonly FailurePath[];
  readonly texts: Texts;
}

/** What a service is made for. */
export interface Scope {
  readonly root: string;
  /** Files to analyse, absolute; everything below the root where there are none. */
  readonly files?: readonly string[];
  /** A folder in which what is found out may be kept. */
  readonly storage?: string;
}

/** A change that a service is told of. */
export type Change =
  | { readonly kind: 'open'; readonly file: string; readonly text: string }
  | { readonly kind: 'close'; readonly file: string }
  /** Of what was `removed`, only folders with files that are analysed count: nobody else knows which were folders. */
  | { readonly kind: 'disk'; readonly files: readonly string[]; readonly removed: readonly string[] };

/** A service that works elsewhere, for those who can't wait for it. */
export interface RemoteService {
  readonly root: string;
  /** What is asked afterwards is answered with the change. What is being found out without it is given up. */
  tell(change: Change): void;
  /**
   * The answer about everything as it is when the promise is fulfilled. Fails with `Outdated` where a change came meanwhile, or where
   * `isWanted` says no before the work has begun; with `Unanswered` where nobody can answer.
   */
  ask<Asked extends Question>(question: Asked, isWanted?: () => boolean): Promise<Answers[Asked['about']]>;
  /** Told when nothing has happened for a while: what was found out is kept. */
  settled(): Promise<void>;
  /** The last word: what is under way is given up, what is known is kept, and nothing more is answered. */
  leave(): Promise<void>;
  /** Nobody needs it any more, nor what it knows. */
  drop(): void;
}

/** Makes services that work elsewhere. */
export interface RemoteServices {
  open(scope: Scope): RemoteService;
  /** All of them have left or been dropped. */
  end(): void;
}

/** There is no answer, for a reason that somebody has been told already. */
export class Unanswered extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Unanswered';
  }
}
