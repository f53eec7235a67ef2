import { findBinding } from '../syntax/find-binding.ts';
import type { Expression } from '../syntax/tree.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { GLOBALS, type Argument, type Value } from '../semantic/values.ts';
import { equality } from './anonymous-equality.ts';
import { fromValues } from './anonymous-members.ts';
import { DOUBT, literalMind, literalOf, truthOf, type Activation, type Mind } from './anonymous-minds.ts';

/** Methods of texts that need nothing but texts and numbers. */
const OF_TEXT: Readonly<Record<string, (text: string, ...args: (string | number)[]) => string | number | boolean>> = {
  startsWith: (text, start) => text.startsWith(String(start)),
  endsWith: (text, end) => text.endsWith(String(end)),
  includes: (text, part) => text.includes(String(part)),
  indexOf: (text, part) => text.indexOf(String(part)),
  toLowerCase: (text) => text.toLowerCase(),
  toUpperCase: (text) => text.toUpperCase(),
  trim: (text) => text.trim(),
  slice: (text, from, to) => text.slice(Number(from), to === undefined ? undefined : Number(to)),
};

/** What the language itself makes of a text that is known: `path.startsWith('/api')`. */
export function callOnText(object: Mind, name: string, args: readonly Mind[]): Mind | undefined {
  const text = literalOf(object)?.value;
  const method = OF_TEXT[name];
  if (typeof text !== 'string' || (!method && name !== 'split')) return undefined;
  const given = args.map((arg) => literalOf(arg)?.value).filter((one) => typeof one === 'string' || typeof one === 'number');
  if (given.length !== args.length) return undefined;
  if (method) return literalMind(method(text, ...given));
  return { kind: 'list', items: text.split(String(given[0])).map(literalMind) };
}

/** What it makes of a list that is known: `PUBLIC_PATHS.includes(path)`, `PUBLIC_PATHS.some((one) => path.startsWith(one))`. */
export function callOnList(evaluator: Evaluator, object: Mind, name: string, args: readonly Mind[], call: (fn: Mind, item: Mind) => Mind): Mind | undefined {
  const items = itemsOf(evaluator, object);
  const [first] = args;
  if (!items || !first) return undefined;
  if (name === 'concat') return { kind: 'list', items: [...items, ...args.flatMap((arg) => itemsOf(evaluator, arg) ?? [arg])] };
  if (name === 'includes' || name === 'has') {
    const answers = items.map((item) => truthOf(equality(first, item, true)));
    if (answers.includes(true)) return literalMind(true);
    if (answers.includes(undefined)) return literalOf(first) ? DOUBT : undefined;
    return literalMind(false);
  }
  if (name !== 'some' && name !== 'every') return undefined;
  const truths = items.map((item) => truthOf(call(first, item)));
  if (truths.includes(name === 'some')) return literalMind(name === 'some');
  return truths.includes(undefined) ? DOUBT : literalMind(name === 'every');
}

function itemsOf(evaluator: Evaluator, object: Mind): readonly Mind[] | undefined {
  if (object.kind === 'list') return object.items;
  const [list] = object.kind === 'values' && object.values.length === 1 ? object.values : [];
  const written = list && listOf(evaluator, list);
  return written?.kind === 'array' && !written.open ? written.elements.map((element) => itemMind(evaluator, element)) : undefined;
}

/** One element: a regular expression is known by the way it is written. */
function itemMind(evaluator: Evaluator, element: Argument): Mind {
  return 'expression' in element && element.expression.kind === 'regex' ? { kind: 'regex', text: element.expression.text } : fromValues(evaluator.argument(element));
}

/** A list, or the list that a set was made of. */
function listOf(evaluator: Evaluator, value: Value): Value | undefined {
  if (value.kind !== 'api' || value.step !== 'new' || value.of?.name !== 'Set' || value.of.of?.name !== GLOBALS) return value;
  const [list] = value.site?.node.kind === 'call' ? value.site.node.args : [];
  return list && value.site ? evaluator.evaluate(list, value.site.frame)[0] : undefined;
}

/** Whether a regular expression that is written down matches a text that is known. */
export function testExpression(object: Expression, text: Mind | undefined, activation: Activation): Mind | undefined {
  const written = expressionText(object, activation);
  const value = text && literalOf(text)?.value;
  const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(written ?? '') ?? [];
  if (source === undefined || typeof value !== 'string') return undefined;
  try {
    return literalMind(new RegExp(source, flags?.replace(/[gy]/g, '')).test(value));
  } catch {
    return undefined; // written for another engine
  }
}

function expressionText(object: Expression, activation: Activation): string | undefined {
  if (object.kind === 'regex') return object.text;
  const definitions = object.kind === 'name' ? findBinding(activation.frame.module, object.scope, object.name)?.definitions ?? [] : [];
  const [only] = definitions;
  return definitions.length === 1 && only?.kind === 'value' && only.value.kind === 'regex' && only.path.length === 0 ? only.value.text : undefined;
}

/** Methods that change what they are called on. */
export const MUTATORS: ReadonlySet<string> = new Set(['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill']);
