import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { factsIn, openFresh, type Order } from './answers.ts';
import { readCases, readShop, type Texts } from './projects.ts';

/** `FUZZ_SEED=… FUZZ_ORDERS=1000 npx node --test test/fuzz/order.test.ts` looks further. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 2026);
const ORDERS = Number(process.env['FUZZ_ORDERS'] ?? 2);

const projects = [readShop(), ...readCases().filter(({ texts }) => Object.keys(texts).length > 2)];

/** A permutation that is drawn as one key for each place. */
function orderBy(keys: readonly number[]): Order {
  return (files) => files.map((file, index) => ({ file, key: keys[index % keys.length] ?? 0 })).sort((a, b) => a.key - b.key).map(({ file }) => file);
}

function open(texts: Texts, order?: Order) {
  return openFresh(memoryFileSystem(texts), undefined, order);
}

describe('the order of things', () => {
  it('of files makes no difference', () => {
    for (const { name, texts } of projects) {
      const expected = factsIn(open(texts));
      fc.assert(fc.property(fc.array(fc.nat(), { minLength: 20, maxLength: 20 }), (keys) => {
        assert.deepEqual(factsIn(open(texts, orderBy(keys))), expected, name);
      }), { seed: SEED, numRuns: ORDERS });
    }
  });

  it('of questions makes no difference', () => {
    for (const { name, texts } of projects) {
      const expected = factsIn(open(texts));
      const routesFirst = open(texts);
      routesFirst.routes();
      assert.deepEqual(factsIn(routesFirst), expected, name);
      const lastFileFirst = open(texts);
      for (const file of [...lastFileFirst.files()].reverse()) lastFileFirst.findings(file).forEach((finding) => lastFileFirst.fixes(finding));
      assert.deepEqual(factsIn(lastFileFirst), expected, name);
    }
  });
});
