import type { Presence } from '../concepts/presence.ts';
import type { Input } from '../concepts/input.ts';
import type { FrameworkModel } from '../frameworks/model.ts';
import type { InputKind } from '../frameworks/vocabulary/conversation.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { ApiValue, Frame, FunctionValue, Value } from '../semantic/values.ts';
import type { Expression } from '../syntax/tree.ts';
import { shapeOf, unwrapHandler } from './guards.ts';
import { checksOfParameters } from './input-types.ts';
import { isAbout, type Check, type CheckKinds } from './input-checks.ts';
import { checkEdits } from './input-edits.ts';
import { ORDINARY_HEADER } from './input-words.ts';
import type { Entry, InputOrigin } from './input-origins.ts';
import type { Treatment, Use } from './input-walk.ts';
import type { AskedLimit } from './page-sizes.ts';
import type { QuerySite } from './query-sites.ts';
import type { Registered, Registration } from './registration.ts';
import type { Roles } from './roles.ts';
import type { Layer, RouteMount } from './routing.ts';
import { calleeText, lastNameOf, sourceText, spanOf, type Source } from './source.ts';

/** What becomes of the input of one route. */
export interface InputJudgement {
  readonly validated: Presence;
  /** Values that come to something, and that nothing looks at; in the order in which they do. */
  readonly unchecked: readonly Use[];
  /** Limits of queries that are what the request says, and that nothing on the way looks at but schemas which set no maximum. */
  readonly limits: readonly AskedLimit[];
}

export interface InputContext {
  readonly evaluator: Evaluator;
  readonly roles: Roles;
  readonly source: Source;
  readonly kinds: CheckKinds;
  readonly frameworks: readonly FrameworkModel[];
  treat(value: FunctionValue, entry: Entry): Treatment;
  limitsOf(site: QuerySite): readonly AskedLimit[];
  isTaught(value: Value): boolean;
  /** What a host was told about single parameters of paths. */
  parameterNames(mount: RouteMount): readonly string[];
}

export interface Inputs {
  judge(mount: RouteMount): InputJudgement;
  /** The finding of a route, if it has one; without what only the route knows. */
  firstOf(mount: RouteMount): Omit<Input, 'route' | 'passingMiddleware'> | undefined;
}

/** Uses by how much harm they do. */
const HARMFUL: ReadonlySet<string> = new Set(['write', 'query', 'command']);

const DOUBT: Check = { of: '*', path: [], by: 'doubt' };
const SCHEMA: Check = { of: '*', path: [], by: 'schema' };

interface Gathered {
  /** Parameters are held against classes that are their types. */
  readonly byTypes?: boolean;
  readonly checks: readonly Check[];
  /** What chains look at, which counts once somebody asks them. */
  readonly collected: readonly Check[];
  readonly asks: boolean;
}

const NOTHING: Gathered = { checks: [], collected: [], asks: false };

/** Whether a check is by a schema that was read, and lets any number through. */
function isKnownOpen({ by, of }: Check, { isThroughSchema, isDescribed }: AskedLimit): boolean {
  return by === 'schema' && (isThroughSchema || (isDescribed && of === '*'));
}

