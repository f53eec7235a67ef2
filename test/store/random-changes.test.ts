import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Service } from '../../server/src/service-types.ts';
import { everythingIn, fixesOf } from '../fuzz/answers.ts';
import { PROJECT_ROOT, readShop } from '../fuzz/projects.ts';
import { createWorkbench, type Step } from '../fuzz/workbench.ts';
import { createFolders, LATER, startAnew, startProcess, type RealFolders } from './real-folders.ts';

/** `FUZZ_SEED=… FUZZ_STEPS=3000 npx node --test test/store/random-changes.test.ts` looks further. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 2026);
const STEPS = Number(process.env['FUZZ_STEPS'] ?? 20);
const STEPS_IN_A_ROW = 10;
/** Of so many findings the fixes of one are compared; each costs an analysis or two. */
const FIXES_OF_ONE_IN = 9;

const step: fc.Arbitrary<Step> = fc.record({ what: fc.nat(), pick: fc.array(fc.nat(), { minLength: 5, maxLength: 5 }) });
const sequence = fc.tuple(fc.boolean(), fc.array(step, { minLength: STEPS_IN_A_ROW, maxLength: STEPS_IN_A_ROW }));

type Texts = ReadonlyMap<string, string>;

describe('what is kept, while files change at random', () => {
  it('is what a fresh process says, for one process after another and for one that stays', () => {
    let answeredFromStore = 0;
    fc.assert(fc.property(sequence, ([trustsStamps, steps]) => {
      const folders = createFolders();
      const options = trustsStamps ? { now: LATER } : {};
      const bench = createWorkbench(readShop().texts);
      const editor = startProcess(folders, options).service;
      let written: Texts = new Map();
      let open: Texts = new Map();
      try {
        for (const one of steps) {
          bench.take(one);
          const changed = writeChanges(folders, written, bench.written());
          if (changed.length > 0) editor.changedOnDisk(changed);
          bringOpen(editor, folders, open, bench.open());
          [written, open] = [new Map(bench.written()), new Map(bench.open())];
          const expected = answersOf(freshWith(folders, open));
          assert.deepEqual(answersOf(editor), expected);
          editor.settled();

          const next = startProcess(folders, { ...options, isShortLived: open.size === 0 });
          bringOpen(next.service, folders, new Map(), open);
          assert.deepEqual(answersOf(next.service), expected);
          next.service.settled();
          const last = startProcess(folders, options);
          bringOpen(last.service, folders, new Map(), open);
          assert.deepEqual(answersOf(last.service), expected);
          if (!last.hasAnalysed()) answeredFromStore++;
        }
      } finally {
        folders.dispose();
      }
    }), { seed: SEED, numRuns: Math.ceil(STEPS / STEPS_IN_A_ROW) });
    assert.ok(answeredFromStore > STEPS / 5, `only ${answeredFromStore} of ${STEPS} were answered from the store`);
  });
});

function answersOf(service: Service) {
  return { ...everythingIn(service), queries: service.queries(), bytes: service.bytes(), fixes: fixesOf(service, (finding) => finding % FIXES_OF_ONE_IN === 0) };
}

function freshWith(folders: RealFolders, open: Texts): Service {
  const fresh = startAnew(folders);
  bringOpen(fresh, folders, new Map(), open);
  return fresh;
}

/** Makes the disk what the workbench says, and returns the paths that changed. */
function writeChanges(folders: RealFolders, before: Texts, after: Texts): readonly string[] {
  const gone = [...before.keys()].filter((file) => !after.has(file));
  const come = [...after].filter(([file, text]) => before.get(file) !== text);
  for (const file of gone) folders.remove(nameOf(file));
  for (const [file, text] of come) folders.write(nameOf(file), text);
  return [...gone, ...come.map(([file]) => file)].map((file) => `${folders.root}/${nameOf(file)}`);
}

function bringOpen(service: Service, folders: RealFolders, before: Texts, after: Texts): void {
  for (const file of before.keys()) if (!after.has(file)) service.close(`${folders.root}/${nameOf(file)}`);
  for (const [file, text] of after) if (before.get(file) !== text) service.open(`${folders.root}/${nameOf(file)}`, text);
}

function nameOf(file: string): string {
  return file.slice(PROJECT_ROOT.length + 1);
}
