import type { Slot } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { frameOfFunction } from '../semantic/frames.ts';
import type { ApiValue, Frame, Value } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { Definition, Expression, Module, TypeReference } from '../syntax/tree.ts';
import type { CheckKinds } from './input-checks.ts';
import { globalName, type InputOrigin, type Origins } from './input-origins.ts';
import { placeOfValue, textOfValue, valueOr, type Holder } from './kept-values.ts';
import { lackOf } from './limit-lack.ts';
import { isInUse } from './package-versions.ts';
import type { QuerySite } from './query-sites.ts';
import { spanOf, type Source } from './source.ts';

/** The limit of a query, where it is written. */
export interface WrittenLimit {
  readonly expression: Expression;
  readonly frame: Frame;
  /** The property that it is the value of, or the call that is given it; absent where a builder is given it further down. */
  readonly holder?: Holder;
}

/** A limit that is what the request says. */
export interface AskedLimit extends WrittenLimit {
  readonly site: QuerySite;
  readonly input: InputOrigin;
  /** It has come through a schema which was read, and sets no maximum. */
  readonly isThroughSchema: boolean;
  /** It is described, without a maximum, in what a validator of the whole application goes by. */
  readonly isDescribed: boolean;
}

interface LimitContext {
  readonly evaluator: Evaluator;
  readonly origins: Origins;
  readonly kinds: CheckKinds;
  /** Whether a type is a class that sets no maximum for a field. */
  readonly isOpenField: (type: TypeReference, module: Module, field: string) => boolean;
  /** Parameters of the query that descriptions of the whole interface leave without a maximum. */
  readonly openParameters: ReadonlySet<string>;
  isBefore(version: string, other: string): boolean;
}

/** Steps of a schema that set no maximum, by the names that the libraries share. */
const UNCAPPED = new Set([
  'z', 'object', 'coerce', 'number', 'int', 'integer', 'min', 'gte', 'gt', 'positive', 'nonnegative', 'finite', 'safe', 'optional', 'nullable', 'nullish', 'default', 'describe', 'required', 'label', 'partial', 'strict', 'passthrough', 'parse', 'parseAsync', 'validate', 'validateAsync',
]);

/** Types that make no pipe convert anything. */
const UNTYPED = new Set(['any', 'unknown', 'string', 'object', 'Record']);

/** Variables between a limit and what it was read from, at most. */
const MAX_STEPS = 6;

/** The limits of a query that are whatever its caller sends. */
export function askedLimits(context: LimitContext, site: QuerySite): readonly AskedLimit[] {
  if (site.row.returns !== 'many' || site.row.operation !== 'read') return [];
  return (site.row.limits ?? []).flatMap((slot) => writtenAt(context.evaluator, site, slot)).flatMap((limit): readonly AskedLimit[] => {
    const [plain] = inputsOf(context, limit.expression, limit.frame);
    if (plain && isRefusedText(context, site, limit, plain)) return [];
    if (plain) return [{ ...limit, site, input: plain, isThroughSchema: isThroughClass(context, plain), isDescribed: isDescribed(context, plain) }];
    const [through] = throughSchema(context, limit.expression, limit.frame, [], 0);
    return through ? [{ ...limit, site, input: through, isThroughSchema: true, isDescribed: false }] : [];
  });
}

/** What stands in the query of an address is a text until something converts it: with some libraries the database then refuses the query. */
function isRefusedText({ evaluator, isBefore }: LimitContext, { row, frame: { module } }: QuerySite, { expression, frame }: WrittenLimit, { of, read }: InputOrigin): boolean {
  const { refusesTextLimits = [] } = row;
  const type = read.parameter?.type?.name[0];
  if (of !== 'query' || (type !== undefined && !UNTYPED.has(type)) || !refusesTextLimits.some((versions) => isInUse(evaluator.program.project, isBefore, versions, module.file))) return false;
  const asked = expression.kind === 'binary' && (expression.operator === '??' || expression.operator === '||') ? expression.left : expression;
  return lackOf(evaluator, asked, frame) === 'nothing';
}

/** `@Query() query: ListQuery`, where the class says what fits, and sets no maximum. */
function isThroughClass({ isOpenField }: LimitContext, { path, read }: InputOrigin): boolean {
  const [field, ...inner] = path;
  const type = read.parameter?.type;
  return field !== undefined && inner.length === 0 && type !== undefined && isOpenField(type, read.frame.module, field);
}

function isDescribed({ openParameters }: LimitContext, { of, path: [name, ...inner] }: InputOrigin): boolean {
  return of === 'query' && name !== undefined && inner.length === 0 && openParameters.has(name);
}

/** `Math.max(1, n)` is no cap: what it is given may be as much as anybody likes. */
function inputsOf(context: LimitContext, node: Expression, frame: Frame, steps = 0): readonly InputOrigin[] {
  const { evaluator, origins } = context;
  if (node.kind === 'call' && evaluator.evaluate(node.callee, frame).some((value) => value.kind === 'api' && globalName(value) === 'Math.max')) return node.args.flatMap((argument) => inputsOf(context, argument, frame, steps + 1));
  const found = origins.of(node, frame).filter((origin) => origin.is === 'input' && origin.isExact && origin.path.length > 0);
  if (found.length > 0 || steps > MAX_STEPS || node.kind !== 'name') return found.filter((origin) => origin.is === 'input');
  return definitionsOf(node, frame).flatMap(({ definition, home }) => (definition.kind === 'value' && definition.path.length === 0 ? inputsOf(context, definition.value, home, steps + 1) : []));
}

