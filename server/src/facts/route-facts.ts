import type { Presence } from '../concepts/presence.ts';
import type { Span } from '../syntax/text.ts';
import { isWrite } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import { GLOBALS, type Frame, type FunctionValue, type Value } from '../semantic/values.ts';
import type { FunctionNode, Place } from '../syntax/tree.ts';
import { unwrapHandler, type Guards, type Judgement } from './guards.ts';
import type { QueryFinder, QuerySite } from './query-sites.ts';
import type { Reach } from './reach.ts';
import type { Rejections } from './handler-facts.ts';
import { packageOf, type Roles } from './roles.ts';
import type { GuardScope, RouteEntry } from './route-map.ts';
import type { Layer, RouteMount } from './routing.ts';
import { calleeText, lastNameOf, spanOf, type Source } from './source.ts';
import type { Registered } from './registration.ts';

export interface GuardOnPath {
  readonly layer: Layer;
  readonly judgement: Judgement;
}

/** Everything that is known of one way to a route. */
export interface RouteInsight {
  readonly mount: RouteMount;
  readonly label: string;
  readonly at: Span;
  readonly authenticated: Presence;
  readonly guards: readonly GuardOnPath[];
  readonly inline: Judgement;
  /** Middleware that refuses nobody: what looks at credentials, and what stands close to the route. */
  readonly passing: readonly Layer[];
  readonly handlerValue: Value | undefined;
  /** The queries that run when the route is called: of its own middleware and handler, and of what they reach. */
  readonly queries: readonly QuerySite[];
  /** It does something that can't be read, or changes what outlives the request. */
  hasEffects(): boolean;
  /** Somebody asks callers who they are here. */
  readonly readsCredential: boolean;
  /** A guard lets strangers on because it is written at the route that it is for everyone. */
  readonly isExempted: boolean;
}

export interface RouteTools {
  /** Packages that only compute. */
  readonly purePackages: readonly string[];
  readonly evaluator: Evaluator;
  readonly roles: Roles;
  readonly guards: Guards;
  readonly reach: Reach;
  readonly queries: QueryFinder;
  readonly rejections: Rejections;
  readonly source: Source;
}

const BEHIND_GUARDS: Judgement = { presence: 'absent', evidence: 'behaviour', readsCredential: false, writes: false };

export function examineRoute(tools: RouteTools, mount: RouteMount): RouteInsight {
  const { evaluator, roles, guards } = tools;
  const { registration } = mount;
  const { routing } = registration.host.framework;
  // A handler of the route that answers already: what stands behind it guards nothing.
  const answered = mount.layers.findIndex((layer) => layer.scope === 'route' && guards.ends(layer.handler, routing));
  const judged = (answered < 0 ? mount.layers : mount.layers.slice(0, answered)).map((layer) => ({ layer, judgement: guards.judgeMiddleware(layer.handler, layer.registration.host.framework.routing, mount.annotations) }));
  const isGuarded = judged.some(({ layer, judgement }) => judgement.presence === 'present' && !layer.conditional);
  // What a handler does for strangers matters only where it meets any.
  const inline = isGuarded ? BEHIND_GUARDS : guards.judgeHandler(mount.layers[answered]?.handler ?? mount.handler, routing, mount.annotations);
  const handlerValue = mount.handler.values.length === 1 ? unwrapHandler(evaluator, roles, mount.handler.values[0]) : undefined;
  let reached: readonly Frame[] | undefined;
  let queries: readonly QuerySite[] | undefined;
  const reachedOnce = () => (reached ??= reachedBy(tools, mount));
  return {
    mount,
    label: `${mount.method} ${mount.path}`,
    at: spanOf(registration.frame.module, registration.at),
    get authenticated() {
      return authentication(mount, judged, inline, () => this.queries.some(({ row }) => isWrite(row.operation)));
    },
    guards: judged.filter(({ layer, judgement }) => judgement.presence === 'present' && !layer.conditional),
    inline,
    passing: judged.filter(({ layer, judgement }) => judgement.presence === 'absent' && (judgement.readsCredential || layer.scope !== 'app' && layer.scope !== 'global')).map(({ layer }) => layer),
    handlerValue,
    // Followed only when somebody asks: of several servers made of the same code one is looked at.
    hasEffects: () => reachedOnce().some((frame) => hasEffects(evaluator, frame, [...registration.host.framework.packages, ...tools.purePackages])),
    get queries() {
      return (queries ??= uniqueSites(reachedOnce().flatMap((frame) => tools.queries.queriesIn(frame))));
    },
    isExempted: judged.some(({ judgement }) => judgement.isExempted === true),
    readsCredential: inline.readsCredential || judged.some(({ judgement }) => judgement.readsCredential),
  };

  function reachedBy({ reach }: RouteTools, one: RouteMount): readonly Frame[] {
    const own = [...one.layers.filter((layer) => layer.scope === 'route').map((layer) => layer.handler), one.handler];
    return own.flatMap((handler) => handler.values.flatMap((value) => functionsIn(value))).flatMap((value) => reach.reachedFrom(value));
  }

  /** A handler given to a wrapper that can't be entered runs as well. */
  function functionsIn(value: Value): readonly FunctionValue[] {
    if (value.kind === 'function') return [value];
    const inner = unwrapHandler(evaluator, roles, value);
    return inner?.kind === 'function' ? [inner] : [];
  }
}

/** Methods that change a collection. */
const MUTATORS = new Set(['set', 'delete', 'add', 'clear', 'push', 'pop', 'shift', 'unshift', 'splice']);

