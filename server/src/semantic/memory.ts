import { NO_MARKS } from './mark-sets.ts';
import type { MarkedAnswer, Recall } from './recall.ts';

/** An answer that was worked out, or is being worked out: then it holds what a cycle is told. */
export interface Remembered<T> extends MarkedAnswer {
  value: T;
  /** The outermost question under way, counted from 0, that this answer waits for; `SETTLED` where it waits for none. */
  waitsFor: number;
}

/** `compute` is given the key and the context: most questions have been answered before, and a closure for each would cost more than the answer. */
export type Memory = <Keys, Key extends Keys, T, Context>(memo: Map<Keys, Remembered<T>>, key: Key, inCycle: T, compute: (key: Key, context: Context) => T, context: Context) => T;

const SETTLED = Infinity;

/** Questions that lead to each other, at most: further down the stack would run out. */
const MAX_DEPTH = 600;

interface Forgettable {
  readonly entry: Remembered<unknown>;
  readonly memo: { get(key: unknown): unknown; delete(key: unknown): boolean };
  readonly key: unknown;
}

function waitAlso(one: Forgettable | undefined, needed: number): void {
  if (one) one.entry.waitsFor = Math.min(one.entry.waitsFor, needed);
}

/**
 * Remembers answers to questions that may lead back to themselves. What was found while a question further out was still open is kept
 * only until that one is answered: it was told half of the truth, and which half depends on who asked first.
 * What was read from the file that is being edited is noted with `recall`, which forgets it when that changes.
 */
export function createMemory(recall: Recall): Memory {
  let depth = 0;
  const forget: Forgettable[] = [];
  let waitsFor = SETTLED;

  return (memo, key, inCycle, compute, context) => {
    const known = memo.get(key);
    if (known) {
      waitsFor = Math.min(waitsFor, known.waitsFor);
      recall.note(known.marks);
      return known.value;
    }
    if (depth >= MAX_DEPTH) {
      waitsFor = 0;
      return inCycle;
    }
    const own = depth++;
    const outer = waitsFor;
    const mark = forget.length;
    const entry = { value: inCycle, waitsFor: own, marks: NO_MARKS };
    memo.set(key, entry);
    waitsFor = SETTLED;
    const outerMarks = recall.begin();
    let isDone = false;
    try {
      entry.value = compute(key, context);
      isDone = true;
    } finally {
      entry.marks = recall.end(outerMarks);
      depth = own;
      const needed = waitsFor < own ? waitsFor : SETTLED;
      if (!isDone) memo.delete(key);
      if (forget.length > mark) {
        if (needed === SETTLED) for (const inner of forget.splice(mark)) inner.memo.delete(inner.key);
        else for (let i = mark; i < forget.length; i++) waitAlso(forget[i], needed);
      }
      entry.waitsFor = needed;
      if (needed !== SETTLED) forget.push({ entry, memo, key });
      if (entry.marks !== NO_MARKS && isDone) recall.mark(memo, key, entry);
      waitsFor = Math.min(outer, needed);
    }
    return entry.value;
  };
}
