import type { Connection } from 'vscode-languageserver/node';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';

/** A connection over the transport that the command line names: `--stdio`, `--node-ipc`, `--socket=PORT` or `--pipe=NAME`. Throws where it names none. */
export function createServerConnection(): Connection {
  return createConnection(ProposedFeatures.all);
}
