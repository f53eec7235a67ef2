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
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** The exit code of what a person stopped. */
const INTERRUPTED = 130;

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
  // Being in a group of its own, it would go on without us.
  const interrupted = (): never => {
    process.kill(-pid, 'SIGKILL');
    process.exit(INTERRUPTED);
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  const output = createTail(KEPT_OUTPUT);
  let clock = '';
  for (const stream of [shell.stdout, shell.stderr]) stream?.on('data', output.add);
  shell.stdio[4]?.on('data', (data: Buffer) => (clock += data));
  const [code]: (number | null)[] = await once(shell, 'close');
  clearTimeout(timer);
  for (const signal of SIGNALS) process.off(signal, interrupted);
  const peak = memory.stop();
  if (isStopped) return { code: undefined, output: output.text(), wall: (performance.now() - start) / 1000, cpu: 0, memory: peak };
  const [wall = 0, user = 0, system = 0] = clock.trim().split(' ').map((part) => Number(part.replace(',', '.')));
  return { code: code ?? undefined, output: output.text(), wall, cpu: user + system, memory: peak };
}

/** Keeps about so many of the last bytes, at next to no cost: whoever is measured has the processor. */
function createTail(most: number): { add(data: Buffer): void; text(): string } {
  const parts: Buffer[] = [];
  let size = 0;
  return {
    add(data) {
      parts.push(data);
      size += data.length;
      while (size - (parts[0]?.length ?? 0) > most) size -= parts.shift()?.length ?? 0;
    },
    text: () => Buffer.concat(parts).toString(),
  };
}
