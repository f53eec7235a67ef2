import type { ModuleRouting } from '../frameworks/vocabulary/decorators.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { anyInstance } from '../semantic/frames.ts';
import { returnsOf } from '../semantic/returns.ts';
import { NOTHING_KNOWN, type ClassValue, type InstanceValue, type Value } from '../semantic/values.ts';
import type { Listed } from './listed.ts';
import type { Registered } from './registration.ts';
import type { Roles } from './roles.ts';

/** What a framework calls of the classes that it is given, and what it calls them as. */
export interface Calling {
  readonly method: string;
  readonly as?: string;
}

export interface ClassLayers {
  /** What runs when a framework is given a class, an instance or a function: one for each place and kind. */
  register(listed: Listed, calling: Calling): Registered;
  /** What is meant where a class is asked for: through calls that give back what they are given. */
  classesIn(values: readonly Value[]): readonly Value[];
}

export function createClassLayers(evaluator: Evaluator, roles: Roles, modules: Pick<ModuleRouting, 'same' | 'deferred'> | undefined): ClassLayers {
  const known = new Map<string, Registered>();

  function register({ expression, frame, values }: Listed, { method, as }: Calling): Registered {
    const key = `${frame.id}:${expression.start}-${expression.end}:${as ?? ''}`;
    const old = known.get(key);
    if (old) return old;
    const called = classesIn(values).flatMap((value) => calledOf(value, method));
    const kind = called.find((one) => one.as !== undefined)?.as ?? as;
    const made: Registered = { expression, frame, values: called.length > 0 ? called.map(({ value }) => value) : NOTHING_KNOWN, ...(kind !== undefined && { as: kind }) };
    known.set(key, made);
    return made;
  }

  function calledOf(value: Value, method: string): readonly { readonly value: Value; readonly as?: string }[] {
    if (value.kind !== 'class' && value.kind !== 'instance') return [{ value }];
    const instance = value.kind === 'class' ? anyInstance(value) : value;
    return evaluator.member(instance, method).map((one) => ownDecision(instance, one) ?? { value: one });
  }

  /** Of a class that leaves the work to a package's, and decides itself what comes of it, the decision is what counts. */
  function ownDecision(instance: InstanceValue, inherited: Value): { readonly value: Value; readonly as: string } | undefined {
    const row = inherited.kind === 'api' ? roles.rowOf(inherited) : undefined;
    if (!row || row === 'unknown' || !row.overriddenBy) return undefined;
    const [decision] = evaluator.member(instance, row.overriddenBy.method);
    return decision?.kind === 'function' ? { value: decision, as: row.overriddenBy.as } : undefined;
  }

  function classesIn(values: readonly Value[]): readonly Value[] {
    return values.flatMap((value): readonly Value[] => {
      if (value.kind !== 'api' || value.site?.node.kind !== 'call' || !modules) return [value];
      const { node, frame } = value.site;
      const [first] = node.args;
      if (first && matches(modules.same, value)) return classesIn(evaluator.evaluate(first, frame));
      if (!first || !matches(modules.deferred, value)) return [value];
      return classesIn(evaluator.evaluate(first, frame).flatMap((given) => {
        const inner = given.kind === 'function' ? evaluator.frames.enter(given, [], 'deferred', given.frame.depth) : undefined;
        return inner ? returnsOf(inner.fn).flatMap((returned) => evaluator.evaluate(returned, inner)) : NOTHING_KNOWN;
      }));
    });
  }

  return { register, classesIn };
}

/** The same class, however often it is looked up. */
export function classKey({ node, frame }: ClassValue): string {
  return `${frame.id}:${node.id}`;
}
