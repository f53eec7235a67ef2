import type { ApiPath } from '../../semantic/api-path.ts';
import { matches } from '../../semantic/api-path.ts';
import type { Evaluator } from '../../semantic/evaluate.ts';
import { eachExpression, eachExpressionOf, eachStatement } from '../../semantic/returns.ts';
import type { Frame } from '../../semantic/values.ts';
import { findBinding } from '../../syntax/find-binding.ts';
import type { Binding, Expression, Module, Try } from '../../syntax/tree.ts';

export interface ParseTools {
  readonly evaluator: Evaluator;
  /** What reads texts, and throws for those that it can't read. */
  readonly parses: readonly ApiPath[];
}

/** Names that are made of one another, at most. */
const MAX_STEPS = 3;

/** What the texts of a `try` are called that only reads texts: what fails there is such a text. Nothing where it does anything else. */
export function parsedIn({ evaluator, parses }: ParseTools, { block }: Try, frame: Frame): ReadonlySet<Binding> {
  const found = new Set<Binding>();
  let isOther = false;
  eachExpressionOf(block, (node) => {
    if (node.kind === 'await') isOther = true;
    if (node.kind !== 'call') return;
    const [text] = node.args;
    const binding = text?.kind === 'name' ? findBinding(frame.module, text.scope, text.name) : undefined;
    const isParse = evaluator.evaluate(node.callee, frame).some((value) => value.kind === 'api' && parses.some((path) => matches(path, value)));
    if (binding && isParse) found.add(binding);
    else isOther = true;
  });
  return isOther ? new Set() : found;
}

/** Whether an expression holds one of some names, or what was made of them. */
export function isMadeOf(node: Expression, names: ReadonlySet<Binding>, module: Module, depth = 0): boolean {
  let isMade = false;
  eachExpression(node, (part) => {
    if (isMade || part.kind !== 'name') return;
    const binding = findBinding(module, part.scope, part.name);
    if (!binding) return;
    isMade = names.has(binding) || (depth < MAX_STEPS && binding.definitions.some((definition) => definition.kind === 'value' && isMadeOf(definition.value, names, module, depth + 1)));
  });
  return isMade;
}

/** Whether a function tries to read a text under this name, and throws where it can't. */
export function isRefused(tools: ParseTools, binding: Binding, frame: Frame): boolean {
  let found = false;
  eachStatement(frame.fn.body, (statement) => {
    if (statement.kind === 'try' && statement.handler?.body.at(-1)?.kind === 'throw' && parsedIn(tools, statement, frame).has(binding)) found = true;
  });
  return found;
}
