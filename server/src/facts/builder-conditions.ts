import type { Presence } from '../concepts/presence.ts';
import type { ConditionMethods, FrameworkModel, OperatorRow } from '../frameworks/model.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpressionOf, returnsOf } from '../semantic/returns.ts';
import { literalText } from '../semantic/value-sets.ts';
import type { ApiValue, Frame, Value } from '../semantic/values.ts';
import type { Call, Expression } from '../syntax/tree.ts';
import { conditionBound, FOREIGN_KEY } from './condition-text.ts';
import { isOwnKey } from './filter-keys.ts';
import type { ChainedCall } from './query-chain.ts';
import type { TableSchema } from './table-schema.ts';

/** What is queried, as far as conditions have to know it. */
export interface ConditionedTable {
  readonly model: FrameworkModel;
  readonly table: string;
  /** What the code calls the table by: its name, an alias. */
  readonly aliases: readonly string[];
  readonly schema?: TableSchema;
  /** Whether it is made of another query. */
  readonly isDerived: boolean;
}

/** What conditions that all hold come to: the columns that they fix to one value, and whether something in them can't be read or is a list. */
interface Left {
  readonly fixed: readonly string[];
  readonly isUnclear: boolean;
}

export interface BuilderConditions {
  /** Whether the calls of a chain leave one row (`present`), or any number of them (`absent`). */
  bound(calls: readonly ChainedCall[], methods: ConditionMethods, table: ConditionedTable, frame: Frame): Presence;
  /** The same for one condition that isn't handed to a method of the chain: an option. */
  boundOf(condition: readonly Value[], table: ConditionedTable): Presence;
}

const NOTHING_LEFT_OUT: Left = { fixed: [], isUnclear: false };
const UNCLEAR: Left = { fixed: [], isUnclear: true };
const OWN_KEY = /^(id|_id|uuid)$/i;
const EQUAL = new Set(['=', '==', '===']);
/** Operators between a column and a value that leave as many rows as there are values. */
const LISTING = new Set(['in', '@>', '&&']);

