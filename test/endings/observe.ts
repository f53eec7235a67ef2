import { writeSync } from 'node:fs';
import { get, Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { formsOf, loadApplication, type Answer, type Application, type Form, type Observation, type Unseen } from './application.ts';

// Runs as a process of its own. `observe.ts NAME survive FAILURE…` looks at all forms of an application, or those of some failures, and survives what nobody sees.
// `observe.ts NAME risk FAILURE [handled]` looks at one form, and lets the process end.

/** How long a client waits before it gives up: this often for a turn of the event loop, which a busy machine makes longer. */
const PATIENCE = { turns: 20, milliseconds: 40 };
/** What handlers do after they have answered happens within this time. In milliseconds. */
const AFTERMATH = 60;

const [name = '', mode, ...rest] = process.argv.slice(2);
const application = await loadApplication(name);

if (mode === 'survive') await surviveAll(application, rest);
else await risk(application, { failure: rest[0] ?? '', hasErrorHandler: rest[1] === 'handled' });
process.exit(0);

/** Prints what each form does, as JSON. */
async function surviveAll(application: Application, failures: readonly string[]): Promise<void> {
  const unseen = new Map<string, Unseen>();
  process.on('unhandledRejection', (reason) => unseen.set(textOf(reason), 'rejection'));
  process.on('uncaughtException', (error) => unseen.set(textOf(error), 'exception'));
  const observed = await Promise.all(formsOf(application, failures).map((form) => look(application, form)));
  const observations: readonly Observation[] = observed.map((one) => ({ ...one, unseen: unseen.get(messageOf(one)) }));
  process.stdout.write(JSON.stringify(observations));
}

/** Prints what ends the process, or that it lives. */
async function risk(application: Application, form: Form): Promise<void> {
  process.on('uncaughtExceptionMonitor', (_error, origin) => writeSync(1, origin === 'unhandledRejection' ? 'rejection' : 'exception'));
  await look(application, form);
  writeSync(1, 'alive');
}

async function look(application: Application, form: Form): Promise<Observation> {
  let told = false;
  const error = () => new Error(messageOf(form));
  const server = await application.start(form.failure, {
    error,
    query: async () => {
      await wait(5);
      throw error();
    },
    hasErrorHandler: form.hasErrorHandler,
    told: () => {
      told = true;
    },
  });
  const answer = await request(await portOf(server), messageOf(form));
  await wait(AFTERMATH);
  return { ...form, answer, told };
}

async function portOf(server: Server): Promise<number> {
  if (!server.listening) {
    if (!server.address()) server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`No port: ${String(address)}`);
  return address.port;
}

function request(port: number, message: string): Promise<Answer> {
  return new Promise((resolve) => {
    let hasBegun = false;
    const sent = get({ host: '127.0.0.1', port, agent: false }, (response) => {
      hasBegun = true;
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('error', () => resolve({ is: 'broken' }));
      response.on('end', () => resolve({ is: 'whole', status: response.statusCode ?? 0, by: authorOf(body), tells: toldBy(body, message) }));
    });
    sent.on('error', () => resolve({ is: 'broken' }));
    void giveUp().then(() => resolve({ is: hasBegun ? 'open' : 'none' }));
  });
}

async function giveUp(): Promise<void> {
  for (let turn = 0; turn < PATIENCE.turns; turn++) await wait(PATIENCE.milliseconds);
}

function authorOf(body: string): 'handler' | 'error handler' | 'framework' {
  if (body === 'answered' || body === 'begun') return 'handler';
  return body === 'application' ? 'error handler' : 'framework';
}

function toldBy(body: string, message: string): 'stack' | 'message' | 'nothing' {
  if (!body.includes(message)) return 'nothing';
  return /\bat .*:\d+:\d+/.test(body) ? 'stack' : 'message';
}

/** Names the form, so that it is known whose failure nobody saw. */
function messageOf({ failure, hasErrorHandler }: Form): string {
  return `${failure} ${hasErrorHandler ? 'with' : 'without'} error handler`;
}

function textOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
