import type { SwallowedError } from '../../concepts/caught.ts';
import type { ApiPath } from '../../semantic/api-path.ts';
import { matches } from '../../semantic/api-path.ts';
import type { Evaluator } from '../../semantic/evaluate.ts';
import { eachExpression, eachExpressionOf, eachStatement, expressionsOf } from '../../semantic/returns.ts';
import type { Frame, FunctionValue, Value } from '../../semantic/values.ts';
import { findBinding } from '../../syntax/find-binding.ts';
import type { Call, Expression, FunctionNode, Module, Place, Statement, Try } from '../../syntax/tree.ts';
import { calleeText, lastNameOf, sourceText, spanOf, type Source } from '../source.ts';
import type { FailureLoggers } from '../failure-loggers.ts';
import type { Loggers } from '../loggers.ts';
import { readsBinding } from './binding-reads.ts';
import { goesOn, type Continuation } from './continuations.ts';
import { logInClause, logInHandler } from './log-edits.ts';

interface SwallowTools {
  readonly evaluator: Evaluator;
  readonly source: Source;
  readonly loggers: Loggers;
  readonly failureLoggers: FailureLoggers;
  /** Calls that are made to see whether they fail. */
  readonly probes: readonly ApiPath[];
}

/** Methods of packages, and of what nobody knows, that end something: whether they fail matters to nobody. What the project wrote is read. */
const ENDING = /^(close|end|quit|destroy|cancel|abort|terminate|disconnect|dispose|release|kill|unref|unlock|unsubscribe|removeListener|removeAllListeners|rollback|endSession|unlink|rm|stop|shutdown|cleanup|revoke|flush)$/i;

/** Functions that say of themselves that failures of what they do don't matter, as a comment would. */
const INDIFFERENT = /clean_?up|tear_?down|^(try|silent|quiet|safe|ignore|maybe)|silently|best_?effort|if_?exists|if_?possible/i;

/** Functions of the project that end something by others of it, at most. */
const MAX_DEPTH = 3;

/** What a function swallows: `catch` clauses and `.catch(…)` in its own statements that no trace of the failure leaves. */
export function swallowedIn(tools: SwallowTools, frame: Frame): readonly SwallowedError[] {
  const { fn } = frame;
  if (INDIFFERENT.test(fn.name ?? '') || endsProcess(fn)) return [];
  const found: SwallowedError[] = [];
  const finalizers: Place[] = [];
  eachStatement(fn.body, (statement) => {
    if (statement.kind === 'try' && statement.finalizer.length > 0) finalizers.push(...statement.finalizer);
  });
  eachStatement(fn.body, (statement) => {
    if (finalizers.some(({ start, end }) => statement.start >= start && statement.end <= end)) return; // optional cleanup
    const own = statement.kind === 'try' ? ofClause(tools, statement, frame) : undefined;
    if (own) found.push(own);
    for (const expression of expressionsOf(statement)) {
      const dropped = statement.kind === 'expression' ? (expression.kind === 'await' ? expression.value : expression) : undefined;
      eachExpression(expression, (node) => {
        const one = node.kind === 'call' ? ofMethod(tools, node, frame, node === dropped) : undefined;
        if (one) found.push(one);
      });
    }
  });
  return found;
}

function ofClause(tools: SwallowTools, statement: Try, frame: Frame): SwallowedError | undefined {
  const { handler } = statement;
  const { module } = frame;
  if (!handler || readsBinding(handler.body, module, handler.bindings)) return undefined;
  const continuation = goesOn(handler.body);
  if (!continuation || hasComment(tools.source, module, handler.block, handler.body)) return undefined;
  const call = failingCall(tools, statement.block, frame);
  // Whatever succeeds has left by then: what stands behind is for failures.
  if (!call || leavesTrace(statement, frame) || (continuation.with === 'nothing' && returns(statement.block))) return undefined;
  return { at: spanOf(module, handler.at), call: placeOf(tools, call, frame), goesOn: described(tools, continuation, module), log: () => logInClause(tools, statement, frame) };
}

/** Whether statements may leave the function. */
function returns(block: readonly Statement[]): boolean {
  let found = false;
  eachStatement(block, ({ kind }) => {
    if (kind === 'return') found = true;
  });
  return found;
}

