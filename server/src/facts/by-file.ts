import { groupBy } from './group-by.ts';

/** Things of a program by the file that each is of, in their order; without a file all of them. */
export type ByFile<T> = (file?: string) => readonly T[];

/** Sorts things by their files, so that what one file needs is found without a look at the others. */
export function byFile<T>(all: readonly T[], fileOf: (one: T) => string): ByFile<T> {
  const files = groupBy(all, fileOf);
  return (file) => (file === undefined ? all : files.get(file) ?? []);
}

/** Finds, for a file, the things that have a part in it, in their order: what each leads into is looked at once, and not again for each file. */
export function byFilesOf<T>(all: readonly T[], filesOf: (one: T) => Iterable<string>): (file: string) => readonly T[] {
  const found = new Map<string, T[]>();
  for (const one of all) {
    for (const file of filesOf(one)) {
      const known = found.get(file);
      if (!known) found.set(file, [one]);
      else if (known.at(-1) !== one) known.push(one);
    }
  }
  return (file) => found.get(file) ?? [];
}