/** Whether a function calls what can't be read (a package, something unknown), or changes a collection. What its framework brings, and what only computes, doesn't count. */
function hasEffects(evaluator: Evaluator, frame: Frame, own: readonly string[]): boolean {
  let found = false;
  eachExpressionOf(frame.fn.body, (node) => {
    if (found || node.kind !== 'call' || node.isNew) return;
    if (node.callee.kind === 'member' && MUTATORS.has(node.callee.name)) found = true;
    found ||= evaluator.evaluate(node.callee, frame).some((value) => value.kind === 'unknown' || (value.kind === 'api' && packageOf(value) !== GLOBALS && !own.includes(packageOf(value))));
  });
  return found;
}

function uniqueSites(sites: readonly QuerySite[]): readonly QuerySite[] {
  const seen = new Set<object>();
  return sites.filter(({ node }) => !seen.has(node) && seen.add(node));
}

function authentication(mount: RouteMount, judged: readonly GuardOnPath[], inline: Judgement, writes: () => boolean): Presence {
  const all = [...judged.map(({ layer, judgement }): Presence => (layer.conditional && judgement.presence === 'present' ? 'unknown' : judgement.presence)), inline.presence];
  if (all.includes('present')) return 'present';
  if (all.includes('unknown') || !mount.isComplete) return 'unknown';
  // The handler asks who is calling, and changes nothing for strangers: it knows what it does.
  return inline.readsCredential && !inline.writes && writes() ? 'unknown' : 'absent';
}

/** The entry of the route map. */
export function entryOf(tools: RouteTools, insight: RouteInsight): RouteEntry {
  const { mount, handlerValue } = insight;
  const { source } = tools;
  const own = mount.layers.filter((layer) => layer.scope === 'route').map((layer) => tools.rejections.outcomeOf(layer.handler, mount.registration));
  const outcome = tools.rejections.outcomeOf(mount.handler, mount.registration);
  return {
    method: mount.method,
    path: mount.path,
    framework: mount.registration.host.framework.name,
    at: insight.at,
    handler: { name: handlerName(source, mount.handler, handlerValue), at: handlerValue?.kind === 'function' ? spanOf(handlerValue.frame.module, withoutDecorators(handlerValue.fn)) : spanOf(mount.handler.frame.module, mount.handler.expression) },
    guards: [...guardEntries(tools, insight), ...inlineEntry(insight)],
    authenticated: insight.authenticated,
    rateLimited: mount.layers.some((layer) => tools.guards.isRateLimiter(layer.handler) === 'present') ? 'present' : 'unknown',
    validated: 'unknown',
    rejections: own.includes('unhandled') ? 'unhandled' : outcome,
    queries: insight.queries.map(({ label, bounded, node, frame }) => ({ label, bounded, at: node.kind === 'call' ? lastNameOf(frame.module, node.callee) : spanOf(frame.module, node) })),
  };
}

/** A method begins where its decorators end. */
function withoutDecorators({ form, start, end, nameAt }: FunctionNode): Place {
  return form === 'method' && nameAt ? { start: nameAt.start, end } : { start, end };
}

function guardEntries(tools: RouteTools, insight: RouteInsight): RouteEntry['guards'] {
  return insight.guards.map(({ layer, judgement }) => {
    const { handler } = layer;
    return { name: guardName(tools, handler), at: spanOf(handler.frame.module, handler.expression), scope: layer.scope satisfies GuardScope, evidence: judgement.evidence };
  });
}

/** A check in the handler's own body, where nothing before it asks. */
function inlineEntry({ inline, handlerValue }: RouteInsight): RouteEntry['guards'] {
  if (inline.presence !== 'present' || handlerValue?.kind !== 'function') return [];
  return [{ name: handlerValue.fn.name ?? '(inline)', at: spanOf(handlerValue.frame.module, handlerValue.fn), scope: 'inline', evidence: inline.evidence }];
}

/** A middleware as written, without arguments; of a wrapped one what is wrapped. */
export function guardName({ evaluator, source }: Pick<RouteTools, 'evaluator' | 'source'>, handler: Registered): string {
  const { module } = handler.frame;
  const { expression } = handler;
  const inner = expression.kind === 'call' && expression.args.length === 1 ? expression.args[0] : undefined;
  const wraps = inner && (inner.kind === 'name' || inner.kind === 'member') && handler.values.some((value) => value.kind === 'function' && value.frame.args?.some((argument) => 'expression' in argument && argument.expression === inner && evaluator.evaluate(inner, argument.frame).some((one) => one.kind === 'function')));
  if (expression.kind === 'function') return module.functions[expression.id]?.name ?? '(anonymous)';
  return calleeText(source, module, wraps ? inner : expression);
}

/** A handler's own name, else the last name it is registered by. */
export function handlerName(source: Source, handler: Registered, value: Value | undefined): string {
  if (value?.kind === 'function' && value.fn.name !== undefined && value.fn.name !== 'default') return value.fn.name;
  const { expression } = handler;
  if (expression.kind === 'function') return '(anonymous)';
  const text = calleeText(source, handler.frame.module, expression);
  const argument = expression.kind === 'call' ? expression.args.find((one) => one.kind === 'name' || one.kind === 'member' || one.kind === 'call') : undefined;
  if (value?.kind === 'function' && argument) return lastPart(calleeText(source, handler.frame.module, argument));
  return expression.kind === 'call' && expression.args.some((one) => one.kind === 'function') ? '(anonymous)' : lastPart(text);
}

function lastPart(text: string): string {
  return text.slice(text.lastIndexOf('.') + 1);
}
