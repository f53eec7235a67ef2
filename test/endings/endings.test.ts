import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import semver from 'semver';
import { frameworks } from '../../server/src/frameworks/index.ts';
import { rowsOf, UNSEEN_EVENTS, UNSEEN_REJECTIONS_END, type Ending, type Endings, type FrameworkAnswer, type Remainder, type Since } from '../../server/src/frameworks/vocabulary/endings.ts';
import { formsOf, loadApplication, type Answer, type Form, type Observation } from './application.ts';

/** What is executed: a model, an application of `applications/`, and the folder of the package whose version says which row of the model holds. */
const EXECUTED: readonly (readonly [model: string, application: string, folder?: string])[] = [
  ['Express', 'express-4', 'express'],
  ['Express', 'express-5', 'express-5'],
  // What makes Express 4 see rejections makes it end as Express 5 does.
  ['Express', 'express-async-errors', 'express-5'],
  ['Express', 'express-promise-router', 'express-5'],
  ['Fastify', 'fastify-3', 'fastify-3'],
  ['Fastify', 'fastify-4', 'fastify-4'],
  ['Fastify', 'fastify-5', 'fastify'],
  ['Koa', 'koa-2', 'koa-2'],
  ['Koa', 'koa-3', 'koa'],
  ['Hono', 'hono-3', 'hono-3'],
  ['Hono', 'hono-4', 'hono'],
  ['hapi', 'hapi', '@hapi/hapi'],
  ['NestJS', 'nest', '@nestjs/core'],
  ['Node\'s HTTP server', 'node-http'],
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
  for (const [model, name, folder] of EXECUTED) {
    it(`${name}: what the client gets, and who is told`, async () => {
      const endings = endingsOf(model, folder);
      const application = await loadApplication(name);
      assert.deepEqual([...application.failures].sort(), Object.keys(endings.of).sort(), 'what is executed and what the model knows');
      const observed = await survive(name, application.failures, 'development');
      assert.deepEqual(observed.map((one) => settled(one, endings)), formsOf(application, application.failures).map((form) => expected(form, endings, false)));
    });

    it(`${name}: whether the process ends`, async () => {
      const endings = endingsOf(model, folder);
      const { handlesErrors } = await loadApplication(name);
      const unseen = Object.entries(endings.of).flatMap(([failure, ending]) => (ending.end === 'unseen' ? [{ failure, as: ending.as }] : []));
      // One of each kind: the framework could listen for what nobody sees.
      const ends = unseen.filter(({ as }, index) => unseen.findIndex((one) => one.as === as) === index);
      const observed = await Promise.all(ends.map(async ({ failure }) => ({ failure, as: await risk(name, { failure, hasErrorHandler: handlesErrors }) })));
      assert.deepEqual(observed, ends);
    });
  }

  for (const [model, name, folder] of EXECUTED.filter(([, , folder]) => folder !== undefined)) {
    it(`${name}: what an answer tells of the error in production`, async () => {
      const endings = endingsOf(model, folder);
      const application = await loadApplication(name);
      const failures = application.failures.filter((failure) => failure === 'handlerThrows' || failure === 'errorHandlerThrows');
      const observed = await survive(name, failures, 'production');
      assert.deepEqual(observed, formsOf(application, failures).map((form) => expected(form, endings, true)));
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

  it('every row of an executed model is executed, but for those whose packages can\'t be installed beside those of another version', () => {
    const rows = new Set(EXECUTED.map(([model, , folder]) => endingsOf(model, folder)));
    const models = new Set(EXECUTED.map(([model]) => model));
    const others = frameworks.filter(({ name }) => models.has(name)).flatMap(({ name, routing }) => routing?.endings.filter((row) => !rows.has(row)).map(({ since }) => [name, since]) ?? []);
    assert.deepEqual(others, [['NestJS', undefined]]);
  });
});

function endingsOf(model: string, folder: string | undefined): Endings {
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

function expected(form: Form, { of, answer }: Endings, inProduction: boolean): Observation {
  const ending = endingNamed(of, form.failure);
  assert.ok(ending, form.failure);
  const nothing = { ...form, told: false };
  switch (ending.end) {
    case 'handed on':
      if (form.hasErrorHandler) return { ...form, told: true, answer: { is: 'whole', status: 503, by: 'error handler', tells: 'nothing' } };
      assert.ok(answer, 'an answer where the application has no error handler');
      return { ...nothing, answer: frameworkAnswer(answer, inProduction) };
    case 'answered':
      return { ...nothing, answer: frameworkAnswer(ending.answer, inProduction) };
    case 'too late':
      return { ...form, told: ending.isTold && form.hasErrorHandler, answer: remainder(ending.client) };
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
