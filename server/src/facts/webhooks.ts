import type { NamedPlace, Presence } from '../concepts/facts.ts';
import type { Webhook } from '../concepts/webhook.ts';
import { isWrite, type WebhookSenders } from '../frameworks/model.ts';
import type { Effect } from '../frameworks/vocabulary/effects.ts';
import { matches } from '../semantic/api-path.ts';
import { GLOBALS, type ApiValue, type Frame } from '../semantic/values.ts';
import type { Origin, Source } from './origins.ts';
import type { PathReader } from './path-reader.ts';
import { questionsIn } from './questions.ts';
import { isReportingName } from './reporting-names.ts';
import { packageOf } from './roles.ts';
import type { RouteInsight } from './route-facts.ts';
import { calleeText, lastNameOf } from './source.ts';
import { verificationOf } from './webhook-checks.ts';
import { verifyEdits } from './webhook-edits.ts';

/** Methods that services call with. */
const METHODS = new Set(['POST', 'PUT', 'ALL']);

const HOOK_WORDS = new Set(['webhook', 'webhooks', 'hook', 'hooks', 'ipn']);

/** Where senders say what happened. */
const EVENT_KEYS = new Set(['type', 'event', 'event_type', 'eventType', 'event_name', 'topic', 'action', 'kind', 'object', 'trigger', 'eventName']);

/** What is done by being called, whatever with. */
const LASTING: ReadonlySet<Effect> = new Set(['sendsMessage', 'sendsMail', 'pays', 'asksModel', 'startsProcess', 'callsOut']);

/** What is known of a route that receives webhooks; `undefined` for all others. */
export function webhookOf(reader: PathReader, insight: RouteInsight, common: ReadonlySet<object>): Webhook | undefined {
  const { mount } = insight;
  const senders = reader.frameworks.flatMap(({ webhooks }) => webhooks ?? []);
  if (!METHODS.has(mount.method) || senders.length === 0) return undefined;
  const { routing } = mount.registration.host.framework;
  const own = reader.frames.of(mount.handler, routing, mount.excludes);
  if (!receives(reader, mount.path, own, senders)) return undefined;
  const before = mount.layers.flatMap(({ handler, registration }) => reader.frames.of(handler, registration.host.framework.routing));
  const effect = effectIn(reader, own, common);
  let verified: Presence | undefined;
  return {
    get verified() {
      // Whoever is known by another credential needs no signature.
      return (verified ??= insight.authenticated === 'absent' ? verificationOf(reader, mount, [...before, ...own], senders) : insight.authenticated);
    },
    ...(effect && { effect }),
    verify: () => verifyEdits(reader, own),
  };
}

/** A path that says so and names the sender, or code that tells its events apart. */
function receives(reader: PathReader, path: string, own: readonly Frame[], senders: readonly WebhookSenders[]): boolean {
  const words = path.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase().split('/').filter((part) => !part.startsWith(':')).flatMap((part) => part.split(/[^a-z0-9]+/));
  const isHook = words.some((word) => HOOK_WORDS.has(word));
  if (isHook && senders.some(({ names }) => words.some((word) => names.includes(word)))) return true;
  return own.some((frame) => questionsIn(reader.evaluator, frame).some((question) => {
    if (question.kind !== 'comparison') return false;
    const sides = [question.left, question.right];
    if (!sides.some(({ kind }) => kind === 'literal' || kind === 'name' || kind === 'member')) return false;
    const text = sides.flatMap((side) => reader.evaluator.evaluate(side, frame)).find((value) => value.kind === 'literal' && typeof value.value === 'string' && value.value !== '');
    if (text?.kind !== 'literal') return false;
    const origin = sides.flatMap((side) => reader.origins.of(side, frame));
    const isKnown = senders.some(({ events }) => events.test(String(text.value)));
    return isKnown ? origin.some(isSent) : isHook && saysWhatHappened(origin, senders);
  }));
}

function isSent(source: Source): boolean {
  return source.from === 'input' && (source.of === 'body' || source.of === 'headers');
}

function saysWhatHappened(origin: Origin, senders: readonly WebhookSenders[]): boolean {
  return origin.some((source) => source.from === 'input' && ((source.of === 'body' && source.key !== undefined && EVENT_KEYS.has(source.key)) || (source.of === 'headers' && senders.some(({ headers }) => headers.includes(source.key?.toLowerCase() ?? '')))));
}

/** The first write; else the first call that does something outside, or may do so with something of the body. */
function effectIn(reader: PathReader, own: readonly Frame[], common: ReadonlySet<object>): NamedPlace | undefined {
  const writes = own.flatMap((frame) => reader.queries.queriesIn(frame)).filter(({ row, node }) => isWrite(row.operation) && !common.has(node));
  const [write] = writes;
  if (write) return { label: write.label, at: lastNameOf(write.frame.module, write.node.kind === 'call' ? write.node.callee : write.node) };
  for (const frame of own) {
    for (const question of questionsIn(reader.evaluator, frame)) {
      if (question.kind !== 'call' || question.node.isNew) continue;
      const { callee, args } = question.node;
      if (reader.loggers.tellingOf(question.node, frame) || (callee.kind === 'member' && isReportingName(callee.name))) continue;
      const values = reader.evaluator.evaluate(callee, frame).filter((value) => value.kind === 'api');
      const acts = values.some((value) => reader.frameworks.some(({ effects }) => effects?.some(({ at, effect }) => LASTING.has(effect) && matches(at, value))));
      if (!acts && !values.some((value) => leavesProcess(reader, value))) continue;
      if (acts || args.some((argument) => reader.origins.of(argument, frame).some((source) => source.from === 'input' && source.of === 'body'))) return { label: calleeText(reader.source, frame.module, callee), at: lastNameOf(frame.module, callee) };
    }
  }
  return undefined;
}

/** Whether a package's function may do something that lasts: not what computes, answers or verifies. */
function leavesProcess(reader: PathReader, value: ApiValue): boolean {
  const name = packageOf(value);
  if (name === GLOBALS) return value.step === 'member' && value.name === 'fetch' && value.of?.step === 'root';
  if (reader.purePackages.includes(name) || reader.roles.roleOf(value) !== 'unknown') return false;
  return !reader.frameworks.some(({ packages, routing }) => routing && packages.includes(name));
}
