import type { FrameworkModel } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { anyInstance } from '../semantic/frames.ts';
import { keptWith } from '../semantic/kept-by.ts';
import type { ApiValue, ClassValue, Frame, FunctionValue } from '../semantic/values.ts';
import type { Expression, Module } from '../syntax/tree.ts';

/** A method of a class, and a decorator because of which a package may call it. */
export interface DecoratedMethod {
  /** With any instance for its `this`. */
  readonly value: FunctionValue;
  readonly decorator: Expression;
  /** What the decorator is. */
  readonly origin: ApiValue;
  /** Where the class stands. */
  readonly frame: Frame;
  /** The method's name, where the decorator stands at the class. */
  readonly method?: string;
}

/** The decorated methods of modules, and those of decorated classes that go by a name which models know; each with each of its decorators that comes from a package. */
export function decoratedMethods(evaluator: Evaluator, frameworks: readonly FrameworkModel[], modules: readonly Module[]): readonly DecoratedMethod[] {
  return modules.flatMap(methodsInModule(evaluator, frameworks));
}

const methodsInModule = keptWith((evaluator: Evaluator, frameworks: readonly FrameworkModel[]) => {
  const names = methodNamesOf(frameworks);
  return (module: Module): readonly DecoratedMethod[] => module.classes.flatMap((node) => {
    const frame = evaluator.frames.generic(module, node.fn);
    return frame ? methodsOf(evaluator, { kind: 'class', node, frame }, names) : [];
  });
});

/** The names of methods that are called because of what decorates their class. */
function methodNamesOf(frameworks: readonly FrameworkModel[]): readonly string[] {
  return [...new Set(frameworks.flatMap(({ events }) => (events?.methods ?? []).flatMap(({ method }) => method ?? [])))];
}

function methodsOf(evaluator: Evaluator, cls: ClassValue, names: readonly string[]): readonly DecoratedMethod[] {
  const { node, frame } = cls;
  const decoratedBy = (decorator: Expression, name: string, method?: string): readonly DecoratedMethod[] => {
    const self = anyInstance(cls);
    const [fn, ...others] = evaluator.member(self, name).filter((value) => value.kind === 'function');
    if (!fn || others.length > 0) return [];
    const value = { ...fn, self };
    return evaluator.evaluate(decorator, frame).flatMap((origin) => (origin.kind === 'api' ? [{ value, decorator, origin, frame, ...(method !== undefined && { method }) }] : []));
  };
  return [
    ...node.members.flatMap(({ name, isStatic, value, decorators = [] }) => (isStatic || value?.kind !== 'function' ? [] : decorators.flatMap((decorator) => decoratedBy(decorator, name)))),
    ...node.decorators.flatMap((decorator) => names.flatMap((method) => decoratedBy(decorator, method, method))),
  ];
}
