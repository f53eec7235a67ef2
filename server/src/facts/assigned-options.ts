import type { Evaluator } from '../semantic/evaluate.ts';
import { GLOBALS, type ApiValue, type Frame, type ObjectValue, type Value } from '../semantic/values.ts';
import type { Expression, Place } from '../syntax/tree.ts';
import { surroundingsOf } from './failures/surroundings.ts';
import { listAround } from './query-chain.ts';

/** What a statement sets a key of an object to, where it runs on every way to a place: `options.take = 10;`. `undefined` where it may not run, or isn't the only one. */
export function assignedBefore({ node, frame: home }: ObjectValue, key: string, place: Place, frame: Frame): Expression | undefined {
  const binding = node.owner === undefined ? undefined : home.module.bindings[node.owner];
  const [only, other] = binding?.members.filter(({ name }) => name === key || name === '*') ?? [];
  if (!binding || binding.definitions.length > 1 || !only || other || only.name === '*' || home.fn !== frame.fn || only.value.end > place.start) return undefined;
  const { expressionsAround } = surroundingsOf(home.module);
  const { parents, statement } = expressionsAround(only.value);
  const { statement: declared } = expressionsAround(node);
  const isPlain = statement?.kind === 'expression' && parents.length === 1;
  return isPlain && declared && listAround(home.fn.body, declared)?.includes(statement) ? only.value : undefined;
}

/**
 * Whether an object may have gained keys before it is used: a statement hands it to a function, and wants no result (`addPage(options, req.query);`). What is a
 * query (`isQuery`) only reads what it is given.
 */
export function mayHaveGained(evaluator: Evaluator, { node, frame: home }: ObjectValue, place: Place, frame: Frame, isQuery: (callee: ApiValue) => boolean): boolean {
  const { module } = home;
  const binding = node.owner === undefined ? undefined : module.bindings[node.owner];
  if (!binding) return false;
  const { usesOf, expressionsAround } = surroundingsOf(module);
  return usesOf(binding).some((use) => {
    if (home.fn === frame.fn && use.start >= place.start) return false;
    const { parents, statement } = expressionsAround(use);
    const [call, other] = parents.filter(({ kind }) => kind !== 'await');
    if (statement?.kind !== 'expression' || other || call?.kind !== 'call' || !call.args.includes(use)) return false;
    return !evaluator.evaluate(call.callee, home).every((value) => onlyReads(value, isQuery));
  });
}

function onlyReads(value: Value, isQuery: (callee: ApiValue) => boolean): boolean {
  if (value.kind !== 'api') return false;
  return isQuery(value) || (value.name !== 'assign' && rootOf(value).name === GLOBALS);
}

function rootOf(value: ApiValue): ApiValue {
  return value.of ? rootOf(value.of) : value;
}
