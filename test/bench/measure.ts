import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { peakMemory } from './memory.ts';

export interface Command {
  readonly arguments: readonly [string, ...string[]];
  /** The folder that it runs in. */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** One run of a command. */
export interface Run {
  /** `undefined` where it was stopped because it took too long. */
  readonly code: number | undefined;
  readonly output: string;
  /** Seconds. */
  readonly wall: number;
  /** Seconds of user and system time, of the process and its children. */
  readonly cpu: number;
  /** Bytes of the process and its children at their peak; `undefined` where the system doesn't tell. */
  readonly memory: number | undefined;
}

/** The shell's own clock counts the children, too, to the millisecond; it writes to a stream of its own. */
const TIMED = 'TIMEFORMAT="%3R %3U %3S"; { time "$@" 2>&3 3>&- 4>&-; } 3>&2 2>&4';
const MEMORY_INTERVAL = 20;
/** What a tool writes is looked at for what it says of itself; findings are longer than anyone wants to keep. */
const KEPT_OUTPUT = 2_000_000;

/** Runs a command to its end, or until it has taken `limit` seconds. Throws where the shell doesn't start. */
export async function run({ arguments: command, folder, environment }: Command, limit: number): Promise<Run> {
  const start = performance.now();
  const shell = spawn('bash', ['-c', TIMED, 'bash', ...command], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ignore', 'pipe'],
    // A group of its own, so that a command that takes too long goes with its children.
    detached: true,
  });
  const { pid } = shell;
  if (pid === undefined) throw new Error('the benchmark needs bash');
  const memory = peakMemory(pid, MEMORY_INTERVAL);
  let isStopped = false;
  const timer = setTimeout(() => {
    isStopped = true;
    process.kill(-pid, 'SIGKILL');
  }, limit * 1000);
  let output = '';
  let clock = '';
  for (const stream of [shell.stdout, shell.stderr]) stream?.on('data', (data: Buffer) => (output = `${output}${data}`.slice(-KEPT_OUTPUT)));
  shell.stdio[4]?.on('data', (data: Buffer) => (clock += data));
  const [code]: (number | null)[] = await once(shell, 'close');
  clearTimeout(timer);
  const peak = memory.stop();
  if (isStopped) return { code: undefined, output, wall: (performance.now() - start) / 1000, cpu: 0, memory: peak };
  const [wall = 0, user = 0, system = 0] = clock.trim().split(' ').map((part) => Number(part.replace(',', '.')));
  return { code: code ?? undefined, output, wall, cpu: user + system, memory: peak };
}
