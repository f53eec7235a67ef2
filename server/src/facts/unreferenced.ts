import type { Evaluator } from '../semantic/evaluate.ts';
import type { ApiValue, ClassValue, Frame, Value } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { ClassNode, Expression, FunctionNode, Module } from '../syntax/tree.ts';
import { callsOf } from './calls.ts';
import type { CollectInput } from './collect-input.ts';
import { exportedNameOf } from './exports.ts';
import { mentionsIn, type Mention } from './mentions.ts';
import { once, onceForEach } from './once.ts';

/** A function of an application's own, by whose name others can call it. */
interface Named {
  readonly module: Module;
  readonly fn: FunctionNode;
  readonly name: string;
  readonly cls?: ClassNode;
}

type Reference = Exclude<Mention, { readonly kind: 'text' | 'else' }>;

interface ImportGraph {
  isImported(file: string): boolean;
  /** Whether `export *` hands on what a file exports. */
  isExportedAsWhole(file: string): boolean;
  /** The modules that may be given what a file makes: those that lead to it, and what these lead to. */
  around(file: string): readonly Module[];
}

/** Methods of functions that call them. */
const CALLING = new Set(['call', 'apply', 'bind']);

/** The activations in which a function is known to run, by its file. */
type Activations = (file: string) => readonly Frame[];

/** Values that may be anything; packages hand over what they were given. */
function isOpen(value: Value): boolean {
  if (value.kind !== 'api') return value.kind === 'unknown' || value.kind === 'parameter';
  for (let at: ApiValue | undefined = value; at; at = at.of) if (at.step === 'callback' || at.step === 'typed') return true;
  return false;
}

/**
 * Says of code whether it is proven that nothing runs it: nothing in a started application refers to the function that it stands in,
 * or only what nothing runs either. What packages may call by its name, and what can't be followed, counts as run.
 */
export function createUnreferenced(input: CollectInput, activations: Activations): (frame: Frame) => boolean {
  const { evaluator, modules, mounts, source } = input;
  const { project } = evaluator.program;
  const applications = once(() => new Set(mounts.map(({ registration }) => project.packageRoot(registration.frame.module.file))));
  const graph = once(() => importGraph(evaluator, modules));
  const computedCalls = onceForEach(computedCallsIn);
  const answers = new Map<FunctionNode, boolean>();
  const pending = new Set<FunctionNode>();

  function isUnreferenced({ module, fn }: Frame): boolean {
    const outer = outermost(module, fn);
    const known = answers.get(outer);
    if (known !== undefined || pending.has(outer)) return known ?? true; // what only those call that it calls isn't run
    pending.add(outer);
    const named = applications().has(project.packageRoot(module.file)) ? namedOf(input, module, outer) : undefined;
    const isReached = activations(module.file).some((one) => one.fn === outer);
    const answer = named !== undefined && !isReached && graph().isImported(module.file) && !graph().isExportedAsWhole(module.file) && !isHandedOut(named)
      && !graph().around(module.file).some((one) => isReferredToIn(one, named));
    pending.delete(outer);
    if (!answer || pending.size === 0) answers.set(outer, answer);
    return answer;
  }

  /** What another module exports as well may be for others than the project: a library's users. */
  function isHandedOut({ module, fn, cls }: Named): boolean {
    return graph().around(module.file).some((one) => one !== module && one.exports.size > 0 && exportedNameOf(evaluator, one, cls ?? fn) !== undefined);
  }

  function isReferredToIn(module: Module, named: Named): boolean {
    return mentionsIn(source, module, named.name).some((mention) => {
      switch (mention.kind) {
        case 'else': return true;
        case 'text': return graph().around(named.module.file).flatMap(computedCalls).some(({ node, frame }) => [frame, ...activationsOf(frame)].some((one) => evaluator.evaluate(node, one).some((value) => isHolder(value, named))));
        default: return isReference(mention, module, named);
      }
    });
  }

  function isReference(mention: Reference, module: Module, named: Named): boolean {
    const frame = evaluator.frames.generic(module, mention.fn.id);
    if (!frame) return true;
    return mayRefer(mention, frame, named) && (mention.fn.form === 'module' || !isUnreferenced(frame));
  }

  function mayRefer(mention: Reference, frame: Frame, named: Named): boolean {
    if (mention.kind === 'binding') return mayBe(named, mention.binding, frame, isFunction);
    const { node } = mention;
    if (node.kind === 'member') return mayBe(named, node.object, frame, isHolder);
    // What else is called so was given the function by another mention of it.
    const binding = node.kind === 'name' ? findBinding(frame.module, node.scope, node.name) : undefined;
    const isGiven = binding?.definitions.every(({ kind }) => kind !== 'import') === true && (frame.module !== named.module || binding !== named.module.bindings[named.fn.owner ?? -1]);
    return binding !== undefined && !isGiven && mayBe(named, node, frame, isFunction);
  }

  /** Whether something may be what is meant: as any caller sees it, or, where that may be anything, in the activations that are known. */
  function mayBe(named: Named, node: Expression | Module['bindings'][number], frame: Frame, is: (value: Value, named: Named) => boolean): boolean {
    const valuesIn = (one: Frame) => ('definitions' in node ? evaluator.binding(node, one) : evaluator.evaluate(node, one));
    const values = valuesIn(frame);
    if (values.some((value) => is(value, named))) return true;
    if (!values.some(isOpen)) return false;
    const known = activationsOf(frame).map(valuesIn);
    return known.length === 0 || known.some((one) => one.some((value) => isOpen(value) || is(value, named)));
  }

  function activationsOf({ module, fn }: Frame): readonly Frame[] {
    return activations(module.file).filter((one) => one.fn === fn);
  }

  /** `handlers[name]` where it is called: `handlers[name]()`, `handlers[name].call(handlers)`. */
  function computedCallsIn(module: Module): readonly { readonly node: Expression; readonly frame: Frame }[] {
    return module.functions.flatMap((fn) => {
      const frame = evaluator.frames.generic(module, fn.id);
      return frame ? callsOf(fn).flatMap(({ node: { callee } }) => {
        const called = callee.kind === 'member' && CALLING.has(callee.name) ? callee.object : callee;
        return called.kind === 'index' ? [{ node: called.object, frame }] : [];
      }) : [];
    });
  }

  function isFunction(value: Value, { fn }: Named): boolean {
    return value.kind === 'function' && value.fn === fn;
  }

  /** What the function is a member of, or what inherits it or is inherited from. */
  function isHolder(value: Value, named: Named): boolean {
    if (evaluator.member(value, named.name).some((member) => isFunction(member, named))) return true;
    const of = value.kind === 'instance' ? value.of : value;
    return named.cls !== undefined && of.kind === 'class' && ancestorsOf(evaluator, { kind: 'class', node: named.cls, frame: evaluator.frames.top(named.module) }).some(({ node }) => node === of.node);
  }

  return isUnreferenced;
}

