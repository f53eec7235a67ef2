import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeProgram, runOrThrow } from './run.ts';

const START_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 2_000;

/** The folders of a VS Code that belong to nobody else. */
export interface Profile {
  readonly data: string;
  readonly extensions: string;
}

export interface RunningServer {
  /** `127.0.0.1:port` */
  readonly authority: string;
  readonly pid: number;
  /** Resolves when the process is gone, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** What keeps the workbench quiet: nothing in it but the folder and the extension. */
const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'window.restoreWindows': 'none',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
};

/** Makes an empty profile in `folder`. */
export async function createProfile(folder: string, settings: Readonly<Record<string, unknown>> = {}): Promise<Profile> {
  const profile = { data: join(folder, 'data'), extensions: join(folder, 'extensions') };
  const user = join(profile.data, 'data', 'User');
  await mkdir(user, { recursive: true });
  await mkdir(profile.extensions, { recursive: true });
  await writeFile(join(user, 'settings.json'), JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
  return profile;
}

/** Installs a packaged extension into the profile, as VS Code's own command does. */
export async function installExtension(serverMain: string, profile: Profile, vsix: string): Promise<void> {
  await runOrThrow(nodeProgram(), [serverMain, '--install-extension', vsix, ...profileArguments(profile)]);
}

export interface ServerOptions {
  /** Lets a page run extension tests. */
  readonly testing?: boolean;
  /** A folder whose extensions stand for those that VS Code brings along. */
  readonly builtInExtensions?: string;
}

/** Starts VS Code on a free port of this machine and waits until it listens. */
export async function startServer(serverMain: string, profile: Profile, options: ServerOptions = {}): Promise<RunningServer> {
  const args = [serverMain, '--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--telemetry-level', 'off', '--disable-workspace-trust'];
  if (options.testing) args.push('--enable-smoke-test-driver');
  if (options.builtInExtensions !== undefined) args.push('--builtin-extensions-dir', options.builtInExtensions);
  const child = spawn(nodeProgram(), [...args, ...profileArguments(profile)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>(done => child.once('close', () => done()));
  const port = await listening(child);
  const { pid } = child;
  if (pid === undefined) throw new Error('VS Code has no process');
  return { authority: `127.0.0.1:${port}`, pid, ended, stop: () => stop(child, ended) };
}

function profileArguments(profile: Profile): string[] {
  return ['--server-data-dir', profile.data, '--extensions-dir', profile.extensions, '--accept-server-license-terms'];
}

function listening(child: ChildProcess): Promise<number> {
  return new Promise((done, fail) => {
    let output = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(new Error(`VS Code did not start within ${START_MILLISECONDS / 1000} s\n${output}`));
    }, START_MILLISECONDS);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const port = /listening on (\d+)/i.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      // Whoever waits is served; what follows is read only so that the pipe never fills up.
      output = '';
      done(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', error => {
      clearTimeout(timer);
      fail(error);
    });
    child.once('close', code => {
      clearTimeout(timer);
      fail(new Error(`VS Code ended with ${code} before it listened\n${output}`));
    });
  });
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
  await ended;
  clearTimeout(timer);
}