export function createBuilderConditions(evaluator: Evaluator): BuilderConditions {
  function bound(calls: readonly ChainedCall[], methods: ConditionMethods, table: ConditionedTable, frame: Frame): Presence {
    const judged = calls.filter(({ name }) => isCondition(methods, name)).map((call) => ({ call, left: ofCall(call, methods, table, call.frame ?? frame) }));
    const hasAlternatives = judged.some(({ call }) => methods.alternatives.includes(call.name));
    const left = together(judged.map(({ call, left: one }) => (call.isConditional || hasAlternatives ? atMost(one, table) : one)));
    return presenceOf(left, table);
  }

  function boundOf(condition: readonly Value[], table: ConditionedTable): Presence {
    return presenceOf(ofValues(condition, table), table);
  }

  function ofCall({ name, args }: Pick<ChainedCall, 'name' | 'args'>, methods: ConditionMethods, table: ConditionedTable, frame: Frame): Left {
    if (methods.ranges.includes(name)) return NOTHING_LEFT_OUT;
    if (methods.lists.includes(name)) return UNCLEAR;
    const [first, second, third] = args;
    if (!first || args.some((argument) => argument.kind === 'spread')) return UNCLEAR;
    if (methods.texts.includes(name)) return ofText(literalText(evaluator.evaluate(first, frame)), table);
    if (first.kind === 'function') return ofFunction(first.id, methods, table, frame);
    if (!second) return ofExpression(first, table, frame);
    const column = literalText(evaluator.evaluate(first, frame));
    if (column === undefined) return UNCLEAR;
    if (!third) return ofColumn(column, second, table, frame);
    const operator = literalText(evaluator.evaluate(second, frame))?.toLowerCase();
    if (operator === undefined || LISTING.has(operator)) return UNCLEAR;
    return EQUAL.has(operator) ? ofColumn(column, third, table, frame) : NOTHING_LEFT_OUT;
  }

  /** A group: what its calls can't do each for itself, they can't do together either; else nobody says how they are put together. */
  function ofFunction(id: number, methods: ConditionMethods, table: ConditionedTable, frame: Frame): Left {
    const fn = frame.module.functions[id];
    const inner = fn && evaluator.frames.generic(frame.module, id);
    if (!fn || !inner) return UNCLEAR;
    const found: Left[] = [];
    eachExpressionOf(fn.body, (node) => {
      if (node.kind !== 'call') return;
      if (node.callee.kind === 'member' && isCondition(methods, node.callee.name)) found.push(ofCall({ name: node.callee.name, args: node.args }, methods, table, inner));
      else if (isComparison(node)) found.push(ofCall({ name: methods.equalities[0] ?? '', args: node.args }, methods, table, inner));
    });
    return found.length > 0 ? atMost(together(found), table) : UNCLEAR;
  }

  function ofExpression(condition: Expression, table: ConditionedTable, frame: Frame): Left {
    return ofValues(evaluator.evaluate(condition, frame), table);
  }

  function ofValues(values: readonly Value[], table: ConditionedTable): Left {
    const lefts = values.map((value) => ofValue(value, table));
    return lefts.length === 1 ? lefts[0] ?? UNCLEAR : atMost(together(lefts), table);
  }

  function ofValue(value: Value, table: ConditionedTable): Left {
    if (value.kind === 'literal') return value.value === undefined ? NOTHING_LEFT_OUT : typeof value.value === 'string' ? UNCLEAR : NOTHING_LEFT_OUT;
    if (value.kind === 'object') return ofObject(value, table);
    if (value.kind === 'function') {
      const [returned, ...others] = returnsOf(value.fn);
      const inner = evaluator.frames.generic(value.frame.module, value.fn.id);
      return returned && others.length === 0 && inner ? ofOperation(returned, table, inner) : UNCLEAR;
    }
    return value.kind === 'api' && value.step === 'call' && value.site ? ofOperation(value.site.node, table, value.site.frame) : UNCLEAR;
  }

  function ofObject(value: Value & { kind: 'object' }, table: ConditionedTable): Left {
    return together(value.node.properties.map((property) => {
      if ('kind' in property) return ofExpression(property.value, table, value.frame);
      return property.key === undefined ? UNCLEAR : ofColumn(property.key, property.value, table, value.frame);
    }));
  }

  /** `and(eq(orders.id, id), isNull(orders.deletedAt))`. */
  function ofOperation(node: Expression, table: ConditionedTable, frame: Frame): Left {
    const { operators } = table.model;
    if (node.kind === 'object') return ofObject({ kind: 'object', node, frame }, table);
    if (node.kind === 'template') return ofText(node.parts.length === 0 ? node.texts.join('') : undefined, table);
    if (node.kind !== 'call' || !operators) return UNCLEAR;
    const names = operatorsOf(node.callee, operators, frame);
    if (names.length === 0) return UNCLEAR;
    const lefts = names.map((one) => ofOperator(one, node, operators, table, frame));
    return lefts.length === 1 ? lefts[0] ?? UNCLEAR : atMost(together(lefts), table);
  }

  function ofOperator(name: string, node: Call, operators: OperatorRow, table: ConditionedTable, frame: Frame): Left {
    if (operators.ranges.includes(name)) return NOTHING_LEFT_OUT;
    const inner = (): readonly Left[] => node.args.map((argument) => (argument.kind === 'spread' ? UNCLEAR : ofPart(argument, table, frame)));
    if (operators.all.includes(name)) return together(inner());
    if (operators.any.includes(name)) return atMost(together(inner()), table);
    const [first, second] = node.args;
    if (!operators.equal.includes(name) || !first || !second) return UNCLEAR;
    const column = columnOf(first, table, frame);
    return column === undefined ? UNCLEAR : ofColumn(column, second, table, frame);
  }

  /** An operand: written in place, or held by a variable. */
  function ofPart(node: Expression, table: ConditionedTable, frame: Frame): Left {
    if (node.kind === 'call' && table.model.operators && operatorsOf(node.callee, table.model.operators, frame).length > 0) return ofOperation(node, table, frame);
    return ofExpression(node, table, frame);
  }

  /** The operators that a callee may be: by origin, or as what a condition that is a function is given. None where it may be something else. */
  function operatorsOf(callee: Expression, { of, ...names }: OperatorRow, frame: Frame): readonly string[] {
    const known = Object.values(names).flat();
    const values = evaluator.evaluate(callee, frame);
    const found = values.flatMap((value) => {
      const name = value.kind === 'parameter' ? value.path[value.path.length - 1] : value.kind === 'api' && value.of && matches(of, value.of) ? value.name : undefined;
      return name !== undefined && known.includes(name) ? [name] : [];
    });
    return found.length === values.length ? found : [];
  }

  /** A column as its table's schema calls it; of another table, with that one's name before it. */
  function columnOf(node: Expression, { model, table }: ConditionedTable, frame: Frame): string | undefined {
    const [value] = evaluator.evaluate(node, frame);
    if (value?.kind === 'parameter') return value.path[value.path.length - 1];
    if (value?.kind !== 'api' || value.step !== 'member' || !value.of) return node.kind === 'member' ? node.name : undefined;
    const owner = tableNameOf(value.of, model);
    return owner === undefined || owner === table ? value.name : `${owner}.${value.name}`;
  }

  function tableNameOf(value: ApiValue, { tables }: FrameworkModel): string | undefined {
    const name = value.site?.node.kind === 'call' && tables && matches(tables, value) ? value.site.node.args[0] : undefined;
    return name && value.site ? literalText(evaluator.evaluate(name, value.site.frame)) : undefined;
  }

  function ofColumn(written: string, value: Expression, { model, table, aliases }: ConditionedTable, frame: Frame): Left {
    const parts = written.split('.');
    const column = parts[parts.length - 1] ?? written;
    const owner = parts[parts.length - 2];
    const values = evaluator.evaluate(value, frame);
    if (values.every((one) => one.kind === 'literal' && typeof one.value === 'boolean')) return NOTHING_LEFT_OUT;
    if (values.every((one) => one.kind === 'literal' && one.value === null)) return NOTHING_LEFT_OUT;
    if (values.some((one) => one.kind === 'array' || (one.kind === 'api' && one.of && tableNameOf(one.of, model) !== undefined))) return UNCLEAR; // a list, another table's column
    if (owner === undefined || owner === table || aliases.includes(owner)) return { fixed: [column], isUnclear: false };
    return FOREIGN_KEY.test(column) ? NOTHING_LEFT_OUT : UNCLEAR; // of a joined table
  }

  return { bound, boundOf };
}

