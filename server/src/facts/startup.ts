import { registersByCalls, type FrameworkModel } from '../frameworks/model.ts';
import { matches } from '../semantic/api-path.ts';
import { argumentsOf, siteKey } from '../semantic/arguments.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { constructorFrame } from '../semantic/instances.ts';
import { decidedBy } from '../semantic/live-code.ts';
import { areSame } from '../semantic/value-sets.ts';
import { partsOf } from '../semantic/returns.ts';
import { createCompounds } from './compounds.ts';
import { createMayRegister, registrationNames } from './may-register.ts';
import { modulesThatReach } from './modules-that-reach.ts';
import type { Decorations } from './decorations.ts';
import { activationKey, hostOfValue, type Host } from './hosts.ts';
import { createRegistrationReader, type Registration } from './registration.ts';
import type { ArrayValue, ClassValue, Frame, InstanceValue, ObjectValue, Value } from '../semantic/values.ts';
import type { Call, Expression, FunctionNode, Loop, Module, Statement } from '../syntax/tree.ts';

export interface Startup {
  readonly hosts: ReadonlyMap<string, Host>;
  /** By host, in order. */
  readonly registrations: ReadonlyMap<string, readonly Registration[]>;
  /** Where a program waits until the plugins that were registered before are there: after how many registrations, in which plugin. */
  readonly settled: readonly { readonly order: number; readonly within?: Registration }[];
}

/** A function that was stepped into this often and registered nothing won't the next time. */
const MAX_FRUITLESS = 20;

/** Calls that are stepped into, in all; real programs make a few thousand while starting. */
const MAX_STEPS = 60_000;

/** Activations of one function inside each other; those that call themselves twice would double with each. */
const MAX_RECURSION = 3;

/**
 * Runs a program's start-up symbolically: every module's top level once, in load order, stepping into the project's own functions,
 * constructors and callbacks, and notes what is registered with the frameworks. Handlers are not run.
 */
