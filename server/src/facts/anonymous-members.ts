import { IDENTITY_NAMES, type InputKind, type Meaning } from '../frameworks/vocabulary/conversation.ts';
import { argumentAt } from '../semantic/object-properties.ts';
import type { Value } from '../semantic/values.ts';
import type { Expression, ObjectLiteral } from '../syntax/tree.ts';
import { eachWay } from './anonymous-branches.ts';
import { addressMind, routeConfigMind } from './anonymous-addresses.ts';
import { evaluateMind } from './anonymous-expressions.ts';
import { DOUBT, FORGED, literalMind, literalOf, NOTHING, SOMETHING, type Activation, type Mind } from './anonymous-minds.ts';
import { raiseUnclearly, type Run } from './anonymous-run.ts';

/** Keys of a body that carry a credential; a password in a body is a sign-in. */
const TOKEN_KEY = /^(.*token|api[-_]?key)$/i;

/** Keys of headers and query strings that carry a credential. */
const CREDENTIAL_KEY = /^(authorization|cookie|x-auth\b.*|.*(token|api[-_]?key|secret|signature|credential).*|(.*[-_])?session([-_]?id)?|.*auth|.*[-_]key)$/i;

/** Names under which middleware hangs what it knows of a request. */
const CONTEXT_NAME = /^(ctx|context|authInfo|authContext|requestContext)$/;

const UNDEFINED: Value = { kind: 'literal', value: undefined };

const IDENTITY_KEYS: ReadonlySet<string> = new Set(IDENTITY_NAMES);

export function fromValues(values: readonly Value[]): Mind {
  return values.every((value) => value.kind === 'unknown' || value.kind === 'parameter') ? DOUBT : { kind: 'values', values };
}

/** What only a recognised caller has on the server's side: a session, `req.user`. Nobody can make it up. */
export function identity(run: Run, by?: string): Mind {
  ask(run, by);
  return run.brings === 'credential' ? DOUBT : NOTHING;
}

/** A credential is asked for, by this function of a package. */
export function ask(run: Run, by?: string): void {
  run.outcome.readsCredential = true;
  run.outcome.looksAtCaller = true;
  const { asked } = run.outcome;
  // Somebody who is asked for the caller says more than a header that is read on the way to him.
  if (!asked || (by !== undefined && asked.by === undefined)) run.outcome.asked = { in: [...run.stack], ...(by !== undefined && { by }) };
}

/** A credential that callers send. */
function credential(run: Run): Mind {
  ask(run);
  return run.brings === 'credential' ? DOUBT : run.brings === 'forgery' ? FORGED : NOTHING;
}

/** One entry of what the caller sent, by its name. */
export function inputMind(run: Run, of: InputKind, name: string): Mind {
  run.outcome.looksAtCaller = true;
  switch (of) {
    case 'cookies': return credential(run);
    case 'headers':
    case 'query': return CREDENTIAL_KEY.test(name) ? credential(run) : DOUBT;
    case 'body': return TOKEN_KEY.test(name) ? credential(run) : DOUBT;
    case 'arguments':
      // What a schema demands is there, whoever sends it.
      if (TOKEN_KEY.test(name)) ask(run);
      return DOUBT;
    case 'params':
    case 'files': return DOUBT;
  }
}

/** Maps of input are read by `get`: `cookies.get('session')`. */
export function callOnInput(run: Run, object: Mind & { kind: 'input' }, name: string, args: readonly Mind[]): Mind {
  const key = args[0] && literalOf(args[0]);
  if (name === 'get' || name === 'getAll') return typeof key?.value === 'string' ? inputMind(run, object.of, key.value) : object.of === 'cookies' ? inputMind(run, 'cookies', '') : DOUBT;
  return name === 'has' && typeof key?.value === 'string' && inputMind(run, object.of, key.value).kind === 'nothing' ? literalMind(false) : DOUBT;
}

/** What a member of the conversation is worth before anything is done with it. */
export function meaningMind(run: Run, meaning: Meaning, of: Mind): Mind {
  switch (meaning.is) {
    case 'part': return { kind: 'part', part: meaning.part };
    case 'input': return { kind: 'input', of: meaning.of };
    case 'identity': return identity(run);
    case 'session':
      if (meaning.orNothing) ask(run);
      return { kind: 'session', ...(meaning.orNothing && run.brings !== 'credential' && { orNothing: true }) };
    case 'pass': return { kind: 'next', takesErrors: meaning.takesErrors === true };
    case 'record': return { kind: 'record', fields: new Map(Object.entries(meaning.members).map(([name, one]) => [name, meaningMind(run, one, of)])), isOpen: false };
    case 'failure':
      ask(run);
      return run.brings === 'credential' ? DOUBT : SOMETHING;
    case 'address': return addressMind(run, meaning.of);
    case 'route-config': return routeConfigMind(run);
    case 'entry': return inputMind(run, meaning.of, meaning.name);
    case 'nothing': return NOTHING;
    case 'logger': return DOUBT;
    default: return { kind: 'method', meaning, of };
  }
}

