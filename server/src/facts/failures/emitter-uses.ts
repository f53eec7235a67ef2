import type { FrameworkModel } from '../../frameworks/model.ts';
import { matches, type ApiPath } from '../../semantic/api-path.ts';
import type { Evaluator } from '../../semantic/evaluate.ts';
import { GLOBALS, type Frame, type Value } from '../../semantic/values.ts';
import type { Binding, Call, Expression, FunctionNode, Member, Module } from '../../syntax/tree.ts';
import { isListening } from './callers.ts';
import { functionAround, surroundingsOf, type Parent } from './surroundings.ts';

/** What is done with something that emits, wherever it goes. */
export interface EmitterUse {
  /** Somebody listens for its errors, or may: it goes where nobody can follow it. */
  readonly isHeard: boolean;
  /** Somebody listens for other events. */
  readonly isListenedTo: boolean;
  /** Anything is done with it at all. */
  readonly isUsed: boolean;
  /** The word `pipe`, where it is piped or piped into. */
  readonly pipe?: { readonly callee: Member; readonly module: Module };
}

export interface EmitterUses {
  /** Of what a call makes. */
  ofMade(node: Expression, frame: Frame): EmitterUse;
  /** Of a parameter. */
  ofParameter(binding: Binding, module: Module): EmitterUse;
}

/** Functions that something is handed on to, one by the other, at most. */
const MAX_DEPTH = 5;

const COLLECTING = new Set(['add', 'set', 'push', 'unshift', 'delete', 'has', 'get', 'includes', 'indexOf']);

interface Walk {
  isHeard: boolean;
  isListenedTo: boolean;
  isUsed: boolean;
  pipe?: EmitterUse['pipe'];
  readonly seen: Set<object>;
  depth: number;
}

