import type { FrameworkModel, LazyRow, StartedRow } from '../frameworks/model.ts';
import { createMatcher, createRowFinder, type RowFinder } from '../semantic/api-index.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { returnsOf } from '../semantic/returns.ts';
import { GLOBALS, rootOf, type ApiValue, type Frame, type FunctionValue, type Value } from '../semantic/values.ts';
import type { Call, Expression, Template } from '../syntax/tree.ts';
import { isInUse } from './package-versions.ts';
import type { KnownPromises } from './rejections.ts';

/** What a call gives that somebody has to wait for. */
export interface Pending {
  /** `lazy`: nothing runs yet. */
  readonly kind: 'started' | 'lazy';
  /** The call that makes it: of a chain the query, not what is chained to it. */
  readonly node: Call | Template;
  readonly frame: Frame;
  readonly row?: LazyRow;
  /** A rejection that nobody handles is printed, and ends nothing. */
  readonly isPrinted?: boolean;
  /** The names of the chain behind the start of a lazy one. */
  readonly chain: readonly string[];
  /** The function of the project that hands it on. */
  readonly through?: FunctionValue;
}

export interface PromiseKinds extends KnownPromises {
  /** What an expression gives; `undefined` where it is no promise, or nobody can say. */
  pendingOf(node: Expression, frame: Frame): Pending | undefined;
  /** Whether a function among the arguments of a call may hear of its failure. */
  hasCallback(node: Call, frame: Frame): boolean;
}

/** Functions of the project between a call and the promise that it gives, at most. */
const MAX_DEPTH = 5;

const CONTINUING = new Set(['then', 'catch', 'finally']);
const COMBINING = new Set(['all', 'race', 'any']);

