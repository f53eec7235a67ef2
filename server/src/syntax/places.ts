import type { Place } from './tree.ts';

/** Whether one place of a file lies within another, or is the same. */
export function holds(outer: Place, inner: Place): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
