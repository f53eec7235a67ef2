import { isOutdated, Outdated } from '../engine/outdated.ts';
import type { LineOptions } from './line.ts';
import { createLine } from './line.ts';
import type { Answers, Change, Question, RemoteService, RemoteServices, Scope } from './remote-service.ts';
import { Unanswered } from './remote-service.ts';
import type { Thread } from './thread.ts';

const GONE = 'The service is no longer there.';

/** Services that work in one thread. It is started when the first of them is asked something. */
export function createRemoteServices(options: LineOptions): RemoteServices {
  const line = createLine(options);
  let count = 0;
  /** The file that somebody edited or pointed at last. */
  let lookedAt: string | undefined;

  const open = (scope: Scope): RemoteService => {
    const service = count++;
    const documents = new Map<string, string>();
    const changes = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    let number = 0;
    let knownTo: Thread | undefined;
    let isOver = false;

    /** The thread, if it knows the service. */
    const host = (): Thread | undefined => (knownTo === line.thread() ? knownTo : undefined);

    const introduce = (thread: Thread): void => {
      if (knownTo === thread) return;
      knownTo = thread;
      thread.post({ kind: 'create', service, scope, changes });
      for (const [file, text] of documents) thread.post({ kind: 'tell', service, number, change: { kind: 'open', file, text } });
    };

    /** Raises the number first: what is under way sees it before the message can arrive. */
    const announce = (change?: Change): void => {
      number = (number + 1) | 0;
      Atomics.store(changes, 0, number);
      host()?.post({ kind: 'tell', service, number, change });
    };

    const call = <Asked extends Question>(question: Asked, isWanted: () => boolean): Promise<Answers[Asked['about']]> =>
      new Promise((resolve, reject) => {
        const isUrgent = (): boolean => 'file' in question && question.file === lookedAt;
        line.call({ service, question, isWanted, isUrgent, introduce, isCurrent: (known) => known === number, answered: resolve, failed: reject });
      });

    const settle = async (): Promise<void> => {
      if (host()) await call({ about: 'settled' }, () => true);
    };

    const end = (reason: Error): void => {
      isOver = true;
      line.takeBack(service, reason);
      announce();
    };

    return {
      root: scope.root,
      tell(change) {
        if (change.kind === 'open') {
          documents.set(change.file, change.text);
          lookedAt = change.file;
        }
        if (change.kind === 'close') documents.delete(change.file);
        announce(change);
      },
      async ask(question, isWanted = () => true) {
        if (isOver) throw new Unanswered(GONE);
        if (question.about === 'fixesBetween' || question.about === 'failurePaths') lookedAt = question.file;
        return call(question, isWanted);
      },
      settled: settle,
      async leave() {
        end(new Unanswered(GONE));
        await settle().catch((error: unknown) => {
          if (!(isOutdated(error) || error instanceof Unanswered)) throw error;
        });
      },
      drop() {
        // Whoever is waiting has to ask the service that comes after this one.
        end(new Outdated());
        host()?.post({ kind: 'drop', service });
        documents.clear();
      },
    };
  };
  return { open, end: line.end };
}
