import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { everythingIn, fixesOf, openFresh } from './answers.ts';
import { choose, lineEdits, tokenEdits } from './edits.ts';
import { isSource, readCases, readShop, type Texts } from './projects.ts';

/** `FUZZ_SEED=… FUZZ_MUTANTS=5000 npx node --test test/fuzz/mutants.test.ts` looks further. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 2026);
const MUTANTS = Number(process.env['FUZZ_MUTANTS'] ?? 200);
/** Milliseconds. Small projects take some ten; what takes so long would freeze an editor. */
const LIMIT = 5000;
const MAX_EDITS = 6;

const shop = readShop();
const projects = [shop, ...readCases()];
const edits = Object.values({ ...tokenEdits, ...lineEdits });
const mutation = fc.record({ file: fc.nat(), other: fc.nat(), edit: fc.nat(edits.length - 1), pick: fc.array(fc.nat(), { minLength: 3, maxLength: 3 }) });

function mutate(texts: Texts, { file, other, edit, pick }: { file: number; other: number; edit: number; pick: readonly number[] }): Texts {
  const sources = Object.keys(texts).filter(isSource);
  const target = choose(sources, file);
  return { ...texts, [target]: edits[edit]?.(texts[target] ?? '', pick, texts[choose(sources, other)] ?? '') ?? '' };
}

function assertSound(texts: Texts): void {
  const start = performance.now();
  const service = openFresh(memoryFileSystem(texts));
  const { files, findings } = everythingIn(service);
  fixesOf(service, (index) => index % 4 === 0);
  assert.deepEqual(service.defects(), []);
  assert.ok(performance.now() - start < LIMIT);
  for (const { at } of findings) {
    assert.ok(files.includes(at.file));
    assert.ok(at.start >= 0 && at.start < at.end && at.end <= (texts[at.file] ?? '').length, 'a finding lies inside its file and is not empty');
  }
}

describe('broken code', () => {
  it('gives answers, whatever is wrong with it', () => {
    fc.assert(fc.property(fc.nat(projects.length - 1), fc.array(mutation, { minLength: 1, maxLength: MAX_EDITS }), (index, mutations) => {
      assertSound(mutations.reduce(mutate, projects[index]?.texts ?? {}));
    }), { seed: SEED, numRuns: MUTANTS });
  });

  it('gives answers while it is typed, character by character', () => {
    const file = Object.keys(shop.texts).find((name) => name.endsWith('/routes/orders.ts'));
    assert.ok(file);
    const text = shop.texts[file] ?? '';
    const service = openFresh(memoryFileSystem(shop.texts));
    for (let length = 0; length <= text.length; length++) {
      service.open(file, text.slice(0, length));
      service.findings(file);
      assert.deepEqual(service.defects(), [], `after ${length} characters`);
    }
    assert.deepEqual(everythingIn(service), everythingIn(openFresh(memoryFileSystem(shop.texts))));
  });
});
