import type { HandlerShape } from '../frameworks/vocabulary/conversation.ts';
import type { DecoratedRouting } from '../frameworks/vocabulary/decorators.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { typeValue } from '../semantic/type-values.ts';
import type { ApiValue, FunctionValue, Value } from '../semantic/values.ts';
import type { ClassNode, Module, Parameter, TypeReference } from '../syntax/tree.ts';
import { appliedDecorators } from './applied-decorators.ts';
import type { Check } from './input-checks.ts';

interface TypeContext {
  readonly evaluator: Evaluator;
  readonly routing: DecoratedRouting;
  /** Whether something of a package validates. */
  isValidator(value: ApiValue): boolean;
  /** What a function that a parameter goes through makes of it. */
  checksOfPipe(pipe: FunctionValue): readonly Check[];
}

/** Types that say nothing of what fits once the program runs. */
const ERASED = new Set(['string', 'number', 'boolean', 'any', 'unknown', 'object', 'Record', 'Array', 'bigint']);

/** What is checked of a handler's parameters by what stands in their decorators, and (with `byTypes`) by classes that are their types. */
export function checksOfParameters(context: TypeContext, { fn, frame }: FunctionValue, shape: HandlerShape, byTypes: boolean): readonly Check[] {
  return fn.parameters.flatMap((parameter, index): readonly Check[] => {
    const meaning = shape.parameters[index];
    if (meaning?.is !== 'input' && meaning?.is !== 'entry') return [];
    const found = [...pipesOf(context, parameter, frame.module), ...(byTypes ? [checkedByType(context.evaluator, parameter.type, frame.module)] : [])];
    return found.flatMap((by): readonly Check[] => (by ? [{ of: meaning.of, path: meaning.is === 'entry' ? [meaning.name] : [], by }] : []));
  });
}

/** What the decorator of a parameter is given besides a name: `@Param('id', ParseUUIDPipe)`. */
function pipesOf({ evaluator, routing, isValidator, checksOfPipe }: TypeContext, { decorators = [] }: Parameter, module: Module): readonly (Check['by'] | undefined)[] {
  const applied = appliedDecorators(evaluator, routing, decorators, evaluator.frames.top(module));
  return applied.flatMap(({ value }) => (value?.site?.node.kind === 'call' ? value.site.node.args.map((argument) => ({ argument, frame: value.site?.frame })) : [])).flatMap(({ argument, frame }) => (frame ? evaluator.evaluate(argument, frame) : [])).map((value): Check['by'] | undefined => {
    if (value.kind === 'literal' || value.kind === 'object') return undefined;
    if (value.kind === 'api') return isValidator(value) ? 'schema' : 'doubt';
    const method = routing.pipes ? methodOf(evaluator, value, routing.pipes.method) : undefined;
    if (!method) return 'doubt';
    const checks = checksOfPipe(method);
    return checks.some(({ by }) => by === 'schema') ? 'schema' : checks.length > 0 ? 'doubt' : undefined;
  });
}

function methodOf(evaluator: Evaluator, value: Value, name: string): FunctionValue | undefined {
  const [instance] = value.kind === 'class' ? evaluator.instancesOf(value) : [value];
  return instance && evaluator.member(instance, name).find((one) => one.kind === 'function');
}

/** Whether a type is a class that says what fits; a class made from others, or one that can't be found, may well. */
function checkedByType(evaluator: Evaluator, type: TypeReference | undefined, module: Module): Check['by'] | undefined {
  if (!type || type.name.length === 0 || ERASED.has(type.name[0] ?? '')) return undefined;
  const values = typeValue(evaluator, type, module) ?? [];
  const classes = values.flatMap((value) => (value.kind === 'instance' && value.of.kind === 'class' ? [value.of.node] : []));
  if (classes.length === 0) return 'doubt';
  return classes.some(saysWhatFits) ? 'schema' : undefined;
}

function saysWhatFits(node: ClassNode): boolean {
  return node.extends !== undefined || node.members.some((member) => (member.decorators ?? []).length > 0);
}