function definitionsOf(node: Expression & { kind: 'name' }, frame: Frame): readonly { readonly definition: Definition; readonly home: Frame }[] {
  const binding = findBinding(frame.module, node.scope, node.name);
  const home = binding && frameOfFunction(frame, frame.module.scopes[binding.scope]?.fn ?? 0);
  return binding && home && binding.definitions.length === 1 ? binding.definitions.map((definition) => ({ definition, home })) : [];
}

/** What came into a schema that says nothing of a maximum at `path`: `const { limit } = schema.parse(req.query)`. */
function throughSchema(context: LimitContext, node: Expression, frame: Frame, path: readonly string[], steps: number): readonly InputOrigin[] {
  const { evaluator, kinds, origins } = context;
  if (steps > MAX_STEPS) return [];
  if (node.kind === 'await') return throughSchema(context, node.value, frame, path, steps + 1);
  if (node.kind === 'member') return throughSchema(context, node.object, frame, [node.name, ...path], steps + 1);
  if (node.kind === 'name') {
    return definitionsOf(node, frame).flatMap(({ definition, home }) => (definition.kind === 'value' && definition.path.every((step) => step !== '...') ? throughSchema(context, definition.value, home, [...definition.path.map(String), ...path], steps + 1) : []));
  }
  const [argument] = node.kind === 'call' ? node.args : [];
  if (node.kind !== 'call' || !argument || path.length !== 1) return [];
  for (const value of evaluator.evaluate(node.callee, frame)) {
    if (value.kind !== 'api' || kinds.rowOf(value)?.says === 'result' || !kinds.rowOf(value) || !value.of || !isUncapped(evaluator, value.of, path)) continue;
    return origins.of(argument, frame).flatMap((origin) => (origin.is === 'input' && origin.isExact && origin.of === 'query' ? [{ ...origin, path: [...origin.path, ...path], read: { ...origin.read, rest: [...origin.read.rest, ...path] } }] : []));
  }
  return [];
}

/** Whether a schema describes a field, and every step of the description is one that sets no maximum. */
function isUncapped(evaluator: Evaluator, schema: ApiValue, [field = '']: readonly string[]): boolean {
  for (let at: ApiValue | undefined = schema; at; at = at.of) {
    if (at.step === 'member' && !UNCAPPED.has(at.name)) return false;
    const [shape] = at.step === 'call' && at.of?.name === 'object' && at.site?.node.kind === 'call' ? at.site.node.args : [];
    if (!shape || !at.site) continue;
    const fields = evaluator.evaluate(shape, at.site.frame).flatMap((value) => (value.kind === 'object' ? evaluator.member(value, field) : []));
    return fields.length > 0 && fields.every(isUncappedNumber);
  }
  return false;
}

function isUncappedNumber(value: Value): boolean {
  let isNumber = false;
  for (let at: ApiValue | undefined = value.kind === 'api' ? value : undefined; at; at = at.of) {
    if (at.step === 'member' && !UNCAPPED.has(at.name)) return false;
    isNumber ||= at.step === 'member' && at.name === 'number';
  }
  return isNumber;
}

/** Puts a cap around a limit. Who asks for no number of rows gets as many as the cap says: `Math.min(undefined, 100)` is no number. */
export function capEdit(evaluator: Evaluator, source: Source, { expression, frame, holder }: WrittenLimit, most: string): TextEdit {
  const { module } = frame;
  const whole = source.text(module.file);
  const lack = lackOf(evaluator, expression, frame);
  const shorthand = holder && !('kind' in holder) && holder.shorthand ? holder : undefined;
  const place = !holder || shorthand ? expression : placeOfValue(whole, holder, expression);
  const asked = lack === 'none' ? textOfValue(whole, place, expression) : valueOr(whole, place, expression, lack === 'nothing' ? '??' : '||', most);
  const capped = `Math.min(${asked}, ${most})`;
  return shorthand ? { at: spanOf(module, shorthand), text: `${shorthand.key ?? ''}: ${capped}` } : { at: spanOf(module, place), text: capped };
}

function writtenAt(evaluator: Evaluator, { node, frame, chainEnd, fate }: QuerySite, slot: Slot): readonly WrittenLimit[] {
  if (node.kind !== 'call') return [];
  if (slot.slot === 'option') {
    const options = node.args[slot.index];
    return options ? evaluator.evaluate(options, frame).flatMap((value) => propertyOf(value, slot.key)) : [];
  }
  if (slot.slot === 'stage') {
    const pipeline = node.args[slot.index];
    return pipeline?.kind === 'array' ? pipeline.elements.flatMap((stage) => evaluator.evaluate(stage, frame)).flatMap((value) => propertyOf(value, slot.key)) : [];
  }
  if (slot.slot !== 'chained') return [];
  const found: WrittenLimit[] = [];
  for (let at: Expression | undefined = chainEnd; at?.kind === 'call'; at = at.callee.kind === 'member' ? at.callee.object : undefined) {
    const [first] = at.args;
    if (first && at.callee.kind === 'member' && at.callee.name === slot.method) found.push({ expression: first, frame, holder: at });
  }
  // What statements further down chain to a builder in a variable.
  for (const { name, args: [first], frame: home, isConditional } of fate.chained) {
    if (first && name === slot.method && !isConditional && !found.some(({ expression }) => expression === first)) found.push({ expression: first, frame: home ?? frame });
  }
  return found;
}

function propertyOf(value: Value, key: string): readonly WrittenLimit[] {
  if (value.kind !== 'object') return [];
  return value.node.properties.flatMap((property) => ('kind' in property || property.key !== key ? [] : [{ expression: property.value, frame: value.frame, holder: property }]));
}
