import type { Contender, ContenderName } from './contenders.ts';
import { contenders } from './contenders.ts';
import type { Run } from './measure.ts';
import { run } from './measure.ts';
import { median } from './statistics.ts';
import type { Workload } from './workload.ts';

export interface RaceOptions {
  readonly runs: number;
  /** Seconds after which a run is stopped. */
  readonly limit: number;
  /** Who is left out. */
  readonly without: readonly string[];
  report(line: string): void;
}

/** What came of all runs of one contender, as medians. */
export interface Standing {
  readonly contender: Contender;
  readonly runs: number;
  /** Whether it came to its end; else `wall` is the limit, and the other numbers mean nothing. */
  readonly isFinished: boolean;
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number | undefined;
  /** How many files it says that it looked at. */
  readonly files: number | undefined;
  /** How many of them it could not do its work on. */
  readonly failed: number;
  /** What a reader has to know. */
  readonly note: string | undefined;
}

export type Standings = ReadonlyMap<ContenderName, Standing>;

/** What takes longer is run once: its spread is small beside what it takes. Seconds. */
const LONG = 60;

/** Lets everybody run in turn, again and again, so that what else the machine does hits all alike. */
export async function race(workload: Workload, options: RaceOptions): Promise<Standings> {
  const { runs: rounds, limit, without, report } = options;
  const taking = contenders.filter(({ name }) => !without.includes(name));
  const runs = new Map<ContenderName, Run[]>(taking.map(({ name }) => [name, []]));
  await warmUp(workload, taking, limit);
  for (let round = 1; round <= rounds; round++) {
    for (const { name, title, command } of taking) {
      const before = runs.get(name) ?? [];
      if (before.some(({ code, wall }) => code === undefined || wall > LONG)) continue;
      const made = await run(command(workload.folder, workload.list), limit);
      before.push(made);
      report(`${workload.name}, round ${round}: ${title}: ${made.code === undefined ? 'stopped' : 'done'} after ${made.wall.toFixed(2)} s`);
    }
  }
  return new Map(taking.map((contender) => [contender.name, standing(contender, runs.get(contender.name) ?? [])]));
}

/** Files are in the system's cache for everybody, and what remembers has something to remember. */
async function warmUp({ folder, list }: Workload, taking: readonly Contender[], limit: number): Promise<void> {
  for (const name of ['floor', 'warm']) {
    const contender = taking.find((one) => one.name === name);
    if (contender) await run(contender.command(folder, list), limit);
  }
}

function standing(contender: Contender, runs: readonly Run[]): Standing {
  const [last] = runs.slice(-1);
  if (last === undefined) throw new Error(`${contender.title} did not run`);
  const memory = runs.map((one) => one.memory).filter((bytes) => bytes !== undefined);
  return {
    contender,
    runs: runs.length,
    isFinished: last.code !== undefined,
    wall: median(runs.map((one) => one.wall)),
    cpu: median(runs.map((one) => one.cpu)),
    memory: memory.length === 0 ? undefined : median(memory),
    files: numberIn(last.output, contender.files),
    failed: numberIn(last.output, contender.failed) ?? 0,
    note: noteOf(contender, last),
  };
}

function noteOf({ codes, failed, partial }: Contender, { code, output }: Run): string | undefined {
  if (code === undefined) return undefined;
  const lines = output.trim().split('\n');
  if (!codes.includes(code)) return `ended with ${code}: ${briefly(lines.find((line) => line.startsWith('production-hints: ')) ?? lines.at(-1) ?? '')}`;
  if (partial?.sign.test(output)) return partial.means;
  const notUnderstood = numberIn(output, failed) ?? 0;
  return notUnderstood === 0 ? undefined : `${notUnderstood} files were not looked at, the first for: ${briefly(lines.at(-1) ?? '')}`;
}

/** Without the names of files, which are of this machine. */
function briefly(line: string): string {
  return line.replaceAll(/\S*\/\S+\//g, '').replaceAll('|', '/').trim().slice(0, 160);
}

function numberIn(output: string, pattern: RegExp | undefined): number | undefined {
  const [, number] = (pattern && pattern.exec(output)) ?? [];
  return number === undefined ? undefined : Number(number);
}
