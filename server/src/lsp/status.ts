import type { Connection } from 'vscode-languageserver/node';
import type { Status } from './protocol.ts';
import { statusMethod } from './protocol.ts';

/** Tells the client how the server is doing, once for each change. */
export interface StatusReporter {
  analysing(): void;
  ready(findings: number): void;
  failed(message: string): void;
}

export function createStatus(connection: Connection, version: string, isWanted: boolean): StatusReporter {
  let last = '';
  const send = (status: Status): void => {
    const written = JSON.stringify(status);
    if (!isWanted || written === last) return;
    last = written;
    connection.sendNotification(statusMethod, status).catch(() => undefined);
  };
  return {
    analysing: () => send({ state: 'analysing', version }),
    ready: (findings) => send({ state: 'ready', findings, version }),
    failed: (message) => send({ state: 'error', message, version }),
  };
}
