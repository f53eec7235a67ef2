import { eachStatement } from '../../semantic/returns.ts';
import type { Reuse } from '../../concepts/facts.ts';
import type { Frame } from '../../semantic/values.ts';
import type { TextEdit } from '../../syntax/text.ts';
import type { Call, FunctionNode, Module } from '../../syntax/tree.ts';
import type { FailureLoggers } from '../failure-loggers.ts';
import { indentAt, styleOf, type Source } from '../source.ts';

/**
 * `list.forEach(async (item) => { … })` as `for (const item of list) { … }`, where that is a statement of a function that can wait, and nothing in
 * the body leaves it early.
 */
export function loopEdits(source: Source, node: Call, fn: FunctionNode, { module, fn: outer }: Frame): readonly TextEdit[] | undefined {
  const { callee } = node;
  const text = source.text(module.file);
  if (callee.kind !== 'member' || callee.name !== 'forEach' || callee.optional || node.args.length !== 1 || !outer.isAsync || !fn.block || fn.form !== 'arrow' || returns(fn)) return undefined;
  const statement = statementOf(outer, node);
  if (!statement) return undefined;
  const list = text.slice(callee.object.start, callee.object.end);
  const written = fn.parameters.map(({ start, end, type, name }) => (type ? name : text.slice(start, end)));
  const [item, index, ...others] = written;
  if (item === undefined || others.length > 0 || fn.parameters.some(({ hasDefault, rest }) => hasDefault || rest)) return undefined;
  const head = index === undefined ? `for (const ${item} of ${list}) ` : `for (const [${index}, ${item}] of ${list}.entries()) `;
  return [
    { at: { file: module.file, start: statement.start, end: fn.block.start }, text: head },
    { at: { file: module.file, start: fn.block.end, end: statement.end }, text: '' },
  ];
}

function statementOf(outer: FunctionNode, node: Call): { readonly start: number; readonly end: number } | undefined {
  let found: { readonly start: number; readonly end: number } | undefined;
  eachStatement(outer.body, (statement) => {
    if (statement.kind === 'expression' && statement.value === node) found = statement;
  });
  return found;
}

function returns(fn: FunctionNode): boolean {
  let found = false;
  eachStatement(fn.body, ({ kind }) => {
    if (kind === 'return') found = true;
  });
  return found;
}

/** What was caught goes to the `reject` of the promise around, or into a log. */
export type CaughtEdits = Reuse & { readonly rejects: boolean };

/**
 * The body of a function in `try { … } catch (error) { … }`, in an executor with its `reject`; `undefined` where moving lines would change a text, or an
 * executor has no `reject`: with a log alone its promise would never settle.
 */
export function catchEdits(source: Source, loggers: FailureLoggers, frame: Frame): CaughtEdits | undefined {
  const { module, fn } = frame;
  const text = source.text(module.file);
  const { newline, indent, semicolon } = styleOf(text);
  const body = bodyLines(text, fn, semicolon);
  if (!body) return undefined;
  const outer = indentAt(text, fn.block ? fn.block.end - 1 : fn.start);
  const executor = executorAround(module, fn);
  const reject = executor?.parameters[1]?.name;
  if (executor && reject === undefined) return undefined;
  const { callee, edits } = reject === undefined ? loggers.loggerAt(frame) : { callee: reject, edits: [] };
  const error = /\berror\b/.test(text.slice(fn.start, fn.end)) ? 'err' : 'error';
  const lines = body.lines.map((line) => (line.trim() === '' ? '' : body.isFlat ? `${outer}${indent}${indent}${line.trim()}` : `${indent}${line}`));
  const whole = ['{', `${outer}${indent}try {`, ...lines, `${outer}${indent}} catch (${error}) {`, `${outer}${indent}${indent}${callee}(${error})${semicolon}`, `${outer}${indent}}`, `${outer}}`].join(newline);
  return { name: callee, rejects: reject !== undefined, edits: [...edits, { at: { file: module.file, start: body.start, end: body.end }, text: whole }] };
}

/** The function of `new Promise(…)` that a function is, or stands in. */
function executorAround(module: Module, fn: FunctionNode): FunctionNode | undefined {
  let at: FunctionNode | undefined = fn;
  while (at && !(at.passedTo?.callee.kind === 'name' && at.passedTo.callee.name === 'Promise')) at = module.functions[at.parent];
  return at;
}

interface Body {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
  /** It stood on one line. */
  readonly isFlat: boolean;
}

function bodyLines(text: string, fn: FunctionNode, semicolon: string): Body | undefined {
  if (fn.block) {
    const { start, end } = fn.block;
    const inner = text.slice(start + 1, end - 1);
    if (/`[^`]*\n[^`]*`/.test(inner)) return undefined;
    const lines = inner.replace(/^[ \t]*\r?\n/, '').replace(/\s+$/, '').split(/\r?\n/);
    return { start, end, lines, isFlat: !inner.includes('\n') };
  }
  const arrow = text.indexOf('=>', fn.parametersAt.end);
  if (arrow < 0 || arrow > fn.end) return undefined;
  const start = arrow + 2 + (/^\s*/.exec(text.slice(arrow + 2))?.[0].length ?? 0);
  const expression = text.slice(start, fn.end);
  if (expression.includes('\n')) return undefined;
  return { start, end: fn.end, lines: [`${expression.startsWith('await ') ? '' : 'await '}${expression}${semicolon}`], isFlat: true };
}
