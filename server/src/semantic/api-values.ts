import type { Call } from '../syntax/tree.ts';
import { GLOBALS, type ApiValue, type Frame } from './values.ts';

/** Makes each value of a package once: the same thing is the same object, which is seen at a glance where many values come together. */
export interface ApiValues {
  /** A package, or one of its modules. */
  root(name: string): ApiValue;
  member(of: ApiValue, name: string): ApiValue;
  /** Something that the language brings. */
  global(name: string): ApiValue;
}

export function createApiValues(): ApiValues {
  const roots = new Map<string, ApiValue>();
  const members = new WeakMap<ApiValue, Map<string, ApiValue>>();

  const root = (name: string): ApiValue => {
    const known = roots.get(name);
    if (known) return known;
    const made: ApiValue = { kind: 'api', step: 'root', name };
    roots.set(name, made);
    return made;
  };
  const member = (of: ApiValue, name: string): ApiValue => {
    const ofValue = members.get(of) ?? new Map<string, ApiValue>();
    members.set(of, ofValue);
    const known = ofValue.get(name);
    if (known) return known;
    const made: ApiValue = { kind: 'api', of, step: 'member', name };
    ofValue.set(name, made);
    return made;
  };
  return { root, member, global: (name) => member(root(GLOBALS), name) };
}

/** What a call of something of a package gives: each call something of its own. */
export function apiCall(callee: ApiValue, node: Call, frame: Frame): ApiValue {
  return { kind: 'api', of: callee, step: node.isNew ? 'new' : 'call', name: '', site: { node, frame } };
}
