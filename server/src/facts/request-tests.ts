import type { Dispatch } from '../frameworks/vocabulary/dispatch.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpression } from '../semantic/returns.ts';
import { literalText } from '../semantic/value-sets.ts';
import type { Frame, Value } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Expression, Place } from '../syntax/tree.ts';

type Subject = 'path' | 'method' | 'both';

/** Which requests a condition lets through. */
export interface Requests {
  readonly paths?: readonly string[];
  readonly methods?: readonly string[];
  /** The literal that says so. */
  readonly at?: Place;
  /** Something else is asked as well. */
  readonly isPartial?: boolean;
}

/** Reads conditions about what was asked for. */
export interface RequestTests {
  /** `undefined` where literals don't decide. */
  requestsOf(test: Expression, frame: Frame): Requests | undefined;
  /** The requests of one case of a switch. */
  requestsOfCase(value: Expression, test: Expression, frame: Frame): Requests | undefined;
  /** Whether a condition is about what was asked for at all. */
  isAboutRequest(test: Expression, frame: Frame): boolean;
}

/** Methods of a text that leave it what it is, as far as literals are compared with it. */
const SAME = new Set(['toLowerCase', 'toUpperCase', 'toString', 'trim', 'replace', 'slice']);

/** Names that lead to other names, at most. */
const MAX_NAMES = 5;

export function createRequestTests(evaluator: Evaluator, dispatch: Dispatch): RequestTests {
  function requestsOf(test: Expression, frame: Frame): Requests | undefined {
    if (test.kind === 'binary' && test.operator === '&&') {
      const [left, right] = [requestsOf(test.left, frame), requestsOf(test.right, frame)];
      return left && right ? narrowed(left, right) : (left ?? right) && { ...(left ?? right), isPartial: true };
    }
    if (test.kind === 'binary' && test.operator === '||') {
      const [left, right] = [requestsOf(test.left, frame), requestsOf(test.right, frame)];
      return left && right && either(left, right);
    }
    if (test.kind === 'binary' && (test.operator === '===' || test.operator === '==')) return compared(test.left, test.right, frame) ?? compared(test.right, test.left, frame);
    if (test.kind === 'call' && test.callee.kind === 'member' && test.callee.name === 'startsWith' && test.args[0] && subjectOf(test.callee.object, frame) === 'path') {
      const text = literalText(evaluator.evaluate(test.args[0], frame));
      return text === undefined ? undefined : { paths: [`${text}*`], at: test.args[0] };
    }
    return undefined;
  }

  function compared(asked: Expression, literal: Expression, frame: Frame): Requests | undefined {
    const subject = subjectOf(asked, frame);
    const text = subject && literalText(evaluator.evaluate(literal, frame));
    if (text === undefined) return undefined;
    if (subject === 'path') return { paths: [text], at: literal };
    if (subject === 'method') return { methods: [text.toUpperCase()], at: literal };
    const [method = '', path = ''] = text.split(/[ :]/, 2);
    return path.startsWith('/') ? { methods: [method.toUpperCase()], paths: [path], at: literal } : undefined;
  }

  function subjectOf(node: Expression, frame: Frame, names = 0): Subject | undefined {
    for (const value of evaluator.evaluate(node, frame)) {
      const found = subjectOfValue(value, names);
      if (found) return found;
    }
    switch (node.kind) {
      case 'index': return node.object.kind === 'call' && node.object.callee.kind === 'member' && node.object.callee.name === 'split' ? subjectOf(node.object.callee.object, frame, names) : undefined;
      case 'call': return node.callee.kind === 'member' && SAME.has(node.callee.name) ? subjectOf(node.callee.object, frame, names) : undefined;
      case 'binary': return node.operator === '??' || node.operator === '||' ? subjectOf(node.left, frame, names) : undefined;
      case 'template': return node.parts.length === 2 && node.texts[0] === '' && /^[ :]$/.test(node.texts[1] ?? '') && node.parts[0] && node.parts[1] && subjectOf(node.parts[0], frame, names) === 'method' && subjectOf(node.parts[1], frame, names) === 'path' ? 'both' : undefined;
      case 'name': return names > MAX_NAMES ? undefined : subjectOfName(node, frame, names);
      default: return undefined;
    }
  }

  function subjectOfName(node: Expression & { kind: 'name' }, frame: Frame, names: number): Subject | undefined {
    const definition = findBinding(frame.module, node.scope, node.name)?.definitions[0];
    if (definition?.kind !== 'value') return undefined;
    const [step] = definition.path;
    if (step === undefined) return subjectOf(definition.value, frame, names + 1);
    // `const [path] = req.url.split('?')`
    const { value } = definition;
    return step === 0 && value.kind === 'call' && value.callee.kind === 'member' && value.callee.name === 'split' ? subjectOf(value.callee.object, frame, names + 1) : undefined;
  }

  function subjectOfValue(value: Value, names: number): Subject | undefined {
    if (value.kind === 'parameter' && value.index === 0 && value.path.length === 1) return subjectNamed(value.path[0] ?? '');
    if (value.kind !== 'api' || value.step !== 'member' || !value.of) return undefined;
    const { of, name } = value;
    if (matches(dispatch.request, of)) return subjectNamed(name);
    const address = dispatch.parsed.some((one) => one.member === name && matches(one.at, of)) && of.site?.node.kind === 'call' ? of.site.node.args[0] : undefined;
    return address && of.site && names <= MAX_NAMES && subjectOf(address, of.site.frame, names + 1) === 'path' ? 'path' : undefined;
  }

  function subjectNamed(name: string): Subject | undefined {
    return name === dispatch.path ? 'path' : name === dispatch.method ? 'method' : undefined;
  }

  return {
    requestsOf,
    requestsOfCase: compared,
    isAboutRequest(test, frame) {
      let found = false;
      eachExpression(test, (node) => {
        found ||= subjectOf(node, frame) !== undefined;
      });
      return found;
    },
  };
}

/** Requests that meet both conditions. */
export function narrowed(outer: Requests, inner: Requests): Requests {
  const { paths = outer.paths, methods = outer.methods } = inner;
  const at = inner.paths ? inner.at : outer.paths ? outer.at : inner.at ?? outer.at;
  return { ...(paths && { paths }), ...(methods && { methods }), ...(at && { at }), ...((outer.isPartial || inner.isPartial) && { isPartial: true }) };
}

/** Requests that meet one of two conditions about the same. */
function either(left: Requests, right: Requests): Requests | undefined {
  const isPartial = left.isPartial || right.isPartial;
  const { at } = left;
  const common = { ...(at && { at }), ...(isPartial && { isPartial }) };
  if (left.paths && right.paths && !left.methods && !right.methods) return { ...common, paths: [...left.paths, ...right.paths] };
  return left.methods && right.methods && !left.paths && !right.paths ? { ...common, methods: [...left.methods, ...right.methods] } : undefined;
}
