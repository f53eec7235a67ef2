import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemory, type Remembered } from '../../server/src/semantic/memory.ts';
import { ALL_MARKS, createMarkSets, NO_MARKS, type Marks } from '../../server/src/semantic/mark-sets.ts';
import { createRecall, type Recall } from '../../server/src/semantic/recall.ts';

function partsOf(recall: Recall): readonly [Marks, Marks] {
  return [recall.marksOf([1]), recall.marksOf([2])];
}

describe('answers that outlive an edit', () => {
  it('are worked out once', () => {
    const recall = createRecall();
    let asked = 0;
    const answer = recall.keep((key: string) => `${key}${++asked}`);
    assert.deepEqual([answer('a'), answer('a'), answer('b')], ['a1', 'a1', 'b2']);
  });

  it('are forgotten when what they were read from changes, and only then', () => {
    const recall = createRecall();
    const [ONE, OTHER] = partsOf(recall);
    let asked = 0;
    const answer = recall.keep((mark: number) => {
      recall.note(mark);
      return ++asked;
    });
    assert.deepEqual([answer(ONE), answer(OTHER)], [1, 2]);
    assert.equal(recall.forget(ONE), true);
    assert.deepEqual([answer(ONE), answer(OTHER)], [3, 2]);
  });

  it('are forgotten with those that they rest on, whoever asked for these first', () => {
    const recall = createRecall();
    const [ONE] = partsOf(recall);
    let text = 'old';
    const inner = recall.keep((_: undefined) => {
      recall.note(ONE);
      return text;
    });
    const outer = recall.keep((key: string) => `${key}: ${inner(undefined)}`);
    assert.equal(inner(undefined), 'old');
    assert.equal(outer('says'), 'says: old');
    text = 'new';
    recall.forget(ONE);
    assert.equal(outer('says'), 'says: new');
  });

  it('leave no trace where working them out fails', () => {
    const recall = createRecall();
    const [ONE] = partsOf(recall);
    let fails = true;
    const answer = recall.keep((_: undefined) => {
      recall.note(ONE);
      if (fails) throw new Error('given up');
      return 'whole';
    });
    assert.throws(() => answer(undefined), /given up/);
    fails = false;
    assert.equal(answer(undefined), 'whole');
  });

  it('hold for others as long as they are the same, where they are steady', () => {
    const recall = createRecall();
    const [ONE] = partsOf(recall);
    let text = 'GET /orders';
    let asked = 0;
    const isRoute = recall.keepSteady((_: undefined) => {
      recall.note(ONE);
      return text.startsWith('GET');
    }, (one, other) => one === other);
    const outer = recall.keep((_: undefined) => {
      asked++;
      return isRoute(undefined) ? 'route' : 'none';
    });
    assert.equal(outer(undefined), 'route');
    text = 'GET /items';
    assert.equal(recall.forget(ONE), true);
    assert.equal(outer(undefined), 'route');
    assert.equal(asked, 1);
    text = 'nothing';
    assert.equal(recall.forget(ONE), false, 'what rests on it has to be found out again');
  });

  it('notice what a steady answer is read from now', () => {
    const recall = createRecall();
    const [ONE, OTHER] = partsOf(recall);
    let reads = ONE;
    let answer = 'same';
    recall.steadily(() => {
      recall.note(reads);
      return answer;
    }, (one, other) => one === other);
    reads = OTHER;
    assert.equal(recall.forget(ONE), true);
    answer = 'another';
    assert.equal(recall.forget(ONE), true, 'it is no longer read from there');
    assert.equal(recall.forget(OTHER), false);
  });

  it('tell a question that leads back to itself what is known so far', () => {
    const recall = createRecall();
    const [ONE] = partsOf(recall);
    const memo = new Map<string, { value: readonly string[]; marks: number }>();
    const of = (name: string): readonly string[] => recall.roughly(memo, name, [], () => {
      recall.note(name === 'b' ? ONE : NO_MARKS);
      return [name, ...of(name === 'a' ? 'b' : 'a')];
    });
    assert.deepEqual(of('a'), ['a', 'b']);
    recall.forget(ONE);
    assert.equal(memo.size, 0, 'both were read from what changed');
  });

  it('are marked by what was read in a cycle, too', () => {
    const recall = createRecall();
    const [ONE] = partsOf(recall);
    const remember = createMemory(recall);
    const memo = new Map<string, Remembered<string>>();
    const ask = (name: string): string => remember(memo, name, '', () => {
      if (name === 'inner') recall.note(ONE);
      return name + ask(name === 'outer' ? 'inner' : 'outer');
    }, undefined);
    assert.equal(ask('outer'), 'outerinner');
    recall.forget(ONE);
    assert.equal(memo.has('outer'), false);
  });
});

describe('marks', () => {
  it('have one number for a set, however it came about', () => {
    const { of, union } = createMarkSets();
    assert.equal(union(of([40]), of([2, 7])), of([7, 40, 2]));
    assert.equal(union(of([2, 7]), of([2])), of([2, 7]));
    assert.deepEqual([of([]), union(NO_MARKS, of([3])), union(of([3]), NO_MARKS), union(of([3]), ALL_MARKS)], [NO_MARKS, of([3]), of([3]), ALL_MARKS]);
  });

  it('touch where they have a part in common', () => {
    const { of, touching } = createMarkSets();
    const changed = touching(of([1, 50]));
    assert.deepEqual([of([50]), of([1, 2]), of([2, 32]), NO_MARKS, ALL_MARKS].map(changed), [true, true, false, false, true]);
    assert.deepEqual([of([9]), NO_MARKS].map(touching(ALL_MARKS)), [true, false]);
    assert.deepEqual([of([9]), ALL_MARKS].map(touching(NO_MARKS)), [false, false]);
  });
});
