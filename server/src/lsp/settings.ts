import type { Connection } from 'vscode-languageserver/node';
import { DidChangeConfigurationNotification } from 'vscode-languageserver/node';
import type { Abilities } from './abilities.ts';
import { settingsSection } from './protocol.ts';

/** The editor's settings, kept until the client says that they changed. */
export interface Settings {
  isEnabled(uri: string): Promise<boolean>;
  /** The client's settings changed; `pushed` is what it sent along, for clients that can't be asked. */
  changed(pushed: unknown): void;
  forget(uri: string): void;
}

export function createSettings(connection: Connection, abilities: Abilities): Settings {
  const enabled = new Map<string, Promise<boolean>>();
  let everywhere = true;

  const ask = async (uri: string): Promise<boolean> => {
    try {
      const answer: unknown = await connection.workspace.getConfiguration({ scopeUri: uri, section: settingsSection });
      return readEnable(answer) ?? true;
    } catch (error) {
      connection.console.error(`The settings for ${uri} could not be read: ${error instanceof Error ? error.message : String(error)}`);
      enabled.delete(uri);
      return true;
    }
  };

  return {
    isEnabled(uri) {
      if (!abilities.configuration) return Promise.resolve(everywhere);
      const known = enabled.get(uri);
      if (known !== undefined) return known;
      const asked = ask(uri);
      enabled.set(uri, asked);
      return asked;
    },
    changed(pushed) {
      enabled.clear();
      everywhere = readEnable(isRecord(pushed) ? pushed[settingsSection] : undefined) ?? everywhere;
    },
    forget: (uri) => void enabled.delete(uri),
  };
}

/** Asks the client to tell when the settings change. */
export async function registerSettings(connection: Connection): Promise<void> {
  await connection.client.register(DidChangeConfigurationNotification.type, { section: settingsSection });
}

function readEnable(section: unknown): boolean | undefined {
  return isRecord(section) && typeof section.enable === 'boolean' ? section.enable : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
