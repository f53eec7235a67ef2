import type { Presence } from '../concepts/presence.ts';
import type { Span } from '../syntax/text.ts';
import type { Expression, FunctionNode, Place } from '../syntax/tree.ts';
import { isWrite, type RoutingFramework } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { keptWith } from '../semantic/kept-by.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import { GLOBALS, type ApiValue, type Frame, type FunctionValue, type Value } from '../semantic/values.ts';
import { groupBy } from './group-by.ts';
import { hostKey } from './hosts.ts';
import { unwrapHandler, type AboutRoute, type Guards, type Judgement } from './guards.ts';
import type { Costs, KnownCost } from './costs.ts';
import { askedName, guardName } from './guard-names.ts';
import type { Inputs } from './input-facts.ts';
import type { Limiters } from './limiters.ts';
import type { QueryFinder, QuerySite } from './query-sites.ts';
import { isBoundedLess } from './run-sites.ts';
import { identityOf } from './sql-sites.ts';
import type { Reach } from './reach.ts';
import type { Rejections } from './handler-facts.ts';
import type { RouteAddress } from './anonymous-addresses.ts';
import { packageOf, type Roles } from './roles.ts';
import type { GuardScope, RouteEntry } from './route-map.ts';
import type { Layer, RouteMount } from './routing.ts';
import type { Startup } from './startup.ts';
import { calleeText, lastNameOf, spanOf, type Source } from './source.ts';
import type { Registered } from './registration.ts';
import type { FailureLoggers } from './failure-loggers.ts';
import type { Loggers } from './loggers.ts';

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
  /** Everything before the handler that asks who is calling and surely lets no stranger, or not surely every stranger, pass; in the order of the path. */
  readonly asking: readonly GuardOnPath[];
  /** Middleware that refuses nobody: what looks at credentials, and what stands close to the route. */
  readonly passing: readonly Layer[];
  readonly handlerValue: Value | undefined;
  /** The queries that run when the route is called: of its own middleware and handler, and of what they reach. */
  readonly queries: readonly QuerySite[];
  /** The activations that run when the route is called: of its own middleware and handler, and of what they reach. */
  readonly reached: readonly Frame[];
  /** The same by the file that they stand in. */
  readonly reachedByFile: ReadonlyMap<string, readonly Frame[]>;
  /** It does something that can't be read, or changes what outlives the request. */
  hasEffects(): boolean;
  /** A guard on its path lets its callers pass on purpose. */
  readonly isExempt: boolean;
  /** A middleware of the route's own asks who is calling, and lets strangers pass. */
  readonly welcomesStrangers: boolean;
  /** Somebody asks callers who they are here. */
  readonly readsCredential: boolean;
}

export interface RouteTools {
  readonly startup: Startup;
  /** Packages that only compute. */
  readonly purePackages: readonly string[];
  readonly evaluator: Evaluator;
  readonly roles: Roles;
  readonly guards: Guards;
  readonly limiters: Limiters;
  readonly costs: Costs;
  readonly reach: Reach;
  readonly queries: QueryFinder;
  readonly rejections: Rejections;
  readonly inputs: Inputs;
  readonly source: Source;
  readonly loggers: Loggers;
  readonly failureLoggers: FailureLoggers;
}

/** The middleware before a route's handler, as it is judged; `answered` is the one that answers already: what stands behind it guards nothing. */
const guardsBefore = keptWith((_: Evaluator, guards: Guards) => (mount: RouteMount) => {
  const { routing } = mount.registration.host.framework;
  const answered = mount.layers.findIndex((layer) => layer.scope === 'route' && guards.ends(layer.handler, routing));
  const judged = (answered < 0 ? mount.layers : mount.layers.slice(0, answered)).map((layer): GuardOnPath => ({ layer, judgement: guards.judgeMiddleware(layer.handler, layer.registration.host.framework.routing, aboutOf(mount, layer)) }));
  return { judged, answered: mount.layers[answered] };
});

/** What a route's own handler does for strangers. */
const inlineGuard = keptWith((evaluator: Evaluator, guards: Guards) => (mount: RouteMount) => {
  const { answered } = guardsBefore(evaluator, guards)(mount);
  return guards.judgeHandler(answered?.handler ?? mount.handler, mount.registration.host.framework.routing, aboutOf(mount));
});

