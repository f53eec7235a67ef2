import type { AddressKind } from '../frameworks/vocabulary/conversation.ts';
import { fitsPattern } from '../semantic/text-tests.ts';
import type { Argument } from '../semantic/values.ts';
import { DOUBT, literalMind, literalOf, type Mind } from './anonymous-minds.ts';
import type { Run } from './anonymous-run.ts';

/** The route on whose way a middleware is run: what it can ask of a request's address is known then. */
export interface RouteAddress {
  /** Upper case; `ALL` for every method. */
  readonly method?: string;
  readonly path?: string;
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
  if (of === 'method') return address.method === undefined || address.method === 'ALL' ? DOUBT : literalMind(address.method);
  if (address.path === undefined) return DOUBT;
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

/** What a method of a path, or of a regular expression, gives; `undefined` for what isn't known. */
export function callOnPath(object: Mind, name: string, args: readonly Mind[]): Mind | undefined {
  const [argument] = args;
  if (object.kind === 'regex') return name === 'test' && argument ? patternMind(argument, object.text) : undefined;
  if (name === 'match' && argument?.kind === 'regex') return patternMind(object, argument.text);
  if (object.kind !== 'path') return undefined;
  if (name === 'toString' || name === 'trim' || name === 'toLowerCase') return object;
  const other = argument && literalOf(argument)?.value;
  if (typeof other !== 'string') return undefined;
  // What stands behind a question mark belongs to the caller; in front of it is the path.
  if (name === 'split' && other === '?') return { kind: 'list', items: [object] };
  const test = (method: string) => testPath(object.pattern, method, other);
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

/** What the route says of itself. Without saying anything it says nothing. */
export function routeConfigMind(run: Run): Mind {
  run.outcome.readsAddress = true;
  return run.address.path === undefined ? DOUBT : { kind: 'route-config' };
}