/** Follows what emits through names, fields, exports and the project's own functions. */
export function createEmitterUses(evaluator: Evaluator, frameworks: readonly FrameworkModel[], modules: readonly Module[], text: (file: string) => string): EmitterUses {
  const leaving: readonly ApiPath[] = frameworks.flatMap(({ events }) => events?.leave ?? []);

  function follow(node: Expression, module: Module, walk: Walk): void {
    if (walk.isHeard || walk.seen.has(node)) return;
    walk.seen.add(node);
    const parent = surroundingsOf(module).parentOf(node);
    if (!parent) return followUnplaced(node, module, walk);
    if (parent.in === 'statement') return followStatement(node, parent, module, walk);
    const outer = parent.node;
    switch (outer.kind) {
      case 'member': return outer.object === node ? followMember(outer, module, walk) : undefined;
      case 'await': return follow(outer, module, walk);
      case 'call': return outer.callee === node ? undefined : followArgument(node, outer, module, walk);
      case 'assign': return outer.value === node ? followAssigned(outer.target, module, walk) : undefined;
      case 'object': return followProperty(node, outer, module, walk);
      case 'unary':
      case 'template':
      case 'index': return;
      case 'binary':
        if (['==', '===', '!=', '!==', 'instanceof', 'in'].includes(outer.operator) || (outer.operator === '&&' && outer.left === node)) return;
        break;
      case 'conditional': if (outer.test === node) return;
    }
    walk.isHeard = true;
  }

  function followStatement(node: Expression, { node: statement }: Parent & { in: 'statement' }, module: Module, walk: Walk): void {
    switch (statement.kind) {
      case 'expression':
      case 'if':
      case 'switch': return;
      case 'declare': return followDeclared(node, module, walk);
      case 'loop': if (!statement.awaits) return;
    }
    walk.isHeard = true; // returned, thrown, or iterated with `for await`, which throws what fails
  }

  /** What stands outside of statements: a field's first value, a default export. */
  function followUnplaced(node: Expression, module: Module, walk: Walk): void {
    const field = module.classes.flatMap(({ members }) => members).find(({ value }) => value === node);
    if (field) return followField(field.name, module, walk);
    const exported = [...module.exports].find(([, all]) => all.some((one) => one.kind === 'value' && one.value === node));
    if (exported) return followExported(exported[0], module, walk);
    walk.isHeard = true;
  }

  function followDeclared(node: Expression, module: Module, walk: Walk): void {
    for (const binding of module.bindings) {
      for (const definition of binding.definitions) if (definition.kind === 'value' && definition.value === node && definition.path.length === 0) followBinding(binding, module, walk);
    }
  }

  function followBinding(binding: Binding, module: Module, walk: Walk): void {
    if (walk.seen.has(binding)) return;
    walk.seen.add(binding);
    for (const use of surroundingsOf(module).usesOf(binding)) {
      walk.isUsed = true;
      follow(use, module, walk);
    }
    for (const [name, all] of module.exports) {
      const isIt = binding.scope === 0 && all.some((one) => (one.kind === 'binding' && one.name === binding.name) || (one.kind === 'value' && one.value.kind === 'name' && one.value.name === binding.name));
      if (isIt) followExported(name, module, walk);
    }
  }

  function followMember(member: Member, module: Module, walk: Walk): void {
    const parent = surroundingsOf(module).parentOf(member);
    if (parent?.in !== 'expression') return;
    const { node } = parent;
    if (node.kind === 'assign' && node.target === member && member.name === 'onerror') walk.isHeard = true;
    if (node.kind !== 'call' || node.callee !== member) return;
    if (isListening(member.name) || member.name === 'addEventListener') {
      const [event] = node.args;
      // A name that is computed may be any.
      if (event?.kind !== 'literal' || event.value === 'error') {
        walk.isHeard = true;
        return;
      }
      walk.isListenedTo = true;
      if (endsWithIt(event, node, module)) walk.isHeard = true;
      return follow(node, module, walk);
    }
    if (member.name === 'pipe') {
      walk.pipe ??= { callee: member, module };
      return;
    }
    followGiven(node, module, walk);
  }

  /** A program that only runs another one ends when that does, and as well when it can't run it. */
  function endsWithIt(event: Expression, { args: [, listener] }: Call, { file }: Module): boolean {
    if (event.kind !== 'literal' || (event.value !== 'exit' && event.value !== 'close') || listener?.kind !== 'function') return false;
    return text(file).slice(listener.start, listener.end).includes('process.exit(');
  }

  /** A method may give the emitter itself, or anything: `server.listen(80).on('error', …)`. Only a listener counts then. */
  function followGiven(node: Call, module: Module, walk: Walk): void {
    const inner: Walk = { ...walk, isHeard: false, seen: walk.seen };
    const parent = surroundingsOf(module).parentOf(node);
    const isKept = parent?.in === 'statement' ? parent.node.kind === 'declare' : parent?.node.kind === 'member';
    if (!isKept) return;
    follow(node, module, inner);
    walk.isHeard ||= inner.isHeard;
    walk.isListenedTo ||= inner.isListenedTo;
  }

  function followArgument(node: Expression, call: Call, module: Module, walk: Walk): void {
    const { callee } = call;
    if (callee.kind === 'member' && callee.name === 'pipe') {
      walk.pipe ??= { callee, module };
      return follow(call, module, walk); // the call gives what is piped into
    }
    const frame = frameAt(module, call);
    const values = frame ? evaluator.evaluate(callee, frame) : [];
    if (values.length > 0 && values.every((value) => value.kind === 'api' && leaving.some((path) => matches(path, value)))) return;
    if (callee.kind === 'member' && COLLECTING.has(callee.name) && frame && isCollection(evaluator.evaluate(callee.object, frame))) return;
    const isOwn = values.length > 0 && values.every((value) => value.kind === 'function');
    const index = call.args.indexOf(node);
    if (!isOwn || call.isNew || walk.depth >= MAX_DEPTH || call.args.slice(0, index).some(({ kind }) => kind === 'spread')) {
      walk.isHeard = true; // by whoever it is given to, perhaps
      return;
    }
    walk.depth++;
    for (const value of values) if (value.kind === 'function') followParameter(value.fn, index, value.frame.module, walk);
    walk.depth--;
  }

  function followParameter(fn: FunctionNode, index: number, module: Module, walk: Walk): void {
    const parameter = fn.parameters[index];
    if (!parameter) {
      walk.isHeard ||= fn.parameters.some(({ rest }) => rest);
      return;
    }
    const [only] = parameter.bindings;
    const binding = parameter.name === undefined || parameter.rest || only === undefined ? undefined : module.bindings[only];
    if (binding) followBinding(binding, module, walk);
    else walk.isHeard = true;
  }

  function followAssigned(target: Expression, module: Module, walk: Walk): void {
    if (target.kind === 'name') {
      const binding = module.bindings.find((one) => one.name === target.name && surroundingsOf(module).usesOf(one).includes(target));
      if (binding) return followBinding(binding, module, walk);
    }
    if (target.kind === 'member' && target.object.kind === 'this') return followField(target.name, module, walk);
    if (target.kind === 'member' && isModuleExports(target)) return followExported('=', module, walk);
    if (target.kind === 'member' && (isModuleExports(target.object) || (target.object.kind === 'name' && target.object.name === 'exports'))) return followExported(target.name, module, walk);
    walk.isHeard = true;
  }

  function followProperty(node: Expression, object: Expression & { kind: 'object' }, module: Module, walk: Walk): void {
    const property = object.properties.find((one) => one.value === node);
    const parent = surroundingsOf(module).parentOf(object);
    const isExported = parent?.in === 'expression' && parent.node.kind === 'assign' && isModuleExports(parent.node.target);
    if (isExported && property && !('kind' in property) && property.key !== undefined) return followExported(property.key, module, walk);
    walk.isHeard = true;
  }

  function followField(name: string, module: Module, walk: Walk): void {
    const outside = new RegExp(`\\.${name.replace(/[^\w]/g, '')}\\s*[?!]?\\.\\s*(on|once|addListener)\\(\\s*['"]error['"]`);
    if (modules.some((one) => one !== module && outside.test(text(one.file)))) {
      walk.isHeard = true;
      return;
    }
    for (const member of surroundingsOf(module).membersOfThis(name)) follow(member, module, walk);
  }

  /** What the project's other files make of an export. */
  function followExported(name: string, module: Module, walk: Walk): void {
    for (const one of modules) {
      if (one.starExports.some((specifier) => isFile(one, specifier, module)) || [...one.exports.values()].flat().some((other) => other.kind === 'from' && isFile(one, other.specifier, module))) {
        walk.isHeard = true;
        return;
      }
      for (const binding of one.bindings) {
        for (const definition of binding.definitions) {
          const imported = importOf(definition);
          if (!imported || !isFile(one, imported.specifier, module)) continue;
          if (imported.name === name || (name === '=' && imported.name === 'default') || (name === 'default' && imported.name === '=')) followBinding(binding, one, walk);
          else if (imported.name === '*' || imported.name === '=') followMembers(binding, name, one, walk);
        }
      }
    }
  }

  function followMembers(binding: Binding, name: string, module: Module, walk: Walk): void {
    for (const use of surroundingsOf(module).usesOf(binding)) {
      const parent = surroundingsOf(module).parentOf(use);
      if (parent?.in === 'expression' && parent.node.kind === 'member') {
        if (parent.node.name === name) follow(parent.node, module, walk);
      } else walk.isHeard = true;
    }
  }

  function isFile(from: Module, specifier: string, { file }: Module): boolean {
    const resolution = evaluator.program.resolve(from.file, specifier);
    return resolution.kind === 'file' && resolution.path === file;
  }

  function frameAt(module: Module, call: Call): Frame | undefined {
    return evaluator.frames.generic(module, functionAround(module, call));
  }

  const found = ({ isHeard, isListenedTo, isUsed, pipe }: Walk): EmitterUse => ({ isHeard, isListenedTo, isUsed, ...(pipe && { pipe }) });
  const fresh = (): Walk => ({ isHeard: false, isListenedTo: false, isUsed: false, seen: new Set(), depth: 0 });
  return {
    ofMade(node, frame) {
      const walk = fresh();
      follow(node, frame.module, walk);
      return found(walk);
    },
    ofParameter(binding, module) {
      const walk = fresh();
      followBinding(binding, module, walk);
      return found(walk);
    },
  };
}

function importOf(definition: Binding['definitions'][number]): { readonly specifier: string; readonly name: string } | undefined {
  if (definition.kind === 'import') return { specifier: definition.specifier, name: definition.imported };
  if (definition.kind !== 'value' || definition.path.length > 1) return undefined;
  const { value, path: [name] } = definition;
  if (value.kind !== 'call' || value.callee.kind !== 'name' || value.callee.name !== 'require') return undefined;
  const [specifier] = value.args;
  if (specifier?.kind !== 'literal' || typeof specifier.value !== 'string') return undefined;
  return { specifier: specifier.value, name: name === undefined ? '=' : String(name) };
}

function isModuleExports(node: Expression): boolean {
  return node.kind === 'member' && node.name === 'exports' && node.object.kind === 'name' && node.object.name === 'module';
}

function isCollection(values: readonly Value[]): boolean {
  return values.length > 0 && values.every((value) => value.kind === 'array' || (value.kind === 'api' && value.step === 'new' && value.of?.of?.name === GLOBALS && ['Set', 'Map', 'WeakSet', 'WeakMap'].includes(value.of.name)));
}
