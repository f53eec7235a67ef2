import type { AddressKind } from '../frameworks/vocabulary/conversation.ts';
import { fitsPattern, testText } from '../semantic/text-tests.ts';
import { GLOBALS, type Argument, type Value } from '../semantic/values.ts';
import { equality } from './anonymous-equality.ts';
import { fromValues } from './anonymous-members.ts';
import { DOUBT, literalMind, literalOf, truthOf, type Activation, type Mind } from './anonymous-minds.ts';
import { evaluateMind, type Run } from './anonymous-run.ts';

/** The route on whose way a middleware is run: what it can ask of a request's address is known then. */
export interface RouteAddress {
  /** Upper case; `ALL` for every method. */
  readonly method: string;
  readonly path: string;
  /** The prefix that the middleware stands at, where it sees only what is below. */
  readonly below?: string;
  /** The route's options. */
  readonly options?: readonly Argument[];
}

/** Where the part of a path begins that isn't fixed: a parameter, a wildcard, what can't be known. */
const OPEN = /[:*{<(]/;

export function addressMind(run: Run, of: AddressKind): Mind {
  run.outcome.readsAddress = true;
  const { address } = run;
  if (!address) return DOUBT;
  if (of === 'method') return address.method === 'ALL' ? DOUBT : literalMind(address.method);
  if (of === 'pattern') return address.path.includes('<') ? DOUBT : literalMind(address.path);
  const path = of === 'path' && address.below !== undefined && address.path.startsWith(address.below) ? address.path.slice(address.below.length) || '/' : address.path;
  return OPEN.test(path) ? { kind: 'path', pattern: path } : literalMind(path);
}

/** Whether a path that fits a pattern is a text; `undefined` where it may be. */
export function isPath(pattern: string, text: string): boolean | undefined {
  if (pattern.includes('<') || pattern.includes('(')) return undefined;
  const [want, have] = [pattern.split('/'), text.split('/')];
  const star = want.findIndex((one) => one.includes('*'));
  if (star < 0 ? want.length !== have.length : have.length < star) return false;
  const fixed = star < 0 ? want : want.slice(0, star);
  return fixed.every((one, index) => OPEN.test(one) || one === have[index]) ? undefined : false;
}

function testPath(pattern: string, method: string, text: string): boolean | undefined {
  if (pattern.includes('<')) return undefined;
  const parts = pattern.split(/[:*{(][^/]*/);
  const [first = '', last = ''] = [parts[0], parts[parts.length - 1]];
  switch (method) {
    case 'startsWith': return first.startsWith(text) ? true : text.startsWith(first) ? undefined : false;
    case 'endsWith': return last.endsWith(text) && text !== '' ? true : text.endsWith(last) ? undefined : false;
    // A caller may write anything into a parameter, and so may whoever reads this condition as an exemption.
    case 'includes': return parts.some((part) => part.includes(text));
    default: return undefined;
  }
}

/** What a method of a text gives, where the text is known well enough; `undefined` for everything else. */
export function callOnText(object: Mind, name: string, args: readonly Mind[]): Mind | undefined {
  const [argument] = args;
  if (object.kind === 'regex') return name === 'test' && argument ? patternMind(argument, object.text) : undefined;
  const text = literalOf(object)?.value;
  if (object.kind !== 'path' && typeof text !== 'string') return undefined;
  if (name === 'match' && argument?.kind === 'regex') return patternMind(object, argument.text);
  if (name === 'toString' || name === 'trim' || name === 'toLowerCase') return object;
  const other = argument && literalOf(argument)?.value;
  if (typeof other !== 'string') return undefined;
  // What stands behind a question mark belongs to the caller; in front of it is the path.
  if (name === 'split' && other === '?') return { kind: 'list', items: [object] };
  const test = (method: string) => (object.kind === 'path' ? testPath(object.pattern, method, other) : testText(String(text), method, other));
  if (name === 'indexOf') {
    const [begins, holds] = [test('startsWith'), test('includes')];
    return begins === true ? literalMind(0) : holds === false ? literalMind(-1) : holds === true && begins === false ? literalMind(1) : undefined;
  }
  const answer = test(name);
  return answer === undefined ? undefined : literalMind(answer);
}

function patternMind(object: Mind, pattern: string): Mind | undefined {
  const text = literalOf(object)?.value;
  const answer = typeof text === 'string' ? fitsPattern(text, pattern) : undefined;
  return answer === undefined ? undefined : literalMind(answer);
}

/** What a list or a set answers about what is in it; `undefined` where that isn't known. */
export function callOnList(run: Run, object: Mind, name: string, args: readonly Mind[], call: (callback: Mind, item: Mind) => Mind): Mind | undefined {
  const [argument] = args;
  const isMembership = name === 'includes' || name === 'has';
  if (!argument || (!isMembership && name !== 'some')) return undefined;
  const items = itemsOf(run, object);
  if (!items) return undefined;
  const answers = items.map((item) => truthOf(isMembership ? equality(argument, item, true) : call(argument, item)));
  return answers.includes(true) ? literalMind(true) : answers.includes(undefined) ? undefined : literalMind(false);
}

function itemsOf(run: Run, object: Mind): readonly Mind[] | undefined {
  if (object.kind === 'literal-object') return object.node.kind === 'array' ? written(run, object.node.elements, object.activation) : undefined;
  const [value] = object.kind === 'values' && object.values.length === 1 ? object.values : [];
  const list = value && listOf(run, value);
  return list?.kind === 'array' && !list.open ? list.elements.map((element) => itemMind(run, element)) : undefined;
}

/** One element: a regular expression is known by the way it is written. */
function itemMind(run: Run, element: Argument): Mind {
  return 'expression' in element && element.expression.kind === 'regex' ? { kind: 'regex', text: element.expression.text } : fromValues(run.evaluator.argument(element));
}

function written(run: Run, elements: readonly Parameters<typeof evaluateMind>[1][], activation: Activation): readonly Mind[] | undefined {
  return elements.some((element) => element.kind === 'spread') ? undefined : elements.map((element) => evaluateMind(run, element, activation));
}

/** A list, or the list that a set was made of. */
function listOf(run: Run, value: Value): Value | undefined {
  if (value.kind !== 'api' || value.step !== 'new' || value.of?.name !== 'Set' || value.of.of?.name !== GLOBALS) return value;
  const [list] = value.site?.node.kind === 'call' ? value.site.node.args : [];
  return list && value.site ? run.evaluator.evaluate(list, value.site.frame)[0] : undefined;
}

/** What the route says of itself. Without saying anything it says nothing. */
export function routeConfigMind(run: Run): Mind {
  run.outcome.readsAddress = true;
  const { address } = run;
  if (!address) return DOUBT;
  return { kind: 'route-config' };
}
