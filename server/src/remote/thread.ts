import { Worker } from 'node:worker_threads';
import type { FromThread, ToThread } from './messages.ts';

/** The end of a line at which somebody works. */
export interface Thread {
  post(message: ToThread): void;
  /** Whatever it is doing; it sends nothing any more. */
  end(): void;
}

export interface ThreadEvents {
  received(message: FromThread<never>): void;
  /** It is no more, and nobody here wanted that. */
  ended(reason: string): void;
}

/** Throws where no thread can be had. */
export type StartThread = (events: ThreadEvents) => Thread;

/**
 * What a main thread has, in megabytes (984 kB, and the room that is kept for the native code): nested code is then understood to the same
 * depth in the editor and on the command line. The limits of the heap are those of the process by themselves.
 */
const STACK_SIZE = (984 + 192) / 1024;

/** Starts worker threads that run a program. What they print goes nowhere: the output may be the conversation with the client. */
export function workerStarter(program: string): StartThread {
  return (events) => {
    const worker = new Worker(program, { stdout: true, resourceLimits: { stackSizeMb: STACK_SIZE } });
    let reason: string | undefined;
    worker.on('message', events.received);
    worker.on('messageerror', (error) => {
      reason = error.message;
      void worker.terminate();
    });
    worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', (code) => events.ended(reason ?? `it exited with code ${code}`));
    return {
      post: (message) => worker.postMessage(message),
      end: () => void worker.removeAllListeners().terminate(),
    };
  };
}
