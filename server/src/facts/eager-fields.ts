import type { FrameworkModel } from '../frameworks/model.ts';
import type { EntityRow } from '../frameworks/vocabulary/stores.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { returnsOf } from '../semantic/returns.ts';
import type { ApiValue, Value } from '../semantic/values.ts';
import type { Module } from '../syntax/tree.ts';
import { argumentsOf, isOf, memberDecorators } from './entity-keys.ts';

/** A field that holds the parent of a row, which loads all of its rows of this table whenever it is loaded. */
export interface EagerField {
  readonly table: string;
  readonly field: string;
}

/** What entities say in decorators of the rows that come with each of theirs. */
export function eagerFields(evaluator: Evaluator, frameworks: readonly FrameworkModel[], modules: readonly Module[]): readonly EagerField[] {
  return frameworks.flatMap(({ entities, packages }) => {
    const children = entities?.children;
    return children ? memberDecorators(evaluator, packages, modules).flatMap(({ value }) => fieldsOf(evaluator, children, value)) : [];
  });
}

function fieldsOf(evaluator: Evaluator, { at, option }: NonNullable<EntityRow['children']>, value: ApiValue): readonly EagerField[] {
  const [child, inverse, ...options] = isOf(at, value) ? argumentsOf(evaluator, value) : [];
  const isOn = options.some((one) => one.kind === 'object' && evaluator.member(one, option).some((held) => held.kind === 'literal' && held.value === true));
  const field = inverse && readBy(inverse);
  if (!isOn || !child || field === undefined) return [];
  return givenBy(evaluator, child).flatMap((one) => (one.kind === 'class' && one.node.name !== undefined ? [{ table: one.node.name, field }] : []));
}

function givenBy(evaluator: Evaluator, value: Value): readonly Value[] {
  return value.kind === 'function' ? returnsOf(value.fn).flatMap((node) => evaluator.evaluate(node, value.frame)) : [];
}

/** `(season) => season.media`, or the name itself. */
function readBy(value: Value): string | undefined {
  if (value.kind === 'literal') return typeof value.value === 'string' ? value.value : undefined;
  const [read] = value.kind === 'function' ? returnsOf(value.fn) : [];
  return read?.kind === 'member' ? read.name : undefined;
}