export function createInputs(context: InputContext): Inputs {
  const { evaluator, roles, kinds, source } = context;
  const judge = evaluator.recall.keep(compute);

  function compute(mount: RouteMount): InputJudgement {
    const layers = mount.layers.map(gatherLayer);
    const handlers = mount.handler.values.map((value) => handlerTreatments(value, mount));
    const treatments = handlers.flatMap((one) => (one ? [...one.around, one.inner] : []));
    const asks = layers.some((one) => one.asks) || treatments.some((one) => one.asks);
    const collected = layers.flatMap((one) => one.collected);
    const checks: Check[] = [
      ...layers.flatMap((one) => one.checks), ...treatments.flatMap((one) => one.checks), ...constraintsOf(mount), ...context.parameterNames(mount).map((name): Check => ({ of: 'params', path: [name], by: 'doubt' })),
      // Asked without any chain in sight: whatever it is that was collected.
      ...(asks ? (collected.length > 0 ? collected : [SCHEMA]) : []),
    ];
    checks.push(...schemasOf(mount), ...typed(mount, layers.some((one) => one.byTypes)));
    if (handlers.includes(undefined)) checks.push(DOUBT);
    const uses = handlers.flatMap((one) => one?.inner.uses ?? []);
    const unchecked = mount.isComplete ? uses.filter((use) => isInput(use) && !isForOthers(mount, use) && !checks.some((check) => isAbout(check, use.input.of, use.input.path))) : [];
    const weighed = checks.filter(({ by }) => by !== 'presence');
    const limits = mount.isComplete ? handlers.flatMap((one) => one?.inner.queried ?? []).flatMap((site) => context.limitsOf(site)).filter((limit) => !weighed.some((check) => isAbout(check, limit.input.of, limit.input.path) && !isKnownOpen(check, limit))) : [];
    const reads = handlers.flatMap((one) => one?.inner.reads ?? []);
    // What stands at the route was put there for it; what stands at the application may be for others.
    const isOwn = [...schemasOf(mount), ...mount.layers.flatMap((layer, index) => (layer.scope === 'app' || layer.scope === 'global' ? [] : layers[index]?.checks ?? []))].some(({ by }) => by === 'schema');
    return { validated: !mayTakeInput(mount) ? 'unknown' : isOwn ? 'present' : validation(checks.filter((check) => isOfRoute(check, reads)), unchecked), unchecked, limits };
  }

  /** What a handler does, and what is wrapped around it; `undefined` where it can't be read. */
  function handlerTreatments(value: Value, { registration, handler }: RouteMount): { readonly around: readonly Treatment[]; readonly inner: Treatment } | undefined {
    const inner = unwrapHandler(evaluator, roles, value);
    if (inner?.kind !== 'function') return undefined;
    const around = value.kind === 'function' && value !== inner ? [context.treat(value, entryOf(value, registration, handler.as))] : [];
    return { around, inner: context.treat(inner, { ...entryOf(inner, registration, handler.as), ...(handler.shape && { shape: handler.shape }) }) };
  }

  /** What the framework itself holds the input against, by the route's options or its procedure. */
  function schemasOf({ schemas = [], registration }: RouteMount): readonly Check[] {
    if (schemas.length > 0) return [SCHEMA];
    const described = registration.host.framework.routing.calls?.scopes?.schemas;
    if (!described) return [];
    return (registration.options?.written ?? []).flatMap((options) => {
      const held = described.path.reduce<readonly Value[]>((values, key) => values.flatMap((value) => evaluator.member(value, key)), evaluator.argument(options));
      return held.flatMap((value): readonly Check[] => {
        if (value.kind === 'literal') return [];
        if (value.kind !== 'object') return [DOUBT];
        return Object.entries(described.inputs).flatMap(([key, of]): readonly Check[] => {
          const schema = evaluator.member(value, key);
          if (schema.length === 0 || schema.every((one) => one.kind === 'literal')) return [];
          return [{ of, path: [], by: schema.some((one) => one.kind === 'unknown') && !isWritten(value, key) ? 'doubt' : 'schema' }];
        });
      });
    });
  }

  /** What is checked of the parameters that decorators fill. */
  function typed({ registration, handler }: RouteMount, byTypes: boolean): readonly Check[] {
    const { routing } = registration.host.framework;
    const { shape, values } = handler;
    if (!routing.decorated || !shape) return [];
    const { decorated } = routing;
    const parameters = { evaluator, routing: decorated, isValidator: (value: ApiValue) => roles.roleOf(value) === 'validator', checksOfPipe: (pipe: FunctionValue) => context.treat(pipe, entryOf(pipe, registration, decorated.pipes?.as)).checks };
    return values.flatMap((value) => (value.kind === 'function' ? checksOfParameters(parameters, value, shape, byTypes || decorated.checksTypes === true) : []));
  }

  function gatherLayer({ handler, registration, scope, conditional }: Layer): Gathered {
    const all = handler.values.map((value) => gatherValue(value, handler, registration, scope));
    const checks = all.flatMap((one) => one.checks);
    return { checks: conditional || all.length > 1 ? checks.map((check) => ({ ...check, by: 'doubt' as const })) : checks, collected: all.flatMap((one) => one.collected), byTypes: all.some((one) => one.byTypes), asks: all.some((one) => one.asks) };
  }

  function gatherValue(value: Value, handler: Registered, registration: Registration, scope: Layer['scope']): Gathered {
    if (context.isTaught(value)) return { ...NOTHING, checks: [SCHEMA] };
    if (value.kind === 'api' && roles.roleOf(value) === 'validator') return gatherApi(value, scope);
    const inner = unwrapHandler(evaluator, roles, value);
    const functions = [value, ...(inner && inner !== value ? [inner] : [])].filter((one) => one.kind === 'function');
    if (functions.length > 0) {
      const treatments = functions.map((one) => ({ one, entry: entryOf(one, registration, handler.as) })).filter(({ entry }) => entry.shape.error === undefined).map(({ one, entry }) => context.treat(one, entry));
      const checks = treatments.flatMap((one) => one.checks);
      // What is told the type of what it gets holds it against that; what isn't holds everything against the same.
      const isPipe = handler.as !== undefined && handler.as === registration.host.framework.routing.decorated?.pipes?.as;
      const isSchema = isPipe && checks.some(({ by }) => by === 'schema');
      if (isSchema && functions.some(({ fn }) => fn.parameters.length > 1)) return { ...NOTHING, byTypes: true };
      return { checks: isSchema ? [SCHEMA] : isPipe && checks.length > 0 ? [DOUBT] : checks, collected: [], asks: treatments.some(({ asks }) => asks) };
    }
    // Nobody knows what an application's middleware does; what stands at a route was put there for it.
    if (inner?.kind !== 'api') return { ...NOTHING, checks: [DOUBT] };
    return gatherApi(inner, scope);
  }

  function gatherApi(value: ApiValue, scope: Layer['scope']): Gathered {
    if (kinds.isChain(value)) return { ...NOTHING, collected: kinds.chainChecks(value) };
    const row = roles.rowOf(value);
    if (row === 'unknown') return { ...NOTHING, checks: [DOUBT] };
    if (row?.byTypes) return { ...NOTHING, byTypes: true };
    if (row?.role === 'validator') return { ...NOTHING, checks: row.inputs ? checksBy(row.inputs, value) : [SCHEMA] };
    return row || scope === 'app' || roles.roleOf(value) !== 'unknown' ? NOTHING : { ...NOTHING, checks: [DOUBT] };
  }

  /** What a validator looks at, by the keys of what it was made with: `celebrate({ body: … })`, `zValidator('json', …)`. */
  function checksBy(inputs: Readonly<Record<string, InputKind>>, { site }: ApiValue): readonly Check[] {
    const given = site?.node.kind === 'call' ? site.node.args : [];
    const named = given.flatMap((argument) => (site ? evaluator.evaluate(argument, site.frame) : [])).flatMap((value) => namesIn(value));
    const kindsNamed = named.flatMap((name) => (inputs[name] === undefined ? [] : [inputs[name]]));
    return kindsNamed.length === 0 ? [SCHEMA] : kindsNamed.map((of): Check => ({ of, path: [], by: 'schema' }));
  }

  function namesIn(value: Value): readonly string[] {
    if (value.kind === 'literal') return typeof value.value === 'string' ? [value.value] : [];
    if (value.kind !== 'object') return [];
    return value.node.properties.flatMap((property) => {
      if ('kind' in property) return [];
      const [computed] = property.key === undefined && property.computed ? evaluator.evaluate(property.computed, value.frame) : [];
      return [property.key ?? (computed?.kind === 'api' ? computed.name.toLowerCase().replace('_', '') : '')];
    });
  }

  return {
    judge,
    firstOf(mount) {
      const { unchecked } = judge(mount);
      const worst = unchecked.filter(({ use }) => HARMFUL.has(use));
      const [first] = worst.length > 0 ? worst : unchecked;
      if (!first) return undefined;
      const { node, frame } = first.input.read;
      const text = (one: Expression, where: Frame) => shortText(source, one, where);
      return {
        at: spanOf(frame.module, first.input.read.parameter?.decorators?.[0] ?? node),
        label: inputLabel(source, first.input),
        use: first.use,
        reaches: { label: first.label(text), at: lastNameOf(first.frame.module, first.node.kind === 'call' ? first.node.callee : first.node) },
        check: () => checkEdits(context, mount, first, unchecked),
      };
    },
  };
}

