import { matches, rootsOf, type ApiPath } from '../semantic/api-path.ts';
import { rootOf, type ApiValue } from '../semantic/values.ts';

/** Looks rows of the models up by what they are about: the first one in the models' order that matches a value. Most values come from packages that no row names. */
export function createRowFinder<R extends { readonly at: ApiPath }>(rows: readonly R[]): (value: ApiValue) => R | undefined {
  const byRoot = new Map<string, R[]>();
  for (const row of rows) {
    for (const root of new Set(rootsOf(row.at))) byRoot.set(root, [...byRoot.get(root) ?? [], row]);
  }
  return (value) => byRoot.get(rootOf(value))?.find(({ at }) => matches(at, value));
}
