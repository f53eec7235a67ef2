import type { Presence } from '../concepts/presence.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { ApiValue, Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Binding, Expression, Name } from '../syntax/tree.ts';
import { MUTATORS } from './anonymous-builtins.ts';
import { functionAround, surroundingsOf } from './failures/surroundings.ts';
import { listed, type Listed } from './listed.ts';

/**
 * Whether a pipeline of an aggregation has one of these stages, also where they are pushed onto it: `unknown` where one may be missing, and where the list
 * may have gained any. What is no query (`isQuery`) may change a list that it is given.
 */
export function hasStage(evaluator: Evaluator, stages: readonly string[], pipeline: Expression, frame: Frame, isQuery: (callee: ApiValue) => boolean): Presence {
  const states = listed(evaluator, { expression: pipeline, frame }).map((one) => stageState(one, stages));
  if (states.includes('present')) return 'present';
  return states.includes('unknown') || mayHaveMore(evaluator, pipeline, frame, isQuery) ? 'unknown' : 'absent';
}

function stageState({ values, conditional }: Listed, stages: readonly string[]): Presence {
  if (values.some(({ kind }) => kind !== 'object')) return 'unknown';
  const named = values.filter((value) => value.kind === 'object' && value.node.properties.some((property) => !('kind' in property) && property.key !== undefined && stages.includes(property.key)));
  if (named.length === 0) return 'absent';
  return named.length === values.length && !conditional ? 'present' : 'unknown';
}

/** Whether a list isn't only what is seen of it: others are given it, or it is changed in a way that isn't followed. */
function mayHaveMore(evaluator: Evaluator, pipeline: Expression, frame: Frame, isQuery: (callee: ApiValue) => boolean): boolean {
  if (evaluator.evaluate(pipeline, frame).some((value) => value.kind !== 'array' || value.open)) return true;
  const binding = pipeline.kind === 'name' ? findBinding(frame.module, pipeline.scope, pipeline.name) : undefined;
  return binding !== undefined && surroundingsOf(frame.module).usesOf(binding).some((use) => use !== pipeline && mayChange(evaluator, binding, use, frame, isQuery));
}

function mayChange(evaluator: Evaluator, binding: Binding, use: Name, frame: Frame, isQuery: (callee: ApiValue) => boolean): boolean {
  const { module } = frame;
  const { parents } = surroundingsOf(module).expressionsAround(use);
  const [outer, inner] = parents.slice(-2);
  const parent = inner ?? outer;
  const isHere = functionAround(module, use) === frame.fn.id;
  if (parent?.kind === 'call' && parent.args.includes(use)) return !isHere || !evaluator.evaluate(parent.callee, frame).every((value) => value.kind === 'api' && isQuery(value));
  if (parent?.kind !== 'member' || parent.object !== use || !MUTATORS.has(parent.name)) return false;
  const isFollowed = parent.name === 'push' && module.scopes[binding.scope]?.fn === functionAround(module, use) && binding.definitions.every(({ kind }) => kind === 'value');
  return !isFollowed && parent.name !== 'sort' && parent.name !== 'reverse';
}
