import type { FloatingPromise } from '../concepts/floating-promise.ts';
import type { Reuse } from '../concepts/facts.ts';
import type { Frame } from '../semantic/values.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { FailureLoggers } from './failure-loggers.ts';
import type { LeftBehind } from './left-behind.ts';
import { insertion } from './source.ts';

/** The edits after which a function waits for a promise: one that is asynchronous, or can be because its caller waits for it. */
export function waitEdits({ node, operator, statement, isAwaited }: LeftBehind, { kind, runsBy }: Pick<FloatingPromise, 'kind' | 'runsBy'>, { module, fn }: Frame, isWaitedFor: boolean): readonly TextEdit[] | undefined {
  const { file } = module;
  const run = runsBy === undefined ? [] : [insertion(file, node.end, `.${runsBy}()`)];
  if (isAwaited) return run;
  if (fn.isGenerator) return undefined;
  const start = operator?.start ?? node.start;
  const awaiting = operator ? { at: { file, start: operator.start, end: node.start }, text: 'await ' } : insertion(file, start, 'await ');
  if (fn.isAsync) return [awaiting, ...run];
  const isLast = kind === 'onward' && fn.body.at(-1) === statement && statement.kind === 'expression' && statement.value === node;
  if (isLast) return [insertion(file, start, 'return ')];
  const canBeAsync = isWaitedFor && !fn.returnType && (fn.form === 'arrow' || (fn.form === 'function' && !fn.isDeclaration));
  return canBeAsync ? [insertion(file, fn.start, 'async '), awaiting, ...run] : undefined;
}

/** The edits that log a rejection where it starts. */
export function handleEdits({ node }: LeftBehind, frame: Frame, loggers: FailureLoggers): Reuse {
  const { callee, edits } = loggers.loggerAt(frame);
  return { name: callee, edits: [...edits, insertion(frame.module.file, node.end, `.catch((error) => ${callee}(error))`)] };
}