function outermost(module: Module, fn: FunctionNode): FunctionNode {
  let outer = fn;
  while (outer.parent > 0 && outer.classId === undefined) outer = module.functions[outer.parent] ?? outer;
  return outer;
}

/** A function that has no callers but those who say its name: no package knows it. */
function namedOf({ evaluator }: CollectInput, module: Module, fn: FunctionNode): Named | undefined {
  if (fn.classId !== undefined) {
    const cls = module.classes[fn.classId];
    const isOwn = cls?.fn === 0 && fn.form === 'method' && isPlain(evaluator, { kind: 'class', node: cls, frame: evaluator.frames.top(module) });
    return isOwn && fn.name !== undefined ? { module, fn, name: fn.name, cls } : undefined;
  }
  const name = fn.parent === 0 ? exportedNameOf(evaluator, module, fn) : undefined;
  const own = fn.owner === undefined ? name : module.bindings[fn.owner]?.name;
  return name !== undefined && name === own && name !== '=' && name !== 'default' ? { module, fn, name } : undefined;
}

/** A class that is only what the project makes of it: nothing decorates it, and no package has a say in what it can do. */
function isPlain(evaluator: Evaluator, cls: ClassValue): boolean {
  return ancestorsOf(evaluator, cls).every(({ node, frame }) => {
    const parents = node.extends ? evaluator.evaluate(node.extends, frame) : [];
    return [node.decorators, ...node.members.map(({ decorators = [] }) => decorators)].every(({ length }) => length === 0) && !node.isImplementing && parents.every(({ kind }) => kind === 'class');
  });
}

function ancestorsOf(evaluator: Evaluator, cls: ClassValue): readonly ClassValue[] {
  const found: ClassValue[] = [];
  for (let at: ClassValue | undefined = cls; at && !found.includes(at) && found.length < 8;) {
    found.push(at);
    at = at.node.extends ? evaluator.evaluate(at.node.extends, at.frame).find((value) => value.kind === 'class') : undefined;
  }
  return found;
}

/** Who imports whom, by relative paths and packages of the project. */
function importGraph({ program }: Evaluator, modules: readonly Module[]): ImportGraph {
  const byFile = new Map(modules.map((module) => [module.file, module]));
  const filesOf = (file: string, specifiers: readonly string[]) => specifiers.flatMap((specifier) => {
    const resolution = program.resolve(file, specifier);
    return resolution.kind === 'file' && resolution.path !== file ? [resolution.path] : [];
  });
  const imports = new Map(modules.map((module) => [module.file, filesOf(module.file, [...module.imports, ...module.requires].map(({ specifier }) => specifier))]));
  const importers = new Map<string, string[]>();
  for (const [file, targets] of imports) for (const target of targets) importers.set(target, [...(importers.get(target) ?? []), file]);
  return {
    isImported: (file) => importers.has(file),
    isExportedAsWhole: (file) => (importers.get(file) ?? []).some((importer) => filesOf(importer, byFile.get(importer)?.starExports ?? []).includes(file)),
    around: onceForEach((file) => [...reachable(reachable([file], importers), imports)].flatMap((one) => byFile.get(one) ?? [])),
  };
}

function reachable(from: Iterable<string>, edges: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set(from);
  for (const file of found) for (const next of edges.get(file) ?? []) found.add(next);
  return found;
}
