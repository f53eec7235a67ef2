import type { FrameworkModel } from '../frameworks/model.ts';
import { matches, rootsOf, type ApiPath } from '../semantic/api-path.ts';
import { UNSEEN_EVENTS } from '../frameworks/vocabulary/endings.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { keptWith } from '../semantic/kept-by.ts';
import { eachExpressionOf, eachStatement } from '../semantic/returns.ts';
import { GLOBALS, type Value } from '../semantic/values.ts';
import type { Expression, FunctionNode, Module } from '../syntax/tree.ts';
import { callsOf } from './calls.ts';
import { importsOneOf } from './imported-packages.ts';
import { createReach, type Reach } from './reach.ts';
import type { Startup } from './startup.ts';

const EVENTS = UNSEEN_EVENTS.rejection;
const LISTENING = new Set(['on', 'once', 'addListener', 'prependListener']);

/** What the listeners for an event do: one goes on, or ends the process by itself, or throws to the next event. */
type Listener = 'goes on' | 'ends' | 'throws';
type Listeners = ReadonlyMap<string, ReadonlySet<Listener>>;

interface ProcessTools {
  readonly evaluator: Evaluator;
  readonly frameworks: readonly FrameworkModel[];
  readonly modules: readonly Module[];
  readonly startup: Startup;
}

/**
 * Says of a file whether its application listens for unhandled rejections, or for other events of the kind: with a listener Node doesn't end the process. A listener that
 * ends it by itself (`process.exit`, `throw`) is none. Packages may listen too.
 */
export function survivorsIn({ evaluator, frameworks, modules, startup }: ProcessTools, events: readonly string[] = EVENTS): (file: string) => boolean {
  const { project } = evaluator.program;
  const servers = events.includes(EVENTS[0]) ? frameworks.flatMap(({ hearsRejections, packages }) => (hearsRejections?.asServer ? packages : [])) : [];
  let roots: ReadonlySet<string> | undefined;
  let served: ReadonlySet<string> | undefined;
  return (file) => {
    roots ??= new Set([...listenersByRoot(evaluator, frameworks, modules)].flatMap(([root, listeners]) => (goesOn(listeners, events) ? [root] : [])));
    served ??= new Set([...startup.registrations.values()].flat().flatMap(({ kind, frame }) => (kind === 'listen' ? [project.packageRoot(frame.module.file)] : [])));
    const own = project.packageRoot(file);
    if (roots.has(own) || (!served.has(own) && servers.some((server) => project.dependsOn(file, server)))) return true;
    // A package of a workspace runs in the process of the application that depends on it.
    const name = packageName(project.text(`${own}/package.json`));
    return name !== undefined && [...roots].some((root) => project.dependsOn(`${root}/package.json`, name));
  };
}

function listenersByRoot(evaluator: Evaluator, frameworks: readonly FrameworkModel[], modules: readonly Module[]): ReadonlyMap<string, Listeners> {
  const { project } = evaluator.program;
  const ofModule = listenersOfModule(evaluator, frameworks);
  const roots = new Map<string, Map<string, Set<Listener>>>();
  for (const module of modules) {
    const own = ofModule(module);
    if (!own) continue;
    const root = project.packageRoot(module.file);
    const listeners = roots.get(root) ?? new Map<string, Set<Listener>>();
    roots.set(root, listeners);
    if (own.hears) listeners.set(EVENTS[0], new Set<Listener>(['goes on']));
    for (const [event, listener] of own.listeners) listeners.set(event, (listeners.get(event) ?? new Set<Listener>()).add(listener));
  }
  return roots;
}

/** What a module does about the events: whether a package that it calls hears of rejections, and its own listeners; `undefined` where it speaks of none. */
const listenersOfModule = keptWith((evaluator: Evaluator, frameworks: readonly FrameworkModel[]) => {
  const hearing = frameworks.flatMap(({ hearsRejections }) => hearsRejections?.calls ?? []);
  const packages = hearing.flatMap(rootsOf);
  const reach = createReach(evaluator, () => false);
  return (module: Module) => {
    const mayHear = importsOneOf(module, packages);
    const text = evaluator.program.project.text(module.file);
    if (!mayHear && !EVENTS.some((event) => text?.includes(event))) return undefined;
    return { hears: mayHear && hears(evaluator, hearing, module), listeners: listenersIn(evaluator, reach, module) };
  };
});

/** Whether a module makes a call with which a package begins to listen. */
function hears(evaluator: Evaluator, hearing: readonly ApiPath[], module: Module): boolean {
  return module.functions.some((fn) => {
    const frame = evaluator.frames.generic(module, fn.id);
    return frame !== undefined && callsOf(fn).some(({ node }) => evaluator.evaluate(node.callee, frame).some((value) => value.kind === 'api' && hearing.some((path) => matches(path, value))));
  });
}

function goesOn(listeners: Listeners, events: readonly string[]): boolean {
  for (const event of events) {
    const own = listeners.get(event);
    if (own?.has('goes on')) return true;
    if (own?.has('ends')) return false;
  }
  return false;
}

function packageName(manifest: string | undefined): string | undefined {
  return /"name"\s*:\s*"([^"]+)"/.exec(manifest ?? '')?.[1];
}

function listenersIn(evaluator: Evaluator, reach: Reach, module: Module): readonly (readonly [event: string, listener: Listener])[] {
  const found: (readonly [string, Listener])[] = [];
  for (const fn of module.functions) {
    const frame = evaluator.frames.generic(module, fn.id);
    eachExpressionOf(fn.body, (node) => {
      if (!frame || node.kind !== 'call' || node.callee.kind !== 'member' || !LISTENING.has(node.callee.name)) return;
      const [event, listener] = node.args;
      const name = EVENTS.find((one) => event?.kind === 'literal' && event.value === one);
      if (name && isProcess(evaluator.evaluate(node.callee.object, frame))) found.push([name, listener ? verdictOf(evaluator.evaluate(listener, frame), reach) : 'goes on']);
    });
  }
  return found;
}

function verdictOf(listeners: readonly Value[], reach: Reach): Listener {
  const called = listeners.flatMap((value) => (value.kind === 'function' ? reach.reachedFrom(value) : []));
  if (called.some(({ fn }) => endsProcess(calleesIn(fn)))) return 'ends';
  return called.some(({ fn }) => throws(fn)) ? 'throws' : 'goes on';
}

function isProcess(values: readonly Value[]): boolean {
  return values.some((value) => value.kind === 'api' && ((value.step === 'member' && value.name === 'process' && value.of?.name === GLOBALS) || (value.step === 'root' && value.name === 'node:process')));
}

function throws({ body }: FunctionNode): boolean {
  let found = false;
  eachStatement(body, ({ kind }) => {
    found ||= kind === 'throw';
  });
  return found;
}

function calleesIn({ body }: FunctionNode): readonly Expression[] {
  const found: Expression[] = [];
  eachExpressionOf(body, (node) => {
    if (node.kind === 'call') found.push(node.callee);
  });
  return found;
}

function endsProcess(callees: readonly Expression[]): boolean {
  return callees.some((callee) => callee.kind === 'member' && (callee.name === 'exit' || callee.name === 'abort' || callee.name === 'kill') && callee.object.kind === 'name' && callee.object.name === 'process');
}
