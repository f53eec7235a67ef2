import { defineRule, type Cookie, type CrossOrigin, type DroppedCallback, type FloatingPromise, type Intake } from '../../server/src/rule-api.ts';
import type { Span } from '../../server/src/syntax/text.ts';
import type { PrintPlace } from './fact-lines.ts';

/** Rules that report every fact about options as it is: a specification of facts sees what the models say, whatever a rule makes of it. */
const META = { summary: '', why: '', area: 'http', severity: 'warning', precision: 'high', fix: 'none', since: '0.0.0', messages: { fact: '{{fact}}' } } as const;

export const optionRules = [
  defineRule({
    id: 'shown-intake', on: 'intake', meta: META,
    *check(fact) {
      yield { at: fact.at, message: 'fact', data: { fact: intakeText(fact) } };
    },
  }),
  defineRule({
    id: 'shown-cookie', on: 'cookie', meta: META,
    *check(fact) {
      yield { at: fact.at, message: 'fact', data: { fact: cookieText(fact) } };
    },
  }),
  defineRule({
    id: 'shown-origins', on: 'crossOrigin', meta: META,
    *check(fact) {
      yield { at: fact.at, message: 'fact', data: { fact: originText(fact) } };
    },
  }),
  defineRule({
    id: 'shown-callback', on: 'droppedCallback', meta: META,
    *check(fact) {
      yield { at: fact.at, message: 'fact', data: { fact: callbackText(fact) } };
    },
  }),
];

export const promiseRules = [
  defineRule({
    id: 'shown-promise', on: 'floatingPromise', meta: META,
    *check(fact) {
      yield { at: fact.at, message: 'fact', data: { fact: promiseText(fact) } };
    },
  }),
];

/** One line for each fact: `multer files bound: absent kept: memory index.ts:5`. */
export function optionLines(findings: readonly { readonly message: string; readonly at: Span }[], place: PrintPlace): readonly string[] {
  return findings.map(({ message, at }) => `${message} ${place(at)}`);
}

function intakeText({ label, takes, bound, keeps, served, raised }: Intake): string {
  return `${label} ${takes} bound: ${bound} kept: ${keeps}${raised ? ` up to: ${raised.bytes}` : ''}${served ? ` served: ${served.name}` : ''}`;
}

function cookieText({ label, name, isCredential, httpOnly, secure, isCrossSite }: Cookie): string {
  return `${label} ${name ?? '(session)'} credential: ${isCredential ? 'yes' : 'no'} httpOnly: ${httpOnly} secure: ${secure}${isCrossSite ? ' cross-site' : ''}`;
}

/** `prisma.order.create lazy index.ts:7`. */
function promiseText({ label, kind, runsBy }: FloatingPromise): string {
  return `${label ?? '(anonymous)'} ${kind}${runsBy === undefined ? '' : ` runs by: ${runsBy}`}`;
}

/** `socket.on calls it and ignores its promise: unhandled index.ts:5`. */
function callbackText({ by, ending }: DroppedCallback): string {
  return `${by.label} calls it and ignores its promise: ${ending}`;
}

function originText({ label, allows, credentials, isGlobal, hasCookieSessions }: CrossOrigin): string {
  return `${label} allows: ${allows} credentials: ${credentials}${isGlobal ? ' everywhere' : ''}${hasCookieSessions ? ' cookie sessions' : ''}`;
}
