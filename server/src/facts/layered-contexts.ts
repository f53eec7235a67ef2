import type { FrameworkModel } from '../frameworks/model.ts';
import type { ProcedureRouting } from '../frameworks/vocabulary/procedures.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import { rootOf, type ApiValue, type Argument, type FunctionValue, type Value } from '../semantic/values.ts';
import { layersOf } from './procedure-chain.ts';
import { functionsInside } from './write-order.ts';

/** What the functions of a procedure's chain have added to its context: `opts.next({ ctx: { orders: new Orders(db) } })`; only what the project or another package made. */
export function addedByLayers(evaluator: Evaluator, frameworks: readonly FrameworkModel[], value: ApiValue, name: string): readonly Argument[] {
  const asked = value.of?.step === 'callback' ? value.of.of : undefined;
  if (value.step !== 'member' || asked?.step !== 'member' || !asked.of) return [];
  for (const { routing, packages } of frameworks) {
    const procedures = routing?.procedures;
    if (!procedures || value.name !== procedures.context.member || !takesFunctions(procedures, asked.name) || !matches(procedures.builders, asked.of)) continue;
    for (const layer of [...layersOf(evaluator, procedures, asked.of)].reverse()) {
      const values = layer.values.flatMap((one) => (one.kind === 'function' ? addedBy(evaluator, procedures, one, name) : []));
      const said = values.filter((one) => !(one.kind === 'literal' && one.value === undefined) && !(one.kind === 'api' && packages.includes(rootOf(one))));
      if (said.length > 0) return said.every(({ kind }) => kind === 'instance' || kind === 'api') ? [{ values: said }] : [];
    }
  }
  return [];
}

function takesFunctions({ ends, layers }: ProcedureRouting, name: string): boolean {
  return ends[name] !== undefined || layers.includes(name);
}

/** What one function hands on under a name, wherever in it that stands. */
function addedBy(evaluator: Evaluator, { context }: ProcedureRouting, { fn, frame: { module } }: FunctionValue, name: string): readonly Value[] {
  const found: Value[] = [];
  for (const inner of functionsInside(module, fn)) {
    const frame = evaluator.frames.generic(module, inner.id);
    if (!frame) continue;
    eachExpressionOf(inner.body, (node) => {
      const [options] = node.kind === 'call' ? node.args : [];
      if (node.kind !== 'call' || !options || !evaluator.evaluate(node.callee, frame).some((one) => one.kind === 'api' && one.step === 'member' && one.name === context.next && one.of?.step === 'callback')) return;
      const handed = evaluator.evaluate(options, frame).flatMap((one) => (one.kind === 'object' ? evaluator.member(one, context.member) : []));
      found.push(...handed.flatMap((one) => (one.kind === 'object' ? evaluator.member(one, name) : [])));
    });
  }
  return found;
}
