import type { Cost } from '../concepts/route-limit.ts';
import type { FrameworkModel } from '../frameworks/model.ts';
import { EFFECTS, type Effect } from '../frameworks/vocabulary/effects.ts';
import { createRowFinder } from '../semantic/api-index.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { liveStatements } from '../semantic/live-code.ts';
import { expressionsOf } from '../semantic/returns.ts';
import type { Frame, FunctionValue } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Call, Expression, FunctionNode } from '../syntax/tree.ts';
import { callsOf } from './calls.ts';
import { certainIn } from './certain-calls.ts';
import { doneOnceIn } from './done-once.ts';
import { unwrapHandler, type Judgement } from './guards.ts';
import type { QueryFinder } from './query-sites.ts';
import type { Reach, Reached } from './reach.ts';
import type { Roles } from './roles.ts';
import type { RouteMount } from './routing.ts';
import { calleeText, lastNameOf, type Source } from './source.ts';

/** A cost with what it is, for those who judge a route by it. */
export interface KnownCost extends Cost {
  readonly effect: Effect;
  /** The call itself: the same for every route that makes it. */
  readonly node: object;
  /** The function that it stands in. */
  readonly fn: FunctionNode;
  /** No condition stands around it, or around one of the calls that lead to it. */
  readonly isCertain: boolean;
}

/** A route, with what is known of its callers. */
interface ExaminedRoute {
  readonly mount: RouteMount;
  readonly inline: Judgement;
}

export interface Costs {
  /** Everything dear that a route does for its own sake, the dearest first: not what finds out who is calling, or how often. */
  ofRoute(route: ExaminedRoute): readonly KnownCost[];
  /** The functions that a route runs for its own sake, or to find out who is calling. */
  runBy(route: ExaminedRoute): ReadonlySet<FunctionNode>;
  /** What a function's own statements do that costs more than computing; queries aren't among it. */
  effectsIn(frame: Frame): readonly EffectSite[];
}

interface CostTools {
  readonly evaluator: Evaluator;
  readonly roles: Roles;
  readonly reach: Reach;
  readonly queries: QueryFinder;
  readonly source: Source;
}

/** A call that costs more than computing. */
export interface EffectSite {
  readonly effect: Effect;
  readonly label: string;
  readonly node: Expression;
}

const ORDER = Object.keys(EFFECTS);

export function createCosts({ evaluator, roles, reach, queries, source }: CostTools, frameworks: readonly FrameworkModel[]): Costs {
  const find = createRowFinder(frameworks.flatMap((model) => model.effects ?? []));
  const memo = new Map<Frame, readonly EffectSite[]>();

  function effectsIn(frame: Frame): readonly EffectSite[] {
    const known = memo.get(frame);
    if (known) return known;
    const calls = callsOf(frame.fn).flatMap(({ node }) => {
      const effect = node.isNew || doneOnceIn(frame.fn).has(node) ? undefined : effectOf(node, frame);
      return effect ? [{ effect, node, label: calleeText(source, frame.module, node.callee) }] : [];
    });
    const live = calls.length === 0 ? [] : liveStatements(evaluator, frame).flatMap(expressionsOf);
    const found = calls.filter(({ node }) => live.some(({ start, end }) => start <= node.start && node.end <= end));
    memo.set(frame, found);
    return found;
  }

  function effectOf(node: Call, frame: Frame): Effect | undefined {
    for (const value of evaluator.evaluate(node.callee, frame)) {
      const row = value.kind === 'api' ? find(value) : undefined;
      if (row) return row.effect;
    }
    return undefined;
  }

  function costOf(site: EffectSite, reached: Reached): KnownCost {
    const { effect, label, node } = site;
    return { effect, node, fn: reached.frame.fn, isCertain: certainIn(reached.frame.fn).has(node) && isCertain(reached), does: EFFECTS[effect], label, at: placeOf(node, reached.frame), calls: wayTo(reached) };
  }

  function wayTo(reached: Reached): Cost['calls'] {
    const calls: Cost['calls'][number][] = [];
    for (let at: Reached | undefined = reached; at?.by; at = at.by.from) {
      const { node, from } = at.by;
      if (node.kind !== 'function' && !isHandedIn(node, from.frame)) calls.unshift({ label: calleeText(source, from.frame.module, node.kind === 'call' ? node.callee : node), at: placeOf(node, from.frame) });
    }
    return calls;
  }

  /** What stands before a handler finds out who is calling, or whether the request is one. */
  function ownWork({ mount }: ExaminedRoute): readonly FunctionValue[] {
    return mount.handler.values.flatMap((value) => {
      const inner = value.kind === 'function' ? value : unwrapHandler(evaluator, roles, value);
      return inner?.kind === 'function' ? [inner] : [];
    });
  }

  return {
    effectsIn,
    runBy: (route) => new Set(ownWork(route).flatMap((value) => reach.reachedFrom(value, route.mount.excludes)).map(({ fn }) => fn)),
    ofRoute(route) {
      const { excludes = [] } = route.mount;
      const asking = askingIn(route.inline);
      const found = ownWork(route).flatMap((value) => reach.follow(value, excludes).filter((reached) => !isDoneOnce(reached) && !isWithin(reached, asking)).flatMap((reached) => {
        const { frame } = reached;
        const sites = queries.queriesIn(frame).map(({ node, label }): EffectSite => ({ effect: 'queries', node, label }));
        const isServed = ({ node }: EffectSite) => !excludes.some(({ file, start, end }) => file === frame.module.file && node.start >= start && node.end <= end);
        return [...effectsIn(frame), ...sites].filter(isServed).map((site) => costOf(site, reached));
      }));
      // What happens on every call is named before what happens on some; a password is checked where somebody was found for it.
      const rank = (cost: KnownCost) => (cost.effect === 'checksPassword' ? 0 : cost.isCertain ? 1 : 2);
      return found.sort((a, b) => rank(a) - rank(b) || ORDER.indexOf(a.effect) - ORDER.indexOf(b.effect));
    },
  };
}

function isCertain({ by }: Reached): boolean {
  return by === undefined || (certainIn(by.from.frame.fn).has(by.node) && isCertain(by.from));
}

/** The function that a handler asks who is calling, where the handler draws the consequence itself. */
function askingIn({ asked }: Judgement): FunctionNode | undefined {
  return asked?.in.find((fn) => !asked.refused.includes(fn));
}

function isWithin({ frame, by }: Reached, fn: FunctionNode | undefined): boolean {
  return frame.fn === fn || (by !== undefined && isWithin(by.from, fn));
}

/** Behind a call whose result is kept: it runs for the first caller only. */
function isDoneOnce({ by }: Reached): boolean {
  return by !== undefined && (doneOnceIn(by.from.frame.fn).has(by.node) || isDoneOnce(by.from));
}

/** `fn(req, res, next)` in a wrapper: what it was given is the handler that everybody means. */
function isHandedIn(node: Expression, { module }: Frame): boolean {
  if (node.kind !== 'call' || node.callee.kind !== 'name') return false;
  return findBinding(module, node.callee.scope, node.callee.name)?.definitions.some(({ kind }) => kind === 'parameter') ?? false;
}

function placeOf(node: Expression, { module }: Frame) {
  return lastNameOf(module, node.kind === 'call' ? node.callee : node.kind === 'template' ? node.tag ?? node : node);
}
