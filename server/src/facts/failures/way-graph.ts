import type { Frame } from '../../semantic/values.ts';
import type { Expression, FunctionNode } from '../../syntax/tree.ts';
import type { Reach } from '../reach.ts';

/** An activation on the way from an entry, with all that leads to it. */
export interface Stop {
  readonly frame: Frame;
  /** It is what the entry calls. */
  readonly isStart: boolean;
  /** The calls that run it, and what is handed to one, the nearest to the entry first. */
  readonly by: readonly Step[];
}

export interface Step {
  readonly node: Expression;
  readonly from: Stop;
}

/** Where an entry leads, function by function. */
export type WayGraph = ReadonlyMap<FunctionNode, readonly Stop[]>;

/** Functions that one entry may lead to, at most. */
const MAX_FUNCTIONS = 400;

/** Activations of one function that are told apart. */
const MAX_ACTIVATIONS = 3;

/** All ways from an activation, also by what is started and left alone (`refresh();`). What is only given to something that calls it later is entered from there. */
export function wayGraph({ calledIn, leftAloneIn, given }: Pick<Reach, 'calledIn' | 'leftAloneIn' | 'given'>, start: Frame, isEntered: (node: Expression) => boolean): WayGraph {
  const found = new Map<FunctionNode, Growing[]>();
  const first: Growing = { frame: start, isStart: true, by: [] };
  found.set(start.fn, [first]);
  const queue = [first];
  for (const from of queue) {
    for (const { frame, node } of [...calledIn(from.frame), ...leftAloneIn(from.frame)]) {
      if (isEntered(node)) continue;
      const stop = stopFor(frame);
      if (stop && !stop.by.some((step) => step.node === node && step.from === from)) stop.by.push({ node, from });
    }
  }
  return found;

  function stopFor(frame: Frame): Growing | undefined {
    const others = found.get(frame.fn) ?? [];
    const known = others.find((one) => one.frame === frame || given(one.frame) === given(frame)) ?? (others.length >= MAX_ACTIVATIONS ? others[0] : undefined);
    if (known || (others.length === 0 && found.size >= MAX_FUNCTIONS)) return known;
    const made: Growing = { frame, isStart: false, by: [] };
    found.set(frame.fn, [...others, made]);
    queue.push(made);
    return made;
  }
}

interface Growing extends Stop {
  readonly by: Step[];
}
