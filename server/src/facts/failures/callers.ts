import type { FrameworkModel, Versions } from '../../frameworks/model.ts';
import type { CallbackEnding, CallbackRow, EmitterRow, HandlingOption, MethodRow } from '../../frameworks/vocabulary/events.ts';
import { createMatcher, createRowFinder } from '../../semantic/api-index.ts';
import type { Evaluator } from '../../semantic/evaluate.ts';
import type { ApiValue, Frame, Value } from '../../semantic/values.ts';
import type { Call, Expression, FunctionNode } from '../../syntax/tree.ts';

/** What calls a function that it is given, and what comes of the function's failure. */
export interface Caller {
  /** The function, as it is given. */
  readonly argument: Expression;
  readonly ending: CallbackEnding | 'truthy';
  /** What the function is given was sent by somebody. */
  readonly isSent: boolean;
  /** What it throws at once nobody catches. */
  readonly isUncaught: boolean;
  /** What it is given, as far as a model knows it. */
  readonly gives?: ApiValue;
}

export interface Callers {
  /** Who of the arguments of a call is called by it. */
  callersIn(node: Call, frame: Frame): readonly Caller[];
  /** Who calls a method, by what decorates it or (with its name) its class. */
  methodOf(decorator: ApiValue, fn: FunctionNode, frame: Frame, method?: string): MethodRow | undefined;
  /** What emits at a value, if anything does that a model knows. */
  emitterOf(value: Value, file: string): EmitterRow | undefined;
  /** Whether an option is there, or may be: options that can't be read may hold it. */
  isHandling(option: HandlingOption | undefined, node: Call, frame: Frame): boolean;
}

const LISTENING: ReadonlySet<string> = new Set(['on', 'once', 'addListener', 'prependListener', 'prependOnceListener']);

