import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { median, percentile } from './statistics.ts';
import { synthesize } from './synthetic/application.ts';
import { milliseconds, seconds, table, times } from './tables.ts';

describe('the benchmark', () => {
  it('finds the middle', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.throws(() => median([]), /nothing was measured/);
  });

  it('finds percentiles', () => {
    const numbers = Array.from({ length: 200 }, (_, index) => 200 - index);
    assert.deepEqual([50, 95, 99, 100].map((share) => percentile(numbers, share)), [100, 190, 198, 200]);
    assert.equal(percentile([7], 99), 7);
  });

  it('writes numbers as people read them', () => {
    assert.deepEqual([0.0384, 2.345, 61.23].map(seconds), ['38 ms', '2.35 s', '61.2 s']);
    assert.deepEqual([0.384, 2.345, 61.23, 1500].map(milliseconds), ['0.38 ms', '2.3 ms', '61 ms', '1.50 s']);
    assert.deepEqual([1.456, 14.56, 145.6].map(times), ['1.46 ×', '14.6 ×', '146 ×']);
    assert.equal(table(['what', 'how'], [['a', '1']]), '| what | how |\n| :--- | --: |\n| a    |   1 |');
  });

  it('makes the same application for the same seed, of the size that is asked for', () => {
    const one = synthesize({ files: 120, seed: 7 });
    assert.deepEqual([...one], [...synthesize({ files: 120, seed: 7 })]);
    assert.notDeepEqual([...one], [...synthesize({ files: 120, seed: 8 })]);
    assert.equal([...one.keys()].filter((name) => /\.tsx?$/.test(name)).length, 120);
  });
});
