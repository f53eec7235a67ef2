import type { NamedPlace } from '../../concepts/facts.ts';
import { lastNamesOf, matches, type ApiPath } from '../../semantic/api-path.ts';
import { eachStatement } from '../../semantic/returns.ts';
import type { Frame, Value } from '../../semantic/values.ts';
import { callsOf } from '../calls.ts';
import { answersErrors, errorMiddlewareOn } from '../error-handling.ts';
import { shapeOf } from '../guards.ts';
import { importsOneOf } from '../imported-packages.ts';
import type { PathReader } from '../path-reader.ts';
import type { Registered } from '../registration.ts';
import type { Layer, RouteMount } from '../routing.ts';
import { calleeText, lastNameOf, spanOf } from '../source.ts';
import { outcomeOfCatch, type CatchOutcome } from './catch-outcomes.ts';
import { meaningIn, type Talk } from './talks.ts';

/** Who answers for what a route's handlers fail with. */
export interface ErrorAnswer {
  readonly handler?: NamedPlace;
  /** It stands around the route's handler, and catches what that fails with: the framework never sees it. */
  readonly isAround?: boolean;
  /** The framework itself does: nobody of the project is asked before. */
  readonly isFramework: boolean;
}

/** The nearest of the project's own on the way out, if there is one. */
export function errorHandlerOf(reader: PathReader, mount: RouteMount): ErrorAnswer {
  const { hosts } = mount;
  const { routing } = mount.registration.host.framework;
  const caught = routing.nextPromises ? catchingLayer(reader, mount) : undefined;
  if (caught) return caught;
  const set = routing.errorSetter && setOn(reader, mount, routing.errorSetter);
  if (set) return { handler: set, isFramework: false };
  for (const host of [...hosts].reverse()) {
    const handler = host.framework.routing.errorMiddleware ? errorMiddlewareOn(reader, host).find((one) => mayAnswer(reader, one.handler, host.framework.routing)) : undefined;
    if (handler) return { handler: handler.place, isFramework: false };
  }
  const [outermost] = hosts;
  return { isFramework: outermost !== undefined && answersErrors(reader, outermost, new Set(hosts)) === 'absent' };
}

type Routing = Layer['registration']['host']['framework']['routing'];

/** Whether a function does anything with an error but hand it on. */
function mayAnswer(reader: PathReader, { values, as }: Registered, routing: Routing): boolean {
  const [value] = values;
  if (values.length !== 1 || value?.kind !== 'function') return true;
  const entered = enter(reader, value, routing, as);
  return !entered || outcomeOfCatch({ ...reader, talk: entered.talk }, value.fn.body, entered.frame).is !== 'hands on';
}

/** A middleware around the handler that waits for what comes later, and answers when that fails; the innermost first. */
function catchingLayer(reader: PathReader, { layers }: RouteMount): ErrorAnswer | undefined {
  for (const { handler, registration } of [...layers].reverse()) {
    const [value] = handler.values;
    const entered = handler.values.length === 1 && value?.kind === 'function' ? enter(reader, value, registration.host.framework.routing, handler.as) : undefined;
    const outcome = entered && outcomeAround(reader, entered);
    if (!outcome || outcome.is === 'throws') continue;
    if (outcome.is !== 'answers') return { isFramework: false };
    const { module } = handler.frame;
    const { expression } = handler;
    return { handler: { label: expression.kind === 'function' ? 'This middleware' : calleeText(reader.source, module, expression), at: expression.kind === 'function' ? lastNameOf(module, expression) : spanOf(module, expression) }, isAround: true, isFramework: false };
  }
  return undefined;
}

/** What a middleware does about a failure of what it lets run; nothing where it doesn't catch it. */
function outcomeAround(reader: PathReader, { frame, talk }: Entered): CatchOutcome | undefined {
  let found: CatchOutcome | undefined;
  eachStatement(frame.fn.body, (statement) => {
    if (found || statement.kind !== 'try' || !statement.handler) return;
    const { block, handler } = statement;
    const goesOn = callsOf(frame.fn).some(({ node }) => meaningIn(talk, node.callee, frame)?.is === 'pass' && block.some(({ start, end }) => start <= node.start && end >= node.end));
    if (goesOn) found = outcomeOfCatch({ ...reader, talk }, handler.body, frame);
  });
  return found;
}

interface Entered {
  readonly frame: Frame;
  readonly talk: Talk;
}

function enter({ evaluator }: PathReader, value: Value & { kind: 'function' }, routing: Routing, as: string | undefined): Entered | undefined {
  const frame = evaluator.frames.enter(value, undefined, 'handler', value.frame.depth);
  return frame && { frame, talk: { conversation: routing.conversation, shape: shapeOf(value.fn.parameters.length, routing, as), handler: value.fn } };
}

/** What the application of a route was given to answer for failures, where there is one only. */
function setOn(reader: PathReader, { registration }: RouteMount, setter: ApiPath): NamedPlace | undefined {
  const { evaluator, source, modules } = reader;
  const { project } = evaluator.program;
  const root = project.packageRoot(registration.frame.module.file);
  const { packages } = registration.host.framework;
  const names = lastNamesOf(setter.pattern);
  const found = modules.filter((module) => project.packageRoot(module.file) === root && (importsOneOf(module, packages) || MENTIONS.test(project.text(module.file) ?? ''))).flatMap((module) => module.functions.flatMap((fn): readonly NamedPlace[] => {
    const frame = evaluator.frames.generic(module, fn.id);
    if (!frame) return [];
    return callsOf(fn).flatMap(({ node }) => {
      // A plugin's own parameter is the application.
      const isOne = (value: Value) => (value.kind === 'api' && matches(setter, value)) || (value.kind === 'parameter' && value.path.length === 1 && names.includes(value.path[0] ?? ''));
      if (node.callee.kind !== 'member' || !names.includes(node.callee.name) || !evaluator.evaluate(node.callee, frame).some(isOne)) return [];
      const [given] = node.args;
      const label = given && given.kind !== 'function' ? calleeText(source, module, given) : calleeText(source, module, node.callee);
      return [{ label, at: lastNameOf(module, node.callee) }];
    });
  }));
  const [only] = found;
  return found.length === 1 ? only : undefined;
}

/** A plugin is given the application, and need not import the framework. */
const MENTIONS = /\.(setErrorHandler|onError)\(/;