function shortText(source: Source, node: Expression, { module }: Frame): string {
  const written = sourceText(source, module, node);
  return written.length > 40 ? calleeText(source, module, node) : written;
}

/** What a caller sent, as it is read: `req.query.limit`. */
export function inputLabel(source: Source, { read: { node, frame, rest } }: InputOrigin): string {
  const names = rest.filter((name) => name !== '*' && name !== '...');
  return [shortText(source, node.kind === 'await' ? node.value : node, frame), ...names].join('.');
}

function entryOf(value: FunctionValue, { host }: Registration, as: string | undefined): Entry {
  const { routing } = host.framework;
  return { shape: shapeOf(value.fn.parameters.length, routing, as), conversation: routing.conversation };
}

/** What an application's middleware looks at for other routes is nothing to a route that doesn't read it. */
function isOfRoute(check: Check, reads: readonly InputOrigin[]): boolean {
  if (check.of === 'cookies' || check.of === 'files' || (check.of === 'headers' && ORDINARY_HEADER.test(check.path[0] ?? ''))) return false;
  return reads.some((read) => isAbout(check, read.of, read.path));
}

/** Whether there is a parameter that input may come in by, where decorators say what parameters are for. */
function mayTakeInput({ handler: { shape } }: RouteMount): boolean {
  return !shape || shape.parameters.some((meaning) => meaning?.is === 'input' || meaning?.is === 'entry' || meaning?.is === 'part');
}

