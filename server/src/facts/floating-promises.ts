import type { FloatingPromise } from '../concepts/floating-promise.ts';
import type { FrameworkModel } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { Frame, FunctionValue } from '../semantic/values.ts';
import type { Span } from '../syntax/text.ts';
import type { Call, Expression, FunctionNode, Module, Place, Template } from '../syntax/tree.ts';
import type { FailureLoggers } from './failure-loggers.ts';
import { handleEdits, waitEdits } from './floating-edits.ts';
import { leftBehindIn, type LeftBehind } from './left-behind.ts';
import { createPromiseKinds, type Pending } from './promise-kinds.ts';
import { createQueryKinds } from './query-kinds.ts';
import type { Rejections } from './handler-facts.ts';
import type { Registration } from './registration.ts';
import { createRejections, type Escape } from './rejections.ts';
import { calleeText, lastNameOf, sourceText, spanOf, type Source } from './source.ts';
import type { Startup } from './startup.ts';

export interface FloatingTools {
  readonly evaluator: Evaluator;
  readonly frameworks: readonly FrameworkModel[];
  readonly source: Source;
  readonly failureLoggers: FailureLoggers;
  readonly startup: Startup;
  readonly rejections: Pick<Rejections, 'isSeen' | 'unseenIn'>;
  /** Whether a function runs while the program starts, and then no more. */
  isStartOnly(fn: FunctionNode): boolean;
  /** Whether one version comes before another. */
  isBefore(version: string, other: string): boolean;
}

