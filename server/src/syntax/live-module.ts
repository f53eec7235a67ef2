import { renewed, ofEach, type Numbered, type Numbering, type Sequences } from './numbering.ts';
import { withinBlock } from './places.ts';
import { isSameTree } from './same-tree.ts';
import type { Binding, ClassNode, Definition, FunctionNode, MemberAssignment, Module, Place, Scope } from './tree.ts';

/** The function that an edit stands in, by its number; its block can be replaced while all around it stays. */
export type Unit = number;

/** The top level of a module: it is no unit, what changes there concerns everybody. */
export const TOP = -1;

/**
 * The module of a file that is being edited. Its functions, bindings and scopes stay the same objects when the block of one function is
 * replaced, and tell whoever reads them which units that was read from.
 */
export interface LiveModule {
  readonly module: Module;
  /** The innermost unit in whose block a range stands. */
  unitAround(start: number, end: number): Unit | undefined;
  /** The unit and those inside it: what is read from any of them changes with it. */
  unitsIn(unit: Unit): readonly Unit[];
  /** Takes over the block of a unit from the module as it is now. `false`, and nothing is taken, where anything around it differs. */
  replace(unit: Unit, lower: (numbering: Numbering) => Module, isUnit: (fn: FunctionNode) => boolean): boolean;
  /** Remembers the module as it is; what comes back makes it that again, with the same parts. */
  keepState(): () => void;
}

/** Who is told what is read. */
export interface Readers {
  note(units: readonly Unit[]): void;
  /** The module is read as a whole. */
  noteAll(): void;
}

/** How many functions, scopes and names may be typed before all numbers are given out anew. */
const SPARE = { functions: 16, scopes: 48, bindings: 64, classes: 0 };

/** The parts of a module that have numbers, as they are now. */
interface Parts {
  functions: readonly FunctionNode[];
  scopes: readonly Scope[];
  bindings: readonly Binding[];
  classes: readonly ClassNode[];
}

/** What has a number that nothing stands for: it is found by nobody. */
const UNUSED = {
  functions: (id: number): FunctionNode => ({
    id, form: 'arrow', isDeclaration: false, parent: 0, scope: 0, isStatic: false, isAsync: false, isGenerator: false, parameters: [],
    parametersAt: NOWHERE, hasParentheses: false, body: [], thisMembers: [], ...NOWHERE,
  }),
  scopes: (): Scope => ({ parent: -1, fn: 0, names: new Map() }),
  bindings: (): Binding => ({ name: '', scope: 0, definitions: [], members: [], isConstant: true, ...NOWHERE }),
};

const NOWHERE: Place = { start: -1, end: -1 };

