import type { Binding, Call, ClassNode, Definition, Expression, Module, PathStep, TypeReference } from '../syntax/tree.ts';
import { findBinding } from '../syntax/find-binding.ts';
import { binaryValues } from './binary-values.ts';
import { builtinCall, isBuiltinMethod, listElements } from './builtins.ts';
import { createMatcher, createRowFinder } from './api-index.ts';
import type { ApiPath } from './api-path.ts';
import { apiCall, createApiValues } from './api-values.ts';
import { argumentsOf, givenBy, siteKey } from './arguments.ts';
import { anyInstance, createFrames, frameOfFunction, selfOf, type Frames } from './frames.ts';
import { assignedMembers, extendedMember, holderOf, type Extension } from './assigned-members.ts';
import { keptValues } from './collections.ts';
import { fileNameOf } from './file-names.ts';
import { callbackValues } from './handed-callbacks.ts';
import { createHungMembers, hungMembers } from './hung-members.ts';
import { getterValue, memberOfClass, superOf } from './instances.ts';
import { isRequire, modulesOfFolder } from './folder-modules.ts';
import { createMemory, type Remembered } from './memory.ts';
import { createRecall, type Recall } from './recall.ts';
import { nodeNumber } from '../syntax/node-number.ts';
import { mayBeReplaced, ownDefault } from './own-defaults.ts';
import type { Program } from './program.ts';
import { returnsOf } from './returns.ts';
import { GLOBALS, NOTHING, NOTHING_KNOWN, UNKNOWN, type ApiValue, type Argument, type ClassValue, type Frame, type FunctionValue, type InstanceValue, type ObjectValue, type Value } from './values.ts';
import { readMeaning, type TypeMeaning } from './type-meanings.ts';
import { memberByType, memberOfVague, typedMember, typedReturn, typeValue, valuesByType } from './type-values.ts';
import { typeOfPart, valueOfPart, type TypedPart } from './typed-parts.ts';
import { isNothing, isUndefined, isVague, literalText, union, unionOf } from './value-sets.ts';

/**
 * Provenance: what an expression can be, resolved through variables, imports, members, calls and instances. Every answer is
 * a list of possible values; `unknown` among them says that there may be others.
 */
export interface Evaluator {
  readonly program: Program;
  readonly frames: Frames;
  /** What is found out through this evaluator is remembered here, and forgotten when what it was read from changes. */
  readonly recall: Recall;
  evaluate(expression: Expression, frame: Frame): readonly Value[];
  /** The values of an argument, wherever it was written. */
  argument(argument: Argument): readonly Value[];
  member(value: Value, name: string): readonly Value[];
  exported(module: Module, name: string): readonly Value[];
  binding(binding: Binding, frame: Frame): readonly Value[];
  /** The values of an instance's constructor, or of any function, once called. */
  callFrame(callee: FunctionValue, call: Call, frame: Frame): Frame | undefined;
  imported(module: Module, specifier: string, imported: string): readonly Value[];
  /** The instances that whoever asks for a class may be given. */
  instancesOf(cls: ClassValue): readonly InstanceValue[];
  /** What a type stands for where it is written. */
  meaningOf(type: TypeReference, module: Module): TypeMeaning | undefined;
}

/** What framework models know of values that the language alone doesn't show. */
export interface Injections {
  /** Functions that give an instance of the class that they are called with. */
  readonly containers?: readonly ApiPath[];
  readonly extensions?: readonly Extension[];
  readonly typedParts?: readonly TypedPart[];
  /** What the project itself gave a name to on something of a package: `fastify.decorate('db', db)`. */
  readonly decorated?: (value: ApiValue, name: string) => readonly Argument[];
  /** Classes that are given to those who ask for another one. */
  readonly provided?: ReadonlyMap<ClassNode, readonly ClassValue[]>;
  /** Functions that give a package's function back in another form: `promisify(jwt.verify)`. */
  readonly forms?: readonly ApiPath[];
  /** The modules that are analysed: others have no part in what objects hold. */
  readonly modules?: readonly Module[];
  readonly recall?: Recall;
}

