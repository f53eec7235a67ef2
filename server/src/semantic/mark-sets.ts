/**
 * Which parts of the file that is being edited something was read from: the number of a set of parts. What was read from none of them holds
 * whatever is edited there.
 */
export type Marks = number;

/** Read from none of its parts. */
export const NO_MARKS: Marks = 0;

/** Read from the file as a whole: whatever is edited there changes it. */
export const ALL_MARKS: Marks = 1;

/** Sets of parts, each of which has one number: few of them are different, and they are joined far more often than made. */
export interface MarkSets {
  of(parts: readonly number[]): Marks;
  union(one: Marks, other: Marks): Marks;
  /** Says of marks whether they have a part in common with these. */
  touching(changed: Marks): (marks: Marks) => boolean;
}

export function createMarkSets(): MarkSets {
  const sets: ReadonlySet<number>[] = [new Set(), new Set()];
  const numbers = new Map<string, Marks>([['', NO_MARKS]]);
  const unions: (Map<Marks, Marks> | undefined)[] = [];

  const numberOf = (parts: ReadonlySet<number>): Marks => {
    const key = [...parts].sort((a, b) => a - b).join(' ');
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, sets.length);
    return sets.push(parts) - 1;
  };

  const union = (one: Marks, other: Marks): Marks => {
    if (one === other || other === NO_MARKS) return one;
    if (one === NO_MARKS) return other;
    if (one === ALL_MARKS || other === ALL_MARKS) return ALL_MARKS;
    const row = (unions[one] ??= new Map<Marks, Marks>());
    const known = row.get(other) ?? numberOf(new Set([...(sets[one] ?? []), ...(sets[other] ?? [])]));
    row.set(other, known);
    return known;
  };

  return {
    of: (parts) => numberOf(new Set(parts)),
    union,
    touching(changed) {
      const parts = sets[changed] ?? new Set();
      const answers: (boolean | undefined)[] = [];
      const touches = (marks: Marks): boolean => changed === ALL_MARKS || marks === ALL_MARKS || [...parts].some((part) => sets[marks]?.has(part));
      return (marks) => (marks === NO_MARKS || changed === NO_MARKS ? false : (answers[marks] ??= touches(marks)));
    },
  };
}
