import type { DecoratedRouting } from '../frameworks/vocabulary/decorators.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { isSame, isVague } from '../semantic/value-sets.ts';
import { NOTHING_KNOWN, type Value } from '../semantic/values.ts';
import type { Annotations } from './annotations.ts';
import type { Applied } from './applied-decorators.ts';

/** Something that a decorator set, under a key. */
interface Mark {
  readonly key: readonly Value[];
  readonly value: readonly Value[];
  readonly conditional: boolean;
}

/** What decorators set for guards to read: by the part of the route that they stand at, as the conversation names it. */
export function annotationsOf(evaluator: Evaluator, routing: DecoratedRouting, transport: string, decorators: Readonly<Record<string, readonly Applied[]>>): Annotations {
  const marks = new Map<string, readonly Mark[]>();
  const marksAt = (target: string): readonly Mark[] => {
    const known = marks.get(target);
    if (known) return known;
    const found = (decorators[target] ?? []).flatMap((applied) => marksOf(evaluator, routing, applied));
    marks.set(target, found);
    return found;
  };
  return {
    transport,
    read(key, targets) {
      if (key.every(isVague)) return NOTHING_KNOWN;
      for (const target of targets) {
        const mark = marksAt(target).find((one) => key.some((value) => one.key.some((other) => isSame(value, other))));
        if (mark) return mark.conditional ? [...NOTHING_KNOWN, ...mark.value] : mark.value;
        // What can't be read may set anything.
        if ((decorators[target] ?? []).some((one) => !one.value) || marksAt(target).some((one) => one.key.every(isVague))) return NOTHING_KNOWN;
      }
      return undefined;
    },
  };
}

function marksOf(evaluator: Evaluator, { metadata }: DecoratedRouting, { value, conditional }: Applied): readonly Mark[] {
  if (!value || !metadata || value.site?.node.kind !== 'call') return [];
  const { node, frame } = value.site;
  const argument = (index: number): readonly Value[] => {
    const expression = node.args[index];
    return expression ? evaluator.evaluate(expression, frame) : [{ kind: 'literal', value: undefined }];
  };
  if (matches(metadata.set, value) || matches(metadata.define, value)) return [{ key: argument(0), value: argument(1), conditional }];
  return value.of && matches(metadata.made, value.of) ? [{ key: [value.of], value: argument(0), conditional }] : [];
}
