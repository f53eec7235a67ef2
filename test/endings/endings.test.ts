import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import semver from 'semver';
import { frameworks } from '../../server/src/frameworks/index.ts';
import { endingIn, rowsOf, UNSEEN_EVENTS, UNSEEN_REJECTIONS_END, type Ending, type Endings, type FrameworkAnswer, type Remainder, type Since } from '../../server/src/frameworks/vocabulary/endings.ts';
import type { Answer, Form, Observation } from './application.ts';

interface Executed {
  /** The model's name. */
  readonly model: string;
  /** An application of `applications/`. */
  readonly name: string;
  /** The package whose version says which row of the model holds. */
  readonly folder?: string;
  /** It is also looked at in a process that nothing keeps alive, and in production. */
  readonly isRisked?: boolean;
}

const EXECUTED: readonly Executed[] = [
  { model: 'Express', name: 'express-4', folder: 'express', isRisked: true },
  { model: 'Express', name: 'express-5', folder: 'express-5', isRisked: true },
  // What makes Express 4 see rejections makes it end as Express 5 does.
  { model: 'Express', name: 'express-async-errors', folder: 'express-5' },
  { model: 'Express', name: 'express-promise-router', folder: 'express-5' },
  { model: 'Fastify', name: 'fastify-3', folder: 'fastify-3' },
  { model: 'Fastify', name: 'fastify-4', folder: 'fastify-4' },
  { model: 'Fastify', name: 'fastify-5', folder: 'fastify', isRisked: true },
  { model: 'Koa', name: 'koa-2', folder: 'koa-2' },
  { model: 'Koa', name: 'koa-3', folder: 'koa', isRisked: true },
  { model: 'Hono', name: 'hono-3', folder: 'hono-3' },
  { model: 'Hono', name: 'hono-4', folder: 'hono', isRisked: true },
  { model: 'hapi', name: 'hapi', folder: '@hapi/hapi', isRisked: true },
  { model: 'NestJS', name: 'nest', folder: '@nestjs/core', isRisked: true },
  { model: 'Node\'s HTTP server', name: 'node-http', isRisked: true },
];
const ROOT = path.resolve(import.meta.dirname, '../..');
const OBSERVER = path.join(import.meta.dirname, 'observe.ts');
const PROCESS = path.join(import.meta.dirname, 'process.ts');
/** How Node ends: for what nobody sees, and for what a listener for that throws. */
const UNSEEN = new Set<unknown>([1, 7]);
/** A process of its own takes one to three seconds. In milliseconds. */
const PATIENCE = 60_000;
const run = promisify(execFile);

describe('what comes of failures is what the models say', { concurrency: 6 }, () => {
  for (const executed of EXECUTED) {
    const { name } = executed;
    it(`${name}: what the client gets, and who is told`, async () => {
      const endings = endingsOf(executed);
      const observed = await survive(name, [], 'development');
      assert.deepEqual([...new Set(observed.map(({ failure }) => failure))].sort(), Object.keys(endings.of).sort(), 'what is executed and what the model knows');
      assert.equal(observed.some(({ hasErrorHandler }) => hasErrorHandler), endings.answer !== undefined, 'forms with an error handler');
      assert.deepEqual(observed.map((one) => settled(one, endings)), observed.map((form) => expected(form, endings, false)));
    });
  }

  for (const executed of EXECUTED.filter(({ isRisked }) => isRisked)) {
    const { name } = executed;
    it(`${name}: whether the process ends`, async () => {
      const { of, answer } = endingsOf(executed);
      const unseen = Object.entries(of).flatMap(([failure, ending]) => (ending.end === 'unseen' ? [{ failure, as: ending.as }] : []));
      // One of each kind: the framework could listen for what nobody sees.
      const ends = unseen.filter(({ as }, index) => unseen.findIndex((one) => one.as === as) === index);
      const observed = await Promise.all(ends.map(async ({ failure }) => ({ failure, as: await risk(name, { failure, hasErrorHandler: answer !== undefined }) })));
      assert.ok(ends.length > 0);
      assert.deepEqual(observed, ends);
    });

    it(`${name}: what an answer tells of the error in production`, async () => {
      const endings = endingsOf(executed);
      const observed = await survive(name, ['handlerThrows', 'errorHandlerThrows'], 'production');
      assert.ok(observed.length > 0);
      assert.deepEqual(observed, observed.map((form) => expected(form, endings, true)));
    });
  }

  it('what nobody sees ends the process, unless something listens for it', async () => {
    const lives = async (failure: string, ...listeners: readonly string[]) => (await observe([failure, ...listeners], 'development', PROCESS)) === 'alive';
    assert.equal(await lives('rejection'), semver.lt(process.version, UNSEEN_REJECTIONS_END.since));
    assert.equal(await lives('exception'), false);
    for (const failure of ['rejection', 'exception'] as const) {
      const events = UNSEEN_EVENTS[failure];
      const [first = '', ...others] = events;
      for (const event of UNSEEN_EVENTS.rejection) assert.equal(await lives(failure, event), events.some((one) => one === event), `${failure}: a listener for ${event}`);
      assert.equal(await lives(failure, `${first}!`), false, `${failure}: a listener that throws`);
      for (const event of others) {
        assert.equal(await lives(failure, `${first}!`, event), true, `${failure}: ${event} gets what the listener before it throws`);
        assert.equal(await lives(failure, first, `${event}!`), true, `${failure}: ${event} isn't emitted where there is a listener before it`);
      }
    }
  });

  it('where the version isn\'t known, what all versions have in common holds', () => {
    const rows = (model: string, isSince: (since: Since) => boolean | undefined) => rowsOf(frameworks.find(({ name }) => name === model)?.routing?.endings ?? [], isSince);
    const unknown = rows('Express', () => undefined);
    assert.equal(endingIn(unknown, 'handlerRejects'), undefined);
    assert.equal(endingIn(unknown, 'handlerThrows')?.end, 'handed on');
    const newer = rows('Fastify', ({ since }) => (since.startsWith('4') ? true : undefined));
    assert.equal(endingIn(newer, 'errorHandlerThrows')?.end, 'answered');
    assert.equal(endingIn(rows('Fastify', () => undefined), 'errorHandlerThrows'), undefined);
    assert.equal(endingIn([], 'handlerRejects'), undefined);
  });

  it('every row of an executed model is executed, but for those whose packages can\'t be installed beside those of another version', () => {
    const rows = new Set(EXECUTED.map((executed) => endingsOf(executed)));
    const models = new Set(EXECUTED.map(({ model }) => model));
    const others = frameworks.filter(({ name }) => models.has(name)).flatMap(({ name, routing }) => routing?.endings.filter((row) => !rows.has(row)).map(({ since }) => [name, since]) ?? []);
    assert.deepEqual(others, [['NestJS', undefined]]);
  });
});

