import type { Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Expression } from '../syntax/tree.ts';
import { callGivenTo } from './callback-calls.ts';
import type { LoopAround } from './loops.ts';
import type { QuerySite } from './query-sites.ts';

/** Whether the text of a query is the item of the loop: a list of statements is run one after the other, and can't be run otherwise. */
export function isScript({ unreadText, frame }: QuerySite, loop: LoopAround): boolean {
  return unreadText !== undefined && isItem(unreadText, frame, loop);
}

/** The item, a member of it, or a parameter that it is given as. */
function isItem(text: Expression, frame: Frame, loop: LoopAround): boolean {
  if (text.kind === 'member') return isItem(text.object, frame, loop);
  const { module } = frame;
  const binding = text.kind === 'name' ? findBinding(module, text.scope, text.name) : undefined;
  const [definition] = binding?.definitions ?? [];
  if (!binding || !definition) return false;
  if (loop.statement && module === loop.frame.module && loop.statement.bindings.some((id) => module.bindings[id] === binding)) return true;
  if (definition.kind !== 'parameter') return false;
  const fn = module.functions[definition.fn];
  if (fn && loop.call && definition.index === 0 && callGivenTo(module, fn) === loop.call) return true;
  let home: Frame | undefined = frame;
  while (home && home.fn !== fn) home = home.parent;
  const given = home?.args?.[definition.index];
  return given !== undefined && 'expression' in given && isItem(given.expression, given.frame, loop);
}