export function examineRoute(tools: RouteTools, mount: RouteMount): RouteInsight {
  const { evaluator, roles, guards } = tools;
  const { registration } = mount;
  const { judged } = guardsBefore(evaluator, guards)(mount);
  // What a handler does for strangers matters only where it meets any, and to those who read the map.
  const inlineOnce = () => inlineGuard(evaluator, guards)(mount);
  const handlerValue = mount.handler.values.length === 1 ? unwrapHandler(evaluator, roles, mount.handler.values[0]) : undefined;
  let queries: readonly QuerySite[] | undefined;
  const reachedOnce = () => reachedBy(evaluator, tools)(mount);
  return {
    mount,
    label: `${mount.method} ${mount.path}`,
    at: spanOf(registration.frame.module, registration.at),
    get authenticated() {
      return authentication(mount, judged, inlineOnce, () => this.queries.some(({ row }) => isWrite(row.operation)));
    },
    guards: judged.filter(({ layer, judgement }) => judgement.presence === 'present' && !judgement.isAccident && !layer.conditional),
    asking: judged.filter(({ layer, judgement }) => judgement.presence !== 'absent' && judgement.readsCredential && !layer.conditional),
    get inline() {
      return inlineOnce();
    },
    passing: judged.filter(({ layer, judgement }) => judgement.presence === 'absent' && (judgement.readsCredential || !isForAll(layer))).map(({ layer }) => layer),
    handlerValue,
    // Followed only when somebody asks: of several servers made of the same code one is looked at.
    hasEffects: () => reachedOnce().frames.some((frame) => hasEffects(tools, frame, registration.host.framework)),
    get queries() {
      return (queries ??= queriesOfRoute(tools, mount, reachedOnce().frames));
    },
    get reached() {
      return reachedOnce().frames;
    },
    get reachedByFile() {
      return reachedOnce().byFile;
    },
    welcomesStrangers: judged.some(({ layer, judgement }) => layer.scope === 'route' && judgement.presence === 'absent' && judgement.readsCredential),
    isExempt: judged.some(({ judgement }) => judgement.isExempt === true),
    get readsCredential() {
      return judged.some(({ judgement }) => judgement.readsCredential) || inlineOnce().readsCredential;
    },
  };
}

/** What runs when a route is called, and the same by file. */
const reachedBy = keptWith((evaluator: Evaluator, { reach, roles }: Pick<RouteTools, 'reach' | 'roles'>) => (mount: RouteMount) => {
  const own = [...mount.layers.filter((layer) => layer.scope === 'route').map((layer) => layer.handler), mount.handler];
  const frames = own.flatMap((handler) => handler.values.flatMap(functionsIn)).flatMap((value) => reach.activationsFrom(value, mount.excludes));
  return { frames, byFile: groupBy(frames, ({ module }) => module.file) };

  /** A handler given to a wrapper that can't be entered runs as well. */
  function functionsIn(value: Value): readonly FunctionValue[] {
    if (value.kind === 'function') return [value];
    const inner = unwrapHandler(evaluator, roles, value);
    return inner?.kind === 'function' ? [inner] : [];
  }
});

/** The queries that a route runs in some of the activations that it reaches. */
export function queriesOfRoute({ queries }: Pick<RouteTools, 'queries'>, mount: RouteMount, frames: readonly Frame[]): readonly QuerySite[] {
  return uniqueSites(frames.flatMap((frame) => queries.queriesIn(frame)).filter(({ node, frame }) => !isExcluded(mount, node, frame)));
}

/** What is known of the route that a function runs for. */
function aboutOf(mount: RouteMount, layer?: Layer): AboutRoute {
  return { address: addressOf(mount, layer), ...(mount.annotations && { annotations: mount.annotations }) };
}

/** What a middleware on the way can know of the route: below the prefix that it stands at, where order counts. */
function addressOf({ method, path, registration, address }: RouteMount, layer?: Layer): RouteAddress {
  if (address || !registration.host.framework.routing.calls) return address ?? {};
  const below = registration.host.framework.routing.calls?.order === 'sequential' ? layer?.prefix : undefined;
  return { method, path, ...(below !== undefined && { below }), ...(registration.options && { options: registration.options.written }) };
}