/** `.catch(() => {})` on what can fail. */
function ofMethod(tools: SwallowTools, node: Call, frame: Frame, isDropped: boolean): SwallowedError | undefined {
  const { callee } = node;
  const [callback] = node.args;
  if (callee.kind !== 'member' || callee.name !== 'catch' || !callback || node.args.length !== 1) return undefined;
  const call = lastCall(callee.object, frame.module);
  if (!call || isProbe(tools, call, frame)) return undefined;
  const value = onlyFunction(tools.evaluator.evaluate(callback, frame));
  if (!value || value.fn.isGenerator) return undefined;
  const { fn, frame: { module } } = value;
  if (readsBinding(fn.body, module, fn.parameters.flatMap(({ bindings }) => bindings))) return undefined;
  const continuation = goesOn(fn.body);
  if (!continuation || (fn.block && hasComment(tools.source, module, fn.block, fn.body))) return undefined;
  return { at: lastNameOf(frame.module, callee), call: placeOf(tools, call, frame), goesOn: isDropped || isEmptyObject(continuation) ? { with: 'nothing' } : described(tools, continuation, module), log: () => (callback.kind === 'function' ? logInHandler(tools, fn, value.frame) : undefined) };
}

/** `{}` stands for nothing: nobody is told what the result was to be. */
function isEmptyObject(continuation: Continuation): boolean {
  return continuation.with === 'value' && continuation.value.kind === 'object' && continuation.value.properties.length === 0;
}

/** The call whose promise it is: of `a.b().then(c)` the call of `b`. A promise that is made of nothing can't fail: what its callbacks call can. */
function lastCall(node: Expression, module: Module, callbacks: readonly Expression[] = []): Call | undefined {
  if (node.kind !== 'call') return undefined;
  const { callee, args: [first] } = node;
  if (callee.kind !== 'member') return node;
  const { object, name } = callee;
  if (name === 'then' || name === 'finally' || name === 'catch') return lastCall(object, module, name === 'then' && first ? [first, ...callbacks] : callbacks);
  if (name !== 'resolve' || object.kind !== 'name' || object.name !== 'Promise') return node;
  return (first && lastCall(first, module)) ?? callbacks.flatMap((callback) => givenBy(callback, module))[0];
}

/** The calls whose promises a callback waits for or gives. */
function givenBy(callback: Expression, module: Module): readonly Call[] {
  const found: Call[] = [];
  eachStatement((callback.kind === 'function' ? module.functions[callback.id]?.body : undefined) ?? [], (statement) => {
    const given = statement.kind === 'return' ? statement.value && lastCall(statement.value, module) : undefined;
    for (const expression of expressionsOf(statement)) eachExpression(expression, (node) => {
      const call = node.kind === 'await' ? lastCall(node.value, module) : undefined;
      if (call) found.push(call);
    });
    if (given) found.push(given);
  });
  return found;
}

function onlyFunction(values: readonly Value[]): FunctionValue | undefined {
  const [only] = values;
  return values.length === 1 && only?.kind === 'function' ? only : undefined;
}

/** The first awaited call of a block that isn't made to see whether it fails; nothing where all of them are. */
function failingCall(tools: SwallowTools, block: readonly Statement[], frame: Frame): Call | undefined {
  let found: Call | undefined;
  eachExpressionOf(block, (node) => {
    const call = node.kind === 'await' ? lastCall(node.value, frame.module) : undefined;
    if (call && !found && !isProbe(tools, call, frame)) found = call;
  });
  return found;
}

/** A function of the project that logs its failures before it lets them out: somebody learns of them. */
function tellsItself({ evaluator, loggers }: SwallowTools, value: Value): boolean {
  const frame = value.kind === 'function' ? evaluator.frames.generic(value.frame.module, value.fn.id) : undefined;
  if (value.kind !== 'function' || !frame) return false;
  let tells = false;
  eachStatement(value.fn.body, (statement) => {
    if (statement.kind !== 'try' || !statement.handler || !statement.handler.body.some(({ kind }) => kind === 'throw')) return;
    eachStatement(statement.handler.body, (inner) => {
      tells ||= inner.kind === 'expression' && inner.value.kind === 'call' && loggers.tellingOf(inner.value, frame) !== undefined;
    });
  });
  return tells;
}

