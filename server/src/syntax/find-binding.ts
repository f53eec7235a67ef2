import type { Binding, Module } from './tree.ts';

/** The binding that a name means in a scope, looked for outwards; `undefined` for globals. */
export function findBinding({ scopes, bindings }: Pick<Module, 'scopes' | 'bindings'>, scope: number, name: string): Binding | undefined {
  for (let at = scope; at >= 0; at = scopes[at]?.parent ?? -1) {
    const id = scopes[at]?.names.get(name);
    if (id !== undefined) return bindings[id];
  }
  return undefined;
}
