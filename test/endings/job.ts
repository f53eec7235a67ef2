import { writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { loadJobs } from './application.ts';

// Runs as a process of its own. `job.ts NAME` starts a job that rejects, `job.ts NAME throw` one that throws at once, and prints what that ends the process with, or `alive`.

/** What a package does about a rejection it does within this time. In milliseconds. */
const AFTERMATH = 100;

const start = (await loadJobs()).get(process.argv[2] ?? '');
if (!start) throw new Error('There is no such job');
process.on('uncaughtExceptionMonitor', (_error, origin) => writeSync(1, origin === 'unhandledRejection' ? 'rejection' : 'exception'));
await new Promise<void>((resolve) => {
  const fail = (): never => {
    throw new Error('nobody sees this');
  };
  const throwAtOnce = (): never => {
    resolve();
    return fail();
  };
  const reject = async (): Promise<never> => {
    resolve();
    await wait(5);
    return fail();
  };
  start(process.argv[3] === 'throw' ? throwAtOnce : reject);
});
await wait(AFTERMATH);
writeSync(1, 'alive');
process.exit(0);
