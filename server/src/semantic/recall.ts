import { createMarkSets, NO_MARKS, type Marks } from './mark-sets.ts';

export interface MarkedAnswer {
  marks: Marks;
}

/** An answer that `roughly` remembers. */
export interface RoughAnswer<T> extends MarkedAnswer {
  value: T;
}

/** Answers that outlive an edit, unless they were read from what it changed. */
export interface Recall {
  /** Says that something with these marks is being read: whatever is being worked out rests on it. */
  note(marks: Marks): void;
  /** The marks of some parts of the file that is being edited. */
  marksOf(parts: readonly number[]): Marks;
  /** The marks of what was read from both. */
  union(one: Marks, other: Marks): Marks;
  /** Whether two have a part in common. */
  touch(one: Marks, other: Marks): boolean;
  /** Answers a question for each key once, until what it was read from changes. A question must not lead back to itself: then `createMemory` is right. */
  keep<K, T>(compute: (key: K) => T): (key: K) => T;
  /**
   * The same for answers that seldom change when what they were read from does (whether a function registers anything): whoever asks
   * rests on the answer alone. It is worked out again after an edit; where it is another one, nothing holds any more.
   */
  keepSteady<K, T>(compute: (key: K) => T, isSame: (one: T, other: T) => boolean): (key: K) => T;
  /** As `keepSteady`, for a question that is asked once. */
  steadily<T>(compute: () => T, isSame: (one: T, other: T) => boolean): T;
  /**
   * As `keep`, for questions that may lead back to themselves, which are then told `inCycle`. What was found out meanwhile stays as it was found:
   * for answers of which each part is true by itself.
   */
  roughly<K, T>(memo: Map<K, RoughAnswer<T>>, key: K, inCycle: T, compute: () => T): T;
  /** Begins to work something out; answers what `end` has to be given, which says what was read meanwhile. */
  begin(): Marks;
  end(outer: Marks): Marks;
  /** Works something out, and says what it was read from. */
  watch<T>(work: () => T): { readonly value: T; readonly marks: Marks };
  /** Notes where an answer is remembered that was read from parts of the edited file. */
  mark(memo: Forgetful, key: unknown, answer: MarkedAnswer): void;
  /** Forgets what was read from what has these marks. `false`: what others rest on has another answer now, so all of it has to be found out again. */
  forget(marks: Marks): boolean;
  /** As `forget`, and it can be taken back: then what was found out meanwhile is forgotten instead. */
  setAside(marks: Marks): SetAside;
}

export interface SetAside {
  readonly holds: boolean;
  takeBack(): void;
}

/** Where answers are remembered: a map of any keys. */
interface Forgetful {
  get(key: unknown): unknown;
  set(key: unknown, answer: MarkedAnswer): unknown;
  delete(key: unknown): boolean;
}

interface Marked {
  readonly memo: Forgetful;
  readonly key: unknown;
  readonly answer: MarkedAnswer;
}

interface Steady {
  readonly answer: MarkedAnswer;
  /** Works the answer out again; `false` where it is another one. */
  readonly stillHolds: () => boolean;
}

export function createRecall(): Recall {
  const sets = createMarkSets();
  let marks: Marks = NO_MARKS;
  let marked: Marked[] = [];
  let steady: Steady[] = [];

  const begin = (): Marks => {
    const outer = marks;
    marks = NO_MARKS;
    return outer;
  };

  const end = (outer: Marks): Marks => {
    const own = marks;
    marks = sets.union(own, outer);
    return own;
  };

  function watch<T>(work: () => T): { readonly value: T; readonly marks: Marks } {
    const outer = begin();
    try {
      return { value: work(), marks };
    } finally {
      end(outer);
    }
  }

  const roughly = <K, T>(memo: Map<K, RoughAnswer<T>>, key: K, inCycle: T, compute: () => T): T => {
    const known = memo.get(key);
    if (known) {
      marks = sets.union(marks, known.marks);
      return known.value;
    }
    const answer: RoughAnswer<T> = { value: inCycle, marks: NO_MARKS };
    memo.set(key, answer);
    const outer = begin();
    let isDone = false;
    try {
      answer.value = compute();
      isDone = true;
    } finally {
      answer.marks = end(outer);
      if (!isDone) memo.delete(key);
    }
    mark(memo, key, answer);
    return answer.value;
  };

  const mark = (memo: Forgetful, key: unknown, answer: MarkedAnswer): void => {
    if (answer.marks !== NO_MARKS) marked.push({ memo, key, answer });
  };

  const keep = <K, T>(compute: (key: K) => T): ((key: K) => T) => {
    const memo = new Map<unknown, MarkedAnswer & { readonly value: T }>();
    return (key) => {
      const known = memo.get(key);
      if (known) {
        marks = sets.union(marks, known.marks);
        return known.value;
      }
      const answer = watch(() => compute(key));
      memo.set(key, answer);
      mark(memo, key, answer);
      return answer.value;
    };
  };

  const keepSteady = <K, T>(compute: (key: K) => T, isSame: (one: T, other: T) => boolean): ((key: K) => T) => {
    const memo = new Map<K, { value: T }>();
    return (key) => {
      const known = memo.get(key);
      if (known) return known.value;
      const value = steadily(() => compute(key), isSame);
      memo.set(key, { value });
      return value;
    };
  };

  const steadily = <T>(compute: () => T, isSame: (one: T, other: T) => boolean): T => {
    const outer = marks;
    const answer = watch(compute);
    marks = outer;
    if (answer.marks !== NO_MARKS) steady.push(steadyAnswer(compute, answer, isSame));
    return answer.value;
  };

  const steadyAnswer = <T>(again: () => T, first: MarkedAnswer & { readonly value: T }, isSame: (one: T, other: T) => boolean): Steady => {
    const answer: MarkedAnswer = { marks: first.marks };
    return {
      answer,
      stillHolds() {
        const now = watch(again);
        answer.marks = now.marks;
        return isSame(first.value, now.value);
      },
    };
  };

  return {
    note(read) {
      marks = sets.union(marks, read);
    },
    marksOf: sets.of,
    union: sets.union,
    touch: (one, other) => sets.touching(one)(other),
    keep,
    keepSteady,
    steadily,
    roughly,
    begin,
    end,
    watch,
    mark,
    forget,
    setAside(changed) {
      const isTouched = sets.touching(changed);
      const away = marked.filter(({ memo, key, answer }) => isTouched(answer.marks) && memo.get(key) === answer);
      return {
        holds: forget(changed),
        takeBack() {
          forget(changed);
          for (const { memo, key, answer } of away) memo.set(key, answer);
          marked.push(...away);
        },
      };
    },
  };

  function forget(changed: Marks): boolean {
    const isTouched = sets.touching(changed);
    const isChanged = ({ answer }: { readonly answer: MarkedAnswer }) => isTouched(answer.marks);
    for (const { memo, key, answer } of marked) if (isTouched(answer.marks) && memo.get(key) === answer) memo.delete(key);
    marked = marked.filter((one) => !isChanged(one));
    const still = steady.filter(isChanged).map((one) => one.stillHolds());
    steady = steady.filter(({ answer }) => answer.marks !== NO_MARKS);
    marks = NO_MARKS;
    return !still.includes(false);
  }
}
