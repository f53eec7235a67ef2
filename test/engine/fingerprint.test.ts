import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fingerprint, withoutOrdinal } from '../../server/src/engine/fingerprint.ts';

test('a fingerprint is the same wherever it is made', () => {
  assert.equal(fingerprint('unbounded-query', 'src/orders.ts', 'findMany', 0), '763ec29cba5a3d55-0');
});

test('white space in the snippet does not count', () => {
  assert.equal(fingerprint('r', 'a.ts', '  a\r\n\t b ', 0), fingerprint('r', 'a.ts', 'a b', 0));
  assert.notEqual(fingerprint('r', 'a.ts', 'ab', 0), fingerprint('r', 'a.ts', 'a b', 0));
});

test('rule, file, snippet and ordinal all count, and do not run into each other', () => {
  const prints = [
    fingerprint('r', 'a.ts', 'x', 0),
    fingerprint('r2', 'a.ts', 'x', 0),
    fingerprint('r', 'b.ts', 'x', 0),
    fingerprint('r', 'a.ts', 'y', 0),
    fingerprint('r', 'a.ts', 'x', 1),
    fingerprint('ra', '.ts', 'x', 0),
  ];
  assert.equal(new Set(prints).size, prints.length);
});

test('equal findings share what stands before the ordinal', () => {
  assert.equal(withoutOrdinal(fingerprint('r', 'a.ts', 'x', 0)), withoutOrdinal(fingerprint('r', 'a.ts', 'x', 12)));
  assert.notEqual(withoutOrdinal(fingerprint('r', 'a.ts', 'x', 0)), withoutOrdinal(fingerprint('r', 'a.ts', 'y', 0)));
});