/** What stands in a chain, or in the function called, that ends the process by itself. */
const ENDING = /\bprocess\.exit\(/;

/** Where a framework hands a function what it calls to go on: by the function, the position of the parameter. */
type NextParameters = ReadonlyMap<FunctionNode, number>;

export interface FloatingFinder {
  floatingIn(frame: Frame): readonly FloatingPromise[];
}

/** The promises that nobody has in what a function does, in one of its activations. */
export function createFloatingFinder(tools: FloatingTools): FloatingFinder {
  const { evaluator, frameworks, source } = tools;
  const queries = createQueryKinds(frameworks);
  const kinds = createPromiseKinds(evaluator, frameworks, tools.isBefore, queries.isQuery);
  const rejections = createRejections(evaluator, queries.isQuery, kinds);
  const left = new WeakMap<FunctionNode, readonly LeftBehind[]>();
  const nextParameters = nextParametersOf(tools.startup);
  let waited: ReadonlyMap<FunctionNode, Registration> | undefined;

  function floatingIn(frame: Frame): readonly FloatingPromise[] {
    const { module, fn } = frame;
    const known = left.get(fn) ?? leftBehindIn(module, fn, source.text(module.file));
    left.set(fn, known);
    return known.flatMap((one) => floating(one, frame) ?? []);
  }

  function floating(one: LeftBehind, frame: Frame): FloatingPromise | undefined {
    if (isNext(one, frame)) return fact(one, { kind: 'onward' }, frame, one.node);
    const pending = kinds.pendingOf(one.node, frame);
    if (!pending) return undefined;
    if (pending.kind === 'lazy') return lazyFact(one, pending, frame);
    // When the program can't start, ending it is right; `void` says that nobody forgot to wait.
    if (one.isAwaited || frame.fn.form === 'module' || (one.operator && tools.isStartOnly(frame.fn))) return undefined;
    if (endsProcess(frame.module, one.statement) || (pending.through && endsProcess(pending.through.frame.module, pending.through.fn))) return undefined;
    const escape = rejections.escapeOfPromise(one.node, frame);
    if (!escape) return undefined;
    const kind = pending.node === one.node ? 'started' : hasHandler(one.node) ? 'rethrown' : 'continued';
    const inner = escape.node === pending.node ? pending.through && innermost(pending.through) : escape;
    return { ...fact(one, { kind, ...(inner && { cause: causeOf(inner) }) }, frame, pending.node), ...(pending.isPrinted && { consequence: 'is-printed' }) };
  }

  function lazyFact(one: LeftBehind, { row, chain, node, through }: Pending, frame: Frame): FloatingPromise | undefined {
    if (one.isAwaited && !row?.runsBy) return undefined;
    const special = Object.entries(row?.runsInsteadBy ?? {}).find(([name]) => chain.includes(name));
    const runsBy = special?.[1] ?? row?.runsBy?.[0];
    const kind = one.isAwaited ? 'awaited' : runsBy === undefined ? 'lazy' : 'builder';
    return fact(one, { kind, ...(runsBy !== undefined && { runsBy }) }, frame, node, through !== undefined);
  }

  /** `next()` in a middleware of a framework in which that runs all that comes later. */
  function isNext({ node, isAwaited }: LeftBehind, frame: Frame): boolean {
    if (isAwaited || node.kind !== 'call' || node.callee.kind !== 'name') return false;
    return evaluator.evaluate(node.callee, frame).some((value) => {
      if (value.kind === 'parameter') return value.path.length === 0 && nextParameters.get(value.frame.fn) === value.index;
      return value.kind === 'api' && nextParameters.size > 0 && isNextOf(frame, node.callee);
    });
  }

  /** What has a type of the framework's stands for what the framework gives: it is the parameter all the same. */
  function isNextOf(frame: Frame, callee: Expression): boolean {
    for (let at: Frame | undefined = frame; at; at = at.parent) {
      const index = nextParameters.get(at.fn);
      if (index !== undefined && callee.kind === 'name' && at.fn.parameters[index]?.name === callee.name) return true;
    }
    return false;
  }

  function endsProcess(module: Module, { start, end }: Place): boolean {
    return ENDING.test(source.text(module.file).slice(start, end));
  }

  /** Whether a function is a handler that its framework waits for, and whose result is nothing to it. */
  function isWaitedFor({ fn }: Frame): boolean {
    waited ??= new Map([...tools.startup.registrations.values()].flat().flatMap((registration) => registration.handlers.flatMap(({ values }) => values.flatMap((value) => (value.kind === 'function' ? [[value.fn, registration] as const] : [])))));
    const registration = waited.get(fn);
    return registration?.host.framework.routing.calls?.order === 'sequential' && tools.rejections.isSeen(registration);
  }

  function innermost(value: FunctionValue): Escape | undefined {
    return rejections.escapeOf(value);
  }

  function causeOf({ node, frame, thrownAt }: Escape): NonNullable<FloatingPromise['cause']> {
    const { module } = frame;
    const at = thrownAt ? spanOf(module, thrownAt) : placeOf(node, module);
    return { at, label: thrownAt ? 'throw' : calleeText(source, module, node), isThrow: thrownAt !== undefined };
  }

  function fact(one: LeftBehind, what: Pick<FloatingPromise, 'kind' | 'runsBy' | 'cause'>, frame: Frame, node: Expression, isBehindFunction = false): FloatingPromise {
    const { module } = frame;
    const label = labelOf(node, module);
    return {
      ...what,
      at: placeOf(node, module),
      ...(label !== undefined && { label }),
      consequence: tools.rejections.unseenIn(module.file),
      wait: () => (isBehindFunction && what.runsBy !== undefined ? undefined : waitEdits(one, what, frame, isWaitedFor(frame))),
      handle: () => (what.kind === 'started' || what.kind === 'continued' || what.kind === 'rethrown' ? handleEdits(one, frame, tools.failureLoggers) : undefined),
    };
  }

  function labelOf(node: Expression, module: Module): string | undefined {
    const callee = calleeOf(node);
    if (callee.kind === 'function') return undefined;
    if (callee.kind === 'call') {
      // What is called was made by a call; bound, it is the same function.
      const isBound = callee.callee.kind === 'member' && callee.callee.name === 'bind';
      return isBound && callee.callee.kind === 'member' ? calleeText(source, module, callee.callee.object) : `${calleeText(source, module, callee)}()`;
    }
    const written = sourceText(source, module, callee).replace(/ ?(\??\.) ?/g, '$1');
    return written.length > 40 ? calleeText(source, module, callee) : written;
  }

  return { floatingIn };
}

/** Whether something in a chain takes rejections. */
function hasHandler(node: Expression): boolean {
  if (node.kind !== 'call' || node.callee.kind !== 'member') return false;
  const { name, object } = node.callee;
  return (name === 'catch' && node.args.length > 0) || (name === 'then' && node.args.length > 1) || hasHandler(object);
}

/** A function that is called where it is written is pointed at by its first word. */
function placeOf(node: Expression, module: Module): Span {
  const callee = calleeOf(node);
  const fn = callee.kind === 'function' ? module.functions[callee.id] : undefined;
  if (!fn) return lastNameOf(module, callee);
  return spanOf(module, fn.asyncAt ?? { start: fn.start, end: fn.start + 1 });
}

function calleeOf(node: Expression | Call | Template): Expression {
  return node.kind === 'call' ? node.callee : node.kind === 'template' ? node.tag ?? node : node;
}

/** By function, which parameter runs what comes later, in frameworks where that is a promise. */
function nextParametersOf({ registrations }: Startup): NextParameters {
  const found = new Map<FunctionNode, number>();
  for (const { host, handlers } of [...registrations.values()].flat()) {
    if (!host.framework.routing.nextPromises) continue;
    for (const { values } of handlers) for (const value of values) if (value.kind === 'function') found.set(value.fn, 1);
  }
  return found;
}
