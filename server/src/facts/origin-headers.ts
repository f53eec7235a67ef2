import type { CrossOrigin } from '../concepts/cross-origin.ts';
import type { FrameworkModel } from '../frameworks/model.ts';
import type { HeaderRow } from '../frameworks/vocabulary/options.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import { literalText } from '../semantic/value-sets.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Expression, FunctionNode, Module } from '../syntax/tree.ts';
import { dependsOnEnvironment } from './calls.ts';
import { callLabel, type ConfiguredCalls, type MatchedCall } from './configured-calls.ts';
import { lastNameOf, type Source } from './source.ts';

const ALLOW_ORIGIN = 'access-control-allow-origin';
const ALLOW_CREDENTIALS = 'access-control-allow-credentials';
const COMPARING = new Set(['===', '!==', '==', '!=', 'in']);

interface Header {
  readonly name: string;
  readonly value: Expression;
  readonly call: MatchedCall<HeaderRow>;
}

/** Functions that write the headers by hand. */
export function collectOriginHeaders(calls: ConfiguredCalls, frameworks: readonly FrameworkModel[], hasCookieSessions: (file: string) => boolean, source: Source): readonly CrossOrigin[] {
  const byFunction = new Map<FunctionNode, Header[]>();
  for (const call of calls.matching(frameworks.flatMap((model) => model.headers ?? []))) {
    const known = byFunction.get(call.frame.fn) ?? [];
    const added = headersOf(calls, call).filter(({ name, value }) => name.startsWith('access-control-') && !known.some((one) => one.value === value));
    if (added.length > 0) byFunction.set(call.frame.fn, [...known, ...added]);
  }
  return [...byFunction.values()].flatMap((headers) => {
    const origin = headers.find(({ name }) => name === ALLOW_ORIGIN);
    return origin ? [headerFact(calls, origin, headers.find(({ name }) => name === ALLOW_CREDENTIALS), hasCookieSessions, source)] : [];
  });
}

function headerFact({ evaluator }: ConfiguredCalls, origin: Header, credentials: Header | undefined, hasCookieSessions: (file: string) => boolean, source: Source): CrossOrigin {
  const { node, frame } = origin.call;
  const allowed = credentials && literalText(evaluator.evaluate(credentials.value, credentials.call.frame));
  const isTrue = credentials?.value.kind === 'literal' && (credentials.value.value === true || credentials.value.value === 'true');
  return {
    label: callLabel(source, origin.call),
    at: lastNameOf(frame.module, node.callee),
    allows: dependsOnEnvironment(evaluator, origin.call, frame) ? 'unknown' : allowedBy(origin),
    credentials: !credentials ? 'absent' : isTrue || allowed === 'true' ? 'present' : 'unknown',
    isGlobal: false, // for which requests the function answers is its own business
    hasCookieSessions: hasCookieSessions(frame.module.file),
    restrict: () => undefined,
  };
}

function headersOf({ evaluator }: ConfiguredCalls, call: MatchedCall<HeaderRow>): readonly Header[] {
  const [first, second] = call.node.args;
  if (!first) return [];
  if (first.kind === 'object') return first.properties.flatMap((property) => ('kind' in property || property.key === undefined ? [] : [{ name: property.key.toLowerCase(), value: property.value, call }]));
  const name = literalText(evaluator.evaluate(first, call.frame));
  return name === undefined || !second ? [] : [{ name: name.toLowerCase(), value: second, call }];
}

function allowedBy({ value, call: { frame } }: Header): CrossOrigin['allows'] {
  const sides = value.kind === 'binary' && (value.operator === '||' || value.operator === '??') ? [value.left, value.right] : [value];
  if (sides.some((side) => readsOrigin(side, frame.module))) return isChecked(frame.fn, frame.module) ? 'unknown' : 'reflected';
  return value.kind === 'literal' ? (value.value === '*' ? 'star' : 'listed') : 'unknown';
}

/** Whether a function compares the caller's origin with something, looks it up, or gives it to somebody who may. */
function isChecked(fn: FunctionNode, module: Module): boolean {
  let found = false;
  const isOrigin = (node: Expression) => readsOrigin(node, module);
  eachExpressionOf(fn.body, (node) => {
    if (node.kind === 'binary' && COMPARING.has(node.operator)) found ||= isOrigin(node.left) || isOrigin(node.right);
    if (node.kind === 'index') found ||= isOrigin(node.index);
    if (node.kind !== 'call') return;
    const { callee, args: [first, second] } = node;
    const isHeader = second !== undefined && first?.kind === 'literal' && String(first.value).toLowerCase() === ALLOW_ORIGIN;
    found ||= (callee.kind === 'member' && isOrigin(callee.object)) || (!isHeader && node.args.some(isOrigin));
  });
  return found;
}

/** Whether an expression is the origin that a request names: `req.headers.origin`, `req.get('Origin')`, or a variable for it. */
export function readsOrigin(node: Expression, module: Module): boolean {
  switch (node.kind) {
    case 'member': return node.name === 'origin' && isHeaders(node.object);
    case 'index': return isHeaders(node.object) && isText(node.index, 'origin');
    case 'call': return node.callee.kind === 'member' && /^(?:get|header)$/.test(node.callee.name) && node.args.length === 1 && node.args[0] !== undefined && isText(node.args[0], 'origin');
    case 'name': {
      const definitions = findBinding(module, node.scope, node.name)?.definitions ?? [];
      return definitions.length === 1 && definitions.every((one) => one.kind === 'value' && (one.path.length === 0 ? readsOrigin(one.value, module) : one.path.at(-1) === 'origin' && isHeaders(one.value)));
    }
    default: return false;
  }
}

function isHeaders(node: Expression): boolean {
  return node.kind === 'member' && /^headers?$/.test(node.name);
}

function isText(node: Expression, text: string): boolean {
  return node.kind === 'literal' && typeof node.value === 'string' && node.value.toLowerCase() === text;
}
