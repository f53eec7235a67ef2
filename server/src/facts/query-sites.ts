import type { Presence } from '../concepts/presence.ts';
import type { FrameworkModel, QueryRow, Slot } from '../frameworks/model.ts';
import { createRowFinder } from '../semantic/api-index.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { liveStatements } from '../semantic/live-code.ts';
import { UNKNOWN, type ApiValue, type Frame, type ObjectValue, type Value } from '../semantic/values.ts';
import type { Call, Expression, Module, Place, Statement, Template } from '../syntax/tree.ts';
import { assignedBefore, mayHaveGained } from './assigned-options.ts';
import { createBuilderConditions, isCondition, type ConditionedTable } from './builder-conditions.ts';
import { createFilterFields, type Queried, type TableKeys } from './filter-fields.ts';
import { withGivenTexts } from './given-texts.ts';
import { once } from './once.ts';
import { hasStage } from './pipelines.ts';
import { columnBound, linksBefore, merge, rangeBound, strictest, switchState, type Link } from './query-bounds.ts';
import { candidatesOf, isNameless, namesOfRows } from './query-candidates.ts';
import { callsBefore, callsBeside, fateOf, receiverOf, type ChainedCall, type Fate, type OtherRun, type Surroundings } from './query-chain.ts';
import { aggregateIn } from './query-selection.ts';
import { calleeText, sourceText } from './source.ts';
import { createTableNames } from './table-names.ts';
import { createQueryParts } from './query-parts.ts';
import { createQueriedTables } from './queried-tables.ts';
import { createSqlKeys } from './sql-keys.ts';
import { replacedQuery } from './replaced-queries.ts';
import { readSqlOf, type SqlReading } from './sql-sites.ts';
import { createSqlTexts } from './sql-texts.ts';
import { isFirstTaken } from './taken-first.ts';

export interface QuerySite extends Pick<SqlReading, 'sql' | 'unreadText' | 'gives'>, Surroundings {
  readonly model: FrameworkModel;
  readonly row: QueryRow;
  readonly node: Call | Template;
  readonly frame: Frame;
  /** The callee as written, white space folded. */
  readonly label: string;
  readonly table: string;
  /** Whether the table is what the query is about, and not only what the code calls what it is called on. */
  readonly isTableKnown: boolean;
  /** The name of the rows' class, where the code may call it otherwise: `table` speaks of it as the code does. */
  readonly className?: string;
  readonly bounded: Presence;
  /** Whether a filter is written that leaves rows out. */
  readonly isFiltered: boolean;
  /** The outermost call of the chain that belongs to the query: where a chained bound is added. */
  readonly chainEnd: Expression;
  readonly limit?: Slot;
  /** The same builder in a variable, where it is run once more. */
  readonly others?: readonly RunAgain[];
  /** Where the text is run, if this call only gives it to a function of the project. */
  readonly runBy?: QuerySite;
}

/** What is different when a builder is run once more. */
export interface RunAgain extends Pick<QuerySite, 'label' | 'fate' | 'isFiltered' | 'bounded'> {
  readonly at: Expression;
}

type Match = { readonly model: FrameworkModel; readonly row: QueryRow };

export interface QueryFinder {
  /** The queries that a function's own statements make, as that activation sees them. */
  queriesIn(frame: Frame): readonly QuerySite[];
}

