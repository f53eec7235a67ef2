import type { FunctionNode } from '../../syntax/tree.ts';
import type { Reach, Reached } from '../reach.ts';

/** What is reached from an entry, and behind it what is started on the way and left alone (`refresh();`), with what that reaches. */
export function withStarted(reach: Reach, reached: readonly Reached[]): readonly Reached[] {
  const found = [...reached];
  const seen = new Set<FunctionNode>();
  for (const from of found) {
    for (const { frame, node } of reach.leftAloneIn(from.frame)) {
      if (seen.has(frame.fn)) continue;
      seen.add(frame.fn);
      found.push(...continued(reach.followFrame(frame), { node, from }));
    }
  }
  return found;
}

/** The same ways, from further out. */
function continued(reached: readonly Reached[], start: NonNullable<Reached['by']>): readonly Reached[] {
  const known = new Map<Reached, Reached>();
  const longer = (one: Reached): Reached => {
    const made = known.get(one) ?? { frame: one.frame, by: one.by ? { node: one.by.node, from: longer(one.by.from) } : start };
    known.set(one, made);
    return made;
  };
  return reached.map(longer);
}
