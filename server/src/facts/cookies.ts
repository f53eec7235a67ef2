import type { Cookie } from '../concepts/cookie.ts';
import type { Presence } from '../concepts/presence.ts';
import type { FrameworkModel } from '../frameworks/model.ts';
import type { CookieDefaults, CookieRow, OptionPath, SessionRow } from '../frameworks/vocabulary/options.ts';
import { matches, type ApiPath } from '../semantic/api-path.ts';
import { literalText } from '../semantic/value-sets.ts';
import { NOTHING_KNOWN, type Value } from '../semantic/values.ts';
import type { Expression } from '../syntax/tree.ts';
import { dependsOnEnvironment } from './calls.ts';
import { callLabel, type ConfiguredCall, type ConfiguredCalls, type MatchedCall } from './configured-calls.ts';
import { isOn, onlyLiteral, optionAt, optionSpan, type OptionState } from './option-values.ts';
import { optionEdits } from './property-edits.ts';
import { lastNameOf, type Source } from './source.ts';

/** Words in the names of cookies that say who the caller is. */
const CREDENTIAL_WORD = /^(?:\w*sess(?:ion)?(?:id)?|sid|\w*token|jwt|auth\w*|bearer|apikey|remember\w*)$/;

/** Words that say that a cookie only accompanies one, or is for scripts to read. */
const OTHER_WORD = /^(?:[cx]srf\w*|state|nonce|verifier|challenge|pkce|redirect\w*|return\w*|next|callback|url|path|consent|locale|lang\w*|theme|expir\w*|exp|count\w*|type|provider|method|mode|status|flag|hint|has|is|logged|time\w*|date|at|prefs?|preferences|settings|flash|analytics|tracking|visitor|device)$/;

/** The cookies that an application sets: each call once. */
export function collectCookies(calls: ConfiguredCalls, frameworks: readonly FrameworkModel[], source: Source): readonly Cookie[] {
  const credentials = frameworks.flatMap((model) => model.credentials ?? []);
  const sessions = calls.matching(frameworks.flatMap((model) => model.sessions ?? []));
  const written = calls.matching(frameworks.flatMap((model) => model.cookies ?? []));
  return [
    ...withOwnOptions(calls, sessions).map((call) => sessionCookie(calls, call, source)),
    ...mostTelling(written.flatMap((call) => writtenCookie(calls, call, credentials, source))),
  ];
}

/** Several middlewares may be made of one object of options: they set one cookie. */
function withOwnOptions(calls: ConfiguredCalls, sessions: readonly ConfiguredCall<SessionRow>[]): readonly ConfiguredCall<SessionRow>[] {
  const seen = new Set<object>();
  return sessions.filter((call) => calls.optionsOf(call).every((value) => value.kind !== 'object' || (!seen.has(value.node) && seen.add(value.node))));
}

function sessionCookie(calls: ConfiguredCalls, call: ConfiguredCall<SessionRow>, source: Source): Cookie {
  const { row } = call;
  return { ...attributes(calls, call, row.cookie, row.defaults, source), isCredential: true };
}

function writtenCookie(calls: ConfiguredCalls, call: MatchedCall<CookieRow>, credentials: readonly ApiPath[], source: Source): readonly { readonly key: object; readonly cookie: Cookie }[] {
  const { evaluator } = calls;
  const { row, node, frame } = call;
  const [first] = node.args;
  if (!first || (row.answerBy && !row.answerBy.some((key) => optionAt(evaluator, calls.optionsOf(call), [key]).presence !== 'absent'))) return [];
  // One object may hold everything: `cookies().set({ name, value, httpOnly: true })`.
  const [whole] = row.name === 0 && node.args.length === 1 ? evaluator.evaluate(first, frame) : [];
  if (whole && whole.kind !== 'object') return [];
  const held = (key: string): readonly Value[] => {
    const { presence, values: found } = optionAt(evaluator, whole ? [whole] : [], [key]);
    return presence === 'unknown' ? NOTHING_KNOWN : found;
  };
  const names = whole ? held('name') : argumentValues(calls, call, row.name);
  const values = whole ? held('value') : argumentValues(calls, call, row.value);
  if (values.length === 0 || values.every((value) => value.kind === 'literal')) return []; // nothing to steal: it is being taken back, or says the same to everyone
  const name = literalText(names) ?? (whole ? undefined : lastWrittenName(node.args[row.name]));
  const isCredential = (name === undefined || !hasWord(name, OTHER_WORD)) && ((name !== undefined && hasWord(name, CREDENTIAL_WORD)) || values.some((value) => value.kind === 'api' && credentials.some((path) => matches(path, value))));
  const configured = whole ? { ...call, row: { ...row, options: 0 } } : call;
  return [{ key: node, cookie: { ...attributes(calls, configured, [], row.defaults, source), isCredential, ...(name !== undefined && { name }) } }];
}

/** What a cookie is sent with, by the options of the call. */
function attributes(calls: ConfiguredCalls, call: ConfiguredCall, path: OptionPath, defaults: CookieDefaults, source: Source): Omit<Cookie, 'isCredential'> {
  const { evaluator } = calls;
  const { node, frame } = call;
  const options = calls.optionsOf(call);
  const optionOf = (key: string) => optionAt(evaluator, options, [...path, key]);
  const isKnown = !dependsOnEnvironment(evaluator, call, frame);
  const httpOnly = optionOf('httpOnly');
  const secure = optionOf('secure');
  const states: readonly [OptionState, Presence][] = [[httpOnly, isOn(httpOnly, defaults.httpOnly)], [secure, isOn(secure, defaults.secure)]];
  const wrong = states.find(([option, state]) => state === 'absent' && option.written)?.[0].written;
  const [httpOnlyState, secureState] = states.map(([, state]) => (isKnown ? state : 'unknown'));
  return {
    label: callLabel(source, call),
    at: wrong ? optionSpan(source, wrong) : lastNameOf(frame.module, node.callee),
    httpOnly: httpOnlyState ?? 'unknown',
    secure: secureState ?? 'unknown',
    isCrossSite: String(onlyLiteral(optionOf('sameSite')) ?? '').toLowerCase() === 'none',
    complete: (wanted) => optionEdits(evaluator, source, call, wanted.map(({ key, text }) => ({ path: [...path, key], text }))),
  };
}

function argumentValues({ evaluator }: ConfiguredCalls, { node, frame }: MatchedCall<CookieRow>, index: number): readonly Value[] {
  const argument = node.args[index];
  return argument && argument.kind !== 'spread' ? evaluator.evaluate(argument, frame) : [];
}

/** Of a call that was met in several activations, the one of which something is missing. */
function mostTelling(all: readonly { readonly key: object; readonly cookie: Cookie }[]): readonly Cookie[] {
  const byCall = new Map<object, Cookie>();
  for (const { key, cookie } of all) {
    const known = byCall.get(key);
    if (!known || rank(cookie) > rank(known)) byCall.set(key, cookie);
  }
  return [...byCall.values()];
}

function rank({ isCredential, httpOnly, secure }: Cookie): number {
  return (isCredential ? 4 : 0) + (httpOnly === 'absent' ? 2 : 0) + (secure === 'absent' ? 1 : 0);
}

/** What a name that isn't written out is called in the code: `config.sessionCookie`. */
function lastWrittenName(expression: Expression | undefined): string | undefined {
  return expression?.kind === 'name' || expression?.kind === 'member' ? expression.name : undefined;
}

function hasWord(name: string, pattern: RegExp): boolean {
  return name.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase().split(/[^a-z\d]+/).some((word) => pattern.test(word));
}
