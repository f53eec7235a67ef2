import type { Evaluator } from '../semantic/evaluate.ts';
import { createMemory, type Remembered } from '../semantic/memory.ts';
import { liveStatements } from '../semantic/live-code.ts';
import { expressionsOf, isNothingWritten, partsOf, returnsOf } from '../semantic/returns.ts';
import type { Frame, FunctionValue } from '../semantic/values.ts';
import type { Call, Expression, FunctionNode } from '../syntax/tree.ts';
import { callsOf } from './calls.ts';
import { surroundingsOf } from './query-candidates.ts';
import { resultOf } from './query-results.ts';
import type { QueryFinder, QuerySite } from './query-sites.ts';

/**
 * Functions of the project that run whatever SQL they are given (`all('SELECT …')`): their callers are where the queries stand. Adds
 * those to a finder, and takes away what was found inside such a function for one text of many.
 */
export function withGivenTexts(evaluator: Evaluator, { queriesIn }: QueryFinder, labelOf: (node: Call, frame: Frame) => string): QueryFinder {
  const remember = createMemory(evaluator.recall);
  const runners = new Map<Frame, Remembered<boolean>>();
  const memo = new Map<Frame, Remembered<readonly QuerySite[]>>();

  /** A function that comes back to itself gives itself no text. */
  const sitesIn = (frame: Frame): readonly QuerySite[] => remember(memo, frame, queriesIn(frame), sitesOf, undefined);

  function sitesOf(frame: Frame): readonly QuerySite[] {
    const own = queriesIn(frame);
    const given = callsOf(frame.fn).filter(({ node }) => mayGiveText(node)).flatMap(({ node }) => {
      const sites = runnersCalled(node, frame).flatMap((callee) => sitesOfCall(callee, node, frame));
      return sites.length > 0 && isLive(node, frame) ? sites : [];
    });
    return given.length === 0 ? own : [...own, ...given];
  }

  function isLive(node: Call, frame: Frame): boolean {
    return liveStatements(evaluator, frame).flatMap(expressionsOf).some(({ start, end }) => start <= node.start && node.end <= end);
  }

  /** An activation with those of the callbacks inside it: `new Promise((resolve) => db.all(text, resolve))`. */
  function withCallbacks(frame: Frame): readonly Frame[] {
    const inner = frame.module.functions.filter((fn) => fn.parent === frame.fn.id && fn.passedTo).flatMap((fn) => evaluator.frames.inside(frame, fn.id) ?? []);
    return [frame, ...inner.flatMap(withCallbacks)];
  }

  function sitesOfCall(callee: FunctionValue, node: Call, frame: Frame): readonly QuerySite[] {
    const called = evaluator.callFrame(callee, node, frame);
    const sites = called ? withCallbacks(called).flatMap(sitesIn).filter((site) => site.sql?.text.isGivenTo(called)) : [];
    const isFirst = givesFirst(callee.fn);
    const around = surroundingsOf(frame.fn, node);
    return sites.map((site) => ({
      ...site, ...around, node, frame, runBy: site.runBy ?? site, chainEnd: node, label: labelOf(node, frame),
      ...(isFirst && resultOf(site) === 'many' && { gives: 'one' as const }),
      bounded: isFirst && site.isFiltered && site.bounded === 'absent' ? 'unknown' : site.bounded, // who asks for one by a filter may know that there is one
    }));
  }

  function runnersCalled(node: Call, frame: Frame): readonly FunctionValue[] {
    return evaluator.evaluate(node.callee, frame).filter((value): value is FunctionValue => value.kind === 'function' && isRunner(value));
  }

  /** Whether a function gives one of its parameters to a call that runs it as SQL, itself or through others like it. */
  function isRunner(value: FunctionValue): boolean {
    const own = new Set(value.fn.parameters.flatMap(({ name }) => name ?? []));
    // With what it belongs to, whatever it is given: the connection may be a field.
    const generic = own.size > 0 ? evaluator.frames.enter(value, undefined, 'runner', value.frame.depth) : undefined;
    return generic !== undefined && remember(runners, generic, false, runsWhatItGets, own);
  }

  function runsWhatItGets(generic: Frame, own: ReadonlySet<string>): boolean {
    const isGiven = (expression: Expression) => mentions(expression, own);
    return withCallbacks(generic).some((inner) => queriesIn(inner).some(({ unreadText }) => unreadText !== undefined && isGiven(unreadText))
      || callsOf(inner.fn).some(({ node }) => node.args.some(isGiven) && runnersCalled(node, inner).length > 0));
  }

  return {
    queriesIn: (frame) => sitesIn(frame).filter((site) => !site.sql?.text.isGivenTo(frame)),
  };
}

/** Whether a function gives the first row, or none: `return rows[0] ?? null`. */
function givesFirst(fn: FunctionNode): boolean {
  const given = returnsOf(fn);
  return given.some(isFirst) && given.every((one) => isFirst(one) || isNothingWritten(one));
}

function isFirst(node: Expression): boolean {
  if (node.kind === 'index') return node.index.kind === 'literal' && node.index.value === 0;
  if (node.kind === 'conditional') return [node.whenTrue, node.whenFalse].some(isFirst) && [node.whenTrue, node.whenFalse].every((one) => isFirst(one) || isNothingWritten(one));
  return node.kind === 'binary' && (node.operator === '??' || node.operator === '||') && isFirst(node.left);
}

/** A text is written, or has a name; a call with neither gives none. */
function mayGiveText({ args, isNew }: Call): boolean {
  return !isNew && args.some((argument) => (argument.kind === 'literal' ? typeof argument.value === 'string' && argument.value.includes(' ') : argument.kind === 'template' || argument.kind === 'binary' || argument.kind === 'name' || argument.kind === 'member' || argument.kind === 'object'));
}

function mentions(expression: Expression, names: ReadonlySet<string>): boolean {
  return expression.kind === 'name' ? names.has(expression.name) : expression.kind !== 'call' && partsOf(expression).some((part) => mentions(part, names));
}
