import type { MessagePort } from 'node:worker_threads';
import { isOutdated } from '../engine/outdated.ts';
import type { Service } from '../service-types.ts';
import type { Answering } from './answering.ts';
import { createAnswering } from './answering.ts';
import type { FromThread, ToThread } from './messages.ts';
import { releaseMemory } from './release-memory.ts';
import type { Answers, Question, Scope } from './remote-service.ts';

/** Makes a service, which gives up what it is doing when it is outdated, and tells of what it can't read. */
export type CreateService = (scope: Scope, isOutdated: () => boolean, onUnreadable: (path: string, reason: string) => void) => Service;

interface Hosted {
  readonly answering: Answering;
  readonly changes: Int32Array;
  /** The last change that it was told. */
  number: number;
}

/** The end of the line at which the services work. */
export function hostServices(port: MessagePort, createService: CreateService): void {
  const services = new Map<number, Hosted>();
  const send = (message: FromThread<Answers[Question['about']]>): void => port.postMessage(message);

  const create = ({ service: key, scope, changes }: Extract<ToThread, { readonly kind: 'create' }>): void => {
    const isLate = (): boolean => Atomics.load(changes, 0) !== hosted.number;
    const service = createService(scope, isLate, (path, reason) => send({ kind: 'unreadable', path, reason }));
    const hosted: Hosted = { answering: createAnswering(service), changes, number: Atomics.load(changes, 0) };
    services.set(key, hosted);
  };

  const tell = ({ service, number, change }: Extract<ToThread, { readonly kind: 'tell' }>): void => {
    const hosted = services.get(service);
    if (hosted === undefined) return;
    hosted.number = number;
    if (change !== undefined) hosted.answering.tell(change);
  };

  const answer = ({ service, question }: Extract<ToThread, { readonly kind: 'ask' }>): FromThread<Answers[Question['about']]> => {
    const hosted = services.get(service);
    if (hosted === undefined) return { kind: 'failure', stack: `There is no service ${service}.` };
    // Nobody waits for what a change on its way makes useless.
    if (Atomics.load(hosted.changes, 0) !== hosted.number) return { kind: 'outdated' };
    return { kind: 'answer', number: hosted.number, answer: hosted.answering.answer(question) };
  };

  const attempt = (work: () => void, failed: (error: unknown) => FromThread<never>): void => {
    try {
      work();
    } catch (error) {
      send(failed(error));
    }
  };
  const defect = (error: unknown): FromThread<never> => ({ kind: 'defect', stack: stackOf(error) });

  port.on('message', (message: ToThread) => {
    switch (message.kind) {
      case 'create':
        return attempt(() => create(message), defect);
      case 'drop':
        return void services.delete(message.service);
      case 'tell':
        return attempt(() => tell(message), defect);
      case 'ask':
        attempt(() => send(answer(message)), (error) => (isOutdated(error) ? { kind: 'outdated' } : { kind: 'failure', stack: stackOf(error) }));
        if (message.question.about === 'settled') releaseMemory();
    }
  });
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
