const numbers = new WeakMap<object, number>();
let last = 0;

/** A number that tells a node of a tree apart from all others, of whatever file and version; it says nothing about order. For keys that must not take what was typed for what stood there before. */
export function nodeNumber(node: object): number {
  const known = numbers.get(node);
  if (known !== undefined) return known;
  numbers.set(node, ++last);
  return last;
}
