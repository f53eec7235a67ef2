import { frameOfFunction } from '../semantic/frames.ts';
import { eachExpression } from '../semantic/returns.ts';
import type { Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Expression } from '../syntax/tree.ts';
import { callGivenTo } from './callback-calls.ts';

/**
 * Whether something is asked only with parameters that nobody filled in: of `requireUser()`, which is also made as `requireUser('admin')`, the
 * question for the role asks nothing.
 */
export function dependsOnNothingGiven(expressions: readonly Expression[], frame: Frame): boolean {
  const answers: boolean[] = [];
  for (const expression of expressions) {
    eachExpression(expression, (node) => {
      const given = node.kind === 'name' ? isGiven(node.name, node.scope, frame) : undefined;
      if (given !== undefined) answers.push(given);
    });
  }
  return answers.length > 0 && !answers.includes(true);
}

/** Whether a parameter of a function that was called was filled in; `undefined` for everything else. */
function isGiven(name: string, scope: number, frame: Frame): boolean | undefined {
  const [definition] = findBinding(frame.module, scope, name)?.definitions ?? [];
  if (definition?.kind !== 'parameter') return undefined;
  const home = frameOfFunction(frame, definition.fn);
  if (home?.args) return home.args.length > definition.index || definition.fallback !== undefined;
  // An element of a list that nobody filled.
  const call = home?.parent && callGivenTo(home.module, home.fn);
  if (call?.callee.kind !== 'member' || !home?.parent) return undefined;
  return dependsOnNothingGiven([call.callee.object], home.parent) ? false : undefined;
}
