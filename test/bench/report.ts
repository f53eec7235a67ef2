import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import path from 'node:path';

const FILE = path.join(import.meta.dirname, '../../BENCHMARKS.md');

/** What the numbers were measured on, without anything that names the machine. */
export function machine(): string {
  const [load = 0] = loadavg();
  return `${availableParallelism()} processors, Node ${process.version}, ${process.platform} ${process.arch}, ${new Date().toISOString().slice(0, 10)}, load ${load.toFixed(1)} at the end`;
}

/** Puts a text between the marks of its section in `BENCHMARKS.md`. Throws where there are no such marks. */
export function writeSection(section: string, text: string): void {
  const before = readFileSync(FILE, 'utf8');
  const [start, end] = [`<!-- ${section} -->\n`, `<!-- end of ${section} -->`];
  const [from, to] = [before.indexOf(start), before.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`BENCHMARKS.md has no section ${section}`);
  writeFileSync(FILE, `${before.slice(0, from + start.length)}\n${text}\n\n${before.slice(to)}`);
}
