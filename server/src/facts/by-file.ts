/** Things of a program by the file that each is of, in their order; without a file all of them. */
export type ByFile<T> = (file?: string) => readonly T[];

/** Sorts things by their files, so that what one file needs is found without a look at the others. */
export function byFile<T>(all: readonly T[], fileOf: (one: T) => string): ByFile<T> {
  const files = groupOf(all, fileOf);
  return (file) => (file === undefined ? all : files.get(file) ?? []);
}

/** Things by what they belong to, in the order in which that comes. */
export function groupOf<T, K>(all: readonly T[], keyOf: (one: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}
