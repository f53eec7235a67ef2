import type { CallFramework } from '../frameworks/model.ts';
import type { Scopes } from '../frameworks/vocabulary/scopes.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { createMemory, type Remembered } from '../semantic/memory.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import type { ApiValue, Frame, Value } from '../semantic/values.ts';
import type { Call, Expression, FunctionNode, Module } from '../syntax/tree.ts';

/** The methods that register something: those of routes, and all. */
export interface RegistrationNames {
  readonly routes: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

export function registrationNames(models: readonly CallFramework[]): RegistrationNames {
  const routes = new Set(models.flatMap(({ routing: { calls } }) => calls.routes.flatMap((row) => Object.keys(row.verbs))));
  const others = models.flatMap(({ routing: { calls } }) => [...calls.mounts.flatMap((row) => row.methods), ...calls.parameters.map((row) => row.method), ...(calls.prefix ? [calls.prefix.method] : []), ...calls.listen, ...scopedNames(calls.scopes), ...(calls.settings ?? []).flatMap((row) => row.methods), 'route']);
  // What is a route's name for one framework may be another's for something that takes options last: `register`.
  const withOptions = new Set(others);
  return { routes: new Set([...routes].filter((name) => !withOptions.has(name))), all: new Set([...routes, ...others]) };
}

function scopedNames(scopes: Scopes | undefined): readonly string[] {
  if (!scopes) return [];
  const { objects, hooks, plugins, decorators, strategies } = scopes;
  return [...objects.methods, ...hooks, ...plugins.methods, ...Object.keys(decorators), ...(strategies ? [strategies.byDefault] : [])];
}

/**
 * Whether a function, or something that it calls, may register anything: a gate, so that start-up code that only does its work is not
 * stepped into. Receivers are looked up without arguments; with `doubt` what is a parameter, or unknown, counts by the form of the call.
 */
export function createMayRegister(evaluator: Evaluator, models: readonly CallFramework[], names: RegistrationNames, doubt: 'counts' | 'is nothing'): (module: Module, fn: FunctionNode) => boolean {
  const remember = createMemory(evaluator.recall);
  const memo = new Map<FunctionNode, Remembered<boolean>>();

  // A cycle registers what the rest of it does.
  const answer = (module: Module, fn: FunctionNode): boolean => remember(memo, fn, false, compute, module);

  const compute = (fn: FunctionNode, module: Module): boolean => {
    const frame = evaluator.frames.generic(module, fn.id);
    let found = false;
    if (frame) {
      eachExpressionOf(fn.body, (node) => {
        found ||= registersHere(node, frame);
      });
    }
    return found;
  };

  const registersHere = (node: Expression, frame: Frame): boolean => {
    if (node.kind === 'function') {
      const inner = frame.module.functions[node.id];
      return inner !== undefined && answer(frame.module, inner);
    }
    if (node.kind !== 'call') return false;
    if (looksLikeRegistration(node, names)) {
      const { callee } = node;
      const receivers = callee.kind === 'member' || callee.kind === 'index' ? evaluator.evaluate(callee.object, frame) : evaluator.evaluate(callee, frame);
      if (receivers.some((value) => (value.kind === 'api' ? isHost(value) : doubt === 'counts' && mayBeHost(value, node)))) return true;
    }
    return evaluator.evaluate(node.callee, frame).some((callee) => registersIn(callee, node, frame));
  };

  const registersIn = (callee: Value, node: Call, frame: Frame): boolean => {
    if (callee.kind === 'function' && !node.isNew) return answer(callee.frame.module, callee.fn);
    if (callee.kind === 'class' && node.isNew) return callee.frame.module.functions.some((fn) => fn.classId === callee.node.id && answer(callee.frame.module, fn));
    // A callback that is handed an application: who knows what it does with it.
    return callee.kind === 'parameter' && node.args.some((argument) => evaluator.evaluate(argument, frame).some((value) => value.kind === 'api' && isHost(value)));
  };

  const isHost = (value: ApiValue): boolean => {
    const is = models.some(({ routing: { calls } }) => matches(calls.applications, value) || matches(calls.routers, value));
    return is || (value.of !== undefined && isHost(value.of));
  };

  // Code that is edited seldom begins to register something, or ends it.
  const modules = new Map<FunctionNode, Module>();
  const steady = evaluator.recall.keepSteady((fn: FunctionNode) => {
    const module = modules.get(fn);
    return module !== undefined && answer(module, fn);
  }, (one, other) => one === other);
  return (module, fn) => {
    modules.set(fn, module);
    return steady(fn);
  };
}

/** By its name and its arguments: `map.get(key)` registers nothing, `app.get('/path', handler)` may. */
function looksLikeRegistration({ callee, args }: Call, names: RegistrationNames): boolean {
  if (callee.kind === 'index') return args.length > 1 && isHandlerLike(args[args.length - 1]);
  if (callee.kind === 'name') return names.all.has(callee.name) && !names.routes.has(callee.name);
  if (callee.kind !== 'member' || !names.all.has(callee.name)) return false;
  if (!names.routes.has(callee.name)) return true;
  return (args.length > 1 || callee.object.kind === 'call' || args[0]?.kind === 'spread') && isHandlerLike(args[args.length - 1]);
}

/** Verbs that much else is called by: databases are queried, locks are locked. */
const ALSO_COMMON = new Set(['on', 'query', 'search', 'copy', 'move', 'lock', 'unlock', 'purge', 'trace']);

/** What is handed in by name may be an application; of what is quite unknown only a call with a written path says so. */
function mayBeHost(value: Value, { callee, args }: Call): boolean {
  if (value.kind === 'parameter' && value.path.length === 0 && !(callee.kind === 'member' && ALSO_COMMON.has(callee.name))) return true;
  if (value.kind !== 'parameter' && value.kind !== 'unknown') return false;
  const [path] = args;
  return path?.kind === 'regex' || (path?.kind === 'literal' && typeof path.value === 'string' && /^[/*]/.test(path.value)) || (path?.kind === 'template' && path.texts[0]?.startsWith('/') === true);
}

function isHandlerLike(node: Expression | undefined): boolean {
  return node !== undefined && node.kind !== 'literal' && node.kind !== 'object' && node.kind !== 'template';
}
