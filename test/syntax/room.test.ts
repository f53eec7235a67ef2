import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { changeBetween, changedBefore, paddedOffset, withoutRoom, withRoom, writtenOffset } from '../../server/src/syntax/room.ts';

const TEXT = 'f() { a } g() { b }';
const BRACES = [8, 18];

describe('a text with room in it', () => {
  it('is the text that was written without the room', () => {
    const roomy = withRoom(TEXT, BRACES);
    assert.ok(roomy);
    assert.equal(withoutRoom(roomy.padded), TEXT);
    assert.ok(roomy.padded.length > TEXT.length);
  });

  it('says of each offset where it is in the other', () => {
    const roomy = withRoom(TEXT, BRACES);
    assert.ok(roomy);
    for (let offset = 0; offset <= TEXT.length; offset++) {
      const padded = paddedOffset(roomy, offset);
      assert.equal(writtenOffset(roomy, padded), offset);
      if (offset < TEXT.length && !BRACES.includes(offset)) assert.equal(roomy.padded[padded], TEXT[offset]);
    }
  });

  it('is left alone where it has such whitespace itself', () => {
    assert.equal(withRoom('a\u1680b', []), undefined);
    const roomy = withRoom(TEXT, BRACES);
    const [room] = roomy?.rooms ?? [];
    assert.ok(roomy && room);
    assert.equal(changedBefore(roomy, 'f() { \u1680 } g() { b }', room), undefined);
  });

  it('takes up what is typed before a room: nothing behind it moves', () => {
    const roomy = withRoom(TEXT, BRACES);
    const [room] = roomy?.rooms ?? [];
    assert.ok(roomy && room);
    const changed = changedBefore(roomy, 'f() { a(1) } g() { b }', room);
    assert.ok(changed);
    assert.equal(withoutRoom(changed.text.padded), 'f() { a(1) } g() { b }');
    assert.equal(changed.text.padded.length, roomy.padded.length);
    assert.equal(changed.text.padded.slice(room.at + room.length), roomy.padded.slice(room.at + room.length));
  });

  it('has enough of it for what people type, and says when not', () => {
    const roomy = withRoom(TEXT, BRACES);
    const [room] = roomy?.rooms ?? [];
    assert.ok(roomy && room);
    assert.equal(changedBefore(roomy, `f() { ${'a'.repeat(5000)} } g() { b }`, room), undefined);
  });
});

describe('the change between two texts', () => {
  it('turns one into the other', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', 'b') }), fc.string({ unit: fc.constantFrom('a', 'b') }), (before, after) => {
      const { start, oldEnd, newEnd } = changeBetween(before, after);
      assert.equal(before.slice(0, start) + after.slice(start, newEnd) + before.slice(oldEnd), after);
      assert.ok(start <= oldEnd && start <= newEnd);
    }));
  });
});
