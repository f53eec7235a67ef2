import type { Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Binding, Call, Expression, Module, Statement } from '../syntax/tree.ts';
import { surroundingsOf } from './failures/surroundings.ts';
import type { Link } from './query-bounds.ts';
import { isMadeOf, listAround } from './query-chain.ts';

/** A query that is never changed, in a variable that is given another one which is built on it: `query = query.where(…)`. */
export interface ReplacedQuery {
  /** What the variable begins with. */
  readonly first: Expression;
  /** What is called on it until it is read. */
  readonly links: readonly (Link & { /** It may not happen. */ readonly isConditional: boolean })[];
}

/** What a call reads, where that is a variable which is given several queries one after the other, each built on the one before. */
export function replacedQuery(node: Call, frame: Frame): ReplacedQuery | undefined {
  const { module, fn } = frame;
  const read = node.callee.kind === 'member' ? chainOn(node.callee.object, frame) : undefined;
  const binding = read && findBinding(module, read.root.scope, read.root.name);
  const [first, ...others] = binding?.definitions ?? [];
  if (!read || !binding || others.length === 0 || first?.kind !== 'value' || first.path.length > 0 || module.scopes[binding.scope]?.fn !== fn.id) return undefined;
  if (isReplacedLater(binding, node) || !others.every((definition) => definition.kind === 'value' && isMadeOf(definition.value, binding, module))) return undefined;
  const declared = statementOf(first.value, module);
  const beside = declared ? listAround(fn.body, declared) ?? [] : [];
  const links = others.flatMap((definition) => {
    const statement = definition.kind === 'value' ? statementOf(definition.value, module) : undefined;
    const chain = definition.kind === 'value' ? chainOn(definition.value, frame) : undefined;
    return statement && chain ? chain.links.map((link) => ({ ...link, isConditional: !beside.includes(statement) })) : [];
  });
  return { first: first.value, links: [...links, ...read.links.map((link) => ({ ...link, isConditional: false }))] };
}

/** Whether it is built on behind the call: a loop may come back to that with more on it. */
function isReplacedLater({ definitions }: Binding, node: Call): boolean {
  return definitions.some((definition) => definition.kind === 'value' && definition.value.start > node.start);
}

function chainOn(node: Expression, frame: Frame): { readonly root: Expression & { kind: 'name' }; readonly links: readonly Link[] } | undefined {
  if (node.kind === 'name') return { root: node, links: [] };
  if (node.kind !== 'call' || node.callee.kind !== 'member') return undefined;
  const inner = chainOn(node.callee.object, frame);
  return inner && { root: inner.root, links: [...inner.links, { name: node.callee.name, args: node.args, frame }] };
}

function statementOf(node: Expression, module: Module): Statement | undefined {
  return surroundingsOf(module).expressionsAround(node).statement;
}
