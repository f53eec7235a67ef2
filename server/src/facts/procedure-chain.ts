import type { ProcedureRouting } from '../frameworks/vocabulary/procedures.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { ApiValue, Frame } from '../semantic/values.ts';
import type { Call, Expression } from '../syntax/tree.ts';
import type { Registered } from './registration.ts';

/** A procedure, read from the chain of calls that makes it. */
export interface Chain {
  readonly method: string;
  /** The call that ends the chain. */
  readonly verb: string;
  readonly handler: Registered;
  /** What runs before it, in order. */
  readonly layers: readonly Registered[];
  /** What its input is held against, in order. */
  readonly schemas: readonly Registered[];
  /** What the chain begins with where the procedure is written: `protectedProcedure`. */
  readonly base: { readonly expression: Expression; readonly frame: Frame };
}

/** Chains of chains, at most. */
const MAX_DEPTH = 12;

/** Reads a value as a procedure; `undefined` for what is none. */
export function chainOf(evaluator: Evaluator, procedures: ProcedureRouting, value: ApiValue): Chain | undefined {
  const method = value.step === 'call' && value.of?.step === 'member' ? procedures.ends[value.of.name] : undefined;
  const builder = value.of?.of;
  const { site } = value;
  if (method === undefined || !builder || site?.node.kind !== 'call' || !matches(procedures.builders, builder)) return undefined;
  const [last] = site.node.args;
  if (!last) return undefined;
  const handler = { expression: last, frame: site.frame, values: evaluator.evaluate(last, site.frame), as: procedures.procedureKind };
  const base = baseOf(evaluator, procedures, site.node, site.frame);
  const own = (one: Registered) => one.frame.module === site.frame.module && one.expression.start >= base.expression.end && one.expression.end <= site.node.end;
  const { layers, schemas } = readBuilder(evaluator, procedures, builder, 0);
  // What the base brings is spoken of by the base's name.
  return { method, verb: value.of?.name ?? '', handler, schemas, base, layers: layers.map((one) => (own(one) ? one : { ...one, ...base })) };
}

/** The functions that a chain puts before what is added to it, in order. */
export function layersOf(evaluator: Evaluator, procedures: ProcedureRouting, builder: ApiValue): readonly Registered[] {
  return readBuilder(evaluator, procedures, builder, 0).layers;
}

/** The expression that the calls of a chain are made on. */
function baseOf(evaluator: Evaluator, { builders }: ProcedureRouting, end: Call, frame: Frame): Chain['base'] {
  let expression: Expression = end;
  while (expression.kind === 'call' && expression.callee.kind === 'member') {
    const object: Expression = expression.callee.object;
    if (!evaluator.evaluate(object, frame).some((value) => value.kind === 'api' && matches(builders, value))) break;
    expression = object;
  }
  return { expression, frame };
}

function readBuilder(evaluator: Evaluator, procedures: ProcedureRouting, value: ApiValue, depth: number): Pick<Chain, 'layers' | 'schemas'> {
  const before = value.step === 'call' && value.of?.step === 'member' ? value.of.of : undefined;
  if (depth > MAX_DEPTH || !before || !value.of || !matches(procedures.builders, before)) return { layers: [], schemas: [] };
  const { layers, schemas } = readBuilder(evaluator, procedures, before, depth + 1);
  const { name } = value.of;
  const [argument] = value.site?.node.kind === 'call' ? value.site.node.args : [];
  const frame = value.site?.frame;
  if (!argument || !frame) return { layers, schemas };
  const given: Registered = { expression: argument, frame, values: evaluator.evaluate(argument, frame) };
  if (procedures.inputs.includes(name)) return { layers, schemas: [...schemas, given] };
  if (procedures.layers.includes(name)) return { layers: [...layers, ...functionsOf(evaluator, procedures, given, 0)], schemas };
  if (!procedures.joins.includes(name)) return { layers, schemas };
  const joined = given.values.map((one) => (one.kind === 'api' && matches(procedures.builders, one) ? readBuilder(evaluator, procedures, one, depth + 1) : { layers: [given], schemas: [] }));
  // What another chain brings is spoken of by that chain's name.
  return { layers: [...layers, ...joined.flatMap((one) => one.layers).map((one) => ({ ...one, expression: argument, frame }))], schemas: [...schemas, ...joined.flatMap((one) => one.schemas)] };
}

/** The functions of a middleware: the one that it is, or those that it was made and joined of. */
function functionsOf(evaluator: Evaluator, procedures: ProcedureRouting, given: Registered, depth: number): readonly Registered[] {
  const [only] = given.values;
  if (given.values.length !== 1 || only?.kind !== 'api' || !matches(procedures.middleware, only) || depth > MAX_DEPTH) return [{ ...given, as: procedures.layerKind }];
  const before = only.of?.step === 'member' && procedures.pipes.includes(only.of.name) ? only.of.of : undefined;
  const earlier = before ? functionsOf(evaluator, procedures, { ...given, values: [before] }, depth + 1) : [];
  const [argument] = only.site?.node.kind === 'call' ? only.site.node.args : [];
  if (!argument || !only.site) return earlier;
  const { frame } = only.site;
  const inner = functionsOf(evaluator, procedures, { ...given, values: evaluator.evaluate(argument, frame) }, depth + 1);
  return [...earlier, ...inner];
}
