/**
 * `npm run bench:lsp -- [FOLDER…] [--files N] [--seed N] [--starts N] [--keystrokes N] [--edits N] [--time SECONDS] [--write]`: the bundled language server
 * as VS Code uses it. Without folders, or with `--files`, it measures an application that it writes itself.
 */
import { parseArgs } from 'node:util';
import type { Timings } from './lsp/phases.ts';
import { measure } from './lsp/phases.ts';
import type { Scene } from './lsp/scene.ts';
import { chooseScene } from './lsp/scene.ts';
import { machine, writeSection } from './report.ts';
import { median, percentile } from './statistics.ts';
import { megabytes, milliseconds, NONE, table, times } from './tables.ts';
import { verdict } from './targets.ts';
import type { Workload } from './workload.ts';
import { copyOf, syntheticWorkload } from './workload.ts';

interface Result {
  readonly workload: Workload;
  readonly scene: Scene;
  readonly timings: Timings;
}

const DEFAULT_FILES = 500;
/** From so many files on the target for memory counts, which is set for this many. */
const INDEXED_FILES = 2_500;

const ROWS: readonly { readonly title: string; cell(result: Result): string }[] = [
  { title: 'bare load of the bundle', cell: ({ timings }) => milliseconds(median(timings.bareLoad)) },
  { title: 'start → findings of the opened file', cell: ({ timings }) => milliseconds(median(timings.firstFindings)) },
  { title: '… over the bare load: ≤ 3', cell: ({ timings }) => atMost(median(timings.firstFindings) / median(timings.bareLoad), 3, times) },
  { title: 'start → findings of the opened file, the second time', cell: ({ timings }) => milliseconds(median(timings.againFindings)) },
  { title: '… over the bare load: ≤ 3', cell: ({ timings }) => atMost(median(timings.againFindings) / median(timings.bareLoad), 3, times) },
  { title: 'start → findings of all open files', cell: ({ timings, scene }) => `${milliseconds(median(timings.allOpen))} (${scene.dependents.length + 2})` },
  { title: 'event-loop delay meanwhile, p50', cell: ({ timings }) => milliseconds(percentile(timings.delays, 50)) },
  { title: '… p99: ≤ 20 ms', cell: ({ timings }) => atMost(percentile(timings.delays, 99), 20, milliseconds) },
  { title: 'lines of the file that is typed in', cell: ({ scene }) => String(scene.long.text.split('\n').length) },
  { title: 'keystroke → findings, p50', cell: ({ timings }) => `${milliseconds(percentile(keystrokes(timings), 50))} (of ${timings.keystrokes.length})` },
  { title: '… p95: ≤ 10 ms', cell: ({ timings }) => atMost(percentile(keystrokes(timings), 95), 10, milliseconds) },
  { title: '… p99', cell: ({ timings }) => milliseconds(percentile(keystrokes(timings), 99)) },
  { title: '… processor time of the server, mean', cell: ({ timings: { processorTime, keystrokes: made } }) => (processorTime === undefined ? NONE : milliseconds(processorTime / made.length)) },
  { title: 'incremental parse of the same, p95', cell: ({ timings }) => milliseconds(percentile(reparses(timings), 95)) },
  { title: 'keystroke over the parse, p95: ≤ 8', cell: ({ timings }) => atMost(percentile(keystrokes(timings), 95) / percentile(reparses(timings), 95), 8, times) },
  { title: 'edit that changes the summary, p50', cell: ({ timings, scene }) => `${milliseconds(percentile(timings.summaryEdits, 50))} (${scene.dependents.length} dependents)` },
  { title: '… p95: ≤ 40 ms', cell: ({ timings }) => atMost(percentile(timings.summaryEdits, 95), 40, milliseconds) },
  { title: 'code action after an edit, p50', cell: ({ timings }) => milliseconds(percentile(timings.codeActions, 50)) },
  { title: '… p95', cell: ({ timings }) => milliseconds(percentile(timings.codeActions, 95)) },
  { title: 'hover after an edit, p50', cell: ({ timings }) => (timings.hovers.length === 0 ? NONE : milliseconds(percentile(timings.hovers, 50))) },
  { title: '… p95', cell: ({ timings }) => (timings.hovers.length === 0 ? NONE : milliseconds(percentile(timings.hovers, 95))) },
  { title: 'memory after the index: ≤ 250 MB for 2,500 files', cell: indexedMemory },
  { title: 'memory after the edits: ≤ 5 % more', cell: editedMemory },
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    files: { type: 'string' },
    seed: { type: 'string', default: '1' },
    starts: { type: 'string', default: '5' },
    keystrokes: { type: 'string', default: '500' },
    edits: { type: 'string', default: '10000' },
    time: { type: 'string', default: '120' },
    write: { type: 'boolean', default: false },
  },
});

const results: Result[] = [];
const options = { starts: Number(values.starts), keystrokes: Number(values.keystrokes), edits: Number(values.edits), time: Number(values.time) };
for (const make of workloads()) {
  const workload = make();
  try {
    console.error(`${workload.name}: choosing what to open`);
    const scene = await chooseScene(workload.folder);
    console.error(`${workload.name}: measuring`);
    results.push({ workload, scene, timings: await measure(workload.folder, scene, options) });
  } finally {
    workload.remove();
  }
  if (values.write) writeSection('lsp', written());
}
console.log(written());

function written(): string {
  const head = ['', ...results.map(({ workload: { name, files, bytes } }) => `${name}: ${files.length} files, ${megabytes(bytes)}`)];
  return [`Machine: ${machine()}.`, table(head, ROWS.map(({ title, cell }) => [title, ...results.map(cell)]))].join('\n\n');
}

function workloads(): readonly (() => Workload)[] {
  const folders = positionals.map((folder) => () => copyOf(folder));
  if (values.files === undefined && folders.length > 0) return folders;
  return [() => syntheticWorkload({ files: Number(values.files ?? DEFAULT_FILES), seed: Number(values.seed) }), ...folders];
}

function keystrokes(timings: Timings): readonly number[] {
  return timings.keystrokes.map(({ findings }) => findings);
}

function reparses(timings: Timings): readonly number[] {
  return timings.keystrokes.map(({ reparse }) => reparse);
}

function indexedMemory({ workload, timings: { memoryIndexed } }: Result): string {
  if (memoryIndexed === undefined) return NONE;
  return workload.files.length < INDEXED_FILES ? megabytes(memoryIndexed) : atMost(memoryIndexed, 250e6, megabytes);
}

function editedMemory({ timings: { memoryIndexed, memoryEdited, edits } }: Result): string {
  if (memoryIndexed === undefined || memoryEdited === undefined) return NONE;
  return `${megabytes(memoryEdited)}, ${atMost((memoryEdited / memoryIndexed - 1) * 100, 5, (percent) => `${percent.toFixed(0)} %`)} (${edits} edits)`;
}

function atMost(value: number, limit: number, written: (value: number) => string): string {
  return verdict(value <= limit, written(value));
}
