import type { Evaluator } from '../semantic/evaluate.ts';
import type { Expression, FunctionNode } from '../syntax/tree.ts';
import type { Judgement } from './guards.ts';
import type { Registered } from './registration.ts';
import type { Roles } from './roles.ts';
import { calleeText, type Source } from './source.ts';

interface NameTools {
  readonly evaluator: Evaluator;
  readonly roles: Roles;
  readonly source: Source;
}

/** A middleware as written, without arguments; of a wrapped one what is wrapped, of one without a name what it asks. */
export function guardName(tools: NameTools, handler: Registered, asked?: Judgement['asked'], refused?: readonly FunctionNode[]): string {
  const { evaluator, source } = tools;
  const { expression, frame: { module } } = handler;
  if (handler.name !== undefined) return handler.name;
  if (expression.kind === 'literal') return String(expression.value);
  if (expression.kind === 'function') {
    const own = module.functions[expression.id];
    if (own?.name !== undefined && own.name !== handler.key) return own.name;
    return askedName({ in: asked?.in ?? [], refused: refused ?? asked?.refused ?? [], ...(asked?.by !== undefined && { by: asked.by }) }, [own]) ?? '(anonymous)';
  }
  const inner = expression.kind === 'call' && expression.args.length === 1 ? expression.args[0] : undefined;
  const wraps = inner && (inner.kind === 'name' || inner.kind === 'member') && handler.values.some((value) => value.kind === 'function' && value.frame.args?.some((argument) => 'expression' in argument && argument.expression === inner && evaluator.evaluate(inner, argument.frame).some((one) => one.kind === 'function')));
  return calleeText(source, module, wraps ? inner : onlyOne(tools, handler) ?? expression);
}

/** Of a list that a package combines, its one element. */
function onlyOne({ roles }: NameTools, { expression, values }: Registered): Expression | undefined {
  const [value] = values;
  const combination = values.length === 1 && value?.kind === 'api' ? roles.combinationOf(value) : undefined;
  const list = combination && expression.kind === 'call' ? expression.args[combination.list] : undefined;
  const [only] = list?.kind === 'array' ? list.elements : [];
  return list?.kind === 'array' && list.elements.length === 1 && (only?.kind === 'name' || only?.kind === 'member') ? only : undefined;
}

/** The function that turns callers away for the handler, or is asked for the caller, else what of a package is asked. */
export function askedName(asked: NonNullable<Judgement['asked']>, handlers: readonly (FunctionNode | undefined)[]): string | undefined {
  const inside = (running: readonly FunctionNode[]) => running.slice(Math.max(...handlers.map((fn) => (fn ? running.indexOf(fn) : -1))) + 1).find(({ name }) => name !== undefined)?.name;
  return inside(asked.refused) ?? inside(asked.in) ?? asked.by;
}
