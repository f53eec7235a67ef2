/**
 * What Node makes of a rejection that nobody handles. `exits-since-15`: the process ends, unless it runs on one of the older versions that the
 * application allows, too; `is-warned-of`: on all that it allows the process goes on; `is-heard`: somebody listens for such rejections.
 */
export type UnseenRejection = 'process-exits' | 'exits-since-15' | 'is-warned-of' | 'is-heard';

/** What follows, as the end of a sentence. */
export const UNSEEN_REJECTION_WORDS = {
  'process-exits': 'the process exits',
  'exits-since-15': 'from Node 15 on the process exits',
  'is-warned-of': 'Node prints a warning, and nobody acts on it',
  'is-heard': 'only the listener for unhandled rejections hears of it',
} as const satisfies Record<UnseenRejection, string>;

/** Whether the process goes on for certain. */
export function livesOn(unseen: UnseenRejection): unseen is 'is-warned-of' | 'is-heard' {
  return unseen === 'is-warned-of' || unseen === 'is-heard';
}
