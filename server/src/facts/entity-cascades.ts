import type { FrameworkModel } from '../frameworks/model.ts';
import type { EntityRow } from '../frameworks/vocabulary/stores.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { returnsOf } from '../semantic/returns.ts';
import { literalText } from '../semantic/value-sets.ts';
import type { ApiValue } from '../semantic/values.ts';
import type { Module } from '../syntax/tree.ts';
import { argumentsOf, isOf, memberDecorators } from './entity-keys.ts';

/** Rows of `child` are deleted by the database together with the row of `parent` that they belong to. */
export interface Cascade {
  readonly parent: string;
  readonly child: string;
}

/** What entities say of themselves in decorators: which rows go with which. */
export function entityCascades(evaluator: Evaluator, frameworks: readonly FrameworkModel[], modules: readonly Module[]): readonly Cascade[] {
  return frameworks.flatMap(({ entities, packages }) => {
    const references = entities?.references;
    if (!references) return [];
    return memberDecorators(evaluator, packages, modules).flatMap(({ entity: { name: child }, value }) => (child === undefined ? [] : parentsOf(evaluator, references, value).map((parent) => ({ parent, child }))));
  });
}

function parentsOf(evaluator: Evaluator, { at, option, cascade }: NonNullable<EntityRow['references']>, value: ApiValue): readonly string[] {
  const given = isOf(at, value) ? argumentsOf(evaluator, value) : [];
  if (!given.some((one) => one.kind === 'object' && literalText(evaluator.member(one, option)) === cascade)) return [];
  const [reference] = given;
  const classes = reference?.kind === 'function' ? returnsOf(reference.fn).flatMap((node) => evaluator.evaluate(node, reference.frame)) : [];
  return classes.flatMap((one) => (one.kind === 'class' && one.node.name !== undefined ? [one.node.name] : []));
}
