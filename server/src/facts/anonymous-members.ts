import { IDENTITY_NAMES, type InputKind, type Meaning } from '../frameworks/vocabulary/conversation.ts';
import type { Value } from '../semantic/values.ts';
import { DOUBT, FORGED, joinMinds, literalMind, NOTHING, type Mind } from './anonymous-minds.ts';
import type { ObjectLiteral } from '../syntax/tree.ts';
import { evaluateMind, raise, type Run } from './anonymous-run.ts';

/** Keys of a body that carry a credential; a password in a body is a sign-in. */
const TOKEN_KEY = /^(.*token|api[-_]?key)$/i;

/** Keys of headers and query strings that carry a credential. */
const CREDENTIAL_KEY = /^(authorization|cookie|x-auth\b.*|.*(token|api[-_]?key|secret|session|signature|credential).*|.*auth|.*[-_]key)$/i;

/** Names under which middleware hangs what it knows of a request. */
const CONTEXT_NAME = /^(ctx|context|authInfo|authContext|requestContext)$/;

const UNDEFINED: Value = { kind: 'literal', value: undefined };

const IDENTITY_KEYS: ReadonlySet<string> = new Set(IDENTITY_NAMES);

export function fromValues(values: readonly Value[]): Mind {
  return values.every((value) => value.kind === 'unknown' || value.kind === 'parameter') ? DOUBT : { kind: 'values', values };
}

/** What only a recognised caller has on the server's side: a session, `req.user`. Nobody can make it up. */
export function identity(run: Run): Mind {
  run.outcome.readsCredential = true;
  return NOTHING;
}

/** A credential that callers send. */
function credential(run: Run): Mind {
  run.outcome.readsCredential = true;
  return run.brings === 'forgery' ? FORGED : NOTHING;
}

/** One entry of what the caller sent, by its name. */
export function inputMind(run: Run, of: InputKind, name: string): Mind {
  switch (of) {
    case 'cookies': return credential(run);
    case 'headers':
    case 'query': return CREDENTIAL_KEY.test(name) ? credential(run) : DOUBT;
    case 'body': return TOKEN_KEY.test(name) ? credential(run) : DOUBT;
    case 'params':
    case 'files': return DOUBT;
  }
}

/** What a member of the conversation is worth before anything is done with it. */
export function meaningMind(run: Run, meaning: Meaning, of: Mind): Mind {
  switch (meaning.is) {
    case 'part': return { kind: 'part', part: meaning.part };
    case 'input': return { kind: 'input', of: meaning.of };
    case 'identity': return identity(run);
    case 'session':
      if (meaning.orNothing) run.outcome.readsCredential = true;
      return { kind: 'session', ...(meaning.orNothing && { orNothing: true }) };
    case 'pass': return { kind: 'next' };
    default: return { kind: 'method', meaning, of };
  }
}

export function memberMind(run: Run, object: Mind, name: string, optional: boolean): Mind {
  const { conversation } = run;
  switch (object.kind) {
    case 'nothing':
      if (!optional) raise(run, 'always');
      return NOTHING;
    case 'derived':
    case 'empty':
    case 'forged':
    case 'claimed': return object;
    case 'part': {
      const meaning = conversation.parts[object.part]?.members[name];
      // What else stands on a request was put there by somebody, or not.
      return meaning ? meaningMind(run, meaning, object) : CONTEXT_NAME.test(name) ? { kind: 'context' } : DOUBT;
    }
    case 'context': return IDENTITY_KEYS.has(name) ? identity(run) : DOUBT;
    case 'session': return identity(run);
    case 'input': return inputMind(run, object.of, name);
    case 'literal-object': return propertyMind(run, object, name);
    case 'one-of': return object.objects.map((one) => memberMind(run, one, name, optional)).reduce((all, one) => joinMinds(all, one));
    case 'values':
      if (object.values.every((value) => value.kind === 'literal')) return memberOfLiteral(run, object.values[0], optional);
      return fromValues(object.values.flatMap((value) => (value.kind === 'object' && lacks(value.node, name) ? [UNDEFINED] : run.evaluator.member(value, name))));
    default: return DOUBT;
  }
}

/** `undefined?.data` is undefined; so is a member that a text or a number doesn't have. */
function memberOfLiteral(run: Run, value: Value | undefined, optional: boolean): Mind {
  const isEmpty = value?.kind === 'literal' && (value.value === undefined || value.value === null);
  if (isEmpty && !optional) raise(run, 'always');
  return isEmpty || (value?.kind === 'literal' && typeof value.value === 'boolean') ? literalMind(undefined) : DOUBT;
}

function propertyMind(run: Run, object: Mind & { kind: 'literal-object' }, name: string): Mind {
  if (object.node.kind !== 'object') return DOUBT;
  for (const property of object.node.properties) if (!('kind' in property) && property.key === name) return evaluateMind(run, property.value, object.activation);
  return lacks(object.node, name) ? literalMind(undefined) : DOUBT;
}

/** Whether an object surely has no such member: everything in it is written, and nobody can add to it by name. */
function lacks({ properties, owner }: ObjectLiteral, name: string): boolean {
  return owner === undefined && properties.every((property) => !('kind' in property) && property.key !== undefined && property.key !== name);
}

export function followMind(run: Run, value: Mind, path: readonly (string | number)[]): Mind {
  return path.reduce<Mind>((current, step) => (step === '...' ? DOUBT : memberMind(run, current, String(step), false)), value);
}

/** Whether a value is, or holds, something made of the missing credential. */
export function isDerived(run: Run, mind: Mind, depth = 0): boolean {
  if (mind.kind === 'nothing' || mind.kind === 'derived' || mind.kind === 'empty' || mind.kind === 'forged') return true;
  if (mind.kind !== 'literal-object' || depth > 3) return false;
  const { node, activation } = mind;
  const parts = node.kind === 'object' ? node.properties.map((property) => property.value) : node.kind === 'array' ? node.elements : [];
  return parts.some((part) => part.kind !== 'function' && part.kind !== 'call' && isDerived(run, evaluateMind(run, part, activation), depth + 1));
}
