import type { Conversation, HandlerShape, Meaning } from '../../frameworks/vocabulary/conversation.ts';
import { frameOfFunction } from '../../semantic/frames.ts';
import type { Frame } from '../../semantic/values.ts';
import { findBinding } from '../../syntax/find-binding.ts';
import type { Expression, FunctionNode } from '../../syntax/tree.ts';

/** The handler whose parameters are spoken to. */
export interface Talk {
  readonly conversation: Conversation;
  readonly shape: HandlerShape;
  readonly handler: FunctionNode;
}

/** What something means in the conversation of a handler: `res`, `next`, `res.status(500).json`; through the arguments of calls. */
export function meaningIn(talk: Talk, node: Expression, frame: Frame, depth = 0): Meaning | undefined {
  if (depth > 8) return undefined;
  switch (node.kind) {
    case 'name': {
      const [definition, ...others] = findBinding(frame.module, node.scope, node.name)?.definitions ?? [];
      // `const next = args[args.length - 1]`
      if (definition?.kind === 'value' && definition.value.kind === 'index' && definition.path.length === 0 && others.length === 0) return meaningIn(talk, definition.value, frame, depth + 1);
      if (definition?.kind !== 'parameter') return undefined;
      const home = frameOfFunction(frame, definition.fn);
      if (!home) return undefined;
      const argument = home.args?.[definition.index];
      const given = home.fn === talk.handler ? talk.shape.parameters[definition.index] : argument && 'expression' in argument ? meaningIn(talk, argument.expression, argument.frame, depth + 1) : undefined;
      return definition.path.reduce<Meaning | undefined>((meaning, step) => memberOf(talk, meaning, String(step)), given);
    }
    case 'member': return memberOf(talk, meaningIn(talk, node.object, frame, depth + 1), node.name);
    // `res.status(500)` is the response again.
    case 'call': {
      const { callee } = node;
      const object = callee.kind === 'member' ? meaningIn(talk, callee.object, frame, depth + 1) : undefined;
      const called = callee.kind === 'member' ? memberOf(talk, object, callee.name) : undefined;
      return called?.is === 'status' || (object?.is === 'part' && called === undefined && talk.conversation.parts[object.part]?.isChainable) ? object : undefined;
    }
    case 'index': return meaningOfRest(talk, node, frame);
    case 'await': return meaningIn(talk, node.value, frame, depth + 1);
    default: return undefined;
  }
}

/** One of all parameters of the handler: `args[2]`, `args[args.length - 1]`. */
function meaningOfRest({ shape, handler }: Talk, { object, index }: Expression & { kind: 'index' }, frame: Frame): Meaning | undefined {
  const definition = object.kind === 'name' ? findBinding(frame.module, object.scope, object.name)?.definitions[0] : undefined;
  if (object.kind !== 'name' || definition?.kind !== 'parameter' || !definition.rest || frameOfFunction(frame, definition.fn)?.fn !== handler) return undefined;
  if (index.kind === 'literal' && typeof index.value === 'number') return shape.parameters[definition.index + index.value];
  const isLast = index.kind === 'binary' && index.operator === '-' && index.right.kind === 'literal' && index.right.value === 1 && index.left.kind === 'member' && index.left.name === 'length' && index.left.object.kind === 'name' && index.left.object.name === object.name;
  return isLast ? shape.parameters.at(-1) : undefined;
}

function memberOf({ conversation }: Talk, of: Meaning | undefined, name: string): Meaning | undefined {
  return of?.is === 'part' ? conversation.parts[of.part]?.members[name] : of?.is === 'record' ? of.members[name] : undefined;
}
