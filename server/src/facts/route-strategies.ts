import type { Strategies } from '../frameworks/vocabulary/scopes.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { argumentAt } from '../semantic/object-properties.ts';
import { UNKNOWN, type ApiValue, type Argument, type Value } from '../semantic/values.ts';
import type { Host, Registered, Registration } from './registration.ts';
import type { Hook } from './scoped-routes.ts';

interface Asked {
  readonly hooks: readonly Hook[];
  /** The route says that nobody is asked. */
  readonly isPublic: boolean;
}

type Asking = 'strategy' | 'nothing' | 'unknown';

/** The authentication that a route asks for by name, else that of the application; what it leaves open is as the application's is. */
export function strategyOf(evaluator: Evaluator, strategies: Strategies, route: Registration, defaults: readonly Hook[]): Asked {
  for (const written of route.options?.written ?? []) {
    const option = argumentAt(evaluator, written, [strategies.option]);
    if (option === undefined) continue;
    const given: Argument = option === 'unknown' ? written : option;
    const isInherited = option !== 'unknown' && inherits(evaluator, strategies, option);
    const asks = option === 'unknown' ? 'unknown' : isInherited ? inheritedBy(evaluator, strategies, option, defaults) : asksFor(evaluator, strategies, option);
    if (asks === 'nothing') return { hooks: [], isPublic: evaluator.argument(given).some((value) => value.kind === 'literal' && value.value === false) };
    const names = isInherited ? defaults.flatMap(({ layer: { handler } }) => namesIn(evaluator, strategies, handler)) : [];
    const handler = handlerOf(evaluator, strategies, route.host, given, asks, names);
    return { hooks: handler ? [{ phase: strategies.phase, layer: { handler, registration: route, scope: 'route', prefix: '', conditional: false } }] : [], isPublic: false };
  }
  const hooks = defaults.flatMap((hook): readonly Hook[] => {
    const { expression, frame } = hook.layer.handler;
    const asks = asksFor(evaluator, strategies, { expression, frame });
    const handler = handlerOf(evaluator, strategies, route.host, { expression, frame }, asks, []);
    return asks === 'nothing' || !handler ? [] : [{ ...hook, layer: { ...hook.layer, handler } }];
  });
  return { hooks, isPublic: false };
}

/** Whether an option names no strategy: `{ scope: 'admin' }` is the application's with a scope. https://github.com/hapijs/hapi/blob/master/lib/auth.js */
function inherits(evaluator: Evaluator, { names }: Strategies, given: Argument): boolean {
  const [value, ...more] = evaluator.argument(given);
  return value?.kind === 'object' && more.length === 0 && names.every((key) => argumentAt(evaluator, given, [key]) === undefined);
}

/** The mode is the option's own, else that of the application, which somebody must have set. */
function inheritedBy(evaluator: Evaluator, strategies: Strategies, given: Argument, defaults: readonly Hook[]): Asking {
  if (argumentAt(evaluator, given, [strategies.mode]) !== undefined) return asksFor(evaluator, strategies, given);
  const [first, ...others] = defaults.map(({ layer: { handler, conditional } }): Asking => (conditional ? 'unknown' : asksFor(evaluator, strategies, handler)));
  return first !== undefined && others.every((one) => one === first) ? first : 'unknown';
}

/** A name asks for a strategy, `false` for none; an object does by its mode. */
function asksFor(evaluator: Evaluator, { mode, soft }: Strategies, given: Argument): Asking {
  const [value, ...more] = evaluator.argument(given);
  if (!value || more.length > 0) return 'unknown';
  if (value.kind === 'literal') return typeof value.value === 'string' || value.value === true ? 'strategy' : 'nothing';
  if (value.kind !== 'object') return 'unknown';
  const how = argumentAt(evaluator, given, [mode]);
  if (how === undefined) return 'strategy';
  const [written] = how === 'unknown' ? [UNKNOWN] : evaluator.argument(how);
  if (written?.kind !== 'literal') return 'unknown';
  return soft.some((one) => one === written.value) ? 'nothing' : 'strategy';
}

/** What stands before the handler, called what its strategies are called. `inherited`: their names, where the route names none. */
function handlerOf(evaluator: Evaluator, strategies: Strategies, host: Host, given: Argument, asks: Asking, inherited: readonly string[]): Registered | undefined {
  if (!('expression' in given)) return undefined;
  const named = strategies.names.map((key) => argumentAt(evaluator, given, [key])).flatMap((one) => (one === undefined || one === 'unknown' ? [] : [one]));
  const [only] = named;
  // What is written elsewhere for a single name is the name alone.
  const at = only && 'expression' in only && only.expression.kind !== 'array' ? only : given;
  const names = inherited.length > 0 ? inherited : namesIn(evaluator, strategies, given);
  const value: Value = asks === 'strategy' && host.value ? strategyValue(host.value) : UNKNOWN;
  return { expression: at.expression, frame: at.frame, values: [value], as: 'hook', ...(names.length > 0 && { name: names.join(', ') }) };
}

/** The strategies that are named, where they can be read. */
function namesIn(evaluator: Evaluator, { names }: Strategies, given: Argument): readonly string[] {
  const own = evaluator.argument(given).flatMap((value) => textsOf(evaluator, value));
  const inner = names.map((key) => argumentAt(evaluator, given, [key])).flatMap((one) => (one === undefined || one === 'unknown' ? [] : evaluator.argument(one)));
  return [...own, ...inner.flatMap((value) => textsOf(evaluator, value))];
}

function textsOf(evaluator: Evaluator, value: Value): readonly string[] {
  if (value.kind === 'array') return value.elements.flatMap((element) => evaluator.argument(element)).flatMap((one) => textsOf(evaluator, one));
  return value.kind === 'literal' && typeof value.value === 'string' ? [value.value] : [];
}

/** As if the strategy were made here: `server.auth.strategy(…)`. */
function strategyValue(server: ApiValue): ApiValue {
  const auth: ApiValue = { kind: 'api', step: 'member', name: 'auth', of: server };
  return { kind: 'api', step: 'call', name: '', of: { kind: 'api', step: 'member', name: 'strategy', of: auth } };
}
