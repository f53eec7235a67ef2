import type { Connection } from 'vscode-languageserver/node';
import { DidChangeConfigurationNotification } from 'vscode-languageserver/node';
import type { Abilities } from './abilities.ts';
import { settingsSection } from './protocol.ts';

/** The editor's settings, kept until the client says that they changed. */
export interface Settings {
  isEnabled(uri: string): Promise<boolean>;
  /** Whether hovers say where failures go. */
  explains(uri: string): Promise<boolean>;
  /** The client's settings changed; `pushed` is what it sent along, for clients that can't be asked. */
  changed(pushed: unknown): void;
  forget(uri: string): void;
}

interface Values {
  readonly enable: boolean;
  readonly failurePaths: boolean;
}

export function createSettings(connection: Connection, abilities: Abilities): Settings {
  const known = new Map<string, Promise<Values>>();
  let everywhere: Values = { enable: true, failurePaths: true };

  const ask = async (uri: string): Promise<Values> => {
    try {
      const answer: unknown = await connection.workspace.getConfiguration({ scopeUri: uri, section: settingsSection });
      return readValues(answer, { enable: true, failurePaths: true });
    } catch (error) {
      connection.console.error(`The settings for ${uri} could not be read: ${error instanceof Error ? error.message : String(error)}`);
      known.delete(uri);
      return { enable: true, failurePaths: true };
    }
  };

  const valuesOf = (uri: string): Promise<Values> => {
    if (!abilities.configuration) return Promise.resolve(everywhere);
    const asked = known.get(uri) ?? ask(uri);
    known.set(uri, asked);
    return asked;
  };

  return {
    isEnabled: async (uri) => (await valuesOf(uri)).enable,
    explains: async (uri) => (await valuesOf(uri)).failurePaths,
    changed(pushed) {
      known.clear();
      everywhere = readValues(isRecord(pushed) ? pushed[settingsSection] : undefined, everywhere);
    },
    forget: (uri) => void known.delete(uri),
  };
}

/** Asks the client to tell when the settings change. */
export async function registerSettings(connection: Connection): Promise<void> {
  await connection.client.register(DidChangeConfigurationNotification.type, { section: settingsSection });
}

/** What isn't said, or isn't said as it should be, stays as it was. */
function readValues(section: unknown, before: Values): Values {
  if (!isRecord(section)) return before;
  const { enable, hover } = section;
  const failurePaths = isRecord(hover) ? hover.failurePaths : undefined;
  return { enable: typeof enable === 'boolean' ? enable : before.enable, failurePaths: typeof failurePaths === 'boolean' ? failurePaths : before.failurePaths };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
