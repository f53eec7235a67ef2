import { isSame } from '../semantic/value-sets.ts';
import type { Value } from '../semantic/values.ts';

/** What is written about a route beside its code, for guards that ask: what decorators set, and how its callers come. */
export interface Annotations {
  readonly transport: string;
  /** What was set under a key, at the first of these targets that has it; `undefined` where nothing was. */
  read(key: readonly Value[], targets: readonly string[]): readonly Value[] | undefined;
}

/** A question that a run asked, with the answer that it got. */
export interface Asked {
  readonly key: readonly Value[];
  readonly targets: readonly string[];
  readonly answer: readonly Value[] | undefined;
}

/** A route about which nothing was said. */
export function withoutMarks({ transport }: Annotations): Annotations {
  return { transport, read: () => undefined };
}

/** Whether a run that asked this would go the same way for another route. */
export function answersAlike(annotations: Annotations | undefined, asked: readonly Asked[]): boolean {
  return asked.every(({ key, targets, answer }) => isSameAnswer(annotations?.read(key, targets), answer));
}

function isSameAnswer(a: readonly Value[] | undefined, b: readonly Value[] | undefined): boolean {
  if (!a || !b) return a === b;
  return a.length === b.length && a.every((value, index) => isSame(value, b[index] ?? { kind: 'unknown' }));
}