export function createQueryFinder(evaluator: Evaluator, frameworks: readonly FrameworkModel[], keys: TableKeys, isReferenceTable: (table: string, file: string) => boolean): QueryFinder {
  const rows = frameworks.flatMap((model) => (model.queries ?? []).map((row) => ({ model, row })));
  const find = createRowFinder(rows.map((match) => ({ at: match.row.at, match })));
  const isQuery = (value: ApiValue): boolean => find(value) !== undefined;
  const names = namesOfRows(rows.map(({ row }) => row));
  const conditions = createBuilderConditions(evaluator);
  const queriedTables = createQueriedTables(evaluator);
  const tableOf = createTableNames(evaluator, queriedTables);
  const isPart = createQueryParts(evaluator);
  const fields = createFilterFields(evaluator, keys);
  const source = { text: (file: string) => evaluator.program.project.text(file) ?? '' };
  const texts = createSqlTexts(evaluator, source);
  const isSqlKey = createSqlKeys(evaluator.program, keys.inSql, evaluator.recall);

  const queriesIn = evaluator.recall.keep((frame: Frame): readonly QuerySite[] => {
    const found: QuerySite[] = [];
    const candidates = candidatesOf(frame.fn, names);
    const live = candidates.length > 0 ? new Set(liveStatements(evaluator, frame)) : new Set();
    for (const { node, parents, statement } of candidates) {
      if (!live.has(statement)) continue;
      const site = siteOf(node, parents, statement, frame);
      if (site) found.push(site);
    }
    return found;
  });

  function siteOf(node: Call | Template, parents: readonly Expression[], statement: Statement, frame: Frame): QuerySite | undefined {
    const callee = node.kind === 'call' ? node.callee : node.tag;
    if (!callee) return undefined;
    const values = evaluator.evaluate(callee, frame).filter((value) => value.kind === 'api');
    for (const value of values) {
      const match = find(value)?.match;
      if (!match) continue;
      const label = labelOf(frame.module, node.kind === 'call' && isNameless(match.row) ? node : callee);
      if (match.row.sql) return sqlSiteOf(match, value, match.row.sql.preparedBy ? calleeText(source, frame.module, callee) : label, node, { parents, statement }, frame);
      const { name: table, isKnown: isTableKnown, ownName } = tableOf(value, label, match, node, frame);
      const fate = fateIn(match.row, value, node, parents, statement, frame);
      const later = match.row.operation === 'read' ? fate.chained : fate.chained.slice(match.row.hasCallsBefore ? callsBefore(value).length : 0);
      if (later.some((call) => match.row.otherwiseBy?.includes(call.name)) || isContinued(match, node, statement, fate, frame) || isPart({ ...match, node, frame, fate, parents, statement })) return undefined;
      return {
        ...match, node, frame, label, table, isTableKnown, fate, statement, parents, chainEnd: fate.ends,
        isFiltered: node.kind === 'call' && leavesOut(match, value, node, frame, fate),
        bounded: node.kind === 'call' ? boundOf(match, values, node, frame, fate, table) : 'unknown',
        ...limitOf(match.row, node, frame, fate),
        ...(ownName !== undefined && { className: ownName }),
        ...(fate.others && node.kind === 'call' && { others: fate.others.map((other) => ranAgain(match, values, value, node, frame, other, table)) }),
      };
    }
    return undefined;
  }

  function ranAgain(match: Match, values: readonly ApiValue[], value: ApiValue, node: Call, frame: Frame, { at, chained, before, ran }: OtherRun, table: string): RunAgain {
    const fate: Fate = { ends: at, chained, runs: 'present', before, ...(ran !== undefined && { ran }) };
    return {
      at, fate,
      label: labelOf(frame.module, at.kind === 'call' ? at.callee : at),
      isFiltered: leavesOut(match, value, node, frame, fate),
      bounded: boundOf(match, values, node, frame, fate, table),
    };
  }

  function leavesOut({ model, row }: Match, value: ApiValue, node: Call, frame: Frame, fate: Fate): boolean {
    if (row.isOfRow) return true;
    if (row.operation === 'insert') return false;
    const builder = row.hasCallsBefore ? builderOf(model, node, frame) : undefined;
    return isFiltered(row, node, frame) || filtersOf(row, [...(row.isImmutable ? [] : fate.before ?? []), ...fate.chained]).length > 0 || (builder !== undefined && filtersOf(row, callsBeside(builder, frame)).length > 0) || columnsOf(row, value, fate, frame).length > 0;
  }

  /** Whether a change only waits for a later one of the same builder: `query.increment('total'); await query.update(order);`. */
  function isContinued({ model, row }: Match, node: Call | Template, statement: Statement, { runs }: Fate, frame: Frame): boolean {
    if (row.operation === 'read' || !row.otherwiseBy || runs !== 'absent' || statement.kind !== 'expression' || node.kind !== 'call') return false;
    const builder = builderOf(model, node, frame);
    return builder !== undefined && callsBeside(builder, frame, node.end).some(({ name }) => row.otherwiseBy?.includes(name));
  }

  /** The variable that a query is built in, and not only what gives builders. */
  function builderOf({ tables, classMethods }: FrameworkModel, node: Call, frame: Frame): Expression & { kind: 'name' } | undefined {
    const receiver = receiverOf(node);
    const isBegun = (value: Value): boolean => {
      for (let at = value.kind === 'api' ? value : undefined; at; at = at.of) {
        if ((tables && matches(tables, at)) || (classMethods && at.step === 'call' && at.of && matches(classMethods, at.of))) return true;
      }
      return false;
    };
    return receiver && evaluator.evaluate(receiver, frame).some(isBegun) ? receiver : undefined;
  }

  /** What becomes of a call; where it belongs to the query, what was called before it too. */
  function fateIn(row: QueryRow, value: ApiValue, node: Call | Template, parents: readonly Expression[], statement: Statement, frame: Frame): Fate {
    if (!row.isBuilder || node.kind !== 'call') return { ends: node, chained: [], runs: 'present' };
    const fate = fateOf(node, parents, statement, frame, row);
    return row.hasCallsBefore ? { ...fate, chained: [...callsBefore(value), ...fate.chained] } : fate;
  }

  function sqlSiteOf(match: Match, value: ApiValue, label: string, node: Call | Template, around: Pick<QuerySite, 'parents' | 'statement'>, frame: Frame): QuerySite | undefined {
    const reading = match.row.sql && readSqlOf(texts, match.row, match.row.sql, value, node, around.parents, frame);
    if (!reading) return undefined;
    const { row, sql, unreadText, gives } = reading;
    const { name: table, isKnown: isTableKnown } = sql?.statement.table === undefined ? tableOf(value, label, match, node, frame) : { name: sql.statement.table, isKnown: true };
    const isOneRow = reading.bounded === 'unknown' && sql !== undefined && isSqlKey(sql.statement);
    const bounded = isOneRow || isReferenceTable(table, frame.module.file) ? 'present' : reading.bounded;
    return { ...around, fate: { ends: node, chained: [], runs: 'present' }, model: match.model, row, node, frame, label, table, isTableKnown, bounded, isFiltered: sql?.statement.isFiltered ?? false, chainEnd: node, ...(sql && { sql }), ...(unreadText && { unreadText }), ...(gives && { gives }) };
  }

  /** Where a bound is written, in the form that the call has; a call that gives one row needs another one than a page. */
  function limitOf(row: QueryRow, node: Call | Template, frame: Frame, fate: Fate): Pick<QuerySite, 'limit'> {
    const [limit] = row.limits ?? [];
    if (!limit || isOne(row, fate)) return {};
    const { filter } = row;
    const argument = filter?.slot === 'option' && node.kind === 'call' ? node.args[filter.index] : undefined;
    const isBare = argument && filter?.slot === 'option' && evaluator.evaluate(argument, frame).some((value) => isElse(filter, value));
    return { limit: isBare && limit.slot === 'option' ? { slot: 'wrapped', index: filter.index, as: filter.key, key: limit.key } : limit };
  }

  /** The callee as written; a long one without the arguments inside it. */
  function labelOf(module: Module, callee: Expression): string {
    const written = sourceText(source, module, callee).replace(/ ?(\??\.) ?/g, '$1');
    return written.length > 40 ? calleeText(source, module, callee) : written;
  }

  function boundOf({ model, row }: Match, values: readonly ApiValue[], node: Call, frame: Frame, fate: Fate, table: string): Presence {
    if (row.returns !== 'many' || row.isPaged) return 'present';
    if (isReferenceTable(table, frame.module.file)) return 'present';
    const isGrouped = fate.chained.some((call) => call.args.length > 0 && row.groupedBy?.includes(call.name));
    if (fate.chained.some((call) => row.boundedBy?.includes(call.name) && !(isGrouped && row.selects?.aggregates.includes(call.name)))) return 'present';
    if (fate.runs === 'absent' || (row.aggregates && mayAggregate(row.aggregates, node, frame))) return 'unknown';
    const aggregate = row.selects ? aggregateIn(evaluator, fate.chained, row.selects, frame) : 'absent';
    if (aggregate !== 'absent') return isGrouped ? 'unknown' : aggregate;
    const filters = filtersOf(row, fate.chained);
    if (isOne(row, fate) && filters.length > 0) return 'present';
    const conditioned = queriedTables.tableIn(model, row, values, node, frame, table);
    const limits = (row.limits ?? []).map((slot) => slotState(slot, row, node, frame, fate));
    if (conditioned.isDerived) limits.push('unknown'); // as many rows as that query has
    const queried: Queried = { table, values, schema: model.schema, comparisons: model.comparisons, isFirstTaken: once(() => isFirstTaken(evaluator, fate.ends, frame, row.runs)) };
    const answers: Presence[] = limits;
    if (row.filter) answers.push(model.operators ? conditionIn(row.filter, node, frame, conditioned) : filterBound(row.filter, node, frame, queried));
    if (row.boundedByStages) answers.push(stagesBound(row.boundedByStages, node, frame));
    if (row.filterStage !== undefined) answers.push(filterStageBound(row.filterStage, node, frame, queried));
    if (row.switchedBy) answers.push(optionState(row.switchedBy, node, frame, switchState));
    if (row.mergedBy && optionState(row.mergedBy, node, frame, () => 'present') !== 'absent') answers.push('unknown');
    if (row.range) answers.push(rangeBound(evaluator, row.range, node, frame));
    if (row.record !== undefined && !evaluator.evaluate(node.args[row.record] ?? node, frame).every((value) => value.kind === 'literal')) answers.push('unknown');
    answers.push(...columnBounds(row, values, node, frame, fate, table));
    const aliases = node.args.flatMap((argument) => (argument.kind === 'literal' && typeof argument.value === 'string' ? [argument.value] : []));
    if (row.conditions) answers.push(conditions.bound(fate.chained, row.conditions, conditioned, frame));
    else for (const [condition] of filters) answers.push(condition ? strictest(evaluator.evaluate(condition, frame).map((value) => fields.leftBy(value, queried, 'unknown', aliases))) : 'unknown');
    if (answers.includes('present')) return 'present';
    return isGrouped || fate.runs === 'unknown' || answers.includes('unknown') ? 'unknown' : 'absent';
  }

  function mayAggregate({ selected, by }: NonNullable<QueryRow['aggregates']>, node: Call, frame: Frame): boolean {
    const options = node.args[selected.index];
    const holds = (value: Value): boolean => (value.kind === 'array' ? value.elements.some((element) => evaluator.argument(element).some(holds)) : value.kind === 'api' && matches(by, value));
    return options !== undefined && evaluator.evaluate(options, frame).some((value) => value.kind === 'object' && evaluator.member(value, selected.key).some(holds));
  }

  function slotState(slot: Slot, row: QueryRow, node: Call, frame: Frame, fate: Fate): Presence {
    const zero: Presence = row.zeroIsNone ? 'absent' : 'present';
    if (slot.slot === 'chained') {
      const call = fate.chained.find((one) => one.name === slot.method);
      const options = row.optionsBy === undefined ? undefined : fate.chained.find((one) => one.name === row.optionsBy)?.args[0];
      if (!call && options) return merge(evaluator.evaluate(options, frame).map((value) => keyState(value, slot.method, (held) => limitValue(held, zero), node, frame)));
      return call ? (call.args[0] ? limitValue(evaluator.evaluate(call.args[0], frame), zero) : 'unknown') : 'absent';
    }
    if (slot.slot === 'option') return optionState(slot, node, frame, (held) => limitValue(held, zero));
    if (slot.slot === 'earlier') return calledBefore(slot.method, node, frame, zero);
    if (slot.slot === 'stage') return stagesBound([slot.key], node, frame);
    if (slot.slot === 'arguments') return node.args.length > slot.from ? 'unknown' : 'absent';
    return slot.slot === 'wrapped' ? 'absent' : 'unknown';
  }

  /** Builders that are never changed: what a call is made on says what was called before. */
  function calledBefore(method: string, node: Call, frame: Frame, zero: Presence): Presence {
    const stateOf = ({ args, frame: home }: Link): Presence => (args[0] ? limitValue(evaluator.evaluate(args[0], home), zero) : 'unknown');
    const earlier = (expression: Expression): Presence => merge(evaluator.evaluate(expression, frame).map((value) => {
      if (value.kind !== 'api') return 'unknown';
      const link = linksBefore(value).find((one) => one.name === method);
      return link ? stateOf(link) : 'absent';
    }));
    const replaced = replacedQuery(node, frame);
    if (!replaced) return earlier(node.callee);
    return strictest([earlier(replaced.first), ...replaced.links.filter(({ name }) => name === method).map((link) => ifSure(link, stateOf(link)))]);
  }

  /** What filters by a column, before the call and behind it. */
  function columnBounds(row: QueryRow, values: readonly ApiValue[], node: Call, frame: Frame, fate: Fate, table: string): readonly Presence[] {
    const bound = (link: Link): Presence => columnBound(evaluator, row.columns, link, table);
    const replaced = row.columns ? replacedQuery(node, frame) : undefined;
    if (!replaced) return values.flatMap((value) => columnsOf(row, value, fate, frame).map(bound));
    const begun = evaluator.evaluate(replaced.first, frame).flatMap((value) => (value.kind === 'api' ? columnsOf(row, value, fate, frame) : []));
    return [...begun.map(bound), ...replaced.links.filter(({ name }) => isColumnFilter(row, name)).map((link) => ifSure(link, bound(link)))];
  }

  function optionState(slot: Slot & { slot: 'option' }, node: Call, frame: Frame, judge: (values: readonly Value[]) => Presence): Presence {
    if (node.args.slice(0, slot.index + 1).some((argument) => argument.kind === 'spread')) return 'unknown';
    const argument = node.args[slot.index];
    if (!argument) return 'absent';
    return merge(evaluator.evaluate(argument, frame).map((value) => keyState(value, slot.key, judge, node, frame)));
  }

  /** Whether an object holds a key where it is used, and what its value says. */
  function keyState(value: Value, key: string, judge: (values: readonly Value[]) => Presence, place: Place, frame: Frame): Presence {
    if (value.kind === 'literal') return value.value === undefined || value.value === null ? 'absent' : 'unknown';
    if (value.kind !== 'object') return 'unknown';
    let spread: Presence = 'absent';
    for (const property of value.node.properties) {
      if (!('kind' in property)) {
        if (property.key === undefined) return 'unknown';
        continue;
      }
      const inner = evaluator.evaluate(property.value, value.frame).map((one) => keyState(one, key, judge, property, value.frame));
      if (inner.every((answer) => answer === 'present')) spread = 'present';
      else if (inner.some((answer) => answer !== 'absent')) spread = 'unknown';
    }
    const held = evaluator.member(value, key);
    const isAssigned = value.node.owner !== undefined && (value.frame.module.bindings[value.node.owner]?.members.some((member) => member.name === key || member.name === '*') ?? false);
    const isWritten = value.node.properties.some((property) => !('kind' in property) && property.key === key);
    const assigned = isAssigned ? assignedBefore(value, key, place, frame) : undefined;
    if (isAssigned) return assigned ? judge(evaluator.evaluate(assigned, value.frame)) : 'unknown';
    const last = lastWritten(value, key);
    if (last) return judge(evaluator.evaluate(last, value.frame));
    const state = isWritten && spread === 'absent' ? judge(held) : isWritten ? 'unknown' : spread;
    return state === 'absent' && mayHaveGained(evaluator, value, place, frame, isQuery) ? 'unknown' : state;
  }

  /** `take: undefined` bounds nothing; a number does; what comes from elsewhere is unknown. */
  function limitValue(values: readonly Value[], zero: Presence): Presence {
    if (values.every((value) => value.kind === 'literal' && value.value === 0)) return zero;
    if (values.every((value) => value.kind === 'literal' && (value.value === undefined || value.value === null))) return 'absent';
    return values.every((value) => value.kind === 'literal' && typeof value.value === 'number' && value.value !== 0) ? 'present' : 'unknown';
  }

  function isFiltered(row: QueryRow, node: Call, frame: Frame): boolean {
    const slot = row.filter ?? row.limits?.[0];
    const argument = slot && slot.slot !== 'chained' && slot.slot !== 'earlier' && slot.slot !== 'arguments' ? node.args[slot.slot === 'option' || slot.slot === 'argument' || slot.slot === 'stage' || slot.slot === 'wrapped' ? slot.index : 0] : undefined;
    if (!argument) return false;
    return evaluator.evaluate(argument, frame).some((value) => {
      if (value.kind === 'array') return value.elements.length > 0;
      const filters = slot?.slot === 'option' && value.kind === 'object' && !isElse(slot, value) ? evaluator.member(value, slot.key) : [value];
      const isKey = (filter: Value): boolean => row.filter?.slot === 'argument' && filter.kind === 'literal' && typeof filter.value === 'number';
      return filters.some((filter) => isKey(filter) || (filter.kind === 'object' ? filter.node.properties.length > 0 : filter.kind !== 'literal' && !(slot?.slot === 'option' && value.kind === 'object' && !holdsKey(value, slot.key))));
    });
  }

  function holdsKey(value: Value & { kind: 'object' }, key: string): boolean {
    return value.node.properties.some((property) => 'kind' in property || property.key === key);
  }

  /** An option that holds a condition made of operators: `where: eq(orders.id, id)`. */
  function conditionIn(slot: Slot, node: Call, frame: Frame, table: ConditionedTable): Presence {
    const options = slot.slot === 'option' ? node.args[slot.index] : undefined;
    if (!options || slot.slot !== 'option') return 'absent';
    const held = evaluator.evaluate(options, frame).flatMap((value) => (value.kind === 'object' ? evaluator.member(value, slot.key) : [UNKNOWN]));
    return conditions.boundOf(held, table);
  }

  function filterBound(slot: Slot, node: Call, frame: Frame, queried: Queried): Presence {
    const argument = slot.slot === 'argument' ? node.args[slot.index] : slot.slot === 'option' ? node.args[slot.index] : undefined;
    if (!argument) return 'absent';
    const filters = evaluator.evaluate(argument, frame).flatMap((value) => (slot.slot === 'option' && value.kind === 'object' && !isElse(slot, value) ? evaluator.member(value, slot.key) : [value]));
    return strictest(filters.map((value) => fields.leftBy(value, queried, 'absent', [])));
  }

  /** A pipeline that begins by looking up ids has as many rows as there are ids. */
  function filterStageBound(key: string, node: Call, frame: Frame, queried: Queried): Presence {
    const stages = node.args[0] ? evaluator.evaluate(node.args[0], frame).flatMap((value) => (value.kind === 'array' ? value.elements.slice(0, 1) : [])) : [];
    const filters = stages.flatMap((stage) => evaluator.argument(stage)).flatMap((value) => (value.kind === 'object' ? evaluator.member(value, key) : []));
    const answers = filters.map((value): Presence => (value.kind === 'object' ? fields.ofObject(value, queried) : 'absent'));
    return answers.includes('present') ? 'present' : answers.includes('unknown') ? 'unknown' : 'absent';
  }

  function stagesBound(stages: readonly string[], node: Call, frame: Frame): Presence {
    const [pipeline] = node.args;
    return pipeline ? hasStage(evaluator, stages, pipeline, frame, isQuery) : 'absent';
  }

  return withGivenTexts(evaluator, { queriesIn }, (node, frame) => labelOf(frame.module, node.callee));
}