/** Methods of lists that call a function for each item, and what becomes of its promise. */
const LIST_METHODS: ReadonlyMap<string, Caller['ending']> = new Map([
  ['forEach', 'unhandled'],
  ...['filter', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex', 'sort', 'toSorted'].map((name) => [name, 'truthy'] as const),
]);

/** Whether a call attaches a listener by its name. */
export function isListening(name: string): boolean {
  return LISTENING.has(name);
}

export function createCallers(evaluator: Evaluator, frameworks: readonly FrameworkModel[], isBefore: (version: string, other: string) => boolean): Callers {
  const { project } = evaluator.program;
  const findCallback = createRowFinder(frameworks.flatMap(({ events }) => events?.callbacks ?? []));
  const findMethod = createRowFinder(frameworks.flatMap(({ events }) => events?.methods ?? []));
  const findEmitter = createRowFinder(frameworks.flatMap(({ events }) => events?.emitters ?? []));
  const isAwaiting = createMatcher(frameworks.flatMap(({ events }) => (events?.awaitingLists ? [events.awaitingLists] : [])));

  function callersIn(node: Call, frame: Frame): readonly Caller[] {
    if (node.args.length === 0) return [];
    const callees = evaluator.evaluate(node.callee, frame);
    const known = callees.flatMap((callee) => (callee.kind === 'api' ? ofApi(callee, node, frame) : []));
    return known.length > 0 ? known : ofList(callees, node);
  }

  function ofApi(callee: ApiValue, node: Call, frame: Frame): readonly Caller[] {
    const called = node.args.flatMap((given, position) => {
      const row = findCallback(callee, (one) => (one.position === undefined || one.position === position) && isInUse(one.versions, frame.module.file) && !isHandling(one.unless, node, frame) && isTakenBy(one, given, frame));
      return row ? functionsIn(given, row).map((argument) => ({ argument, ending: row.ending, isSent: row.isSent === true, isUncaught: row.isUncaught === true, gives: callee })) : [];
    });
    if (called.length > 0) return called;
    const [event, argument] = node.args;
    if (!argument || !event || callee.step !== 'member' || !isListening(callee.name) || !callee.of) return [];
    const emitter = emitterOf(callee.of, frame.module.file);
    if (!emitter || handlesRejections(emitter, callee.of)) return [];
    const name = event.kind === 'literal' && typeof event.value === 'string' ? event.value : '';
    const isSent = emitter.sends?.some((one) => one === '*' || one === name) ?? false;
    // What came from outside is emitted by nobody who could catch it.
    return [{ argument, ending: 'unhandled', isSent, isUncaught: isSent, gives: callee }];
  }

  function methodOf(decorator: ApiValue, fn: FunctionNode, frame: Frame, method?: string): MethodRow | undefined {
    const call = decorator.site?.node;
    return findMethod(decorator, (row) => row.method === method && isInUse(row.versions, frame.module.file) && isFor(row, fn) && !(call?.kind === 'call' && isHandling(row.unless, call, frame)));
  }

  /** Whether a row is for what an argument stands for, by how many parameters that takes. */
  function isTakenBy(row: CallbackRow, given: Expression, frame: Frame): boolean {
    return row.parameters === undefined || evaluator.evaluate(given, frame).every((value) => value.kind === 'function' && isFor(row, value.fn));
  }

  /** By its name, where nobody knows of something else by it: lists have no models. */
  function ofList(callees: readonly Value[], { callee, args }: Call): readonly Caller[] {
    const [argument] = args;
    const ending = callee.kind === 'member' ? LIST_METHODS.get(callee.name) : undefined;
    if (!ending || !argument || args.length > 2) return [];
    const isOther = callees.some((value) => value.kind === 'function' || (value.kind === 'api' && (value.of?.step === 'root' || isAwaiting(value))));
    return isOther ? [] : [{ argument, ending, isSent: false, isUncaught: false }];
  }

  function emitterOf(value: Value, file: string): EmitterRow | undefined {
    if (value.kind !== 'api') return undefined;
    const bare = withoutListeners(value);
    return findEmitter(bare, (row) => isInUse(row.versions, file));
  }

  function handlesRejections({ handlesRejections: option }: EmitterRow, value: ApiValue): boolean {
    const site = withoutListeners(value).site;
    return option !== undefined && site?.node.kind === 'call' && isHandling(option, site.node, site.frame);
  }

  function isInUse(versions: Versions | undefined, file: string): boolean {
    if (!versions) return true;
    const version = project.packageVersion(file, versions.package);
    if (version === undefined) return false;
    return !(versions.since !== undefined && isBefore(version, versions.since)) && !(versions.before !== undefined && !isBefore(version, versions.before));
  }

  function isHandling(option: HandlingOption | undefined, node: Call, frame: Frame): boolean {
    if (!option) return false;
    const given = option.index === 'last' ? node.args.at(-1) : node.args[option.index];
    if (!given || given.kind === 'function') return false;
    return evaluator.evaluate(given, frame).some((value) => {
      if (value.kind === 'literal' || value.kind === 'function') return false;
      if (value.kind !== 'object') return true;
      return value.node.properties.some((property) => 'kind' in property || property.key === undefined || (property.key === option.key && (option.isAnyValue === true || !(property.value.kind === 'literal' && !property.value.value))));
    });
  }

  return { callersIn, methodOf, emitterOf, isHandling };
}

function isFor({ parameters: { from = 0, below = Infinity } = {} }: CallbackRow | MethodRow, fn: FunctionNode): boolean {
  return fn.parameters.length >= from && fn.parameters.length < below;
}

/** Where a row's functions stand in an argument. */
function functionsIn(given: Expression, { options }: CallbackRow): readonly Expression[] {
  if (!options) return [given];
  return given.kind === 'object' ? given.properties.flatMap((property) => (!('kind' in property) && property.key !== undefined && options.includes(property.key) ? [property.value] : [])) : [];
}

/** `server.on('a', f).on('b', g)`: attaching gives the emitter itself. */
export function withoutListeners(value: ApiValue): ApiValue {
  let at = value;
  while (at.step === 'call' && at.of?.step === 'member' && isListening(at.of.name) && at.of.of) at = at.of.of;
  return at;
}
