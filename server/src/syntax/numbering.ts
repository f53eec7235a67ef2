/** What has numbers in a module, by which other parts of it refer to it. */
export const NUMBERED = ['functions', 'scopes', 'bindings', 'classes'] as const;
export type Numbered = (typeof NUMBERED)[number];

/** Gives out the numbers while a file is lowered. */
export interface Numbering {
  next(kind: Numbered): number;
  /** A function begins whose block, if it has one, begins here. */
  enter(block: number | undefined): void;
  leave(block: number | undefined): void;
}

/** One after the other, in the order of the text. */
export function counted(): Numbering {
  const counts = { functions: 0, scopes: 0, bindings: 0, classes: 0 };
  return { next: (kind) => counts[kind]++, enter: () => undefined, leave: () => undefined };
}

/** Numbers in the order in which they were given out. */
export type Sequences = Readonly<Record<Numbered, readonly number[]>>;

/** Where in its sequence a function's own things stand: behind so many others, and how many they are. */
interface Part {
  readonly before: readonly number[];
  readonly inside: readonly number[];
  readonly after: readonly number[];
}

/** The numbers that a module has, once more, with others inside one function. */
export interface Renewal extends Numbering {
  /** The numbers in the order in which they were given out this time; `undefined` where that isn't the same module around the function. */
  sequences(): Sequences | undefined;
  /** What may stand inside the function: what did so before, and what is spare. */
  readonly pools: Readonly<Record<Numbered, ReadonlySet<number>>>;
}

/** Numbers for a module of which only the function has changed whose block begins at an offset. `isInside` says what stood in it; `spare` is what nothing has. */
export function renewed(old: Sequences, block: number, isInside: (kind: Numbered, id: number) => boolean, spare: Sequences): Renewal {
  const parts = { ...ofEach((kind) => split(old[kind], (id) => isInside(kind, id))) };
  const pools = ofEach((kind) => [...[...parts[kind].inside].sort((a, b) => a - b), ...spare[kind]]);
  const given: Record<Numbered, number[]> = { functions: [], scopes: [], bindings: [], classes: [] };
  let phase: keyof Part = 'before';
  let counts = { functions: 0, scopes: 0, bindings: 0, classes: 0 };
  let isSame = true;
  let last = Math.max(...NUMBERED.flatMap((kind) => [...old[kind], ...spare[kind]]));

  const turnTo = (next: keyof Part): void => {
    for (const kind of NUMBERED) {
      // Where there was nothing of a kind inside, it has its place where the function begins.
      if (next === 'inside' && parts[kind].inside.length === 0) parts[kind] = { before: old[kind].slice(0, counts[kind]), inside: [], after: old[kind].slice(counts[kind]) };
      if (phase !== 'inside') isSame &&= counts[kind] === parts[kind][phase].length;
    }
    phase = next;
    counts = { functions: 0, scopes: 0, bindings: 0, classes: 0 };
  };

  return {
    next(kind) {
      const list = phase === 'inside' ? pools[kind] : parts[kind][phase];
      const id = list[counts[kind]++];
      if (id !== undefined) {
        given[kind].push(id);
        return id;
      }
      isSame = false;
      return ++last; // the module is given up, but it is lowered to its end
    },
    enter(at) {
      if (at === block && phase === 'before') turnTo('inside');
    },
    leave(at) {
      if (at === block && phase === 'inside') turnTo('after');
    },
    sequences() {
      const wasThere = phase === 'after';
      turnTo('after');
      return isSame && wasThere ? given : undefined;
    },
    pools: ofEach((kind) => new Set(pools[kind])),
  };
}

export function ofEach<T>(make: (kind: Numbered) => T): Readonly<Record<Numbered, T>> {
  return { functions: make('functions'), scopes: make('scopes'), bindings: make('bindings'), classes: make('classes') };
}

function split(sequence: readonly number[], isInside: (id: number) => boolean): Part {
  const first = sequence.findIndex(isInside);
  if (first < 0) return { before: sequence, inside: [], after: [] };
  let end = first;
  while (end < sequence.length && isInside(sequence[end] ?? -1)) end++;
  return { before: sequence.slice(0, first), inside: sequence.slice(first, end), after: sequence.slice(end) };
}
