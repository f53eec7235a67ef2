import type { Reuse } from '../../concepts/facts.ts';
import type { Evaluator } from '../../semantic/evaluate.ts';
import type { Frame } from '../../semantic/values.ts';
import type { Call, FunctionNode, Module } from '../../syntax/tree.ts';
import type { FailureLoggers } from '../failure-loggers.ts';
import { indentAt, insertion, styleOf, type Source } from '../source.ts';
import { surroundingsOf } from './surroundings.ts';

/** A listener that logs, behind the statement that gives a name to what a call makes; without a name at the call itself. */
export function listenToMade(source: Source, loggers: FailureLoggers, node: Call, frame: Frame, isPromised: boolean): Reuse | undefined {
  const { module } = frame;
  const text = source.text(module.file);
  const { newline, quote, semicolon } = styleOf(text);
  const { callee, edits } = loggers.loggerAt(frame);
  const listener = `.on(${quote}error${quote}, (error) => ${callee}(error))`;
  const declared = declarationOf(module, node);
  if (declared) {
    const line = `${newline}${indentAt(text, declared.start)}${declared.name}${listener}${semicolon}`;
    return { name: callee, edits: [...edits, insertion(module.file, declared.end, line)] };
  }
  const isWhole = text[node.end - 1] === ')'; // `new Pool` has no parentheses
  return isPromised || !isWhole ? undefined : { name: callee, edits: [...edits, insertion(module.file, node.end, listener)] };
}

/** A listener that logs, at the beginning of a function that is given something. */
export function listenToGiven(evaluator: Evaluator, source: Source, loggers: FailureLoggers, name: string, module: Module, fn: FunctionNode): Reuse | undefined {
  const frame = evaluator.frames.generic(module, fn.id);
  const [first] = fn.body;
  if (!frame || !fn.block || !first) return undefined;
  const text = source.text(module.file);
  const { newline, quote, semicolon } = styleOf(text);
  const { callee, edits } = loggers.loggerAt(frame);
  const isOneLine = !text.slice(fn.block.start, first.start).includes('\n');
  const line = `${name}.on(${quote}error${quote}, (error) => ${callee}(error))${semicolon || (isOneLine ? ';' : '')}`;
  return { name: callee, edits: [...edits, insertion(module.file, first.start, isOneLine ? `${line} ` : `${line}${newline}${indentAt(text, first.start)}`)] };
}

/** The statement that gives a call's result, or what it promises, to one name. */
function declarationOf(module: Module, node: Call): { readonly name: string; readonly start: number; readonly end: number } | undefined {
  const { parentOf } = surroundingsOf(module);
  const parent = parentOf(node);
  const value = parent?.in === 'expression' && parent.node.kind === 'await' ? parent.node : node;
  const statement = parentOf(value);
  if (statement?.in !== 'statement' || statement.node.kind !== 'declare') return undefined;
  const binding = module.bindings.find(({ definitions }) => definitions.some((one) => one.kind === 'value' && one.value === value && one.path.length === 0));
  return binding && { name: binding.name, start: statement.node.start, end: statement.node.end };
}