function endingsOf({ model, folder }: Executed): Endings {
  const { routing } = frameworks.find(({ name }) => name === model) ?? {};
  assert.ok(routing, model);
  const version = folder === undefined ? undefined : versionOf(folder);
  const [endings, ...others] = rowsOf(routing.endings, ({ since }: Since) => (version === undefined ? undefined : semver.gte(version, since)));
  assert.ok(endings, model);
  assert.equal(others.length, 0, `${model}: one row for one version`);
  return endings;
}

function versionOf(folder: string): string {
  const manifest: { readonly version: string } = JSON.parse(readFileSync(path.join(ROOT, 'node_modules', folder, 'package.json'), 'utf8'));
  return manifest.version;
}

/** What all forms of an application do, or those of some failures. */
async function survive(name: string, failures: readonly string[], environment: string): Promise<readonly Observation[]> {
  const observations: readonly Observation[] = JSON.parse(await observe([name, 'survive', ...failures], environment));
  return observations;
}

/** What ended the process, or `alive`. */
function risk(name: string, { failure, hasErrorHandler }: Form): Promise<string> {
  return observe([name, 'risk', failure, ...(hasErrorHandler ? ['handled'] : [])], 'development');
}

async function observe(args: readonly string[], environment: string, program = OBSERVER): Promise<string> {
  const command = [...process.execArgv.filter((arg) => arg.startsWith('--disable-warning')), program, ...args];
  const options = { cwd: ROOT, env: { ...process.env, NODE_ENV: environment }, timeout: PATIENCE };
  const ended = run(process.execPath, command, options).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && UNSEEN.has(error.code) && 'stdout' in error) return { stdout: String(error.stdout) };
    throw error;
  });
  return (await ended).stdout;
}

/** What the application's error handler makes of an answer that was begun isn't the framework's doing. */
function settled(observation: Observation, { of }: Endings): Observation {
  const ending = endingNamed(of, observation.failure);
  return observation.told && ending?.end === 'too late' ? { ...observation, answer: remainder(ending.client) } : observation;
}

function expected({ failure, hasErrorHandler }: Form, { of, answer }: Endings, inProduction: boolean): Observation {
  const form = { failure, hasErrorHandler };
  const ending = endingNamed(of, failure);
  assert.ok(ending, failure);
  const nothing = { ...form, told: false };
  switch (ending.end) {
    case 'handed on':
      if (hasErrorHandler) return { ...form, told: true, answer: { is: 'whole', status: 503, by: 'error handler', tells: 'nothing' } };
      assert.ok(answer, 'an answer where the application has no error handler');
      return { ...nothing, answer: frameworkAnswer(answer, inProduction) };
    case 'answered':
      return { ...nothing, answer: frameworkAnswer(ending.answer, inProduction) };
    case 'too late':
      return { ...form, told: ending.isTold && hasErrorHandler, answer: remainder(ending.client) };
    case 'hangs':
      return { ...nothing, answer: { is: 'none' } };
    case 'unseen':
      return { ...nothing, unseen: ending.as, answer: answerBefore(ending) };
  }
}

function endingNamed(of: Endings['of'], failure: string): Ending | undefined {
  return Object.entries(of).find(([name]) => name === failure)?.[1];
}

function frameworkAnswer({ status, tells, tellsInProduction = tells }: FrameworkAnswer, inProduction: boolean): Answer {
  return { is: 'whole', status, by: 'framework', tells: inProduction ? tellsInProduction : tells };
}

/** What is left of an answer with status 200. */
function remainder(client: Remainder): Answer {
  if (client === 'broken off') return { is: 'broken' };
  if (client === 'left open') return { is: 'open' };
  return { is: 'whole', status: 200, by: 'handler', tells: 'nothing' };
}

function answerBefore({ client }: Ending & { end: 'unseen' }): Answer {
  if (client === 'waits') return { is: 'none' };
  if (client === 'left open') return { is: 'open' };
  return { is: 'whole', status: client.status, by: client.status === 200 ? 'handler' : 'framework', tells: 'nothing' };
}
