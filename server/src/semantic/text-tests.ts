import type { Expression } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import { returnsOf } from './returns.ts';
import type { Argument, Frame } from './values.ts';

/** Patterns in which one repetition stands in another can take for ever: they are not tried. */
const MAX_PATTERN = 200;
const NESTED_REPETITION = /[+*}]\)[+*{?]/;

/** Whether a text fits a regular expression as it is written; `undefined` for those that are not tried. */
export function fitsPattern(text: string, written: string): boolean | undefined {
  const end = written.lastIndexOf('/');
  const [source, flags] = [written.slice(1, end), written.slice(end + 1).replace(/[gy]/g, '')];
  if (source.length > MAX_PATTERN || NESTED_REPETITION.test(source)) return undefined;
  try {
    return new RegExp(source, flags).test(text);
  } catch {
    return undefined;
  }
}

/** Whether a filter (a text, a regular expression, a function) takes a text; `undefined` where nobody can say. */
export function accepts(evaluator: Evaluator, filter: Argument, text: string): boolean | undefined {
  if ('expression' in filter && filter.expression.kind === 'regex') return fitsPattern(text, filter.expression.text);
  const [value] = evaluator.argument(filter);
  if (value?.kind === 'literal' && typeof value.value === 'string') return text.includes(value.value);
  if (value?.kind !== 'function') return undefined;
  const [returned, ...more] = returnsOf(value.fn);
  const frame = evaluator.frames.enter(value, [{ values: [{ kind: 'literal', value: text }] }], `accepts ${text}`, value.frame.depth);
  return returned && more.length === 0 && frame ? holds(evaluator, returned, frame) : undefined;
}

function holds(evaluator: Evaluator, node: Expression, frame: Frame): boolean | undefined {
  const inner = (part: Expression) => holds(evaluator, part, frame);
  switch (node.kind) {
    case 'literal': return Boolean(node.value);
    case 'unary': return node.operator === '!' ? not(inner(node.value)) : undefined;
    case 'call': return callHolds(evaluator, node, frame);
    case 'binary':
      if (node.operator === '&&') return both(inner(node.left), () => inner(node.right), false);
      if (node.operator === '||') return both(inner(node.left), () => inner(node.right), true);
      return undefined;
    default: return undefined;
  }
}

function callHolds(evaluator: Evaluator, { callee, args }: Expression & { kind: 'call' }, frame: Frame): boolean | undefined {
  const [argument] = args;
  if (callee.kind !== 'member' || !argument) return undefined;
  const text = textOf(evaluator, callee.object, frame);
  const other = textOf(evaluator, argument, frame);
  if (callee.object.kind === 'regex') return callee.name === 'test' && other !== undefined ? fitsPattern(other, callee.object.text) : undefined;
  if (text === undefined) return undefined;
  if (argument.kind === 'regex') return callee.name === 'match' ? fitsPattern(text, argument.text) : undefined;
  return other === undefined ? undefined : testText(text, callee.name, other);
}

/** What a method of a text that asks about another text answers. */
export function testText(text: string, method: string, other: string): boolean | undefined {
  switch (method) {
    case 'startsWith': return text.startsWith(other);
    case 'endsWith': return text.endsWith(other);
    case 'includes': return text.includes(other);
    default: return undefined;
  }
}

function textOf(evaluator: Evaluator, node: Expression, frame: Frame): string | undefined {
  const values = evaluator.evaluate(node, frame);
  const [value] = values;
  return values.length === 1 && value?.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined;
}

function both(left: boolean | undefined, right: () => boolean | undefined, decides: boolean): boolean | undefined {
  if (left === decides) return decides;
  const other = right();
  return other === decides ? decides : left === undefined || other === undefined ? undefined : !decides;
}

function not(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}
