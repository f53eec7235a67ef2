import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { findingsIn, openFresh } from './answers.ts';
import { readCases, readShop, type Texts } from './projects.ts';

/** `FUZZ_EVERY=1 npx node --test test/fuzz/demand.test.ts` looks at all cases with several files. */
const EVERY = Number(process.env['FUZZ_EVERY'] ?? 6);
/** Of so many files with findings the fixes of one are compared; each costs an analysis or two. */
const FIXES_OF_ONE_IN = 10;

const projects = [readShop(), ...readCases().filter(({ texts }) => Object.keys(texts).length > 2).filter((_, index) => index % EVERY === 0)];

function open(texts: Texts) {
  return openFresh(memoryFileSystem(texts));
}

describe('the findings of one file', () => {
  it('are the same when nothing else was asked', () => {
    let compared = 0;
    for (const { name, texts } of projects) {
      const whole = open(texts);
      findingsIn(whole);
      for (const file of whole.files()) {
        const alone = open(texts);
        const [expected, found] = [whole, alone].map((service) => service.findings(file));
        assert.deepEqual(found, expected, `${name}: ${file}`);
        if (!expected || !found || expected.length === 0) continue;
        compared++;
        if (compared % FIXES_OF_ONE_IN === 0) assert.deepEqual([...alone.fixesOfAll(found).values()], [...whole.fixesOfAll(expected).values()], `${name}: ${file}`);
      }
    }
    assert.ok(compared > projects.length / 2, `only ${compared} files of ${projects.length} projects have findings`);
  });

  it('are the same after everything that isn\'t a finding', () => {
    for (const { name, texts } of projects) {
      const expected = findingsIn(open(texts));
      const asked = open(texts);
      asked.queries();
      asked.routes();
      for (const file of asked.files()) asked.failurePaths(file, 0, Infinity);
      assert.deepEqual(findingsIn(asked), expected, name);
    }
  });
});
