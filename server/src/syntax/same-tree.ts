/** Whether two parts of a tree, or two lists of texts, are the same, offsets and all: plain data, lists and maps, without cycles. */
export function isSameTree(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one)) return Array.isArray(other) && isSameList(one, other);
  if (one instanceof Map) return other instanceof Map && one.size === other.size && isSameList([...one], [...other]);
  return isSameObject(one, other);
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (!isSameTree(one[index], other[index])) return false;
  return true;
}

function isSameObject(one: object, other: object): boolean {
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  for (const key of keys) if (!isSameTree(Reflect.get(one, key), Reflect.get(other, key))) return false;
  return true;
}
