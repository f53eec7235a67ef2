import { Outdated } from '../engine/outdated.ts';
import type { FromThread } from './messages.ts';
import type { Question } from './remote-service.ts';
import { Unanswered } from './remote-service.ts';
import type { StartThread, Thread } from './thread.ts';

/** A question that waits for its turn or its answer. */
export interface Call {
  readonly service: number;
  readonly question: Question;
  isWanted(): boolean;
  /** Whether a person is looking at what it is about. */
  isUrgent(): boolean;
  /** Makes sure that the thread knows the service as it is now. */
  introduce(thread: Thread): void;
  /** Whether an answer that knows of this change is about the present. */
  isCurrent(number: number): boolean;
  answered(answer: never): void;
  failed(error: Error): void;
}

/** One thread at a time, which is given one question after the other: so that a later one can overtake, or be taken back. */
export interface Line {
  /** The thread that works at present. */
  thread(): Thread | undefined;
  call(call: Call): void;
  /** Nobody waits any more for what a service was asked and what has not begun. */
  takeBack(service: number, error: Error): void;
  /** Nothing is asked any more. */
  end(): void;
}

export interface LineOptions {
  readonly start: StartThread;
  readonly onUnreadable: (path: string, reason: string) => void;
  /** Something of ours went wrong, besides what fails a question. */
  readonly onTrouble: (message: string) => void;
}

/** A thread that ends so often within so many milliseconds is not started again. */
const MOST_ENDS = 3;
const PERIOD = 60_000;

/** The thread is started when there is something to ask, and again when it has ended. */
export function createLine({ start, onUnreadable, onTrouble }: LineOptions): Line {
  const waiting: Call[] = [];
  const ends: number[] = [];
  let thread: Thread | undefined;
  let busy: Call | undefined;
  let end: Unanswered | undefined;

  const next = (): void => {
    while (busy === undefined && waiting.length > 0) {
      const [call] = waiting.splice(Math.max(0, waiting.findIndex((one) => one.isUrgent())), 1);
      if (end !== undefined) call?.failed(end);
      else if (call?.isWanted()) send(call);
      else call?.failed(new Outdated());
    }
  };

  const send = (call: Call): void => {
    busy = call;
    try {
      thread ??= startNew();
    } catch (error) {
      return ended(error instanceof Error ? error.message : String(error));
    }
    call.introduce(thread);
    thread.post({ kind: 'ask', service: call.service, question: call.question });
  };

  const startNew = (): Thread => {
    const ifPresent = <Event>(handle: (event: Event) => void) => (event: Event): void => {
      if (thread === own) handle(event);
    };
    const own = start({ received: ifPresent(received), ended: ifPresent(ended) });
    return own;
  };

  const received = (message: FromThread<never>): void => {
    if (message.kind === 'defect') return onTrouble(message.stack);
    if (message.kind === 'unreadable') return onUnreadable(message.path, message.reason);
    const call = busy;
    busy = undefined;
    if (message.kind === 'failure') call?.failed(errorWith(message.stack));
    else if (message.kind === 'answer' && call?.isCurrent(message.number)) call.answered(message.answer);
    else call?.failed(new Outdated());
    next();
  };

  const ended = (reason: string): void => {
    const now = performance.now();
    ends.push(now);
    const isHopeless = now - (ends.at(-MOST_ENDS) ?? -Infinity) < PERIOD;
    const error = new Unanswered(`The analysis ended unexpectedly: ${reason}. ${isHopeless ? 'It happened too often: restart the server to try again.' : 'It starts again with the next question.'}`);
    if (isHopeless) end = error;
    const calls = [...(busy ? [busy] : []), ...waiting.splice(0)];
    busy = undefined;
    thread = undefined;
    onTrouble(error.message);
    for (const call of calls) call.failed(error);
  };

  return {
    thread: () => thread,
    call(call) {
      waiting.push(call);
      next();
    },
    takeBack(service, error) {
      const taken = waiting.filter((call) => call.service === service);
      for (const call of taken) waiting.splice(waiting.indexOf(call), 1);
      for (const call of taken) call.failed(error);
    },
    end() {
      thread?.end();
      thread = undefined;
    },
  };
}

/** An error of the other thread, as it was there. */
function errorWith(stack: string): Error {
  const error = new Error(stack.split('\n', 1)[0]);
  error.stack = stack;
  return error;
}
