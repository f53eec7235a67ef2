import type { Change, Question, Scope } from './remote-service.ts';

/** To the thread, in the order in which things happen. Services are known by number. */
export type ToThread =
  /** `changes` holds one number, that of the last change that is on its way: so much of it is seen by a service that is busy. */
  | { readonly kind: 'create'; readonly service: number; readonly scope: Scope; readonly changes: Int32Array }
  | { readonly kind: 'drop'; readonly service: number }
  /** Without a change there is only a new number, for which what was asked before is given up. */
  | { readonly kind: 'tell'; readonly service: number; readonly number: number; readonly change?: Change }
  | { readonly kind: 'ask'; readonly service: number; readonly question: Question };

/** From the thread. Each question gets one of `answer`, `outdated` and `failure`; the next one is asked then. */
export type FromThread<Answer> =
  /** `number`: that of the last change that the answer knows of. */
  | { readonly kind: 'answer'; readonly number: number; readonly answer: Answer }
  | { readonly kind: 'outdated' }
  | { readonly kind: 'failure'; readonly stack: string }
  /** What cost a change, and is a defect of ours. */
  | { readonly kind: 'defect'; readonly stack: string }
  | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string };
