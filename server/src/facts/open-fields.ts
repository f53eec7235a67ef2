import type { FrameworkModel } from '../frameworks/model.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { typeValue } from '../semantic/type-values.ts';
import type { ClassValue } from '../semantic/values.ts';
import type { ClassMember, Module, TypeReference } from '../syntax/tree.ts';

/** Classes that a class is made of, at most. */
const MAX_PARENTS = 4;

/** Says whether a type is a class that was read, one of whose fields may be as much as anybody likes: it has decorators, and none that sets a maximum. */
export function createOpenFields(evaluator: Evaluator, frameworks: readonly FrameworkModel[]): (type: TypeReference, module: Module, field: string) => boolean {
  const open = frameworks.flatMap(({ leavesOpen }) => (leavesOpen ? [leavesOpen] : []));

  /** `undefined` where the class, or one that it is made of, can't be read. */
  function memberOf({ node, frame }: ClassValue, field: string, depth: number): { readonly member: ClassMember; readonly home: ClassValue } | undefined {
    const member = node.members.find(({ name, isStatic }) => name === field && !isStatic);
    if (member) return { member, home: { kind: 'class', node, frame } };
    if (!node.extends || depth >= MAX_PARENTS) return undefined;
    const [parent, ...others] = evaluator.evaluate(node.extends, frame);
    return parent?.kind === 'class' && others.length === 0 ? memberOf(parent, field, depth + 1) : undefined;
  }

  function isOpen(cls: ClassValue, field: string): boolean {
    const found = memberOf(cls, field, 0);
    const decorators = found?.member.decorators ?? [];
    if (!found || found.member.accessor || decorators.length === 0) return false;
    const frame = evaluator.frames.generic(found.home.frame.module, found.home.node.fn) ?? found.home.frame;
    return decorators.every((decorator) => {
      const values = evaluator.evaluate(decorator.kind === 'call' ? decorator.callee : decorator, frame);
      return values.length > 0 && values.every((value) => value.kind === 'api' && open.some((path) => matches(path, value)));
    });
  }

  return (type, module, field) => {
    const classes = (typeValue(evaluator, type, module) ?? []).map((value) => (value.kind === 'instance' && value.of.kind === 'class' ? value.of : undefined));
    return classes.length > 0 && classes.every((cls) => cls !== undefined && isOpen(cls, field));
  };
}