/** The arguments of every call that filters. */
function filtersOf(row: QueryRow, calls: readonly ChainedCall[]): readonly (readonly Expression[])[] {
  return calls.flatMap((call) => (row.filterBy?.includes(call.name) || (row.conditions && isCondition(row.conditions, call.name)) ? [call.args] : []));
}

/** The calls of the chain, on either side of the query, that filter by a column. */
function columnsOf(row: QueryRow, value: ApiValue, fate: Fate, frame: Frame): readonly Link[] {
  return [...linksBefore(value), ...fate.chained.map((call) => ({ ...call, frame }))].filter(({ name }) => isColumnFilter(row, name));
}

function isColumnFilter({ columns }: QueryRow, name: string): boolean {
  return columns !== undefined && Object.values(columns).flat().includes(name);
}

/** What is only there on some ways may be missing. */
function ifSure({ isConditional }: { readonly isConditional: boolean }, state: Presence): Presence {
  return isConditional && state === 'present' ? 'unknown' : state;
}

function isOne(row: QueryRow, fate: Fate): boolean {
  return (row.oneBy ?? []).some((name) => fate.ran === name || fate.chained.some((call) => call.name === name));
}

/** What an object holds under a key for certain: what is spread into it stands before. */
function lastWritten({ node: { properties } }: ObjectValue, key: string): Expression | undefined {
  const last = properties.findLast((property) => 'kind' in property || property.key === key);
  return last && !('kind' in last) ? last.value : undefined;
}

/** Whether an argument stands in the place of its option: it holds keys, and none of those that the call knows. */
function isElse({ orElse }: Slot & { slot: 'option' }, value: Value): boolean {
  return orElse !== undefined && value.kind === 'object' && value.node.properties.length > 0 && value.node.properties.every((property) => !('kind' in property) && property.key !== undefined && !orElse.includes(property.key));
}