/** Makes a module live. `isUnit` says of a function whether its block may be replaced. */
export function createLiveModule(first: Module, isUnit: (fn: FunctionNode) => boolean, { note, noteAll }: Readers): LiveModule {
  const parts: Parts = {
    functions: [...first.functions, ...spareOf(first, 'functions').map(UNUSED.functions)],
    scopes: [...first.scopes, ...spareOf(first, 'scopes').map(UNUSED.scopes)],
    bindings: [...first.bindings, ...spareOf(first, 'bindings').map(UNUSED.bindings)],
    classes: first.classes,
  };
  let now = first;
  let sequences: Sequences = ofEach((kind) => first[kind].map((_, id) => id));
  let revision: object = {};
  const units = new Set(parts.functions.filter(isUnit).map(({ id }) => id));
  const readBy = new WeakMap<object, readonly Unit[]>();

  /** The innermost unit that is a function, or stands around it. */
  const unitOf = (fn: number): Unit => {
    for (let at = fn; at > 0; at = parts.functions[at]?.parent ?? -1) if (units.has(at)) return at;
    return TOP;
  };
  const unitAround = (start: number, end: number): Unit | undefined => {
    let found: Unit | undefined;
    // Inside each other, the later one is the inner one.
    for (const id of sequences.functions) {
      const block = units.has(id) ? parts.functions[id]?.block : undefined;
      if (block && withinBlock(block, start, end)) found = id;
    }
    return found;
  };
  const isInside = (fn: number, unit: Unit): boolean => {
    for (let at = fn; at > 0; at = parts.functions[at]?.parent ?? -1) if (at === unit) return true;
    return false;
  };
  /** Whether something stands inside a unit, the unit's own names among it. */
  const standsIn = (kind: Numbered, id: number, unit: Unit): boolean => {
    switch (kind) {
      case 'functions': return id !== unit && isInside(id, unit);
      case 'scopes': return isInside(parts.scopes[id]?.fn ?? 0, unit);
      case 'bindings': return isInside(parts.scopes[parts.bindings[id]?.scope ?? 0]?.fn ?? 0, unit);
      case 'classes': return isInside(parts.classes[id]?.fn ?? 0, unit);
    }
  };

  const unitsOfMembers = (members: readonly MemberAssignment[]): readonly Unit[] => members.map(({ fn }) => unitOf(fn));
  const unitOfDefinition = (definition: Definition): Unit => (definition.kind === 'value' ? unitAround(definition.value.start, definition.value.end) ?? TOP : TOP);
  /** A name's own unit, and those that give it values or members. */
  const unitsOfBinding = (binding: Binding): readonly Unit[] => {
    const known = readBy.get(binding) ?? [...new Set([unitOf(parts.scopes[binding.scope]?.fn ?? 0), ...binding.definitions.map(unitOfDefinition), ...unitsOfMembers(binding.members)])];
    readBy.set(binding, known);
    return known;
  };
  /** What a function does is its own; what it looks like is part of the function around it. */
  const unitsOfFunction = (fn: FunctionNode, key: PropertyKey): readonly Unit[] => {
    if (key === 'body') return [unitOf(fn.id)];
    if (key === 'thisMembers') return [unitOf(fn.id), ...unitsOfMembers(fn.thisMembers)];
    return key === 'id' || key === 'parent' ? [] : [unitOf(fn.parent)];
  };

  const module: Module = {
    file: first.file,
    functions: parts.functions.map((_, id) => liveOne(() => parts.functions, id, (fn, key) => note(unitsOfFunction(fn, key)))),
    bindings: parts.bindings.map((_, id) => liveOne(() => parts.bindings, id, (binding) => note(unitsOfBinding(binding)))),
    scopes: parts.scopes.map((_, id) => liveOne(() => parts.scopes, id, ({ fn }, key) => (key === 'names' ? note([unitOf(fn)]) : undefined))),
    classes: parts.classes.map((_, id) => liveOne(() => parts.classes, id, ({ fn }) => note([unitOf(fn)]))),
    imports: first.imports, exports: first.exports, starExports: first.starExports, types: first.types, isCommonJs: first.isCommonJs,
    get requires() {
      return now.requires;
    },
    get notes() {
      return now.notes;
    },
    get hasSyntaxErrors() {
      return now.hasSyntaxErrors;
    },
    get revision() {
      noteAll();
      return revision;
    },
  };

  const replace: LiveModule['replace'] = (unit, lower, isUnitNow) => {
    const block = parts.functions[unit]?.block;
    if (!block) return false;
    const used = ofEach((kind) => new Set(sequences[kind]));
    const numbers = renewed(sequences, block.start, (kind, id) => standsIn(kind, id, unit), ofEach((kind) => [...parts[kind].keys()].filter((id) => !used[kind].has(id))));
    const next = lower(numbers);
    const given = numbers.sequences();
    if (!given) return false;
    const { pools } = numbers;
    const within = (place: Place) => withinBlock(block, place.start, place.end);
    const inside = (fn: number) => pools.functions.has(fn);
    const outside = (fn: number) => fn !== unit && !inside(fn);
    const made: { [K in keyof Parts]: readonly (Parts[K][number] | undefined)[] } = {
      functions: parts.functions.map((fn, id) => (inside(id) ? next.functions[id] ?? UNUSED.functions(id) : mergedFunction(fn, next.functions[id], id === unit, outside))),
      scopes: parts.scopes.map((scope, id) => (pools.scopes.has(id) ? next.scopes[id] ?? UNUSED.scopes() : same(scope, next.scopes[id]))),
      bindings: parts.bindings.map((binding, id) => (pools.bindings.has(id) ? next.bindings[id] ?? UNUSED.bindings() : mergedBinding(binding, next.bindings[id], outside, within))),
      classes: parts.classes.map((cls, id) => (pools.classes.has(id) ? next.classes[id] : same(cls, next.classes[id]))),
    };
    if (!isWhole(made.functions) || !isWhole(made.scopes) || !isWhole(made.bindings) || !isWhole(made.classes) || !isSameAround(now, next, within)) return false;
    Object.assign(parts, made);
    sequences = given;
    now = next;
    revision = {};
    for (const id of pools.functions) {
      units.delete(id);
      if (isUnitNow(parts.functions[id] ?? UNUSED.functions(id))) units.add(id);
    }
    return true;
  };

  const keepState = (): (() => void) => {
    const state = { parts: { ...parts }, now, sequences, revision, units: [...units] };
    return () => {
      Object.assign(parts, state.parts);
      ({ now, sequences, revision } = state);
      units.clear();
      for (const unit of state.units) units.add(unit);
    };
  };

  return { module, unitAround, unitsIn: (unit) => [...units].filter((one) => isInside(one, unit)), replace, keepState };
}

