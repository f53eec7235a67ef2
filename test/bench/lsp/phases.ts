import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Keystroke } from './typist.ts';
import { createTypist, typeEverywhere } from './typist.ts';
import type { LanguageServer } from './language-server.ts';
import { startServer } from './language-server.ts';
import type { OpenFile, Scene } from './scene.ts';

export interface PhaseOptions {
  /** How often the server is started. */
  readonly starts: number;
  readonly keystrokes: number;
  /** How many edits are made before memory is looked at again. */
  readonly edits: number;
  /** Seconds that each part may take; it is left with what it has then. */
  readonly time: number;
}

/** What was measured in one workspace: milliseconds and bytes. */
export interface Timings {
  /** Until `initialize` is answered, without a workspace. */
  readonly bareLoad: readonly number[];
  readonly firstFindings: readonly number[];
  /** The same in a workspace that was open before, of which something is kept. */
  readonly againFindings: readonly number[];
  /** Until all open files had their findings. */
  readonly allOpen: readonly number[];
  /** Delays of requests that cost nothing, sent all the while until then. */
  readonly delays: readonly number[];
  readonly keystrokes: readonly Keystroke[];
  /** What the server's processor did during the keystrokes. */
  readonly processorTime: number | undefined;
  readonly summaryEdits: readonly number[];
  readonly codeActions: readonly number[];
  readonly hovers: readonly number[];
  readonly memoryIndexed: number | undefined;
  readonly memoryEdited: number | undefined;
  readonly edits: number;
}

/** Milliseconds between two requests that cost nothing. */
const PROBE_INTERVAL = 5;
/** Milliseconds for what the server does by itself before its memory is looked at: it begins with that when nobody has asked for five seconds. */
const REST = 7_000;
/** How often the slower answers are asked for. */
const ASKED = 30;

/** Starts the server again and again, then stays with one for everything else. */
export async function measure(folder: string, scene: Scene, options: PhaseOptions): Promise<Timings> {
  const bareLoad: number[] = [];
  const firstFindings: number[] = [];
  for (let start = 0; start < options.starts; start++) {
    bareLoad.push(await timed(async () => (await startServer()).stop()));
    const server = await startServer(folder);
    firstFindings.push(await untilFindings(server, scene.long));
    await server.stop();
  }
  const againFindings = await startAgain(folder, scene.long, options.starts);

  const server = await startServer(folder);
  try {
    const probe = startProbe(server);
    for (const file of [scene.long, scene.shared, ...scene.dependents]) await open(server, file);
    await Promise.all([scene.long, scene.shared, ...scene.dependents].map(({ file }) => server.findings(file)));
    const allOpen = [performance.now() - server.started];
    const delays = await probe.stop();
    await delay(REST);
    const memoryIndexed = server.memory();
    const typist = createTypist(server, scene.long);
    const idle = server.processorTime();
    const keystrokes = await typeEverywhere(typist, options.keystrokes, options.time);
    const busy = server.processorTime();
    const processorTime = idle === undefined || busy === undefined ? undefined : busy - idle;
    const summaryEdits = await editShared(server, scene, options.time);
    const { codeActions, hovers } = await ask(server, scene, options.time);
    const edits = await typeEverywhere(createTypist(server, scene.long), options.edits, options.time);
    await delay(REST);
    return { bareLoad, firstFindings, againFindings, allOpen, delays, keystrokes, processorTime, summaryEdits, codeActions, hovers, memoryIndexed, memoryEdited: server.memory(), edits: edits.length };
  } finally {
    await server.stop();
  }
}

/** Starts the server after another one has left what it knew. */
async function startAgain(folder: string, long: OpenFile, starts: number): Promise<readonly number[]> {
  const storage = mkdtempSync(path.join(tmpdir(), 'production-hints-'));
  const took: number[] = [];
  try {
    for (let start = 0; start <= starts; start++) {
      const server = await startServer(folder, storage);
      took.push(await untilFindings(server, long));
      await server.leave();
    }
  } finally {
    rmSync(storage, { recursive: true, force: true });
  }
  return took.slice(1);
}

async function untilFindings(server: LanguageServer, file: OpenFile): Promise<number> {
  await open(server, file);
  await server.findings(file.file);
  return performance.now() - server.started;
}

function open({ client }: LanguageServer, { file, text }: OpenFile): Promise<void> {
  return client.open(file, text, /[jt]sx$/.test(file) ? 'typescriptreact' : 'typescript');
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** Sends a request that no server knows at a steady pace, whether or not the last one was answered: how long the answer takes is how long the server was busy. */
function startProbe({ client }: LanguageServer): { stop(): Promise<readonly number[]> } {
  const answers: Promise<number>[] = [];
  const timer = setInterval(() => {
    const sent = performance.now();
    const passed = (): number => performance.now() - sent;
    answers.push(client.connection.sendRequest('productionHints/nothing').then(passed, passed));
  }, PROBE_INTERVAL);
  return {
    stop() {
      clearInterval(timer);
      return Promise.all(answers);
    },
  };
}

/** Adds and removes an export of the shared file, and waits until all that depend on it are up to date. */
async function editShared(server: LanguageServer, { shared, dependents }: Scene, time: number): Promise<readonly number[]> {
  const end = performance.now() + time * 1000;
  const took: number[] = [];
  for (let round = 1; took.length < ASKED && performance.now() < end; round++) {
    const added = round % 2 === 1 ? `\nexport async function added${round}(): Promise<number> {\n  return ${round};\n}\n` : '';
    took.push(await timed(async () => {
      await server.client.change(shared.file, { text: shared.text + added });
      await Promise.all([shared, ...dependents].map(({ file }) => server.findings(file)));
    }));
  }
  return took;
}

/** Asks what the light bulb and the mouse ask, each time after an edit whose findings have come. */
async function ask(server: LanguageServer, scene: Scene, time: number): Promise<{ readonly codeActions: readonly number[]; readonly hovers: readonly number[] }> {
  const end = performance.now() + time * 1000;
  const { client } = server;
  const { long: { file, text }, finding, hovered } = scene;
  const codeActions: number[] = [];
  const hovers: number[] = [];
  for (let round = 1; codeActions.length < ASKED && performance.now() < end; round++) {
    await client.change(file, { text: `${text}\n// ${round}\n` });
    await server.findings(file);
    if (hovered) hovers.push(await timed(() => client.hover(file, hovered.line, hovered.character)));
    codeActions.push(await timed(() => client.actions(file, finding.range, { diagnostics: [finding] })));
  }
  await client.change(file, { text });
  await server.findings(file);
  return { codeActions, hovers };
}
