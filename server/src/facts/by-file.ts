import { groupBy } from './group-by.ts';

/** Things of a program by the file that each is of, in their order; without a file all of them. */
export type ByFile<T> = (file?: string) => readonly T[];

/** Sorts things by their files, so that what one file needs is found without a look at the others. */
export function byFile<T>(all: readonly T[], fileOf: (one: T) => string): ByFile<T> {
  const files = groupBy(all, fileOf);
  return (file) => (file === undefined ? all : files.get(file) ?? []);
}