/** Whether a middleware runs for everything that an application serves. */
function isForAll({ scope, registration }: Layer): boolean {
  return scope === 'app' || scope === 'global' || ((scope === 'hook' || scope === 'plugin') && registration.host.isApplication);
}

/** Methods that change a collection. */
const MUTATORS = new Set(['set', 'delete', 'add', 'clear', 'push', 'pop', 'shift', 'unshift', 'splice']);

/** Whether a function calls what can't be read (a package, something unknown), or changes a collection. What its framework brings, and what only computes, doesn't count. */
function hasEffects({ evaluator, purePackages, startup }: RouteTools, frame: Frame, framework: RoutingFramework): boolean {
  const own = [...framework.packages, ...purePackages];
  const harmless = framework.routing.calls?.scopes?.harmless;
  let found = false;
  eachExpressionOf(frame.fn.body, (node) => {
    if (found || node.kind !== 'call' || node.isNew) return;
    if (node.callee.kind === 'member' && MUTATORS.has(node.callee.name)) found = true;
    found ||= evaluator.evaluate(node.callee, frame).some((value) => value.kind === 'unknown' || (value.kind === 'api' && packageOf(value) !== GLOBALS && (!own.includes(packageOf(value)) || (harmless && isGiven(value, frame, startup, harmless)))));
  });
  return found;
}

/** Whether code of the handler is for other requests than those of the route. */
export function isExcluded({ excludes = [] }: RouteMount, node: Place, { module }: Frame): boolean {
  return excludes.some(({ file, start, end }) => file === module.file && node.start >= start && node.end <= end);
}

/** Whether something hangs on an application that it doesn't have by itself: `app.services.orders.cancel`. */
function isGiven(value: ApiValue, frame: Frame, startup: Startup, harmless: readonly string[]): boolean {
  const { of } = value;
  if (!of) return false;
  const isMember = value.step === 'member' && of.site !== undefined && startup.hosts.has(hostKey(of, frame));
  return isMember ? !harmless.includes(value.name) : isGiven(of, frame, startup, harmless);
}

/** Each query once, as the activation sees it that is bounded least. */
function uniqueSites(sites: readonly QuerySite[]): readonly QuerySite[] {
  const found = new Map<object, Map<object, QuerySite>>();
  for (const site of sites) {
    const known = found.get(site.node) ?? new Map<object, QuerySite>();
    const other = known.get(identityOf(site));
    found.set(site.node, known);
    if (!other || isBoundedLess(site, other)) known.set(identityOf(site), site);
  }
  return [...found.values()].flatMap((known) => [...known.values()]);
}

function authentication(mount: RouteMount, judged: readonly GuardOnPath[], inlineOnce: () => Judgement, writes: () => boolean): Presence {
  if (judged.some(({ layer, judgement }) => judgement.presence === 'present' && !layer.conditional)) return 'present';
  const inline = inlineOnce();
  const all = [...judged.map(({ layer, judgement }): Presence => (layer.conditional && judgement.presence === 'present' ? 'unknown' : judgement.presence)), inline.presence];
  if (all.includes('present')) return 'present';
  if (all.includes('unknown') || !mount.isComplete) return 'unknown';
  // The handler asks who is calling, and changes nothing for strangers: it knows what it does.
  return inline.readsCredential && !inline.writes && writes() ? 'unknown' : 'absent';
}

/** What a route does that costs more than computing. */
export function costsOf({ costs }: RouteTools, insight: RouteInsight): readonly KnownCost[] {
  return costs.ofRoute(insight);
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
    guards: [...guardEntries(tools, insight), ...inlineEntry(tools, insight)],
    authenticated: insight.authenticated,
    rateLimited: tools.limiters.ofRoute(mount),
    validated: tools.inputs.judge(mount).validated,
    costs: costsOf(tools, insight).filter(({ node }) => !insight.queries.some((query) => query.node === node)).map(({ does, label, at }) => ({ does, label, at })),
    rejections: own.includes('unhandled') ? 'unhandled' : outcome,
    queries: insight.queries.map(({ label, table, isFiltered, bounded, node, frame }) => ({ label, table, isFiltered, bounded, at: node.kind === 'call' ? lastNameOf(frame.module, node.callee) : spanOf(frame.module, node) })),
  };
}