function presenceOf({ fixed, isUnclear }: Left, { table, schema }: ConditionedTable): Presence {
  if (schema) {
    if (schema.keys.some((key) => key.every((column) => fixed.includes(column)))) return 'present';
    return isUnclear || schema.isOpen ? 'unknown' : 'absent';
  }
  if (fixed.some((column) => OWN_KEY.test(column))) return 'present';
  const references = fixed.filter((column) => FOREIGN_KEY.test(column) && !isOwnKey(column, table));
  // Two references together are often a key: a row that ties two others.
  return isUnclear || new Set(references).size > 1 || fixed.length > references.length ? 'unknown' : 'absent';
}

function ofText(text: string | undefined, { aliases, table }: ConditionedTable): Left {
  if (text === undefined) return UNCLEAR;
  const answer = conditionBound(text, [table, ...aliases]);
  return answer === 'present' ? { fixed: ['id'], isUnclear: false } : answer === 'unknown' ? UNCLEAR : NOTHING_LEFT_OUT;
}

function together(lefts: readonly Left[]): Left {
  return { fixed: lefts.flatMap(({ fixed }) => fixed), isUnclear: lefts.some(({ isUnclear }) => isUnclear) };
}

/** Where a condition may not hold, what it would have fixed is unclear, except for what never leaves one row alone. */
function atMost({ fixed, isUnclear }: Left, { schema }: ConditionedTable): Left {
  const mayBeKey = (column: string): boolean => (schema ? schema.isOpen || schema.keys.some((key) => key.includes(column)) : !FOREIGN_KEY.test(column));
  return { fixed: [], isUnclear: isUnclear || fixed.some(mayBeKey) };
}

/** Whether a method of a chain holds a condition. */
export function isCondition({ equalities, lists, ranges, texts }: ConditionMethods, name: string): boolean {
  return [equalities, lists, ranges, texts].some((names) => names.includes(name));
}

/** `eb('age', '>', 18)`: a column, an operator and a value. */
function isComparison({ args, callee }: Call): boolean {
  return callee.kind === 'name' && args.length === 3 && args[0]?.kind === 'literal' && args[1]?.kind === 'literal' && typeof args[1].value === 'string';
}
