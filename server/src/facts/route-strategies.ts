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

/** The authentication that a route asks for by name, else that of the application. */
export function strategyOf(evaluator: Evaluator, strategies: Strategies, route: Registration, defaults: readonly Hook[]): Asked {
  for (const written of route.options?.written ?? []) {
    const option = argumentAt(evaluator, written, [strategies.option]);
    if (option === undefined) continue;
    const given: Argument = option === 'unknown' ? written : option;
    const asks = option === 'unknown' ? 'unknown' : asksFor(evaluator, strategies, option);
    if (asks === 'nothing') return { hooks: [], isPublic: evaluator.argument(given).some((value) => value.kind === 'literal' && value.value === false) };
    const handler = handlerOf(evaluator, strategies, route.host, given, asks);
    return { hooks: handler ? [{ phase: strategies.phase, layer: { handler, registration: route, scope: 'route', prefix: '', conditional: false } }] : [], isPublic: false };
  }
  const hooks = defaults.flatMap((hook): readonly Hook[] => {
    const { expression, frame } = hook.layer.handler;
    const asks = asksFor(evaluator, strategies, { expression, frame });
    const handler = handlerOf(evaluator, strategies, route.host, { expression, frame }, asks);
    return asks === 'nothing' || !handler ? [] : [{ ...hook, layer: { ...hook.layer, handler } }];
  });
  return { hooks, isPublic: false };
}

/** A name asks for a strategy, `false` for none; an object does by its mode. */
function asksFor(evaluator: Evaluator, { mode, soft }: Strategies, given: Argument): 'strategy' | 'nothing' | 'unknown' {
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

/** What stands before the handler, named by the strategy's name. */
function handlerOf(evaluator: Evaluator, { names }: Strategies, host: Host, given: Argument, asks: 'strategy' | 'nothing' | 'unknown'): Registered | undefined {
  const named = names.map((key) => argumentAt(evaluator, given, [key])).flatMap((one) => (one === undefined || one === 'unknown' ? [] : [one]));
  const at = named[0] ?? given;
  if (!('expression' in at)) return undefined;
  const value: Value = asks === 'strategy' && host.value ? strategyValue(host.value) : UNKNOWN;
  return { expression: at.expression, frame: at.frame, values: [value], as: 'hook' };
}

/** As if the strategy were made here: `server.auth.strategy(…)`. */
function strategyValue(server: ApiValue): ApiValue {
  const auth: ApiValue = { kind: 'api', step: 'member', name: 'auth', of: server };
  return { kind: 'api', step: 'call', name: '', of: { kind: 'api', step: 'member', name: 'strategy', of: auth } };
}
