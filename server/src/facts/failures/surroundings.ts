import { ofEachModule } from '../../semantic/of-code.ts';
import { bodiesOf, expressionsOf, partsOf } from '../../semantic/returns.ts';
import { findBinding } from '../../syntax/find-binding.ts';
import type { Binding, Expression, Module, Name, Place, Statement } from '../../syntax/tree.ts';

/** What an expression is a part of: another one, or a statement. */
export type Parent = { readonly in: 'expression'; readonly node: Expression } | { readonly in: 'statement'; readonly node: Statement };

/** A module as it is read from the inside to the outside. */
export interface Surroundings {
  parentOf(node: Expression): Parent | undefined;
  /** The expressions around one, innermost last, and the statement that they stand in. */
  expressionsAround(node: Expression): { readonly parents: readonly Expression[]; readonly statement?: Statement };
  /** Where a name is read or assigned. */
  usesOf(binding: Binding): readonly Name[];
  /** Where a member of `this` is named so. */
  membersOfThis(name: string): readonly (Expression & { readonly kind: 'member' })[];
}

/** Looked up once for each module. */
export const surroundingsOf = ofEachModule(look);

/** The innermost function that a place of a module stands in. */
export function functionAround(module: Module, { start, end }: Place): number {
  return module.functions.filter((fn) => fn.start <= start && end <= fn.end).at(-1)?.id ?? 0;
}

function look(module: Module): Surroundings {
  const parents = new Map<Expression, Parent>();
  const names = new Map<Binding, Name[]>();
  const members = new Map<string, (Expression & { kind: 'member' })[]>();
  const enter = (node: Expression, parent: Parent): void => {
    parents.set(node, parent);
    if (node.kind === 'name') {
      const binding = findBinding(module, node.scope, node.name);
      if (binding) push(names, binding, node);
    }
    if (node.kind === 'member' && node.object.kind === 'this') push(members, node.name, node);
    for (const part of partsOf(node)) enter(part, { in: 'expression', node });
  };
  const visit = (body: readonly Statement[]): void => {
    for (const statement of body) {
      for (const expression of expressionsOf(statement)) enter(expression, { in: 'statement', node: statement });
      for (const inner of bodiesOf(statement)) visit(inner);
    }
  };
  for (const fn of module.functions) visit(fn.body);
  const expressionsAround = (node: Expression): { readonly parents: readonly Expression[]; readonly statement?: Statement } => {
    const around: Expression[] = [];
    let parent = parents.get(node);
    for (; parent?.in === 'expression'; parent = parents.get(parent.node)) around.unshift(parent.node);
    return { parents: around, ...(parent && { statement: parent.node }) };
  };
  return { parentOf: (node) => parents.get(node), expressionsAround, usesOf: (binding) => names.get(binding) ?? [], membersOfThis: (name) => members.get(name) ?? [] };
}

function push<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}
