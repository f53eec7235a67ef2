import { isWrite, type FrameworkModel } from '../frameworks/model.ts';
import { createMatcher } from '../semantic/api-index.ts';
import type { ApiValue } from '../semantic/values.ts';

/** What is known of a callee before its arguments are looked at. */
export interface QueryKinds {
  isQuery(value: ApiValue): boolean;
  /** Whether the call runs nothing yet, and what ends its chain does. */
  isCursor(value: ApiValue): boolean;
  isWrite(value: ApiValue): boolean;
}

const known = new WeakMap<readonly FrameworkModel[], QueryKinds>();

/** The same for the same models: many ask. */
export function createQueryKinds(frameworks: readonly FrameworkModel[]): QueryKinds {
  const kinds = known.get(frameworks) ?? kindsOf(frameworks);
  known.set(frameworks, kinds);
  return kinds;
}

function kindsOf(frameworks: readonly FrameworkModel[]): QueryKinds {
  const rows = frameworks.flatMap((model) => model.queries ?? []);
  const calls = rows.filter((row) => row.isMade !== true && row.isQueued !== true); // what is only made does nothing yet
  const cursors = rows.filter((row) => row.isCursor === true);
  const writes = rows.filter((row) => isWrite(row.operation));
  return {
    isQuery: createMatcher(calls.map(({ at }) => at)),
    isCursor: createMatcher(cursors.map(({ at }) => at)),
    isWrite: createMatcher(writes.map(({ at }) => at)),
  };
}
