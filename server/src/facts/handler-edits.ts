import { returnsOf } from '../semantic/returns.ts';
import type { TextEdit } from '../syntax/text.ts';
import { positionOf, type HandlerShape } from '../frameworks/vocabulary/conversation.ts';
import type { Expression, FunctionNode, Module } from '../syntax/tree.ts';
import { indentAt, insertion, styleOf, type Source } from './source.ts';

/** Names for the parameters that the edit may have to add, by position. */
const PARAMETER_NAMES = ['req', 'res', 'next'];

/** Puts `name(…)` around a function expression. */
export function wrapEdits(module: Module, fn: { readonly start: number; readonly end: number }, name: string): readonly TextEdit[] {
  return [insertion(module.file, fn.start, `${name}(`), insertion(module.file, fn.end, ')')];
}

/**
 * Puts the body of a handler into `try { … } catch (err) { next(err) }` and adds the parameters that are missing.
 * `undefined` for handlers whose parameters can't be extended (rest parameters, patterns in the place of `next`).
 */
export function forwardEdits(source: Source, module: Module, fn: FunctionNode, shape: HandlerShape, typed: TypedParameter): readonly TextEdit[] | undefined {
  const text = source.text(module.file);
  const next = nextParameter(fn, positionOf(shape, 'next'));
  if (!next || promisesValue(fn)) return undefined;
  const { newline, indent, semicolon } = styleOf(text);
  const isTyped = /\.[cm]?tsx?$/.test(module.file); // where every path returns something or none does
  const error = text.slice(fn.start, fn.end).match(/\berr\b/) && !/\berror\b/.test(text.slice(fn.start, fn.end)) ? 'error' : 'err';
  const outer = indentAt(text, fn.block ? fn.block.end - 1 : fn.start);
  const caught = [`${outer}${indent}} catch (${error}) {`, `${outer}${indent}${indent}${isTyped && fn.block && returnsOf(fn).length > 0 ? 'return ' : ''}${next.name}(${error})${semicolon}`, `${outer}${indent}}`].join(newline);
  const parameters = next.added ? addParameters(fn, module, typed) : [];
  if (!parameters) return undefined;
  if (fn.block) {
    const inner = text.slice(fn.block.start + 1, fn.block.end - 1);
    if (hasTemplateLines(inner)) return undefined; // indenting would change the text of a template literal
    const lines = inner.replace(/^[ \t]*\r?\n/, '').replace(/\s+$/, '').split(/\r?\n/);
    const isFlat = !inner.includes('\n');
    const body = lines.map((line) => (line.trim() === '' ? '' : isFlat ? `${outer}${indent}${indent}${line.trim()}` : `${indent}${line}`)).join(newline);
    const whole = `{${newline}${outer}${indent}try {${newline}${body}${newline}${caught}${newline}${outer}}`;
    return [...parameters, { at: { file: module.file, start: fn.block.start, end: fn.block.end }, text: whole }];
  }
  const [only] = fn.body;
  const start = arrowBodyStart(text, fn);
  if (only?.kind !== 'return' || start === undefined) return undefined;
  // Only what waits for a promise can catch what it rejects with.
  if (!fn.isAsync && (only.value?.kind !== 'call' || !fn.hasParentheses)) return undefined;
  const asynchronous = fn.isAsync ? [] : [insertion(module.file, fn.start, 'async ')];
  const expression = `${fn.isAsync ? '' : 'await '}${text.slice(start, fn.end)}`;
  const whole = `{${newline}${outer}${indent}try {${newline}${outer}${indent}${indent}${fn.isAsync && !isAnswer(only.value, fn.parameters[positionOf(shape, 'response')]?.name) ? `return ${expression.startsWith('await ') ? '' : 'await '}${expression}` : expression}${semicolon}${newline}${caught}${newline}${outer}}`;
  return [...asynchronous, ...parameters, { at: { file: module.file, start, end: fn.end }, text: whole }];
}

/** A handler that is annotated to give something can't give what `next` does. */
function promisesValue({ returnType }: FunctionNode): boolean {
  const given = returnType?.name[0] === 'Promise' ? returnType.args[0] : returnType;
  return given !== undefined && given.name.length > 0;
}

function nextParameter(fn: FunctionNode, index: number): { readonly name: string; readonly added: boolean } | undefined {
  if (index < 0 || fn.parameters.some((parameter) => parameter.rest) || fn.parameters.length > index + 1) return undefined;
  const given = fn.parameters[index];
  if (given) return given.name === undefined ? undefined : { name: given.name, added: false };
  return { name: 'next', added: true };
}

/** The type of a parameter that is added beside typed ones, with the edits that import it; `undefined` where it can't be named. */
export type TypedParameter = (fn: FunctionNode) => { readonly type: string; readonly edits: readonly TextEdit[] } | undefined;

/** `res.json(…)`: what the framework ignores anyway. */
function isAnswer(node: Expression | undefined, response: string | undefined): boolean {
  if (node?.kind === 'await') return isAnswer(node.value, response);
  if (node?.kind === 'call') return isAnswer(node.callee, response);
  if (node?.kind === 'member') return isAnswer(node.object, response);
  return node?.kind === 'name' && node.name === response;
}

function addParameters(fn: FunctionNode, module: Module, typed: TypedParameter): readonly TextEdit[] | undefined {
  const names = PARAMETER_NAMES.slice(fn.parameters.length);
  const taken = new Set(fn.parameters.map((parameter) => parameter.name));
  if (names.some((name) => taken.has(name))) return undefined;
  const isTyped = fn.parameters.some((parameter) => parameter.type);
  if (isTyped && names.length > 1) return undefined;
  const type = isTyped ? typed(fn) : undefined;
  if (isTyped && !type) return undefined;
  const added = type ? `${names[0]}: ${type.type}` : names.join(', ');
  const imports = type?.edits ?? [];
  const { start, end } = fn.parametersAt;
  if (!fn.hasParentheses) return [...imports, insertion(module.file, start, '('), insertion(module.file, end, `, ${added})`)];
  return [...imports, insertion(module.file, end, fn.parameters.length === 0 ? added : `, ${added}`)];
}

function hasTemplateLines(text: string): boolean {
  return (text.match(/`[^`]*`/g) ?? []).some((template) => template.includes('\n'));
}

/** Where the expression behind `=>` begins, parentheses included. */
function arrowBodyStart(text: string, fn: FunctionNode): number | undefined {
  const arrow = text.indexOf('=>', fn.parametersAt.end);
  if (arrow < 0 || arrow > fn.end) return undefined;
  return arrow + 2 + (/^\s*/.exec(text.slice(arrow + 2))?.[0].length ?? 0);
}
