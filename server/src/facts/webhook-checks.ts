import type { Presence } from '../concepts/presence.ts';
import type { WebhookSenders } from '../frameworks/model.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import type { Frame, Value } from '../semantic/values.ts';
import type { Call, Expression } from '../syntax/tree.ts';
import { lookedUpBy } from './lookups.ts';
import type { Origin } from './origins.ts';
import type { PathReader } from './path-reader.ts';
import { questionsIn, type Question } from './questions.ts';
import type { RouteMount } from './routing.ts';

/** Names under which senders and receivers keep what they share. */
const SECRET = /token|secret|key|signature|\bsig\b|hmac|auth|passw|verif|hash|challenge/i;
const VERIFYING = /verif|valid|sign|auth|check|hmac|secret|secure|trust/i;

/** Whether something on the path checks who sent what the route is given: a signature, a secret that both know. */
export function verificationOf(reader: PathReader, mount: RouteMount, frames: readonly Frame[], senders: readonly WebhookSenders[]): Presence {
  const values = [...mount.layers.map(({ handler }) => handler), mount.handler].flatMap((handler) => handler.values);
  if (values.some((value) => isSignature(reader, value))) return 'present';
  let answer: Presence = 'absent';
  for (const frame of frames) {
    if (confirms(frame, senders) || reader.queries.queriesIn(frame).some((site) => holdsSecret(lookedUpBy(reader.origins, site)))) return 'present';
    for (const question of questionsIn(reader.evaluator, frame)) {
      const own = answerOf(reader, question, frame);
      if (own === 'present') return own;
      if (own === 'unknown') answer = own;
    }
  }
  return answer;
}

function answerOf(reader: PathReader, question: Question, frame: Frame): Presence {
  const of = (node: Expression) => reader.origins.of(node, frame);
  switch (question.kind) {
    case 'test': return of(question.of).some(({ from }) => from === 'digest') ? 'present' : 'absent';
    case 'comparison': {
      const [left, right] = [of(question.left), of(question.right)];
      if ([...left, ...right].some(({ from }) => from === 'digest')) return 'present';
      if (isShared(reader, left, question.right, frame) || isShared(reader, right, question.left, frame)) return 'present';
      return isOfRequest(reader, question.left, frame) || isOfRequest(reader, question.right, frame) ? 'unknown' : 'absent';
    }
    case 'call': return verifiedBy(reader, question.node, frame);
  }
}

/** A secret that the sender knows, compared with what isn't written in the code, or is no name of an event. */
function isShared({ evaluator }: PathReader, origin: Origin, other: Expression, frame: Frame): boolean {
  const isMissing = evaluator.evaluate(other, frame).every((value) => value.kind === 'literal' && (value.value === undefined || value.value === null || value.value === '' || typeof value.value === 'boolean'));
  return holdsSecret(origin) && !isMissing;
}

function holdsSecret(origin: Origin): boolean {
  return origin.some((source) => source.from === 'input' && SECRET.test(source.key ?? ''));
}

/** Something that stands on the request itself, outside of what the sender wrote: its address. */
function isOfRequest({ origins }: PathReader, node: Expression, frame: Frame): boolean {
  return node.kind === 'member' && origins.of(node.object, frame).some(({ from }) => from === 'part') && origins.of(node, frame).some(({ from }) => from === 'unknown');
}

function verifiedBy(reader: PathReader, node: Call, frame: Frame): Presence {
  const { callee } = node;
  const values = reader.evaluator.evaluate(callee, frame);
  if (values.some((value) => isSignature(reader, value))) return 'present';
  const object = callee.kind === 'member' ? reader.origins.of(callee.object, frame) : [];
  const args = node.args.map((argument) => reader.origins.of(argument, frame));
  const name = callee.kind === 'member' || callee.kind === 'name' ? callee.name : '';
  // `expected.equals(given)`, `given.includes(expected)`
  if ([object, ...args].some((origin) => origin.some(({ from }) => from === 'digest')) && /equal|compare|includes|verify|match|test/i.test(name)) return 'present';
  if (object.some(({ from }) => from === 'part') || values.every((value) => value.kind === 'function')) return 'absent';
  if (values.some((value) => value.kind === 'api' && reader.roles.roleOf(value) !== 'unknown')) return 'absent';
  const isUnread = values.some((value) => value.kind === 'unknown' || value.kind === 'api');
  if (!isUnread || args.length === 0) return 'absent';
  if (args.some(holdsSecret) || args.some((origin) => origin.some((source) => source.from === 'part' || (source.from === 'input' && source.of === 'headers' && source.key === undefined)))) return isPlain(values) ? 'absent' : 'unknown';
  return VERIFYING.test(name) && !isPlain(values) ? 'unknown' : 'absent';
}

/** What the language brings decides nothing about senders. */
function isPlain(values: readonly Value[]): boolean {
  return values.every((value) => value.kind === 'api' && value.of?.of?.step === 'root' && ['console', 'JSON', 'Object', 'Buffer', 'String', 'Array'].includes(value.of.name));
}

function isSignature({ roles }: PathReader, value: Value): boolean {
  return value.kind === 'api' && roles.roleOf(value) === 'signature';
}

/** An address that is asked whether the call is genuine. */
function confirms({ fn }: Frame, senders: readonly WebhookSenders[]): boolean {
  let found = false;
  eachExpressionOf(fn.body, (node) => {
    const texts = node.kind === 'literal' && typeof node.value === 'string' ? [node.value] : node.kind === 'template' ? node.texts : [];
    found ||= texts.some((text) => senders.some(({ confirmations }) => confirmations.test(text)));
  });
  return found;
}
