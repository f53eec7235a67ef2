import type { Reuse } from '../../concepts/facts.ts';
import type { Frame } from '../../semantic/values.ts';
import type { TextEdit } from '../../syntax/text.ts';
import type { FunctionNode, Place, Try } from '../../syntax/tree.ts';
import type { FailureLoggers } from '../failure-loggers.ts';
import { indentAt, insertion, styleOf, type Source } from '../source.ts';

interface LogTools {
  readonly source: Source;
  readonly failureLoggers: FailureLoggers;
}

/** The edits that log what a `catch` clause catches, before whatever it does. */
export function logInClause(tools: LogTools, { handler }: Try, frame: Frame): Reuse | undefined {
  if (!handler) return undefined;
  const { module } = frame;
  const [binding, ...others] = handler.bindings;
  const name = binding === undefined ? 'error' : module.bindings[binding]?.name;
  if (name === undefined || others.length > 0) return undefined;
  const named = binding === undefined ? [insertion(module.file, handler.at.end, ' (error)')] : [];
  return logged(tools, frame, name, handler.block, handler.body[0], named);
}

/** The edits that log what a function is given that is a rejection's handler, where it is written with braces. */
export function logInHandler(tools: LogTools, fn: FunctionNode, frame: Frame): Reuse | undefined {
  const { block, parameters, parametersAt, hasParentheses } = fn;
  const [first, ...others] = parameters;
  if (!block || others.length > 0 || (first && first.name === undefined)) return undefined;
  const named = first ? [] : hasParentheses ? [insertion(frame.module.file, parametersAt.start, 'error')] : undefined;
  return named && logged(tools, frame, first?.name ?? 'error', block, fn.body[0], named);
}

function logged({ source, failureLoggers }: LogTools, frame: Frame, name: string, block: Place, first: Place | undefined, named: readonly TextEdit[]): Reuse {
  const { module } = frame;
  const text = source.text(module.file);
  const { newline, indent, semicolon } = styleOf(text);
  const { callee, edits } = failureLoggers.loggerAt(frame);
  const statement = `${callee}(${name})${semicolon}`;
  const around = indentAt(text, block.start);
  const isOneLine = first !== undefined && !text.slice(block.start, first.start).includes('\n');
  const body = first === undefined
    ? [{ at: { file: module.file, start: block.start, end: block.end }, text: `{${newline}${around}${indent}${statement}${newline}${around}}` }]
    : [insertion(module.file, first.start, isOneLine ? `${statement} ` : `${statement}${newline}${indentAt(text, first.start)}`)];
  return { name: callee, edits: [...edits, ...named, ...body] };
}
