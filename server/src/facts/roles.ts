import type { CombinationRow, FrameworkModel, Role, RoleRow } from '../frameworks/model.ts';
import { createRowFinder } from '../semantic/api-index.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { rootOf, type ApiValue, type Value } from '../semantic/values.ts';

/** What the framework models say of something that comes from a package. */
export interface Roles {
  /** The row that a value matches, if its conditions hold; `unknown` where one of them can't be read. */
  rowOf(value: ApiValue): RoleRow | 'unknown' | undefined;
  /** The role as a middleware; `unknown` for packages that no model knows. */
  roleOf(value: ApiValue): Role | 'unknown';
  /** Whether it comes from a package that only computes: it answers nobody and hands nothing on. */
  isPure(value: ApiValue): boolean;
  /** How several middlewares were made into this one, if they were. */
  combinationOf(value: ApiValue): CombinationRow | undefined;
}

export function createRoles(frameworks: readonly FrameworkModel[], evaluator: Evaluator): Roles {
  const find = createRowFinder(frameworks.flatMap((model) => model.roles ?? []));
  const pure = new Set(frameworks.flatMap((model) => model.purePackages ?? []));
  const neutral = new Set(frameworks.flatMap((model) => model.neutralPackages ?? []));

  const rowOf = (value: ApiValue): RoleRow | 'unknown' | undefined => {
    const row = find(value);
    if (!row) return undefined;
    const isMeant = row.onlyIf ? exceptionHolds(row.onlyIf, value) : 'present';
    if (isMeant !== 'present') return isMeant === 'absent' ? { at: row.at, role: 'neutral' } : 'unknown';
    const excepted = row.unless ? exceptionHolds(row.unless, value) : 'absent';
    if (excepted === 'absent') return row;
    return excepted === 'present' ? { at: row.at, role: 'neutral' } : 'unknown';
  };

  const exceptionHolds = (unless: NonNullable<RoleRow['unless']>, value: ApiValue): 'present' | 'absent' | 'unknown' => {
    const site = siteOf(value);
    if (!site || site.node.kind !== 'call') return 'absent';
    const values = site.node.args.flatMap((argument) => evaluator.evaluate(argument, site.frame));
    if (unless.literal !== undefined && values.some((one) => mentions(one, unless.literal ?? ''))) return 'present';
    if (!unless.option) return 'absent';
    const [key, expected] = unless.option;
    const options = values.flatMap((one) => (one.kind === 'object' ? evaluator.member(one, key) : []));
    if (options.some((one) => one.kind === 'literal' && one.value === expected)) return 'present';
    const unreadable = values.some((one) => one.kind === 'unknown' || one.kind === 'parameter' || one.kind === 'api');
    return unreadable ? 'unknown' : 'absent';
  };

  const mentions = (value: Value, text: string): boolean => {
    if (value.kind === 'literal') return value.value === text;
    return value.kind === 'array' && value.elements.some((element) => evaluator.argument(element).some((one) => one.kind === 'literal' && one.value === text));
  };

  const roleOf = (value: ApiValue): Role | 'unknown' => {
    const row = rowOf(value);
    if (row) return row === 'unknown' ? 'unknown' : row.role;
    return neutral.has(packageOf(value)) ? 'neutral' : 'unknown';
  };

  const findCombination = createRowFinder(frameworks.flatMap((model) => model.combinations ?? []));
  return { rowOf, roleOf, isPure: (value) => pure.has(packageOf(value)), combinationOf: (value) => findCombination(value) };
}

/** The call that a value comes from: its own, or the one that made what it is a part of. */
function siteOf(value: ApiValue): ApiValue['site'] {
  let at: ApiValue | undefined = value;
  while (at && !at.site) at = at.of;
  return at?.site;
}

/** The package that a value comes from, without a subpath. */
export function packageOf(value: ApiValue): string {
  const root = rootOf(value);
  const parts = root.split('/');
  return root.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0] ?? '';
}
