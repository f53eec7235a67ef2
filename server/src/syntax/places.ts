import type { Place } from './tree.ts';

/** Whether one place of a file lies within another, or is the same. */
export function holds(outer: Place, inner: Place): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Whether a range of a text stands between the braces of a block. */
export function withinBlock(block: Place, start: number, end: number): boolean {
  return block.start < start && end < block.end;
}
