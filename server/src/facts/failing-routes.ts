import { matches, type ApiPath } from '../semantic/api-path.ts';
import { eachExpressionOf, eachStatement } from '../semantic/returns.ts';
import { GLOBALS, type Frame, type Value } from '../semantic/values.ts';
import type { Call } from '../syntax/tree.ts';
import { callsOf } from './calls.ts';
import { meaningIn, type Talk } from './failures/talks.ts';
import { shapeOf, unwrapHandler } from './guards.ts';
import type { PathReader } from './path-reader.ts';
import { packageOf } from './roles.ts';
import type { RouteInsight } from './route-facts.ts';
import type { RouteMount } from './routing.ts';

/** What of the language fails for what it is given, or later. */
const RISKY = new Set(['fetch', 'Promise', 'queueMicrotask']);

/** What follows a promise fails when that does. */
const CONTINUING = new Set(['then', 'catch', 'finally']);

/**
 * Whether an error can come out of what runs for a route. It can't where a handler only speaks with its caller, tells the log and asks the
 * language; whatever else is called is taken for something that can fail.
 */
export function canFail(reader: PathReader, { mount, reached }: Pick<RouteInsight, 'mount' | 'reached'>): boolean {
  const { evaluator, roles, reach } = reader;
  const { handler, layers, registration: { host: { framework } } } = mount;
  const parses = reader.frameworks.flatMap(({ events }) => events?.parses ?? []);
  const around = layers.filter(({ scope }) => scope !== 'route').flatMap((layer) => layer.handler.values);
  const value = handler.values.length === 1 ? unwrapHandler(evaluator, roles, handler.values[0]) : undefined;
  if (value?.kind !== 'function' || around.some(({ kind }) => kind !== 'function')) return true;
  const talk: Talk = { conversation: framework.routing.conversation, shape: shapeOf(value.fn.parameters.length, framework.routing, handler.as), handler: value.fn };
  const frames = [...reached, ...around.flatMap((one) => (one.kind === 'function' ? reach.reachedFrom(one) : []))];
  return frames.some((frame) => failsIn(reader, frame, talk, mount, parses));
}

function failsIn(reader: PathReader, frame: Frame, talk: Talk, mount: RouteMount, parses: readonly ApiPath[]): boolean {
  let fails = false;
  eachStatement(frame.fn.body, ({ kind }) => {
    fails ||= kind === 'throw';
  });
  eachExpressionOf(frame.fn.body, ({ kind }) => {
    fails ||= kind === 'await';
  });
  return fails || callsOf(frame.fn).some(({ node }) => isRisk(reader, node, frame, talk, mount, parses));
}

function isRisk({ evaluator, loggers }: PathReader, node: Call, frame: Frame, talk: Talk, { registration }: RouteMount, parses: readonly ApiPath[]): boolean {
  const { callee } = node;
  const meaning = node.isNew ? undefined : meaningIn(talk, callee, frame);
  if (meaning?.is === 'pass') return node.args.length > 0;
  if (meaning) return meaning.is === 'throw' || meaning.is === 'assert';
  if (callee.kind === 'member' && (CONTINUING.has(callee.name) || meaningIn(talk, callee.object, frame)?.is === 'part')) return false;
  if (loggers.tellingOf(node, frame)?.isKnown) return false;
  const isKnownToSucceed = (value: Value): boolean => {
    if (value.kind === 'function') return true; // it is among what is reached
    if (value.kind === 'parameter') return value.frame.fn === talk.handler && talk.shape.parameters[value.index]?.is === 'part';
    if (value.kind !== 'api' || parses.some((path) => matches(path, value))) return false;
    return registration.host.framework.packages.includes(packageOf(value)) || (packageOf(value) === GLOBALS && !namesOf(value).some((name) => RISKY.has(name)));
  };
  const values = evaluator.evaluate(callee, frame);
  return values.length === 0 || !values.every(isKnownToSucceed);
}

function namesOf(value: Value): readonly string[] {
  return value.kind === 'api' ? [value.name, ...(value.of ? namesOf(value.of) : [])] : [];
}
