import type { Diagnostic } from 'vscode-languageserver/node';
import type { OpenDocument } from './documents.ts';
import type { Report } from './reports.ts';
import { nextTurn } from './turns.ts';

/** A pause in typing of this many milliseconds, before anything is looked at that nobody asked for. */
const pause = 150;

/** How reports reach the client, apart from the answers to its own requests. */
export interface Delivery {
  /** The client was given this report of this document. */
  delivered(document: OpenDocument, report: Report): void;
  closed(document: OpenDocument): void;
  /** Something changed: an edit, a file on disk, a setting. Brings what the client shows up to date after a pause. */
  changed(): void;
  /** The client is leaving: nothing is brought up to date any more. */
  stop(): void;
}

export interface DeliverySource {
  documents(): readonly OpenDocument[];
  /** The report of an open document as it is now. */
  report(document: OpenDocument): Promise<Report>;
  /** The client shows so many findings in its open documents. */
  settled(findings: number): void;
  failed(error: unknown): void;
}

export interface Publication {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: Diagnostic[];
}

interface Delivered {
  readonly version: number;
  readonly id: string;
  readonly findings: number;
}

/** One look at all open documents, given up when something changes meanwhile. */
type Round = (delivered: Map<string, Delivered>, isCurrent: () => boolean) => Promise<void>;

/**
 * For clients that pull: they ask again by themselves for a document that changed, so what remains is the others.
 * `refresh` asks them to pull all, and runs only when a report differs from the one that was delivered.
 */
export function createRefresher(source: DeliverySource, refresh: () => Promise<void>): Delivery {
  return createDelivery(source, async (delivered, isCurrent) => {
    const stale = new Map<string, Delivered>();
    for (const document of source.documents()) {
      const before = delivered.get(document.uri);
      // Not pulled since its own last edit: the client will ask.
      if (before === undefined || before.version !== document.text.version) continue;
      const report = await source.report(document);
      if (!isCurrent()) return;
      if (report.id !== before.id) stale.set(document.uri, { version: before.version, id: report.id, findings: report.findings });
    }
    if (stale.size === 0) return;
    // Counted as delivered from here on: a document that no tab shows is never pulled, and must not cause a refresh for every edit.
    for (const [uri, report] of stale) delivered.set(uri, report);
    await refresh();
  });
}

/** For clients that don't pull: publishes every report that differs from the one that was published. */
export function createPublisher(source: DeliverySource, publish: (publication: Publication) => Promise<void>): Delivery {
  const delivery = createDelivery(source, async (delivered, isCurrent) => {
    for (const document of source.documents()) {
      const report = await source.report(document);
      if (!isCurrent()) return;
      const { uri, text } = document;
      const before = delivered.get(uri);
      if (before?.id === report.id && before.version === text.version) continue;
      delivery.delivered(document, report);
      await publish({ uri, version: text.version, diagnostics: [...report.diagnostics] });
    }
  });
  return {
    ...delivery,
    closed(document) {
      delivery.closed(document);
      publish({ uri: document.uri, diagnostics: [] }).catch(source.failed);
    },
  };
}

function createDelivery(source: DeliverySource, round: Round): Delivery {
  const delivered = new Map<string, Delivered>();
  let timer: NodeJS.Timeout | undefined;
  let latest = 0;

  const settle = (): void => source.settled([...delivered.values()].reduce((sum, { findings }) => sum + findings, 0));
  const run = async (number: number): Promise<void> => {
    try {
      await nextTurn();
      await round(delivered, () => number === latest);
      settle();
    } catch (error) {
      source.failed(error);
    }
  };

  return {
    delivered({ uri, text }, { id, findings }) {
      delivered.set(uri, { version: text.version, id, findings });
      settle();
    },
    closed: ({ uri }) => void delivered.delete(uri),
    changed() {
      clearTimeout(timer);
      const number = ++latest;
      timer = setTimeout(() => void run(number), pause);
    },
    stop() {
      clearTimeout(timer);
      latest++;
    },
  };
}