export function runStartup(evaluator: Evaluator, frameworks: readonly FrameworkModel[], modules: readonly Module[], decorations: Decorations): Startup {
  const models = frameworks.filter(registersByCalls);
  const names = registrationNames(models);
  const wrappers = models.flatMap((model) => model.routing.calls.scopes?.plugins.unscoped ?? []);
  const { hosts, read, launched } = createRegistrationReader(evaluator, models, names, createCompounds(evaluator, frameworks), decorations);
  const registrations = new Map<string, Registration[]>();
  const started = new Set<string>();
  const fruitless = new Map<FunctionNode, number>();
  let registered = 0;
  const entered = new Set<string>();
  const walked = new Set<FunctionNode>();
  const running: FunctionNode[] = [];
  const mayRegister = createMayRegister(evaluator, models, names, 'counts');
  const settled: { order: number; within?: Registration }[] = [];
  let within: Registration | undefined;
  let steps = 0;

  function start(module: Module): void {
    if (started.has(module.file) || !relevant.has(module.file)) return;
    started.add(module.file);
    for (const { specifier, typeOnly } of module.imports) if (!typeOnly) startImported(module, specifier);
    walk(module.functions[0]?.body ?? [], evaluator.frames.top(module), false);
  }

  function startImported(module: Module, specifier: string): void {
    const resolution = evaluator.program.resolve(module.file, specifier);
    const target = resolution.kind === 'file' ? evaluator.program.module(resolution.path) : undefined;
    if (target) start(target);
  }

  function walk(body: readonly Statement[], frame: Frame, conditional: boolean): void {
    for (const statement of body) walkStatement(statement, frame, conditional);
  }

  function walkStatement(statement: Statement, frame: Frame, conditional: boolean): void {
    switch (statement.kind) {
      case 'expression':
      case 'throw': return look(statement.value, frame, conditional);
      case 'return': return statement.value ? look(statement.value, frame, conditional) : undefined;
      case 'declare': return statement.values.forEach((value) => look(value, frame, conditional));
      case 'block': return walk(statement.body, frame, conditional);
      case 'if': {
        look(statement.test, frame, conditional);
        const decided = decidedBy(evaluator, statement.test, frame); // `if (process.env.NODE_ENV === 'production')`
        walk(statement.then, frame, conditional || decided !== true);
        return walk(statement.otherwise, frame, conditional || decided !== false);
      }
      case 'loop': return walkLoop(statement, frame, conditional);
      case 'try':
        walk(statement.block, frame, conditional);
        if (statement.handler) walk(statement.handler.body, frame, true);
        return walk(statement.finalizer, frame, conditional);
      case 'switch':
        look(statement.value, frame, conditional);
        return statement.cases.forEach((one) => walk(one.body, frame, true));
      case 'break':
      case 'continue': return;
    }
  }

  function walkLoop(loop: Loop, frame: Frame, conditional: boolean): void {
    for (const expression of loop.head) look(expression, frame, conditional);
    if (loop.iterated) look(loop.iterated, frame, conditional);
    const [list] = loop.iterated ? evaluator.evaluate(loop.iterated, frame) : [];
    if (loop.form === 'in' && list?.kind === 'object' && list.node.properties.every((property) => !('kind' in property))) return walkKeys(loop, list, frame, conditional);
    if (loop.form !== 'of' || list?.kind !== 'array' || list.elements.length === 0) return walk(loop.body, frame, true);
    list.elements.forEach((element, index) => {
      const values = new Map(loop.bindings.flatMap((id) => {
        const binding = frame.module.bindings[id];
        const definition = binding?.definitions[0];
        if (!binding || definition?.kind !== 'element') return [];
        return [[binding, followPath(evaluator.argument(element), definition.path)] as const];
      }));
      walk(loop.body, evaluator.frames.pass(frame, loop, index, values), conditional);
    });
  }

  /** `for (const name in routers) app.use(name, routers[name])`, once for each name that is written. */
  function walkKeys(loop: Loop, { node }: ObjectValue, frame: Frame, conditional: boolean): void {
    const [binding] = loop.bindings.map((id) => frame.module.bindings[id]);
    node.properties.forEach((property, index) => {
      if ('kind' in property || property.key === undefined) return;
      const key: Value = { kind: 'literal', value: property.key };
      const values = new Map(binding ? [[binding, [key]]] : []);
      walk(loop.body, evaluator.frames.pass(frame, loop, index, values), conditional);
    });
  }

  function followPath(values: readonly Value[], path: readonly (string | number)[]): readonly Value[] {
    return path.reduce((current, step) => current.flatMap((value) => evaluator.member(value, String(step))), values);
  }

  function look(node: Expression, frame: Frame, conditional: boolean): void {
    if (node.kind === 'call') return lookAtCall(node, frame, conditional);
    if (node.kind === 'import' && node.specifier !== undefined) return startImported(frame.module, node.specifier);
    if (node.kind === 'await') {
      look(node.value, frame, conditional);
      if (waitsForHost(node.value, frame)) settle();
      return;
    }
    const branches = node.kind === 'conditional' || (node.kind === 'binary' && (node.operator === '&&' || node.operator === '||'));
    for (const part of partsOf(node)) look(part, frame, conditional || branches);
  }

  /** What is called while a program starts seldom changes while its functions are edited. */
  function steadyValues(node: Expression, frame: Frame): readonly Value[] {
    return evaluator.recall.steadily(() => evaluator.evaluate(node, frame), areSame);
  }

  function lookAtCall(node: Call, frame: Frame, conditional: boolean): void {
    look(node.callee, frame, conditional);
    const required = node.callee.kind === 'name' && node.callee.name === 'require' ? node.args[0] : undefined;
    if (required?.kind === 'literal' && typeof required.value === 'string') return startImported(frame.module, required.value);
    for (const argument of node.args) look(argument, frame, conditional);
    const callees = steadyValues(node.callee, frame);
    if (register(node, callees, frame, conditional)) return;
    for (const callee of callees) step(callee, node, frame, conditional);
  }

  function step(callee: Value, node: Call, frame: Frame, conditional: boolean): void {
    if (callee.kind === 'function' && !node.isNew) {
      if (mayRegister(callee.frame.module, callee.fn)) enter(evaluator.callFrame(callee, node, frame), conditional);
      return callBack(node, frame, conditional);
    }
    if (node.isNew && (callee.kind === 'class' || callee.kind === 'function')) return construct(node, frame, conditional);
    if (callee.kind === 'builtin' && callee.of.kind === 'array') return eachElement(callee.of, node, frame, conditional);
    if (callee.kind === 'builtin' && callee.of.kind === 'function' && callee.name !== 'bind') {
      const [, list] = callee.name === 'apply' && node.args[1] ? [undefined, evaluator.evaluate(node.args[1], frame)[0]] : [];
      const args = list?.kind === 'array' ? list.elements : argumentsOf(evaluator, node, frame).slice(1);
      return enter(evaluator.frames.enter(callee.of, args, siteKey(node, frame), frame.depth), conditional);
    }
    if (!isPluginWrapper(callee)) callBack(node, frame, conditional);
  }

  /** What wraps a plugin doesn't call it: who registers it does. */
  function isPluginWrapper(callee: Value): boolean {
    const call: Value | undefined = callee.kind === 'api' ? { kind: 'api', of: callee, step: 'call', name: '' } : undefined;
    return call?.kind === 'api' && wrappers.some((path) => matches(path, call));
  }

  function enter(frame: Frame | undefined, conditional: boolean): void {
    if (!frame || entered.has(activationKey(frame)) || steps++ > MAX_STEPS) return;
    const misses = fruitless.get(frame.fn) ?? 0;
    if (misses > MAX_FRUITLESS || running.filter((fn) => fn === frame.fn).length >= MAX_RECURSION) return;
    entered.add(activationKey(frame));
    walked.add(frame.fn);
    const before = registered;
    running.push(frame.fn);
    walk(frame.fn.body, frame, conditional);
    running.pop();
    fruitless.set(frame.fn, registered === before ? misses + 1 : 0);
  }

  function construct(node: Call, frame: Frame, conditional: boolean): void {
    for (const value of steadyValues(node, frame)) {
      if (value.kind === 'instance') constructInstance(value, conditional);
    }
  }

  function constructInstance(value: InstanceValue, conditional: boolean): void {
    const { of } = value;
    if (of.kind === 'function') return enter(evaluator.frames.enter({ ...of, self: value }, value.args, value.key, value.depth), conditional);
    initialise(value, of, conditional);
    enter(constructorFrame(evaluator, value, of), conditional);
  }

  /** What fields begin with may make more of the same class. */
  function initialise(value: InstanceValue, { node, frame }: ClassValue, conditional: boolean): void {
    const fields = frame.module.functions[node.fieldsFn];
    const home = fields && evaluator.frames.enter({ kind: 'function', fn: fields, frame, self: value }, undefined, value.key, value.depth);
    if (!home || running.filter((fn) => fn === fields).length >= MAX_RECURSION) return;
    running.push(fields);
    for (const member of node.members) if (!member.isStatic && member.value && member.value.kind !== 'function') look(member.value, home, conditional);
    running.pop();
  }

  /** `routes.forEach((route) => app.use(route.path, route.router))`, once for each element that is known. */
  function eachElement(list: ArrayValue, node: Call, frame: Frame, conditional: boolean): void {
    const callbacks = node.args[0] ? evaluator.evaluate(node.args[0], frame) : [];
    for (const callback of callbacks) {
      if (callback.kind !== 'function') continue;
      list.elements.forEach((element, index) => enter(evaluator.frames.enter(callback, [element], `${frame.id}:${node.start}[${index}]`, frame.depth), conditional));
    }
  }

  /** Functions handed to something that is not known to call them are taken to be called: `connect().then(start)`. */
  function callBack(node: Call, frame: Frame, conditional: boolean): void {
    const { callee } = node;
    for (const argument of node.args) {
      if (argument.kind !== 'function' && argument.kind !== 'name' && argument.kind !== 'member') continue;
      for (const value of steadyValues(argument, frame)) {
        if (value.kind !== 'function' || !mayRegister(value.frame.module, value.fn)) continue;
        const resolved = callee.kind === 'member' && callee.name === 'then' ? [{ expression: callee.object, frame }] : undefined;
        const inner = resolved || argument.kind !== 'function' ? evaluator.frames.enter(value, resolved, siteKey(node, frame), frame.depth) : evaluator.frames.inside(frame, value.fn.id);
        enter(inner, conditional);
      }
    }
  }

  function register(node: Call, callees: readonly Value[], frame: Frame, conditional: boolean): boolean {
    const found = read(node, callees, frame, { conditional, order: registered, ...(within && { within }) });
    if (!found) return false;
    const placed = found.map((one) => ({ ...one, order: registered++ }));
    for (const registration of placed) {
      const list = registrations.get(registration.host.key) ?? [];
      list.push(registration);
      registrations.set(registration.host.key, list);
    }
    for (const registration of placed) enterPlugin(registration);
    return true;
  }

  /** A plugin runs with the instance that it gets; what it registers there is its own. */
  function enterPlugin(registration: Registration): void {
    const { plugin, host, conditional } = registration;
    if (!plugin?.fn) return;
    const { fn, instance, child, options, key } = plugin;
    start(fn.frame.module);
    const outer = within;
    within = registration;
    enter(evaluator.frames.enter(fn, [{ values: [instance] }, options], key, fn.frame.depth), conditional && child === host);
    within = outer;
  }

  /** Whether a promise is one that a framework's instance gave, or some of which are. */
  function waitsForHost(node: Expression, frame: Frame): boolean {
    if (node.kind === 'array') return node.elements.some((one) => waitsForHost(one, frame));
    if (node.kind !== 'call') return false;
    return evaluator.evaluate(node, frame).some((value) => value.kind === 'api' && hostOfValue(value, frame, hosts) !== undefined) || node.args.some((one) => one.kind === 'array' && waitsForHost(one, frame));
  }

  function settle(): void {
    settled.push({ order: registered, ...(within && { within }) });
  }

  const relevant = modulesThatReach(evaluator, modules, new Set(models.flatMap((model) => model.packages)));
  const imported = new Set(modules.flatMap((module) => [...module.imports.map(({ specifier }) => specifier), ...module.requires.map((one) => one.specifier)].flatMap((specifier) => {
    const resolution = evaluator.program.resolve(module.file, specifier);
    return resolution.kind === 'file' && resolution.path !== module.file ? [resolution.path] : [];
  })));
  for (const module of modules) if (!imported.has(module.file)) start(module);
  for (const module of modules) start(module); // what only cycles import
  for (const { fn, instance } of launched(modules)) {
    start(fn.frame.module);
    enter(evaluator.frames.enter(fn, [{ values: [instance] }, { values: [] }], 'launched', fn.frame.depth), false);
  }
  startUncalled();

  /** Functions that nobody is seen to call, and that make an application or are given one: `export default (app: Application) => { app.get(…) }`. */
  function startUncalled(): void {
    const registers = createMayRegister(evaluator, models, names, 'is nothing');
    for (const module of modules) {
      for (const fn of module.functions) {
        if (fn.parent !== 0 || walked.has(fn) || !relevant.has(module.file)) continue;
        const frame = registers(module, fn) ? evaluator.frames.generic(module, fn.id) : undefined;
        if (frame) enter(frame, false);
      }
    }
  }

  return { hosts, registrations, settled };
}

/** The functions that frameworks are given as handlers, and those inside what they are given: `wrap(async (req, res) => …)`. */
export function registeredFunctions({ registrations }: Startup): ReadonlySet<FunctionNode> {
  const handlers = [...registrations.values()].flat().flatMap((registration) => registration.handlers);
  const plugins = [...registrations.values()].flat().flatMap(({ plugin }) => plugin?.fn?.fn ?? []);
  return new Set([...plugins, ...handlers.flatMap(({ values, expression, frame }) => [
    ...values.flatMap((value) => (value.kind === 'function' ? [value.fn] : [])),
    ...(expression.kind === 'call' ? expression.args : []).flatMap((argument) => (argument.kind === 'function' ? frame.module.functions[argument.id] ?? [] : [])),
  ])]);
}
