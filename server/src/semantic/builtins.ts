import type { ArrayLiteral, Call, ObjectLiteral } from '../syntax/tree.ts';
import { siteKey } from './arguments.ts';
import type { Evaluator } from './evaluate.ts';
import { fileNameCall } from './file-names.ts';
import { GLOBALS, NOTHING_KNOWN, type Argument, type ArrayValue, type Frame, type Value } from './values.ts';

const FUNCTION_METHODS = new Set(['bind', 'call', 'apply']);
const ARRAY_METHODS = new Set([
  'forEach', 'map', 'concat', 'filter', 'flat', 'slice', 'reverse', 'find', 'findIndex', 'findLast', 'some', 'every', 'includes', 'indexOf', 'join', 'reduce', 'sort', 'at', 'flatMap', 'entries', 'keys', 'values',
]);

export function isBuiltinMethod(value: Value, name: string): boolean {
  return value.kind === 'function' ? FUNCTION_METHODS.has(name) : ARRAY_METHODS.has(name);
}

/** The elements of an array literal; spread lists that are known are taken apart. */
export function listElements(evaluator: Evaluator, node: ArrayLiteral, frame: Frame): ArrayValue {
  const elements: Argument[] = [];
  let open = false;
  for (const expression of node.elements) {
    if (expression.kind !== 'spread') {
      elements.push({ expression, frame });
      continue;
    }
    const [list] = evaluator.evaluate(expression.value, frame);
    if (list?.kind !== 'array') open = true;
    else {
      elements.push(...list.elements);
      open ||= list.open;
    }
  }
  return { kind: 'array', elements, open };
}

/** What a call of something that the language itself brings gives; `undefined` where it has no meaning of its own here. */
export function builtinCall(evaluator: Evaluator, callee: Value, node: Call, frame: Frame): readonly Value[] | undefined {
  if (callee.kind === 'builtin') return methodCall(evaluator, callee.of, callee.name, node, frame);
  if (callee.kind !== 'api' || callee.step !== 'member') return undefined;
  const { of, name } = callee;
  if (of?.step === 'member' && of.name === 'Object' && of.of?.name === GLOBALS) return objectCall(evaluator, name, node, frame);
  const named = fileNameCall(evaluator, callee, node, frame);
  if (named) return named;
  // A function given to `fn.bind` where fn is a parameter or a package's stays what it is.
  return name === 'bind' && of ? [of] : undefined;
}

function methodCall(evaluator: Evaluator, of: Value, name: string, node: Call, frame: Frame): readonly Value[] | undefined {
  if (of.kind === 'function') {
    if (name !== 'bind') return undefined;
    if (node.args.length > 1) return NOTHING_KNOWN; // arguments are given ahead: positions shift
    const [receiver] = node.args[0] ? evaluator.evaluate(node.args[0], frame) : [];
    return [receiver && receiver.kind !== 'literal' && receiver.kind !== 'unknown' ? { ...of, self: receiver } : of];
  }
  if (of.kind !== 'array') return undefined;
  if (name === 'concat') return [concatenate(evaluator, of, node, frame)];
  if (name === 'map') return [mapped(evaluator, of, node, frame)];
  if (name === 'filter' || name === 'slice') return [{ ...of, open: true }];
  return name === 'reverse' ? [{ ...of, elements: [...of.elements].reverse() }] : undefined;
}

function concatenate(evaluator: Evaluator, of: ArrayValue, node: Call, frame: Frame): ArrayValue {
  const lists = node.args.map((argument) => evaluator.evaluate(argument, frame)[0]);
  const elements = [...of.elements, ...lists.flatMap((list, index): readonly Argument[] => {
    const expression = node.args[index];
    if (list?.kind === 'array') return list.elements;
    return expression && list && list.kind !== 'unknown' && list.kind !== 'parameter' ? [{ expression, frame }] : [];
  })];
  return { kind: 'array', elements, open: of.open || lists.some((list) => !list || list.kind === 'unknown' || list.kind === 'parameter' || (list.kind === 'array' && list.open)) };
}

function mapped(evaluator: Evaluator, of: ArrayValue, node: Call, frame: Frame): ArrayValue {
  const callbacks = node.args[0] ? evaluator.evaluate(node.args[0], frame) : [];
  const [callback] = callbacks;
  if (callbacks.length !== 1 || callback?.kind !== 'function') return { kind: 'array', elements: [], open: true };
  const elements = of.elements.map((element, index): Argument => ({
    values: evaluator.argument(element).length === 0 ? NOTHING_KNOWN : resultOf(evaluator, callback, [element], `${siteKey(node, frame)}[${index}]`, frame.depth),
  }));
  return { kind: 'array', elements, open: of.open };
}

function resultOf(evaluator: Evaluator, callback: Value & { kind: 'function' }, args: readonly Argument[], key: string, depth: number): readonly Value[] {
  const inner = evaluator.frames.enter(callback, args, key, depth);
  const last = callback.fn.body[callback.fn.body.length - 1];
  return inner && last?.kind === 'return' && last.value ? evaluator.evaluate(last.value, inner) : NOTHING_KNOWN;
}

function objectCall(evaluator: Evaluator, name: string, node: Call, frame: Frame): readonly Value[] | undefined {
  const first = node.args[0] ? evaluator.evaluate(node.args[0], frame) : [];
  if (name === 'freeze' || name === 'seal') return first;
  if (name === 'assign') return [{ kind: 'object', node: merged(node), frame }];
  const [object] = first;
  if (first.length !== 1 || object?.kind !== 'object') return undefined;
  const properties = object.node.properties.flatMap((property) => ('kind' in property || property.key === undefined ? [] : [property]));
  const open = properties.length < object.node.properties.length;
  const valueOf = (property: (typeof properties)[number]): Argument => ({ expression: property.value, frame: object.frame });
  const keyOf = (property: (typeof properties)[number]): Argument => ({ values: [{ kind: 'literal', value: property.key }] });
  if (name === 'values') return [{ kind: 'array', elements: properties.map(valueOf), open }];
  if (name === 'keys') return [{ kind: 'array', elements: properties.map(keyOf), open }];
  if (name !== 'entries') return undefined;
  const entry = (property: (typeof properties)[number]): Argument => ({ values: [{ kind: 'array', elements: [keyOf(property), valueOf(property)], open: false }] });
  return [{ kind: 'array', elements: properties.map(entry), open }];
}

const mergedObjects = new WeakMap<Call, ObjectLiteral>();

/** `Object.assign(a, b)` holds what `{ ...a, ...b }` does. One object for each call, so that it keeps its identity. */
function merged(node: Call): ObjectLiteral {
  const known = mergedObjects.get(node);
  if (known) return known;
  const made: ObjectLiteral = { kind: 'object', start: node.start, end: node.end, properties: node.args.map((value) => ({ kind: 'spread', value, start: value.start, end: value.end })) };
  mergedObjects.set(node, made);
  return made;
}