function spareOf(module: Module, kind: Numbered): readonly number[] {
  return Array.from({ length: SPARE[kind] }, (_, index) => module[kind].length + index);
}

/** An object that always is what stands at a place of a list now; each look at it is told. */
function liveOne<T extends object>(list: () => readonly T[], index: number, look: (one: T, key: PropertyKey) => void): T {
  const current = (): T => {
    const one = list()[index];
    if (!one) throw new Error(`there is nothing at ${index}`);
    return one;
  };
  return new Proxy(current(), {
    get(_, key) {
      const one = current();
      look(one, key);
      return Reflect.get(one, key);
    },
    has: (_, key) => Reflect.has(current(), key),
    ownKeys: () => Reflect.ownKeys(current()),
    getOwnPropertyDescriptor(_, key) {
      const descriptor = Reflect.getOwnPropertyDescriptor(current(), key);
      return descriptor && { ...descriptor, configurable: true };
    },
  });
}

function isWhole<T>(list: readonly (T | undefined)[]): list is readonly T[] {
  return !list.includes(undefined);
}

function same<T>(one: T, other: T | undefined): T | undefined {
  return isSameTree(one, other) ? one : undefined;
}

/** A function outside of the unit, or the unit itself with what is in its block now; `undefined` where there is more that is different. */
function mergedFunction(fn: FunctionNode, other: FunctionNode | undefined, isUnit: boolean, outside: (fn: number) => boolean): FunctionNode | undefined {
  const thisMembers = other && mergedMembers(fn.thisMembers, other.thisMembers, outside);
  if (!thisMembers) return undefined;
  const [one, now] = [fn, other].map((it) => ({ ...it, thisMembers: [], ...(isUnit && { body: [] }) }));
  if (!isSameTree(one, now)) return undefined;
  if (isUnit) return { ...fn, body: other.body, thisMembers };
  return thisMembers === fn.thisMembers ? fn : { ...fn, thisMembers };
}

function mergedBinding(binding: Binding, other: Binding | undefined, outside: (fn: number) => boolean, within: (place: Place) => boolean): Binding | undefined {
  const members = other && mergedMembers(binding.members, other.members, outside);
  if (!members || binding.definitions.length !== other.definitions.length) return undefined;
  const definitions = binding.definitions.map((definition, index) => {
    const now = other.definitions[index];
    return definition.kind === 'value' && now?.kind === 'value' && within(definition.value) && within(now.value) ? now : same(definition, now);
  });
  if (!isWhole(definitions) || !isSameTree({ ...binding, definitions: [], members: [] }, { ...other, definitions: [], members: [] })) return undefined;
  const isSame = members === binding.members && definitions.every((one, index) => one === binding.definitions[index]);
  return isSame ? binding : { ...binding, definitions: [...definitions], members };
}

/** The same members, those from inside the unit as they are now; `undefined` where there are others. */
function mergedMembers(members: MemberAssignment[], others: readonly MemberAssignment[], outside: (fn: number) => boolean): MemberAssignment[] | undefined {
  if (members.length !== others.length) return undefined;
  const found = members.map((member, index) => {
    const other = others[index];
    if (!other || other.name !== member.name) return undefined;
    return outside(member.fn) ? same(member, other) : outside(other.fn) ? undefined : other;
  });
  if (!isWhole(found)) return undefined;
  return found.every((member, index) => member === members[index]) ? members : [...found];
}

/** What has no numbers: a unit may only move what it requires, and what its comments say. */
function isSameAround(one: Module, other: Module, within: (place: Place) => boolean): boolean {
  if (!isSameTree([one.imports, one.exports, one.starExports, one.types, one.isCommonJs], [other.imports, other.exports, other.starExports, other.types, other.isCommonJs])) return false;
  const requires = (module: Module) => module.requires.map((required) => (within(required.at) ? required.specifier : required));
  const notes = (module: Module) => module.notes.map((note) => (within(note) ? [note.text, note.listsOpen] : note));
  return isSameTree([requires(one), notes(one)], [requires(other), notes(other)]) && ![...one.exports.values()].flat().some(({ at }) => within(at));
}