function isWritten({ node }: Value & { kind: 'object' }, key: string): boolean {
  return node.properties.some((property) => !('kind' in property) && property.key === key);
}

/** Conditions may look at anything: only what is made to validate says that a route's input is validated. */
function validation(checks: readonly Check[], unchecked: readonly Use[]): Presence {
  if (checks.some(({ by }) => by === 'schema')) return 'present';
  return unchecked.length > 0 ? 'absent' : 'unknown';
}

/** Whether a use stands in code that runs for other requests only. */
function isForOthers({ excludes = [] }: RouteMount, { node, frame }: Use): boolean {
  return excludes.some((span) => span.file === frame.module.file && span.start <= node.start && node.end <= span.end);
}

/** Cookies and files are looked at by other rules; headers that clients send by themselves are no data, and a path that is answered is only repeated. */
function isInput({ input, use }: Use): boolean {
  if (input.of === 'headers') return use !== 'answer' && input.path[0] !== undefined && !ORDINARY_HEADER.test(input.path[0]);
  return input.of === 'body' || input.of === 'query' || input.of === 'arguments' || (input.of === 'params' && use !== 'answer');
}

/** Parameters of a path that fit a pattern, or the router doesn't come here: `/:id(\\d+)`, `/:id{[0-9]+}`. */
function constraintsOf({ path, registration }: RouteMount): readonly Check[] {
  if (registration.paths.some((one) => one === undefined || one.startsWith('~'))) return [{ of: 'params', path: [], by: 'doubt' }];
  return [...path.matchAll(/:(\w+)[({]/g)].map(([, name = '']): Check => ({ of: 'params', path: [name], by: 'condition' }));
}