/** A method begins where its decorators end. */
function withoutDecorators({ form, start, end, nameAt }: FunctionNode): Place {
  return form === 'method' && nameAt ? { start: nameAt.start, end } : { start, end };
}

/** What recognises the caller, and what then asks what the caller may do: a check of roles takes for granted that somebody before it turned strangers away. */
function guardEntries(tools: RouteTools, { asking, guards, mount }: RouteInsight): RouteEntry['guards'] {
  const seen = new Set<object>();
  return asking.filter(({ layer: { handler } }) => !seen.has(handler.expression) && seen.add(handler.expression)).flatMap((one) => {
    const { layer: { handler, registration, scope }, judgement } = one;
    const { routing } = registration.host.framework;
    const refused = guards.includes(one) ? judgement.asked?.refused : tools.guards.refusedMembers(handler, routing, aboutOf(mount, one.layer));
    // What a framework asks whether the request may go on is a guard, whatever it says on this route.
    if (!refused && !guards.includes(one) && !routing.conversation.shapes.some((shape) => shape.of !== undefined && shape.of === handler.as && shape.passes === 'truth')) return [];
    return [{ name: guardName(tools, handler, judgement.asked, refused), at: spanOf(handler.frame.module, handler.expression), scope: scope satisfies GuardScope, evidence: judgement.evidence }];
  });
}

/** A check in the handler's own body, where nothing before it asks. */
export function inlineEntry(tools: RouteTools, { inline, handlerValue, mount }: RouteInsight): RouteEntry['guards'] {
  if (inline.presence !== 'present' || handlerValue?.kind !== 'function') return [];
  const { expression } = mount.handler;
  const callee = expression.kind === 'call' ? expression.callee : undefined;
  const wrapper = inline.evidence === 'library' ? callee : inline.asked?.in.includes(handlerValue.fn) === false ? wrapperOf(tools, mount.handler, inline.asked.in) : undefined;
  if (wrapper) return [{ name: calleeText(tools.source, mount.handler.frame.module, wrapper), at: spanOf(mount.handler.frame.module, wrapper), scope: 'route', evidence: inline.evidence }];
  if (!inline.asked) return [];
  return [{ name: askedName(inline.asked, [handlerValue.fn, mount.delegate]) ?? handlerValue.fn.name ?? '(inline)', at: spanOf(handlerValue.frame.module, handlerValue.fn), scope: 'inline', evidence: inline.evidence }];
}

/** The wrapper, of those around a handler, in which callers are asked who they are. */
export function wrapperOf({ evaluator }: Pick<RouteTools, 'evaluator'>, { expression, frame }: Registered, running: readonly FunctionNode[]): Expression | undefined {
  if (expression.kind !== 'call' || !evaluator.evaluate(expression, frame).some((value) => value.kind === 'function' && running.includes(value.fn))) return undefined;
  const inner = expression.args.flatMap((argument) => wrapperOf({ evaluator }, { expression: argument, frame, values: [] }, running) ?? []);
  return inner[0] ?? expression.callee;
}

/** A handler's own name, else the last name it is registered by. */
export function handlerName(source: Source, handler: Registered, value: Value | undefined): string {
  const { expression } = handler;
  const isUnnamed = expression.kind === 'function' && value?.kind === 'function' && value.fn.name === handler.key;
  if (value?.kind === 'function' && value.fn.name !== undefined && value.fn.name !== 'default' && !isUnnamed) return value.fn.name;
  if (expression.kind === 'function') return '(anonymous)';
  const text = calleeText(source, handler.frame.module, expression);
  const isWritten = expression.kind === 'call' && value?.kind === 'function' && expression.args.some((one) => one.kind === 'function' && one.start === value.fn.start && value.frame.module === handler.frame.module);
  if (isWritten) return '(anonymous)';
  const argument = expression.kind === 'call' ? expression.args.find((one) => one.kind === 'name' || one.kind === 'member' || one.kind === 'call') : undefined;
  if (value?.kind === 'function' && argument) return lastPart(calleeText(source, handler.frame.module, argument));
  return expression.kind === 'call' && expression.args.some((one) => one.kind === 'function') ? '(anonymous)' : lastPart(text);
}

function lastPart(text: string): string {
  return text.slice(text.lastIndexOf('.') + 1);
}
