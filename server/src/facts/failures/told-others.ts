import type { Evaluator } from '../../semantic/evaluate.ts';
import { eachExpressionOf } from '../../semantic/returns.ts';
import type { Frame, Value } from '../../semantic/values.ts';
import { findBinding } from '../../syntax/find-binding.ts';
import type { Call, Expression, Module, Statement } from '../../syntax/tree.ts';
import type { Loggers } from '../loggers.ts';
import { packageOf } from '../roles.ts';

export interface TellingTools {
  readonly evaluator: Evaluator;
  readonly loggers: Loggers;
  /** The packages whose functions answer requests. */
  readonly answering: ReadonlySet<string>;
}

/**
 * Whether statements may tell somebody besides the log: they call something that was handed in (`res.status`, `next`, `this.reply`), hand that to a
 * function, or call what nobody knows or what a framework answers with.
 */
export function mayTellOthers(tools: TellingTools, body: readonly Statement[], frame: Frame): boolean {
  let found = false;
  eachExpressionOf(body, (node) => {
    if (!found && node.kind === 'call' && !tools.loggers.tellingOf(node, frame)?.isKnown) found = isTelling(tools, node, frame);
  });
  return found;
}

function isTelling({ evaluator, answering }: TellingTools, { callee, args }: Call, frame: Frame): boolean {
  if (isHandedIn(callee, frame.module)) return true;
  const isOpen = (value: Value): boolean => value.kind === 'unknown' || value.kind === 'parameter' || (value.kind === 'api' && answering.has(packageOf(value)));
  const values = evaluator.evaluate(callee, frame);
  return values.some(isOpen) || (values.some(({ kind }) => kind === 'function') && args.some((argument) => isHandedIn(argument, frame.module)));
}

/** Whether an expression begins with a parameter: `res.status(500).json`. */
export function isHandedIn(node: Expression, module: Module): boolean {
  if (node.kind === 'call') return isHandedIn(node.callee, module);
  if (node.kind === 'member') return isHandedIn(node.object, module);
  return node.kind === 'name' && findBinding(module, node.scope, node.name)?.definitions.some(({ kind }) => kind === 'parameter') === true;
}
