import type { Evaluator } from '../semantic/evaluate.ts';
import { liveStatements } from '../semantic/live-code.ts';
import { expressionsOf, partsOf } from '../semantic/returns.ts';
import type { Frame, FunctionValue } from '../semantic/values.ts';
import type { Call, Expression, FunctionNode } from '../syntax/tree.ts';
import { callsOf } from './calls.ts';
import type { QueryFinder, QuerySite } from './query-sites.ts';

/**
 * Functions of the project that run whatever SQL they are given (`all('SELECT …')`): their callers are where the queries stand. Adds
 * those to a finder, and takes away what was found inside such a function for one text of many.
 */
export function withGivenTexts(evaluator: Evaluator, { queriesIn }: QueryFinder, labelOf: (node: Call, frame: Frame) => string): QueryFinder {
  const runners = new Map<FunctionNode, boolean>();
  const memo = new Map<Frame, readonly QuerySite[]>();

  function sitesIn(frame: Frame): readonly QuerySite[] {
    const known = memo.get(frame);
    if (known) return known;
    const own = queriesIn(frame);
    memo.set(frame, own);
    const given = callsOf(frame.fn).filter(({ node }) => mayGiveText(node)).flatMap(({ node }) => {
      const sites = runnersCalled(node, frame).flatMap((callee) => sitesOfCall(callee, node, frame));
      return sites.length > 0 && isLive(node, frame) ? sites : [];
    });
    const all = given.length === 0 ? own : [...own, ...given];
    memo.set(frame, all);
    return all;
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
    return sites.map((site) => ({ ...site, node, frame, chainEnd: node, label: labelOf(node, frame) }));
  }

  function runnersCalled(node: Call, frame: Frame): readonly FunctionValue[] {
    return evaluator.evaluate(node.callee, frame).filter((value): value is FunctionValue => value.kind === 'function' && isRunner(value));
  }

  /** Whether a function gives one of its parameters to a call that runs it as SQL, itself or through others like it. */
  function isRunner({ fn, frame }: FunctionValue): boolean {
    const known = runners.get(fn);
    if (known !== undefined) return known;
    runners.set(fn, false);
    const own = new Set(fn.parameters.flatMap(({ name }) => name ?? []));
    const generic = own.size > 0 ? evaluator.frames.generic(frame.module, fn.id) : undefined;
    if (!generic) return false;
    const isGiven = (expression: Expression) => mentions(expression, own);
    const answer = withCallbacks(generic).some((inner) => queriesIn(inner).some(({ unreadText }) => unreadText !== undefined && isGiven(unreadText))
      || callsOf(inner.fn).some(({ node }) => node.args.some(isGiven) && runnersCalled(node, inner).length > 0));
    runners.set(fn, answer);
    return answer;
  }

  return {
    queriesIn: (frame) => sitesIn(frame).filter((site) => !site.sql?.text.isGivenTo(frame)),
  };
}

/** A text is written, or has a name; a call with neither gives none. */
function mayGiveText({ args, isNew }: Call): boolean {
  return !isNew && args.some((argument) => (argument.kind === 'literal' ? typeof argument.value === 'string' && argument.value.includes(' ') : argument.kind === 'template' || argument.kind === 'binary' || argument.kind === 'name' || argument.kind === 'member' || argument.kind === 'object'));
}

function mentions(expression: Expression, names: ReadonlySet<string>): boolean {
  return expression.kind === 'name' ? names.has(expression.name) : expression.kind !== 'call' && partsOf(expression).some((part) => mentions(part, names));
}
