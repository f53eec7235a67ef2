/**
 * `npm run bench -- [FOLDER…] [--files N] [--seed N] [--runs N] [--limit SECONDS] [--without NAME]… [--write]`: the command line beside its peers and
 * beside the least that can be done. Without folders, or with `--files`, it measures an application that it writes itself.
 */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installPeers, peerVersions, provePeers } from './peers.ts';
import { race } from './race.ts';
import type { Standing } from './race.ts';
import { machine, writeSection } from './report.ts';
import { megabytes, NONE, seconds, table, times } from './tables.ts';
import type { Result } from './targets.ts';
import { targetsTable } from './targets.ts';
import type { Workload } from './workload.ts';
import { copyOf, syntheticWorkload } from './workload.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const DEFAULT_FILES = 500;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    files: { type: 'string' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '5' },
    limit: { type: 'string', default: '900' },
    without: { type: 'string', multiple: true, default: [] },
    write: { type: 'boolean', default: false },
  },
});

const report = (line: string): void => console.error(line);
installPeers();
report('peers: proving that their rules run');
await provePeers();

const results: Result[] = [];
for (const make of workloads()) {
  const workload = make();
  try {
    const standings = await race(workload, { runs: Number(values.runs), limit: Number(values.limit), without: values.without, report });
    results.push({ name: workload.name, files: workload.files.length, bytes: workload.bytes, standings });
  } finally {
    workload.remove();
  }
  // A large folder takes its time: what was measured before it is kept whatever becomes of it.
  if (values.write) writeSection('check', written());
}
console.log(written());

function written(): string {
  return [`Machine: ${machine()}. Peers: ${peerVersions()}.`, targetsTable(results, packageSize()), ...results.map(section)].join('\n\n');
}

function workloads(): readonly (() => Workload)[] {
  const folders = positionals.map((folder) => () => copyOf(folder));
  if (values.files === undefined && folders.length > 0) return folders;
  return [() => syntheticWorkload({ files: Number(values.files ?? DEFAULT_FILES), seed: Number(values.seed) }), ...folders];
}

function section({ name, files, bytes, standings }: Result): string {
  const [floor, cold] = [standings.get('floor'), standings.get('cold')];
  const rows = [...standings.values()].map((standing) => row(standing, floor, cold));
  const notes = [...standings.values()].flatMap(({ contender, note }) => (note === undefined ? [] : [`- ${contender.title}: ${note}`]));
  return [
    `### ${name}: ${files} files, ${megabytes(bytes)}`,
    '',
    table(['', 'wall', 'over the floor', 'over cold `check`', 'CPU', 'over the floor', 'peak memory', 'files', 'runs'], rows),
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ].join('\n');
}

function row({ contender, runs, isFinished, wall, cpu, memory, files }: Standing, floor: Standing | undefined, cold: Standing | undefined): readonly string[] {
  if (!isFinished) return [contender.title, `did not finish in ${Math.round(wall)} s`, NONE, NONE, NONE, NONE, memory === undefined ? NONE : megabytes(memory), NONE, String(runs)];
  const over = (value: number, base: number | undefined): string => (base === undefined || base === 0 ? NONE : times(value / base));
  return [
    contender.title,
    seconds(wall),
    over(wall, floor?.wall),
    over(wall, cold?.isFinished === true ? cold.wall : undefined),
    seconds(cpu),
    over(cpu, floor?.cpu),
    memory === undefined ? NONE : megabytes(memory),
    files === undefined ? NONE : String(files),
    String(runs),
  ];
}

/** The package that `npm run package` left, if it did. */
function packageSize(): number | undefined {
  const name = readdirSync(ROOT).find((file) => file.endsWith('.vsix'));
  return name === undefined ? undefined : statSync(path.join(ROOT, name)).size;
}
