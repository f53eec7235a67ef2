import type { Presence } from '../concepts/presence.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Binding, Call, Expression, Module, Statement } from '../syntax/tree.ts';
import { functionAround, surroundingsOf } from './failures/surroundings.ts';

/** Methods that add to a list. */
const ADDING = new Set(['push', 'unshift']);
/** Methods that give a list with what was in it, or with what their function gave. */
const KEEPING = new Set(['concat', 'flat', 'filter', 'slice', 'reverse', 'toReversed']);
const MAPPING = new Set(['map', 'flatMap']);
/** What waits for a list runs it. */
const WAITING = new Set(['all', 'allSettled', 'race', 'any']);

/** Says of a query that is only described where it stands whether a list that it comes to is handed to what `runs` lists: `operations.push(prisma.order.create(…)); prisma.$transaction(operations)`. */
export function isListRun(evaluator: Evaluator, runs: (call: Call, index: number, frame: Frame) => boolean, query: Expression, frame: Frame): Presence {
  const { module } = frame;
  const surroundings = surroundingsOf(module);
  const seen = new Set<Binding>();

  function follow(binding: Binding | undefined, isListed: boolean): Presence {
    if (!binding || binding.scope === 0 || seen.has(binding)) return 'absent';
    seen.add(binding);
    const answers = surroundings.usesOf(binding).map((use) => climb(use, isListed));
    return answers.includes('present') ? 'present' : answers.includes('unknown') ? 'unknown' : 'absent';
  }

  /** `isListed`: what is climbed from is a list with it, and whoever gets that may run it. */
  function climb(node: Expression, isListed: boolean): Presence {
    const parent = surroundings.parentOf(node);
    if (!parent) return 'absent';
    if (parent.in === 'statement') return leave(node, parent.node, isListed);
    const outer = parent.node;
    if (outer.kind === 'array' || outer.kind === 'spread') return climb(outer, true);
    if (outer.kind === 'conditional' && outer.test !== node) return climb(outer, isListed);
    if (outer.kind === 'assign') return outer.value === node && outer.target.kind === 'name' ? follow(findBinding(module, outer.target.scope, outer.target.name), isListed) : 'absent';
    if (outer.kind === 'member') return outer.object === node && isListed ? keptBy(outer) : 'absent';
    if (outer.kind !== 'call' || outer.callee === node) return 'absent';
    if (runs(outer, outer.args.indexOf(node), homeOf(outer))) return 'present';
    const { callee } = outer;
    if (callee.kind !== 'member') return isListed ? 'unknown' : 'absent';
    if (ADDING.has(callee.name)) return callee.object.kind === 'name' ? follow(findBinding(module, callee.object.scope, callee.object.name), true) : 'absent';
    if (KEEPING.has(callee.name)) return climb(outer, true);
    return isListed && !WAITING.has(callee.name) ? 'unknown' : 'absent';
  }

  /** `operations.concat(others)`, `operations.flat()`. */
  function keptBy(member: Expression & { kind: 'member' }): Presence {
    const call = surroundings.parentOf(member);
    return KEEPING.has(member.name) && call?.in === 'expression' && call.node.kind === 'call' && call.node.callee === member ? climb(call.node, true) : 'absent';
  }

  function leave(node: Expression, statement: Statement, isListed: boolean): Presence {
    if (statement.kind === 'declare') return follow(bindingOf(module, node), isListed);
    if (statement.kind !== 'return') return 'absent';
    const fn = module.functions[functionAround(module, node)];
    const callee = fn?.passedTo?.callee;
    if (fn?.isAsync) return 'absent';
    if (callee?.kind !== 'member' || !MAPPING.has(callee.name)) return isListed ? 'unknown' : 'absent';
    const call = surroundings.parentOf(callee);
    return call?.in === 'expression' ? climb(call.node, true) : 'absent';
  }

  /** The activation that a place belongs to: one around the query, or the one that the query's own gives a function inside. */
  function homeOf(place: Expression): Frame {
    const id = functionAround(module, place);
    const around = framesAround(frame);
    return around.find(({ fn }) => fn.id === id) ?? evaluator.frames.inside(around.at(-1) ?? frame, id) ?? frame;
  }

  return climb(query, false);
}

function framesAround(frame: Frame): readonly Frame[] {
  return frame.parent ? [frame, ...framesAround(frame.parent)] : [frame];
}

function bindingOf({ bindings }: Module, value: Expression): Binding | undefined {
  return bindings.find(({ definitions }) => definitions.some((definition) => definition.kind === 'value' && definition.value === value && definition.path.length === 0));
}
