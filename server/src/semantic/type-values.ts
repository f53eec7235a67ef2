import type { Module, Name, TypeReference } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import { anyInstance } from './frames.ts';
import { GLOBALS, type Value } from './values.ts';

const nodes = new WeakMap<TypeReference, Name>();

/** What a value annotated with a type is: an instance of a class of the project, or something typed by a package. `undefined` where the type says neither. */
export function typeValue(evaluator: Evaluator, type: TypeReference, module: Module): readonly Value[] | undefined {
  const [first, ...rest] = type.name;
  if (first === undefined) return undefined;
  const named = first === 'Promise' || first === 'Readonly' ? type.args[0] : undefined;
  if (named) return typeValue(evaluator, named, module);
  const node = nodes.get(type) ?? { kind: 'name', name: first, scope: type.scope, start: -1, end: -1 };
  nodes.set(type, node); // one node for each annotation, so that answers are remembered
  const origin = evaluator.evaluate(node, evaluator.frames.top(module));
  const values = rest.reduce<readonly Value[]>((current, name) => current.flatMap((value) => evaluator.member(value, name)), origin);
  const typed = values.flatMap((value): readonly Value[] => {
    if (value.kind === 'class') return [anyInstance(value)];
    return value.kind === 'api' && value.of?.name !== GLOBALS ? [{ kind: 'api', of: value, step: 'typed', name: '' }] : [];
  });
  return typed.length > 0 ? typed : undefined;
}
