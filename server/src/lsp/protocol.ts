/** What client and server say to each other beyond the Language Server Protocol. No imports, so that the client may have the types without the server. */

export const statusMethod = 'productionHints/status';

/** Sent by the server whenever it changes, to clients that ask for it in `InitializationOptions`. */
export interface Status {
  readonly state: 'ready' | 'analysing' | 'error';
  /** Findings in the open documents. */
  readonly findings?: number;
  /** What went wrong, where `state` is `error`. */
  readonly message?: string;
  /** The server's version. */
  readonly version: string;
}

export interface InitializationOptions {
  /** Whether the client understands `productionHints/status`. */
  readonly status?: boolean;
  /** A folder of the client's own, absolute, in which the server may keep what it found out; without one it keeps nothing. */
  readonly storage?: string;
}

/** The name of the settings that the server reads: `productionHints.enable`. */
export const settingsSection = 'productionHints';
