import { findBinding } from '../syntax/find-binding.ts';
import type { Binding, Definition, Expression, Module } from '../syntax/tree.ts';
import { isNothing } from './value-sets.ts';
import type { Value } from './values.ts';

/** What stands in for a name that holds nothing: `limit = limit || 20`. */
export interface OwnDefault {
  readonly operator: '||' | '??';
  readonly value: Expression;
}

/** The default that a definition gives to the name which it defines, if it does nothing else. */
export function ownDefault(definition: Definition, binding: Binding, module: Module): OwnDefault | undefined {
  if (definition.kind !== 'value' || definition.path.length > 0 || definition.fallback || definition.value.kind !== 'binary') return undefined;
  const { operator, left, right } = definition.value;
  if ((operator !== '||' && operator !== '??') || left.kind !== 'name' || left.name !== binding.name) return undefined;
  return findBinding(module, left.scope, left.name) === binding ? { operator, value: right } : undefined;
}

/** Whether a default may take the place of a value. */
export function mayBeReplaced(value: Value, { operator }: OwnDefault): boolean {
  switch (value.kind) {
    case 'literal': return operator === '??' ? isNothing(value) : !value.value;
    case 'unknown':
    case 'parameter':
    case 'api': return true;
    default: return false;
  }
}
