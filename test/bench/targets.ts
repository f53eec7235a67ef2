import type { ContenderName } from './contenders.ts';
import type { Standing, Standings } from './race.ts';
import { NONE, table, times } from './tables.ts';

/** What was measured for one folder. */
export interface Result {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  readonly standings: Standings;
}

/** A ratio of two numbers of one folder, and what it has to be. */
interface Target {
  readonly title: string;
  readonly from: number;
  readonly at: 'most' | 'least';
  readonly limit: number;
  readonly over: ContenderName;
  readonly under: ContenderName;
  readonly of: 'wall' | 'cpu';
}

const TARGETS: readonly Target[] = [
  { title: 'cold `check`, CPU over the parse floor, from 500 files up: ≤ 1.6', from: 500, at: 'most', limit: 1.6, over: 'cold', under: 'floor', of: 'cpu' },
  { title: 'cold `check`, wall over the parse floor, from 2,000 files up: ≤ 1.0', from: 2000, at: 'most', limit: 1, over: 'cold', under: 'floor', of: 'wall' },
  { title: 'typed ESLint over cold `check`, wall: ≥ 20', from: 0, at: 'least', limit: 20, over: 'eslint', under: 'cold', of: 'wall' },
  { title: '`check` with nothing changed over oxlint with three syntactic rules, wall, from 2,000 files up: ≤ 1.0', from: 2000, at: 'most', limit: 1, over: 'warm', under: 'oxlint-syntactic', of: 'wall' },
];

/** The share of files that a tool may leave out and still be compared: a few stand in no project of the type checker's. */
const MOST_FAILED = 0.1;
const SCALE_FROM = 500;
const SCALE_LIMIT = 1.3;
const PACKAGE_LIMIT = 1.6e6;

/** The targets, with what was measured for each folder. `packageSize`: bytes of the package, where there is one. */
export function targetsTable(results: readonly Result[], packageSize: number | undefined): string {
  const rows = TARGETS.map((target) => [target.title, ...results.map((result) => cell(target, result))]);
  return [
    table(['target', ...results.map(({ name }) => name)], rows),
    '',
    `- Cost by size, cold \`check\`, CPU for each megabyte, the dearest folder from ${SCALE_FROM} files up over the cheapest: ≤ ${SCALE_LIMIT}: ${scale(results)}`,
    `- \`.vsix\` ≤ 1.6 MB: ${packageSize === undefined ? 'not packaged' : verdict(packageSize <= PACKAGE_LIMIT, `${(packageSize / 1e6).toFixed(2)} MB`)}`,
  ].join('\n');
}

/** Says whether a target holds. */
export function verdict(holds: boolean, measured: string): string {
  return `${measured}, ${holds ? 'holds' : '**no**'}`;
}

function cell({ from, at, limit, over, under, of }: Target, { files, standings }: Result): string {
  const [above, below] = [standings.get(over), standings.get(under)];
  if (files < from || above === undefined || below === undefined || !below.isFinished) return NONE;
  // Who was stopped would have taken longer.
  if (!above.isFinished) return of === 'wall' && at === 'least' ? verdict(above.wall / below.wall >= limit, `more than ${times(above.wall / below.wall)}`) : NONE;
  if (!isComparable(above) || !isComparable(below)) return NONE;
  const ratio = above[of] / below[of];
  return verdict(at === 'most' ? ratio <= limit : ratio >= limit, times(ratio));
}

/** A tool that gave up many of its files hasn't done the work. */
function isComparable({ files = 0, failed }: Standing): boolean {
  return failed <= files * MOST_FAILED;
}

function scale(results: readonly Result[]): string {
  const costs = results.flatMap(({ name, files, bytes, standings }) => {
    const cold = standings.get('cold');
    return files < SCALE_FROM || cold === undefined || !cold.isFinished ? [] : [{ name, cost: cold.cpu / (bytes / 1e6) }];
  });
  if (costs.length < 2) return 'needs two such folders';
  const sorted = [...costs].sort((one, other) => one.cost - other.cost);
  const [cheapest, dearest] = [sorted[0], sorted.at(-1)];
  if (cheapest === undefined || dearest === undefined) return NONE;
  const each = costs.map(({ name, cost }) => `${name} ${cost.toFixed(2)} s`).join(', ');
  return `${verdict(dearest.cost / cheapest.cost <= SCALE_LIMIT, times(dearest.cost / cheapest.cost))} (${each})`;
}
