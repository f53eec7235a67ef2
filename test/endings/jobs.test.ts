import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import semver from 'semver';
import { frameworks } from '../../server/src/frameworks/index.ts';
import type { CallbackEnding } from '../../server/src/frameworks/vocabulary/events.ts';
import type { Versions } from '../../server/src/frameworks/vocabulary/promises.ts';
import { matches, type ApiShape } from '../../server/src/semantic/api-path.ts';
import { loadJobs } from './application.ts';

interface Executed {
  /** What is given the function, as a model writes it. */
  readonly callee: ApiShape;
  /** Of a listener: the event. */
  readonly event?: string;
  /** The folder of a package whose version isn't that of the one which the model names. */
  readonly folder?: string;
}

const ROOT = path.resolve(import.meta.dirname, '../..');
/** A process of its own takes one to three seconds. In milliseconds. */
const PATIENCE = 60_000;
const run = promisify(execFile);

const root = (name: string): ApiShape => ({ step: 'root', name });
const member = (of: ApiShape, name: string): ApiShape => ({ step: 'member', name, of });
const step = (of: ApiShape, kind: ApiShape['step'], name = ''): ApiShape => ({ step: kind, name, of });

const socketServer = step(member(root('ws'), 'WebSocketServer'), 'new');
const ioServer = step(member(root('socket.io'), 'Server'), 'new');
const listening = (emitter: ApiShape): ApiShape => member(emitter, 'on');

const EXECUTED: Readonly<Record<string, Executed>> = {
  ...Object.fromEntries(['setInterval', 'setTimeout', 'setImmediate', 'queueMicrotask'].map((name) => [`(global) ${name}`, { callee: member(root('(global)'), name) }])),
  'node:events on': { callee: listening(step(root('node:events'), 'new')) },
  'node-cron schedule': { callee: member(root('node-cron'), 'schedule') },
  'node-schedule scheduleJob': { callee: member(root('node-schedule'), 'scheduleJob') },
  'cron CronJob': { callee: member(root('cron'), 'CronJob') },
  'cron-3 CronJob': { callee: member(root('cron'), 'CronJob'), folder: 'cron-3' },
  'croner Cron': { callee: member(root('croner'), 'Cron') },
  'ws connection': { callee: listening(socketServer) },
  'ws message': { callee: listening(step(listening(socketServer), 'callback', '0')), event: 'message' },
  'socket.io connection': { callee: listening(ioServer) },
  'socket.io message': { callee: listening(step(listening(ioServer), 'callback', '0')), event: 'write' },
  'socket.io use': { callee: member(ioServer, 'use') },
  ...Object.fromEntries(['Cron', 'Interval', 'Timeout'].map((name) => [`@nestjs/schedule ${name}`, { callee: step(member(root('@nestjs/schedule'), name), 'call') }])),
  '@nestjs/event-emitter OnEvent': { callee: step(member(root('@nestjs/event-emitter'), 'OnEvent'), 'call') },
};

describe('what comes of the failures of jobs is what the models say', { concurrency: 4 }, () => {
  it('all of them are executed', async () => {
    assert.deepEqual(Object.keys(EXECUTED).sort(), [...(await loadJobs()).keys()].sort());
  });
  for (const [name, executed] of Object.entries(EXECUTED)) {
    it(name, async () => {
      assert.equal(await observe(name), endingOf(executed) === 'unhandled' ? 'rejection' : 'alive');
    });
    if (!isUncaught(executed)) continue;
    it(`${name}, by what it throws at once`, async () => {
      assert.equal(await observe(name, 'throw'), 'exception');
    });
  }
});

/** What the models say; listeners of what emits are nobody's. */
function endingOf({ callee, folder }: Executed): CallbackEnding | undefined {
  const rows = frameworks.flatMap(({ events }) => [...events?.callbacks ?? [], ...events?.methods ?? []]);
  const row = rows.find(({ at, versions }) => matches(at, callee) && isInUse(versions, folder));
  if (row) return row.ending;
  const emitter = frameworks.flatMap(({ events }) => events?.emitters ?? []).find(({ at }) => callee.of !== undefined && matches(at, callee.of));
  assert.ok(emitter);
  return 'unhandled';
}

/** Whether the models say that nobody catches what a function throws at once. */
function isUncaught({ callee, event }: Executed): boolean {
  const row = frameworks.flatMap(({ events }) => events?.callbacks ?? []).find(({ at }) => matches(at, callee));
  const emitters = frameworks.flatMap(({ events }) => events?.emitters ?? []).filter(({ at }) => callee.of !== undefined && matches(at, callee.of));
  return row?.isUncaught === true || emitters.some(({ sends = [] }) => sends.includes('*') || (event !== undefined && sends.includes(event)));
}

function isInUse(versions: Versions | undefined, folder = versions?.package): boolean {
  if (!versions || folder === undefined) return true;
  const manifest: { readonly version: string } = JSON.parse(readFileSync(path.join(ROOT, 'node_modules', folder, 'package.json'), 'utf8'));
  return (versions.since === undefined || semver.gte(manifest.version, versions.since)) && (versions.before === undefined || semver.lt(manifest.version, versions.before));
}

/** What ended the process, or `alive`. */
async function observe(...job: readonly string[]): Promise<string> {
  const command = [...process.execArgv.filter((arg) => arg.startsWith('--disable-warning')), path.join(import.meta.dirname, 'job.ts'), ...job];
  const ended = run(process.execPath, command, { cwd: ROOT, timeout: PATIENCE }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 1 && 'stdout' in error) return { stdout: String(error.stdout) };
    throw error;
  });
  return (await ended).stdout;
}