export function memberMind(run: Run, object: Mind, name: string, optional: boolean): Mind {
  const { conversation } = run;
  switch (object.kind) {
    case 'nothing':
      if (name === 'length') return literalMind(0); // a list of nothing is empty
      if (optional) return NOTHING;
      run.outcome.stumbles = true;
      raiseUnclearly(run, 'always');
      return NOTHING;
    case 'derived':
    case 'empty':
    case 'forged':
    case 'claimed': return object;
    case 'part': {
      const meaning = conversation.parts[object.part]?.members[name];
      // What else stands on a request was put there by somebody, or not.
      if (meaning) return meaningMind(run, meaning, object);
      run.outcome.looksAtCaller = true;
      return CONTEXT_NAME.test(name) ? { kind: 'context' } : DOUBT;
    }
    case 'context': return IDENTITY_KEYS.has(name) ? identity(run) : DOUBT;
    case 'session': return identity(run, object.by);
    case 'input': return inputMind(run, object.of, name);
    case 'route-config': return configMember(run, name);
    case 'record': return object.fields.get(name) ?? (object.isOpen ? DOUBT : literalMind(undefined));
    case 'list': return /^\d+$/.test(name) ? object.items[Number(name)] ?? literalMind(undefined) : DOUBT;
    case 'response': return name === 'status' && typeof object.status === 'number' ? literalMind(object.status) : DOUBT;
    case 'either': return eachWay(run, object, (one) => memberMind(run, one, name, optional));
    case 'values':
      if (object.values.every((value) => value.kind === 'literal')) return memberOfLiteral(run, object.values[0], optional);
      return fromValues(object.values.flatMap((value) => (value.kind === 'object' && lacks(value.node, name) ? [UNDEFINED] : run.evaluator.member(value, name))));
    default: return DOUBT;
  }
}

/** What a route's own configuration says; what it doesn't say isn't there. */
function configMember(run: Run, name: string): Mind {
  for (const options of run.address.options ?? []) {
    const found = argumentAt(run.evaluator, options, ['config', name]);
    if (found === 'unknown') return DOUBT;
    if (found) return fromValues(run.evaluator.argument(found));
  }
  return literalMind(undefined);
}

/** `undefined?.data` is undefined; so is a member that a text or a number doesn't have. */
function memberOfLiteral(run: Run, value: Value | undefined, optional: boolean): Mind {
  const isEmpty = value?.kind === 'literal' && (value.value === undefined || value.value === null);
  if (isEmpty && !optional) raiseUnclearly(run, 'always');
  return isEmpty || (value?.kind === 'literal' && typeof value.value === 'boolean') ? literalMind(undefined) : DOUBT;
}

/** Whether an object surely has no such member: everything in it is written, and nobody can add to it by name. */
function lacks({ properties, owner }: ObjectLiteral, name: string): boolean {
  return owner === undefined && properties.every((property) => !('kind' in property) && property.key !== undefined && property.key !== name);
}

/** An object that is written down, with what it holds now. */
export function recordMind(run: Run, node: Expression & { kind: 'object' }, activation: Activation): Mind {
  const fields = new Map<string, Mind>();
  let isOpen = false;
  for (const property of node.properties) {
    if ('kind' in property) {
      const spread = evaluateMind(run, property.value, activation);
      if (spread.kind !== 'record' || spread.isOpen) isOpen = true;
      if (spread.kind !== 'record') fields.clear(); // it may hold anything
      else for (const [key, value] of spread.fields) fields.set(key, value);
    } else if (property.key === undefined) isOpen = true;
    else fields.set(property.key, property.accessor ? DOUBT : evaluateMind(run, property.value, activation));
  }
  return { kind: 'record', fields, isOpen };
}

/** A list into which others are spread; where they can't be read, nothing is known of it. */
export function spreadMind(run: Run, node: Expression & { kind: 'array' }, activation: Activation): Mind {
  const items: Mind[] = [];
  for (const element of node.elements) {
    const mind = evaluateMind(run, element, activation);
    if (element.kind !== 'spread') items.push(mind);
    else if (mind.kind === 'list') items.push(...mind.items);
    else return DOUBT;
  }
  return { kind: 'list', items };
}

export function followMind(run: Run, value: Mind, path: readonly (string | number)[]): Mind {
  return path.reduce<Mind>((current, step) => (step === '...' ? DOUBT : memberMind(run, current, String(step), false)), value);
}

/** Whether a value is, or holds, something made of the missing credential. */
export function isDerived(mind: Mind, depth = 0): boolean {
  if (depth > 3) return false;
  switch (mind.kind) {
    case 'nothing':
    case 'derived':
    case 'empty':
    case 'forged': return true;
    case 'record': return [...mind.fields.values()].some((field) => isDerived(field, depth + 1));
    case 'list': return mind.items.some((item) => isDerived(item, depth + 1));
    case 'either': return mind.minds.every((one) => isDerived(one, depth + 1));
    default: return false;
  }
}