function isProbe(tools: SwallowTools, call: Call, frame: Frame, depth = 0): boolean {
  const { evaluator, probes } = tools;
  const { callee } = call;
  const name = callee.kind === 'member' || callee.kind === 'name' ? callee.name : '';
  // The body of an answer that may be no JSON is a text that is parsed.
  if (callee.kind === 'member' && (name === 'json' || name === 'text') && call.args.length === 0) return true;
  const values = evaluator.evaluate(callee, frame);
  if (ENDING.test(name) && !values.some(({ kind }) => kind === 'function')) return true;
  return values.some((value) => tellsItself(tools, value) || onlyEnds(tools, value, depth) || (value.kind === 'api' && probes.some((path) => matches(path, value))));
}

/** A function of the project that waits for nothing but what ends something. */
function onlyEnds(tools: SwallowTools, value: Value, depth: number): boolean {
  const frame = value.kind === 'function' && depth < MAX_DEPTH ? tools.evaluator.frames.generic(value.frame.module, value.fn.id) : undefined;
  if (value.kind !== 'function' || !frame) return false;
  const awaited: Call[] = [];
  eachExpressionOf(value.fn.body, (node) => {
    const call = node.kind === 'await' ? lastCall(node.value, frame.module) : undefined;
    if (call) awaited.push(call);
  });
  return awaited.length > 0 && awaited.every((call) => isProbe(tools, call, frame, depth + 1));
}

/** Whether a function ends the process: what it does before is the last of it. */
function endsProcess({ body }: FunctionNode): boolean {
  let ends = false;
  eachExpressionOf(body, (node) => {
    ends ||= node.kind === 'call' && node.callee.kind === 'member' && node.callee.name === 'exit' && node.callee.object.kind === 'name' && node.callee.object.name === 'process';
  });
  return ends;
}

/**
 * Whether what the block was to give stays empty when it fails, and is looked at later: it assigns to names that were made outside of it.
 * One that stands for an empty result from the beginning tells nobody.
 */
function leavesTrace({ block, start, end }: Try, frame: Frame): boolean {
  let leaves = false;
  eachExpressionOf(block, (node) => {
    if (node.kind !== 'assign') return;
    const { target } = node;
    if (target.kind !== 'name') {
      leaves = true; // a member: who reads it is not known from here
      return;
    }
    const binding = findBinding(frame.module, target.scope, target.name);
    if (!binding || (binding.start >= start && binding.end <= end)) return;
    const [first] = binding.definitions;
    if (first?.kind !== 'value' || !isEmptyResult(first.value)) leaves = true;
  });
  return leaves;
}

function isEmptyResult(node: Expression): boolean {
  return (node.kind === 'array' && node.elements.length === 0) || (node.kind === 'literal' && (node.value === 0 || node.value === ''));
}

/** A comment between the braces, or behind a statement in them. */
function hasComment(source: Source, module: Module, block: Place, body: readonly Statement[]): boolean {
  let text = source.text(module.file).slice(block.start, block.end);
  for (const { start, end } of [...body].reverse()) text = text.slice(0, start - block.start) + text.slice(end - block.start);
  return /\/\/|\/\*/.test(text) || hasCommentIn(source, module, body);
}

/** Also inside of what the statements hold, where it isn't part of a text. */
function hasCommentIn(source: Source, module: Module, body: readonly Statement[]): boolean {
  return body.some(({ start, end }) => /(^|\s)\/\/\s|\/\*/.test(source.text(module.file).slice(start, end)));
}

function placeOf({ source }: SwallowTools, call: Call, { module }: Frame): SwallowedError['call'] {
  return { label: calleeText(source, module, call.callee), at: lastNameOf(module, call.callee) };
}

function described({ source }: SwallowTools, continuation: Continuation, module: Module): SwallowedError['goesOn'] {
  return continuation.with === 'value' ? { with: 'value', text: sourceText(source, module, continuation.value) } : continuation;
}
