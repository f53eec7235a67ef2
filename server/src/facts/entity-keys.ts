import type { FrameworkModel, UniqueKey } from '../frameworks/model.ts';
import type { EntityRow } from '../frameworks/vocabulary/stores.ts';
import { matches, type ApiPath } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { literalText } from '../semantic/value-sets.ts';
import type { ApiValue, ClassValue, Value } from '../semantic/values.ts';
import type { ClassNode, Expression, Module } from '../syntax/tree.ts';
import { importsOneOf } from './imported-packages.ts';

/** Classes above an entity, at most. */
const MAX_DEPTH = 6;

/** What entities say of themselves in decorators: the fields that are unique, alone or together. Of a class whose base can't be read, nothing is known. */
export function entityKeys(evaluator: Evaluator, frameworks: readonly FrameworkModel[], modules: readonly Module[]): readonly UniqueKey[] {
  return frameworks.flatMap(({ entities, packages }) => {
    if (!entities) return [];
    const decorated = modules.filter((module) => module.classes.some(({ decorators }) => decorators.length > 0) && importsOneOf(module, packages));
    return decorated.flatMap((module) => module.classes.flatMap((node) => (node.fn === 0 ? keysOf(evaluator, entities, { kind: 'class', node, frame: evaluator.frames.top(module) }) : [])));
  });
}

function keysOf(evaluator: Evaluator, row: EntityRow, entity: ClassValue): readonly UniqueKey[] {
  const table = entity.node.name;
  const classes = withBases(evaluator, entity, 0);
  if (table === undefined || !classes || !applied(evaluator, entity.node.decorators, entity).some((value) => isOf(row.entity, value))) return [];
  const members = classes.flatMap((cls) => cls.node.members.map((member) => ({ name: member.name, values: applied(evaluator, member.decorators ?? [], cls) })));
  const primary = members.filter(({ values }) => values.some((value) => isOf(row.primary, value))).map(({ name }) => name);
  const unique = members.filter(({ values }) => values.some((value) => isOf(row.unique, value) || isUniqueBy(evaluator, row, value)));
  const together = classes.flatMap((cls) => applied(evaluator, cls.node.decorators, cls)).filter((value) => isOf(row.unique, value) || isUniqueBy(evaluator, row, value)).map((value) => propertiesOf(evaluator, row, value));
  const keys = [primary, ...unique.map(({ name }) => [name]), ...together].filter((fields) => fields.length > 0);
  return keys.map((fields) => ({ table, fields }));
}

/** A class and those that it extends; `undefined` where one of them can't be read. What a package brings has no columns. */
function withBases(evaluator: Evaluator, cls: ClassValue, depth: number): readonly ClassValue[] | undefined {
  if (!cls.node.extends) return [cls];
  const values = evaluator.evaluate(cls.node.extends, cls.frame);
  const [base] = values;
  if (values.length !== 1 || depth >= MAX_DEPTH) return undefined;
  if (base?.kind === 'api') return [cls];
  const bases = base?.kind === 'class' ? withBases(evaluator, base, depth + 1) : undefined;
  return bases && [cls, ...bases];
}

/** The decorators of packages on a class or member, called (`@Entity()`) or as they are. */
export function applied(evaluator: Evaluator, decorators: readonly Expression[], { frame }: ClassValue): readonly ApiValue[] {
  return decorators.flatMap((decorator) => evaluator.evaluate(decorator, frame)).filter((value) => value.kind === 'api');
}

/** The decorators on the members of classes that stand by themselves, in modules that import one of the packages. */
export function memberDecorators(evaluator: Evaluator, packages: readonly string[], modules: readonly Module[]): readonly { readonly entity: ClassNode; readonly value: ApiValue }[] {
  return modules.filter((module) => module.classes.length > 0 && importsOneOf(module, packages)).flatMap((module) => module.classes.filter(({ fn }) => fn === 0).flatMap((entity) => {
    const cls: ClassValue = { kind: 'class', node: entity, frame: evaluator.frames.top(module) };
    return entity.members.flatMap(({ decorators = [] }) => applied(evaluator, decorators, cls)).map((value) => ({ entity, value }));
  }));
}

/** Whether a decorator, called or not, is one of these. */
export function isOf(path: ApiPath, value: ApiValue): boolean {
  return matches(path, value) || (value.step === 'call' && value.of !== undefined && matches(path, value.of));
}

function isUniqueBy(evaluator: Evaluator, row: EntityRow, value: ApiValue): boolean {
  return isOf(row.optional, value) && argumentsOf(evaluator, value).some((one) => one.kind === 'object' && evaluator.member(one, row.option).some((held) => held.kind === 'literal' && held.value === true));
}

function propertiesOf(evaluator: Evaluator, row: EntityRow, value: ApiValue): readonly string[] {
  const lists = argumentsOf(evaluator, value).flatMap((one) => (one.kind === 'object' ? evaluator.member(one, row.properties) : [one]));
  const fields = lists.flatMap((list) => (list.kind === 'array' ? list.elements.map((element) => literalText(evaluator.argument(element))) : []));
  return fields.every((field) => field !== undefined) ? fields : [];
}

/** What the call that made a value was given. */
export function argumentsOf(evaluator: Evaluator, { site }: ApiValue): readonly Value[] {
  return site?.node.kind === 'call' ? site.node.args.flatMap((argument) => (argument.kind === 'spread' ? [] : evaluator.evaluate(argument, site.frame))) : [];
}