export function createEvaluator(program: Program, { containers = [], extensions = [], typedParts = [], decorated = () => [], provided, forms = [], modules = [], recall = createRecall() }: Injections = {}): Evaluator {
  const frames = createFrames();
  const apis = createApiValues();
  const remember = createMemory(recall);
  const hungOn = createHungMembers(program, modules, recall);
  const isForm = createMatcher(forms);
  const isContainer = createMatcher(containers);
  const findPart = createRowFinder(typedParts);
  const findExtension = createRowFinder(extensions);
  const exportsMemo = new Map<string, Remembered<readonly Value[]>>();
  const lookups = new Map<string, Remembered<readonly Value[]>>();
  const meanings = new Map<TypeReference, Remembered<TypeMeaning | undefined>>();

  function evaluate(expression: Expression, frame: Frame): readonly Value[] {
    // What a name stands for is remembered with what binds it.
    if (expression.kind === 'name') return evaluateName(expression.name, expression.scope, frame);
    if (expression.kind === 'await') return evaluate(expression.value, frame);
    return remember(frame.memo, expression, NOTHING_KNOWN, compute, frame);
  }

  function compute(node: Expression, frame: Frame): readonly Value[] {
    switch (node.kind) {
      case 'literal': return [{ kind: 'literal', value: node.value }];
      case 'name': return evaluateName(node.name, node.scope, frame);
      case 'this': return selfOf(frame) ? known(selfOf(frame)) : holderOf(evaluator, frame);
      case 'super': return union(superOf(evaluator, frame));
      case 'function': return functionValue(node.id, frame);
      case 'class': {
        const cls = frame.module.classes[node.id];
        return cls ? [{ kind: 'class', node: cls, frame }] : NOTHING_KNOWN;
      }
      case 'object': return [{ kind: 'object', node, frame }];
      case 'array': return [listElements(evaluator, node, frame)];
      case 'member':
        if (node.object.kind === 'name' && node.object.name === 'import.meta') return fileNameOf(`import.meta.${node.name}`, frame.module) ?? NOTHING_KNOWN;
        if (isOwnExports(node, frame)) return exported(frame.module, '=');
        return unionOf(evaluate(node.object, frame), (value) => member(value, node.name));
      case 'index': return evaluateIndex(node.object, node.index, frame);
      case 'call': return evaluateCall(node, frame);
      case 'template': return evaluateTemplate(node, frame);
      case 'await': return evaluate(node.value, frame);
      case 'assign': return evaluate(node.value, frame);
      case 'conditional': return union([...evaluate(node.whenTrue, frame), ...evaluate(node.whenFalse, frame)]);
      case 'binary': return binaryValues(evaluator, node, frame);
      case 'import': return node.specifier === undefined ? NOTHING_KNOWN : imported(frame.module, node.specifier, '*');
      case 'unary': {
        const [value] = node.operator === '-' ? evaluate(node.value, frame) : [];
        return value?.kind === 'literal' && typeof value.value === 'number' ? [{ kind: 'literal', value: -value.value }] : NOTHING_KNOWN;
      }
      case 'spread':
      case 'regex':
      case 'opaque': return NOTHING_KNOWN;
    }
  }

  function functionValue(id: number, frame: Frame): readonly Value[] {
    const fn = frame.module.functions[id];
    return fn ? [{ kind: 'function', fn, frame }] : NOTHING_KNOWN;
  }

  function evaluateName(name: string, scope: number, frame: Frame): readonly Value[] {
    const found = findBinding(frame.module, scope, name);
    if (found) {
      const fn = frame.module.scopes[found.scope]?.fn ?? 0;
      const home = frameOfFunction(frame, fn) ?? frames.generic(frame.module, fn);
      return home ? binding(found, home) : NOTHING_KNOWN;
    }
    if (name === 'exports' && frame.module.isCommonJs) return [{ kind: 'namespace', module: frame.module }];
    return fileNameOf(name, frame.module) ?? [apis.global(name)];
  }

  /** `module.exports`, read back in the module that sets it. */
  function isOwnExports(node: Expression & { kind: 'member' }, frame: Frame): boolean {
    if (node.name !== 'exports' || node.object.kind !== 'name' || node.object.name !== 'module') return false;
    const [value] = evaluate(node.object, frame);
    return value?.kind === 'api' && value.of?.name === GLOBALS;
  }

  function binding(found: Binding, home: Frame): readonly Value[] {
    if (home.pass) {
      const given = home.pass.values.get(found);
      if (given) return given;
      if (found.start < home.pass.loop.start || found.start >= home.pass.loop.end) return binding(found, home.pass.base);
    }
    return remember(home.memo, found, NOTHING_KNOWN, computeBinding, home);
  }

  function computeBinding(found: Binding, home: Frame): readonly Value[] {
    const [first] = found.definitions;
    const values = first && found.definitions.length === 1 ? evaluateDefinition(first, found, home) : evaluateDefinitions(found, home);
    const isLeftOff = first?.kind === 'parameter' && values.every(isUndefined); // whatever it may be elsewhere
    return union(found.type && !isLeftOff ? valuesByType(evaluator, values, found.type, home.module) : values);
  }

  /** `options = options || {}` counts where nothing may be given otherwise. */
  function evaluateDefinitions(found: Binding, home: Frame): readonly Value[] {
    const defaults = found.definitions.flatMap((definition) => ownDefault(definition, found, home.module) ?? []);
    const values = found.definitions.filter((definition) => !ownDefault(definition, found, home.module)).flatMap((definition) => evaluateDefinition(definition, found, home));
    return [...values, ...defaults.flatMap((one) => (values.some((value) => mayBeReplaced(value, one)) ? evaluate(one.value, home) : []))];
  }

  function evaluateDefinition(definition: Definition, found: Binding, home: Frame): readonly Value[] {
    switch (definition.kind) {
      case 'opaque': return NOTHING_KNOWN;
      case 'import': return imported(home.module, definition.specifier, definition.imported);
      case 'value': return withFallback(follow(evaluate(definition.value, home), definition.path), definition.fallback, home);
      case 'element': return follow(evaluate(definition.of, home).flatMap(elementsOf), definition.path);
      case 'parameter': return evaluateParameter(definition, found, home);
    }
  }

  function evaluateParameter(definition: Definition & { kind: 'parameter' }, found: Binding, home: Frame): readonly Value[] {
    const { args } = home;
    if (args) {
      if (definition.rest) return [{ kind: 'array', elements: args.slice(definition.index), open: false }];
      const given = args[definition.index];
      if (given) return withFallback(follow(argument(given), definition.path), definition.fallback, home);
      if (definition.fallback) return evaluate(definition.fallback, home);
    }
    const typed = found.type && typeValue(evaluator, found.type, home.module);
    if (typed) return typed;
    const given = args ? undefined : callbackValues(evaluator, home, definition.index);
    if (given) return follow(given, definition.path);
    return [{ kind: 'parameter', frame: home, index: definition.index, path: definition.path.map(String) }];
  }

  function withFallback(values: readonly Value[], fallback: Expression | undefined, home: Frame): readonly Value[] {
    if (!fallback) return values;
    const certain = values.every((value) => !isVague(value) && !isUndefined(value));
    return certain ? values : union([...values.filter((value) => !isUndefined(value)), ...evaluate(fallback, home)]);
  }

  function follow(values: readonly Value[], path: readonly PathStep[]): readonly Value[] {
    return path.reduce<readonly Value[]>((current, step) => {
      if (step === '...') return NOTHING_KNOWN;
      return unionOf(current, (value) => (typeof step === 'number' ? element(value, step) : member(value, step)));
    }, values);
  }

  function element(value: Value, index: number): readonly Value[] {
    if (value.kind !== 'array') return NOTHING_KNOWN;
    const given = value.elements[index];
    return given ? argument(given) : NOTHING_KNOWN;
  }

  function elementsOf(value: Value): readonly Value[] {
    if (value.kind !== 'array') return NOTHING_KNOWN;
    return [...value.elements.flatMap(argument), ...(value.open ? NOTHING_KNOWN : [])];
  }

  function argument(given: Argument): readonly Value[] {
    return 'values' in given ? given.values : evaluate(given.expression, given.frame);
  }

  function member(value: Value, name: string): readonly Value[] {
    switch (value.kind) {
      case 'namespace': return exported(value.module, name);
      case 'api': return name === 'default' && value.step === 'root' ? [value] : extendedMember(evaluator, findExtension, value, name) ?? memberOfApi(value, name);
      case 'unknown':
      case 'parameter': return memberOfVague(evaluator, value, name);
      case 'object': return value.typed ? memberByType(evaluator, memberOfObject(value, name), value.typed, name) : memberOfObject(value, name);
      case 'literal': return isNothing(value) ? [value] : NOTHING_KNOWN; // `options?.hooks?.before`
      case 'class':
      case 'instance': return memberOfClass(evaluator, value, name);
      case 'function': {
        const assigned = value.fn.owner === undefined ? [] : assignedMembers(evaluator, value.frame, value.fn.owner, name);
        return assigned.length > 0 ? assigned : isBuiltinMethod(value, name) ? [{ kind: 'builtin', of: value, name }] : NOTHING_KNOWN;
      }
      case 'array':
        if (name === 'length' && !value.open) return [{ kind: 'literal', value: value.elements.length }];
        return /^\d+$/.test(name) ? element(value, Number(name)) : isBuiltinMethod(value, name) ? [{ kind: 'builtin', of: value, name }] : NOTHING_KNOWN;
      default: return NOTHING_KNOWN;
    }
  }

  function memberOfApi(of: ApiValue, name: string): readonly Value[] {
    const typed = of.typed ?? typeOfPart(evaluator, findPart, of);
    const said = typed && typedMember(evaluator, typed, name);
    if (said?.values) return said.values;
    const given = decorated(of, name).flatMap(argument);
    return given.length > 0 ? union(given) : [said?.typed ? { kind: 'api', of, step: 'member', name, typed: said.typed } : apis.member(of, name)];
  }

  /** An object may be spread into itself (`x = { ...x, a }`): what is being looked up is not looked up again. */
  function memberOfObject(value: ObjectValue, name: string): readonly Value[] {
    return remember(lookups, `${value.frame.id}:${nodeNumber(value.node)}.${name}`, [], () => findInObject(value, name), undefined);
  }

  function findInObject(value: ObjectValue, name: string): readonly Value[] {
    const found: Value[] = value.node.owner === undefined ? [] : [...assignedMembers(evaluator, value.frame, value.node.owner, name)];
    for (const property of [...value.node.properties].reverse()) {
      if ('kind' in property) {
        const inner = evaluate(property.value, value.frame).flatMap((spread) => member(spread, name));
        if (inner.some((one) => !isVague(one))) return union([...found.filter((one) => !isVague(one)), ...inner]);
        if (inner.length > 0 && !inner.every(isNothing)) found.push(UNKNOWN);
      } else if (property.key === name) {
        if (property.accessor) return getterValue(evaluator, property.value, value, value.frame);
        const own = evaluate(property.value, value.frame);
        const bound = own.map((one) => (one.kind === 'function' && one.fn.form !== 'arrow' && !one.self ? { ...one, self: value } : one));
        return union([...found.filter((one) => !isVague(one)), ...bound]);
      }
    }
    if (found.length > 0) return union(found);
    // What is written down in full, and has no name by which more could be put into it, has nothing else.
    if (value.node.owner === undefined) return value.node.properties.every((property) => 'kind' in property || property.key !== undefined) ? [NOTHING] : NOTHING_KNOWN;
    const hung = hungMembers(evaluator, hungOn, value, name);
    if (hung.length > 0) return union(hung);
    // `models[model.name] = model`: a name that is nowhere else may be one of these
    return union([...assignedMembers(evaluator, value.frame, value.node.owner, '*'), UNKNOWN]);
  }

  function evaluateIndex(object: Expression, index: Expression, frame: Frame): readonly Value[] {
    const keys = evaluate(index, frame);
    return union(evaluate(object, frame).flatMap((value) => keys.flatMap((key) => {
      if (key.kind !== 'literal') return value.kind === 'api' ? member(value, '*') : NOTHING_KNOWN;
      return typeof key.value === 'number' ? element(value, key.value) : typeof key.value === 'string' ? member(value, key.value) : NOTHING_KNOWN;
    })));
  }

  function evaluateCall(node: Call, frame: Frame): readonly Value[] {
    if (isRequire(evaluator, node, frame)) {
      const specifier = node.args[0];
      const values = specifier ? evaluate(specifier, frame) : [];
      const named = values.flatMap((value) => (value.kind === 'literal' && typeof value.value === 'string' ? imported(frame.module, value.value, '=') : []));
      return union(named.length > 0 || !specifier ? named : modulesOfFolder(evaluator, specifier, frame));
    }
    if (node.callee.kind === 'super') return NOTHING_KNOWN;
    return unionOf(evaluate(node.callee, frame), (callee) => callValue(callee, node, frame));
  }

  function callValue(callee: Value, node: Call, frame: Frame): readonly Value[] {
    const said = !node.isNew && 'typed' in callee && callee.typed ? typedReturn(evaluator, callee.typed) : undefined;
    if (said) return said;
    if (callee.kind === 'api') return builtinCall(evaluator, callee, node, frame) ?? keptValues(evaluator, callee, node, frame) ?? injected(callee, node, frame) ?? valueOfPart(evaluator, findPart, apiCall(callee, node, frame));
    if (callee.kind === 'builtin') return builtinCall(evaluator, callee, node, frame) ?? NOTHING_KNOWN;
    if (node.isNew) {
      if (callee.kind === 'class' || callee.kind === 'function') return [{ kind: 'instance', of: callee, args: argumentsOf(evaluator, node, frame), key: siteKey(node, frame), depth: frame.depth }];
      return NOTHING_KNOWN;
    }
    if (callee.kind !== 'function' || callee.fn.isGenerator) return NOTHING_KNOWN;
    const inner = callFrame(callee, node, frame);
    if (!inner) return NOTHING_KNOWN;
    const returned = returnsOf(callee.fn);
    if (returned.length === 0) return [NOTHING];
    const values = unionOf(returned, (value) => evaluate(value, inner));
    const { returnType } = callee.fn;
    return returnType && !values.every(isNothing) ? valuesByType(evaluator, values, returnType, inner.module) : values;
  }

  /** `Container.get(Service)`: a container gives an instance of the class that it is asked for; `promisify(verify)` is `verify`. */
  function injected(callee: ApiValue, node: Call, frame: Frame): readonly Value[] | undefined {
    const [wanted] = node.args;
    if (wanted && isForm(callee)) {
      const given = evaluate(wanted, frame);
      return given.every((value) => value.kind === 'api') ? given : undefined; // a callback of the project's own is called differently
    }
    if (!wanted || !isContainer(callee)) return undefined;
    const classes = evaluate(wanted, frame).filter((value) => value.kind === 'class');
    return classes.length > 0 ? classes.flatMap(instancesOf) : undefined;
  }

  function callFrame(callee: FunctionValue, node: Call, frame: Frame): Frame | undefined {
    // Without parameters it does the same wherever it is called on the same: `Server.getInstance()` is one activation, not one for each call.
    if (callee.fn.parameters.length === 0) return frames.enter(callee, [], callee.self?.kind === 'instance' ? `call of ${callee.self.key}` : 'call', callee.frame.depth);
    return frames.enter(callee, givenBy(evaluator, node, frame, callee.fn), siteKey(node, frame), frame.depth, frame);
  }

  function evaluateTemplate(node: Expression & { kind: 'template' }, frame: Frame): readonly Value[] {
    if (node.tag) return union(evaluate(node.tag, frame).map((tag): Value => (tag.kind === 'api' ? { kind: 'api', of: tag, step: 'call', name: '', site: { node, frame } } : UNKNOWN)));
    const parts = node.parts.map((part) => literalText(evaluate(part, frame)));
    return parts.some((part) => part === undefined) ? NOTHING_KNOWN : [{ kind: 'literal', value: node.texts.map((text, index) => text + (parts[index] ?? '')).join('') }];
  }

  function imported(module: Module, specifier: string, name: string): readonly Value[] {
    const resolution = program.resolve(module.file, specifier);
    if (resolution.kind === 'unresolved') return NOTHING_KNOWN;
    if (resolution.kind === 'file') {
      const target = program.module(resolution.path);
      return target ? exported(target, name) : NOTHING_KNOWN;
    }
    const path = resolution.kind === 'builtin' ? `node:${resolution.name}` : resolution.subpath === '' ? resolution.name : `${resolution.name}/${resolution.subpath}`;
    const root = apis.root(path);
    return name === '*' || name === '=' || name === 'default' ? [root] : [apis.member(root, name)];
  }

  function exported(module: Module, name: string): readonly Value[] {
    return remember(exportsMemo, `${module.file}\n${name}`, NOTHING_KNOWN, () => computeExport(module, name), module);
  }

  function computeExport(module: Module, name: string): readonly Value[] {
    if (name === '*') return [{ kind: 'namespace', module }];
    const own = module.exports.get(name);
    const whole = module.exports.get('=');
    if (name === '=' || (name === 'default' && !own)) {
      if (!whole) return name === '=' || module.isCommonJs ? [{ kind: 'namespace', module }] : NOTHING_KNOWN;
      const values = union(whole.flatMap((one) => exportValue(module, one)));
      return values.some((value) => !isVague(value)) ? values : NOTHING_KNOWN;
    }
    if (own) return union(own.flatMap((one) => exportValue(module, one)));
    for (const specifier of module.starExports) {
      const values = imported(module, specifier, name);
      if (values.some((value) => !isVague(value))) return values;
    }
    return whole ? union(exported(module, '=').flatMap((value) => member(value, name))) : NOTHING_KNOWN;
  }

  function exportValue(module: Module, one: NonNullable<ReturnType<Module['exports']['get']>>[number]): readonly Value[] {
    if (one.kind === 'from') return imported(module, one.specifier, one.imported);
    if (one.kind === 'binding') return evaluateName(one.name, 0, frames.top(module));
    const home = frames.generic(module, one.fn);
    return home ? evaluate(one.value, home) : NOTHING_KNOWN;
  }

  function instancesOf(cls: ClassValue): readonly InstanceValue[] {
    const others = provided?.get(cls.node) ?? [];
    return (others.length > 0 ? others : [cls]).map(anyInstance);
  }

  function meaningOf(type: TypeReference, module: Module): TypeMeaning | undefined {
    return remember(meanings, type, undefined, () => readMeaning(evaluator, type, module), module);
  }

  const evaluator: Evaluator = { program, frames, recall, evaluate, argument, member, exported, binding, callFrame, imported, instancesOf, meaningOf };
  return evaluator;
}

function known(value: Value | undefined): readonly Value[] {
  return value ? [value] : NOTHING_KNOWN;
}
