import { IMPORT_TYPE } from '../syntax/lowering.ts';
import type { Module, Name, TypeReference } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import { GLOBALS, type Value } from './values.ts';

const nodes = new WeakMap<TypeReference, Name>();

/** What a value annotated with a type is: an instance of a class of the project, or something typed by a package. `undefined` where the type says neither. */
export function typeValue(evaluator: Evaluator, type: TypeReference, module: Module): readonly Value[] | undefined {
  const [first, ...rest] = type.name;
  if (first === undefined) return undefined;
  const inner = first === 'Promise' || first === 'Readonly' ? type.args[0] : undefined;
  if (inner) return typeValue(evaluator, inner, module);
  const origin = first.startsWith(IMPORT_TYPE) ? evaluator.imported(module, first.slice(IMPORT_TYPE.length), rest.length > 0 ? '*' : '=') : named(evaluator, type, first, module);
  const values = rest.reduce<readonly Value[]>((current, name) => current.flatMap((value) => evaluator.member(value, name)), origin);
  // of a module as a type, people mean what it exports by default
  const typed = values.flatMap((value) => (value.kind === 'namespace' ? evaluator.member(value, 'default') : [value])).flatMap((value): readonly Value[] => {
    if (value.kind === 'class') return evaluator.instancesOf(value);
    return value.kind === 'api' && value.of?.name !== GLOBALS ? [{ kind: 'api', of: value, step: 'typed', name: type.args[0]?.name.at(-1) ?? '' }] : [];
  });
  return typed.length > 0 ? typed : undefined;
}

/** What a name means at the top of its module. */
function named(evaluator: Evaluator, type: TypeReference, name: string, module: Module): readonly Value[] {
  const node = nodes.get(type) ?? { kind: 'name', name, scope: type.scope, start: -1, end: -1 };
  nodes.set(type, node); // one node for each annotation, so that answers are remembered
  return evaluator.evaluate(node, evaluator.frames.top(module));
}
