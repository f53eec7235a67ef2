import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { releaseMemory } from '../../server/src/remote/release-memory.ts';

test('what nobody holds any more is gone, and what somebody holds stays', async () => {
  const kept = { text: 'kept' };
  const [dropped, held] = [new WeakRef({ text: 'dropped' }), new WeakRef(kept)];
  await turn(); // a reference holds what it was made of until the turn ends
  releaseMemory();
  assert.equal(dropped.deref(), undefined);
  assert.equal(held.deref(), kept);
});

test('it can be asked for again', () => {
  releaseMemory();
  assert.doesNotThrow(releaseMemory);
});
