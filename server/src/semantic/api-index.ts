import { endsOf, matches, rootsOf, type ApiPath } from './api-path.ts';
import { rootOf, type ApiValue } from './values.ts';

/** The rows that can match a value of one package, by how the value ends. */
interface OfRoot<R> {
  readonly rows: R[];
  readonly members: Map<string, readonly R[]>;
  readonly steps: Map<ApiValue['step'], readonly R[]>;
}

export type RowFinder<R> = (value: ApiValue, isMeant?: (row: R) => boolean) => R | undefined;

/**
 * Looks rows of the models up by what they are about: the first one in the models' order that matches a value. Most values come from packages,
 * or end in names, that no row speaks of: these cost two look-ups. `isMeant` can refuse a row that matches.
 */
export function createRowFinder<R extends { readonly at: ApiPath }>(rows: readonly R[]): RowFinder<R> {
  const index = new Map<string, OfRoot<R>>();
  for (const row of rows) {
    for (const root of rootsOf(row.at)) {
      const ofRoot = index.get(root);
      if (ofRoot) ofRoot.rows.push(row);
      else index.set(root, { rows: [row], members: new Map(), steps: new Map() });
    }
  }
  return (value, isMeant) => {
    const ofRoot = index.get(rootOf(value));
    if (!ofRoot) return undefined;
    for (const row of candidatesIn(ofRoot, value)) if (matches(row.at, value) && (!isMeant || isMeant(row))) return row;
    return undefined;
  };
}

/** Whether a value matches one of some paths. */
export function createMatcher(paths: readonly ApiPath[]): (value: ApiValue) => boolean {
  const find = createRowFinder(paths.map((at) => ({ at })));
  return (value) => find(value) !== undefined;
}

function candidatesIn<R extends { readonly at: ApiPath }>({ rows, members, steps }: OfRoot<R>, { step, name }: ApiValue): readonly R[] {
  const known = step === 'member' ? members.get(name) : steps.get(step);
  if (known) return known;
  const found = rows.filter(({ at }) => endsOf(at.pattern).some((end) => end.step === '*' || (end.step === step && (end.names === undefined || end.names.has(name)))));
  if (step === 'member') members.set(name, found);
  else steps.set(step, found);
  return found;
}
