import type { Property } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import type { Argument, Frame, ObjectValue, Value } from './values.ts';

/** A property as it is written, with the frame to evaluate it in. */
export interface WrittenProperty {
  readonly property: Property;
  readonly frame: Frame;
}

/**
 * Where an object's property is written, through spreads; `unknown` where it may be there, but can't be seen: the object is a parameter,
 * a package's, or something is spread into it that can't be read.
 */
export function writtenProperty(evaluator: Evaluator, values: readonly Value[], key: string): WrittenProperty | 'unknown' | undefined {
  let isOpen = false;
  for (const value of values) {
    const found = value.kind === 'object' ? inObject(evaluator, value, key) : value.kind === 'literal' ? undefined : 'unknown';
    if (found !== undefined && found !== 'unknown') return found;
    isOpen ||= found === 'unknown';
  }
  return isOpen ? 'unknown' : undefined;
}

function inObject(evaluator: Evaluator, value: ObjectValue, key: string): WrittenProperty | 'unknown' | undefined {
  let isOpen = false;
  for (const property of [...value.node.properties].reverse()) {
    if ('kind' in property) {
      const spread = writtenProperty(evaluator, evaluator.evaluate(property.value, value.frame), key);
      if (spread !== undefined && spread !== 'unknown') return spread;
      isOpen ||= spread === 'unknown';
    } else if (property.key === key) return { property, frame: value.frame };
    else isOpen ||= property.key === undefined;
  }
  return isOpen ? 'unknown' : undefined;
}

/** What stands at the end of a way through objects: of `{ routes: { prefix } }` by `['routes', 'prefix']` the prefix. */
export function argumentAt(evaluator: Evaluator, from: Argument, keys: readonly string[]): Argument | 'unknown' | undefined {
  let at: Argument | 'unknown' | undefined = from;
  for (const key of keys) {
    if (at === undefined || at === 'unknown') return at;
    const found: WrittenProperty | 'unknown' | undefined = writtenProperty(evaluator, evaluator.argument(at), key);
    at = found === undefined || found === 'unknown' ? found : { expression: found.property.value, frame: found.frame };
  }
  return at;
}
