import type { LostCause } from '../../concepts/caught.ts';
import type { Evaluator } from '../../semantic/evaluate.ts';
import { bodiesOf, eachStatement, expressionsOf } from '../../semantic/returns.ts';
import { GLOBALS, type Frame } from '../../semantic/values.ts';
import type { TextEdit } from '../../syntax/text.ts';
import type { Call, Expression, Statement, Throw, Try } from '../../syntax/tree.ts';
import { calleeText, insertion, lastNameOf, spanOf, type Source } from '../source.ts';
import { readsBinding } from './binding-reads.ts';
import { mayTellOthers, type TellingTools } from './told-others.ts';
import { isMadeOf, parsedIn, type ParseTools } from './parsed-texts.ts';

interface CauseTools extends ParseTools, TellingTools {
  readonly source: Source;
  /** Whether the code of a file may write `new Error(message, { cause })`. */
  mayCause(file: string): boolean;
}

/** Errors of the language, which take a cause and answer nobody. */
const ERRORS = new Set(['Error', 'TypeError', 'RangeError', 'SyntaxError', 'EvalError', 'ReferenceError']);

/** `catch` clauses of a function that throw or log something else, and leave out what they caught. */
export function lostCausesIn(tools: CauseTools, frame: Frame): readonly LostCause[] {
  const found: LostCause[] = [];
  eachStatement(frame.fn.body, (statement) => {
    if (statement.kind !== 'try' || !statement.handler || readsBinding(statement.handler.body, frame.module, statement.handler.bindings)) return;
    const thrown = thrownIn(statement.handler.body).find(({ value }) => isPlainError(tools.evaluator, value, frame));
    const lost = thrown ? inThrow(tools, statement, thrown, frame) : inLog(tools, statement, frame);
    if (lost) found.push(lost);
  });
  return found;
}

/** What is thrown under every condition and under some; not in a `try` of its own. */
function thrownIn(body: readonly Statement[]): readonly Throw[] {
  return body.flatMap((statement) => (statement.kind === 'throw' ? [statement] : statement.kind === 'try' ? [] : bodiesOf(statement).flatMap(thrownIn)));
}

/** `new Error('…')`: an error of the project's own, or of a framework, may be what callers are answered with. */
function isPlainError(evaluator: Evaluator, value: Expression, frame: Frame): value is Call {
  if (value.kind !== 'call' || value.args.length > 1) return false;
  return evaluator.evaluate(value.callee, frame).some((one) => one.kind === 'api' && one.of?.name === GLOBALS && one.of.step === 'root' && ERRORS.has(one.name));
}

function inThrow(tools: CauseTools, statement: Try, thrown: Throw, frame: Frame): LostCause | undefined {
  const { module } = frame;
  const { handler } = statement;
  const { value } = thrown;
  // What is logged before, without a binding, was lost to the log alone.
  if (!handler || value.kind !== 'call' || (handler.bindings.length === 0 && logIn(tools, handler.body, frame))) return undefined;
  // What can't be read is a text: the new error that has it has the cause.
  const parsed = parsedIn(tools, statement, frame);
  if (parsed.size > 0 && isMadeOf(value, parsed, module)) return undefined;
  const [binding] = handler.bindings;
  const name = binding === undefined ? 'error' : module.bindings[binding]?.name;
  const [message] = value.args;
  const edits = (): readonly TextEdit[] | undefined => {
    if (name === undefined || handler.bindings.length > 1 || !message || message.kind === 'spread' || !tools.mayCause(module.file)) return undefined;
    return [...(binding === undefined ? [insertion(module.file, handler.at.end, ' (error)')] : []), insertion(module.file, message.end, `, { cause: ${name} }`)];
  };
  return { at: spanOf(module, { start: thrown.start, end: thrown.start + 'throw'.length }), label: calleeText(tools.source, module, value), does: 'throws', keep: edits };
}

/** A clause that names what it caught, tells the log of it, and leaves it out. */
function inLog(tools: CauseTools, { handler }: Try, frame: Frame): LostCause | undefined {
  const { module } = frame;
  const [binding] = handler?.bindings ?? [];
  const name = binding === undefined ? undefined : module.bindings[binding]?.name;
  // Whoever is answered knows that something failed.
  const log = handler && name !== undefined && !mayTellOthers(tools, handler.body, frame) ? logIn(tools, handler.body, frame) : undefined;
  if (!log || name === undefined || name.startsWith('_')) return undefined;
  const last = log.args.at(-1);
  const isConsole = log.callee.kind === 'member' && log.callee.object.kind === 'name' && log.callee.object.name === 'console';
  return {
    at: lastNameOf(module, log.callee), label: calleeText(tools.source, module, log.callee), does: 'logs',
    keep: () => (isConsole && last ? [insertion(module.file, last.end, `, ${name}`)] : undefined),
  };
}

/** What is told in words of failures, by a logger that is known. */
function logIn(tools: CauseTools, body: readonly Statement[], frame: Frame): Call | undefined {
  for (const statement of body) {
    if (statement.kind === 'try') continue; // another failure's
    for (const node of expressionsOf(statement)) {
      if (statement.kind !== 'expression' || node.kind !== 'call' || !node.args.some((argument) => argument.kind === 'literal' || argument.kind === 'template')) continue;
      const telling = tools.loggers.tellingOf(node, frame);
      if (telling?.isKnown && telling.level !== 'anything') return node;
    }
    for (const inner of bodiesOf(statement)) {
      const found = logIn(tools, inner, frame);
      if (found) return found;
    }
  }
  return undefined;
}
