import type { Module } from '../syntax/tree.ts';

/** Whether a module imports one of the packages itself, or a part of one. Read off what is written: what an alias stands for is no package. */
export function importsOneOf({ imports, requires }: Module, packages: readonly string[]): boolean {
  return [imports, requires].some((list) => list.some(({ specifier }) => packages.includes(packageNameOf(specifier))));
}

function packageNameOf(specifier: string): string {
  const end = specifier.startsWith('@') ? specifier.indexOf('/', specifier.indexOf('/') + 1) : specifier.indexOf('/');
  return end < 0 ? specifier : specifier.slice(0, end);
}