/** Says which calls give promises by where their callees come from: the project's functions by their bodies, packages' by their models. */
export function createPromiseKinds(evaluator: Evaluator, frameworks: readonly FrameworkModel[], isBefore: (version: string, other: string) => boolean, isQuery: (value: ApiValue) => boolean): PromiseKinds {
  const { project } = evaluator.program;
  const findLazy = createRowFinder(frameworks.flatMap(({ promises }) => promises?.lazy ?? []));
  const findStarted = createRowFinder(frameworks.flatMap(({ promises }) => promises?.started ?? []));
  const isHarmless = createMatcher(frameworks.flatMap(({ promises }) => (promises?.harmless ? [promises.harmless] : [])));
  /** What answers a request may be awaited, and gives no promise. */
  const routing = new Set(frameworks.flatMap(({ routing: routes, packages }) => (routes ? packages : [])));
  const known = new Map<string, Pending | 'none'>();

  function pendingOf(node: Expression, frame: Frame, depth = 0): Pending | undefined {
    if (depth > MAX_DEPTH) return undefined;
    if (node.kind === 'conditional') return pendingOf(node.whenTrue, frame, depth) ?? pendingOf(node.whenFalse, frame, depth);
    if (node.kind !== 'call' && node.kind !== 'template') return undefined;
    const lazy = chainIn(node, frame);
    if (lazy) return lazy;
    if (node.kind === 'template') return undefined;
    if (node.callee.kind === 'member' && CONTINUING.has(node.callee.name)) {
      const inner = pendingOf(node.callee.object, frame, depth);
      return inner && { ...inner, kind: 'started' };
    }
    const all = knownOf(evaluator.evaluate(node.callee, frame)).map((value) => ofCallee(value, node, frame, depth));
    return all.every((one) => one !== undefined) ? all.find((one) => one.kind === 'started') ?? all[0] : undefined;
  }

  /**
   * A chain that begins with a lazy call, and in which nothing runs it, or its last call does. What a variable holds may be run elsewhere: a chain that begins with it
   * is none. Of the chain the query is meant, not what is added to it.
   */
  function chainIn(outer: Call | Template, frame: Frame): Pending | undefined {
    const chain: string[] = [];
    const links: (Call | Template)[] = [];
    for (let at: Expression = outer; at.kind === 'call' || at.kind === 'template'; ) {
      const callee: Expression | undefined = at.kind === 'call' ? at.callee : at.tag;
      if (!callee) return undefined;
      links.push(at);
      const row = rowOf(findLazy, callee, frame);
      if (row) return pendingFrom(row, links, chain, frame);
      if (callee.kind !== 'member') return undefined;
      chain.push(callee.name);
      at = callee.object;
    }
    return undefined;
  }

  function pendingFrom(row: LazyRow, links: readonly (Call | Template)[], chain: readonly string[], frame: Frame): Pending | undefined {
    const [link] = links;
    if (link?.kind === 'call' && chain[0] !== undefined && row.promisedBy?.includes(chain[0]) && !links.some((one) => one.kind === 'call' && hasCallback(one, frame))) return { kind: 'started', node: link, frame, chain: [] };
    if (chain.some((name) => row.endedBy.includes(name) || (row.runsBy ? row.runsBy.includes(name) : CONTINUING.has(name)))) return undefined;
    if (!row.takesFunctions && links.some((link) => link.kind === 'call' && hasCallback(link, frame))) return undefined;
    const node = links.find((link) => evaluator.evaluate(link.kind === 'call' ? link.callee : link.tag ?? link, frame).some((value) => value.kind === 'api' && isQuery(value))) ?? links.at(-1);
    return node && { kind: 'lazy', node, frame, row, chain };
  }

  /** All that a callee can be is of the rows, or none is. */
  function rowOf<Row extends LazyRow | StartedRow>(find: RowFinder<Row>, callee: Expression, frame: Frame): Row | undefined {
    const [value, ...others] = knownOf(evaluator.evaluate(callee, frame));
    if (value?.kind !== 'api' || others.some((one) => one.kind !== 'api')) return undefined;
    return find(value, (row) => isRow(row, frame.module.file));
  }

  function isRow({ versions }: LazyRow | StartedRow, file: string): boolean {
    return !versions || isInUse(project, isBefore, versions, file);
  }

  /** A function among the arguments hears of the failure, in the form of the library that takes callbacks. */
  function hasCallback(node: Call, frame: Frame): boolean {
    return node.args.some((argument) => argument.kind === 'function' || ((argument.kind === 'name' || argument.kind === 'member') && evaluator.evaluate(argument, frame).some((value) => value.kind === 'function' || isBareParameter(value))));
  }

  function ofCallee(value: Value, node: Call, frame: Frame, depth: number): Pending | undefined {
    if (value.kind === 'function') return node.isNew ? undefined : ofFunction(value, node, frame, depth);
    if (value.kind !== 'api') return undefined;
    const started: Pending = { kind: 'started', node, frame, chain: [] };
    const printed = (row: StartedRow): Pending => ({ ...started, ...(row.isPrinted && { isPrinted: true }) });
    if (value.step === 'member' && value.of?.name === 'Promise' && value.of.of?.name === GLOBALS) return COMBINING.has(value.name) ? started : undefined;
    const row = node.isNew ? undefined : findStarted(value, (one) => isRow(one, frame.module.file));
    return row && !isHarmless(value) && (row.takesFunctions === true || !hasCallback(node, frame)) ? printed(row) : undefined;
  }

  function ofFunction(value: FunctionValue, node: Call, frame: Frame, depth: number): Pending | undefined {
    const { fn } = value;
    if (fn.isGenerator) return undefined;
    const started: Pending = { kind: 'started', node, frame, chain: [], through: value };
    if (fn.isAsync) return started;
    const inner = insideOf(value, depth);
    if (inner?.kind === 'lazy') return { ...inner, node, frame, through: value };
    if (inner?.isPrinted) return { ...started, isPrinted: true };
    return inner || fn.returnType?.name.join('.') === 'Promise' ? started : undefined;
  }

  /** What a function that isn't asynchronous hands on: a lazy one only where it never gives anything else. */
  function insideOf(value: FunctionValue, depth: number): Pending | undefined {
    const key = `${value.frame.id}>${value.fn.id}`;
    const remembered = known.get(key);
    if (remembered) return remembered === 'none' ? undefined : remembered;
    known.set(key, 'none');
    const returned = returnsOf(value.fn);
    const frame = returned.length > 0 ? evaluator.frames.enter(value, undefined, 'handler', value.frame.depth) : undefined;
    const all = frame ? returned.map((one) => pendingOf(one, frame, depth + 1) ?? (isPromise(one, frame) ? { kind: 'started' as const, node: one, frame, chain: [] } : undefined)) : [];
    const found = all.every((one) => one?.kind === 'lazy') ? all[0] : all.find((one) => one?.kind === 'started');
    known.set(key, found ?? 'none');
    return found;
  }

  /** `new Promise(…)`, `Promise.resolve()`, and what is continued as one, whatever it is. */
  function isPromise(node: Expression, frame: Frame): node is Call {
    if (node.kind !== 'call') return false;
    if (node.callee.kind === 'member' && CONTINUING.has(node.callee.name)) return true;
    const [value] = evaluator.evaluate(node.callee, frame);
    if (value?.kind !== 'api') return false;
    const owner = node.isNew ? value : value.of;
    return owner?.step === 'member' && owner.name === 'Promise' && owner.of?.name === GLOBALS;
  }

  return { pendingOf: (node, frame) => pendingOf(node, frame), hasCallback, isHarmless: (value) => isHarmless(value) || routing.has(rootOf(value)), isStarted: (value) => isQuery(value) || findStarted(value) !== undefined };
}

/** Models that are looked up by their names (`db[model.name] = model`) may be others, of the same kind. */
function knownOf(values: readonly Value[]): readonly Value[] {
  return values.some(({ kind }) => kind === 'api') ? values.filter(({ kind }) => kind !== 'unknown') : values;
}

function isBareParameter(value: Value): boolean {
  return value.kind === 'parameter' && value.path.length === 0 && /^(cb|callback|done|next|fn)$/i.test(value.frame.fn.parameters[value.index]?.name ?? '');
}
