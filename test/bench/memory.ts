import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts time in these, in milliseconds. */
const TICK = 10;

/** Looks at the memory of a process's children again and again, those of their children included. */
export function peakMemory(parent: number, interval: number): { stop(): number | undefined } {
  let peak: number | undefined;
  const look = (): void => {
    const sum = childrenOf(parent).reduce((total, child) => total + memoryOfTree(child), 0);
    if (sum > (peak ?? 0)) peak = sum;
  };
  const timer = setInterval(look, interval);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

/** The bytes of a process that are in memory; `undefined` where the system doesn't tell. */
export function residentMemory(process: number): number | undefined {
  return statusOf(process, 'VmRSS');
}

/** The user and system time of a process since its start, in milliseconds; `undefined` where the system doesn't tell. */
export function processorTime(process: number): number | undefined {
  // What stands before the parenthesis is the number and the name; user and system time are the 12th and 13th field after it.
  const fields = read(`/proc/${process}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  const [user, system] = [fields[11], fields[12]];
  return user === undefined || system === undefined ? undefined : (Number(user) + Number(system)) * TICK;
}

/** Each process counts with its own peak, which the system remembers: what happens between two looks isn't lost. */
function memoryOfTree(process: number): number {
  return (statusOf(process, 'VmHWM') ?? 0) + childrenOf(process).reduce((sum, child) => sum + memoryOfTree(child), 0);
}

function statusOf(process: number, field: string): number | undefined {
  const [, kilobytes] = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(read(`/proc/${process}/status`)) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** Every thread has children of its own. */
function childrenOf(process: number): readonly number[] {
  const folder = `/proc/${process}/task`;
  return listed(folder).flatMap((thread) => read(`${folder}/${thread}/children`).split(' ').filter((id) => id.trim() !== '').map(Number));
}

/** A process may be gone by the time it is looked at, and only Linux has these files. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
