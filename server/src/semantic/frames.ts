import { nodeNumber } from '../syntax/node-number.ts';
import type { Binding, FunctionNode, Module, Place } from '../syntax/tree.ts';
import type { Argument, ClassValue, Frame, FunctionValue, InstanceValue, Value } from './values.ts';

/** What lies behind more calls than this is unknown; real factories and wrappers need four or five. */
const MAX_DEPTH = 14;

/** A function that calls itself in several places would multiply with each activation: more inside each other are not told apart. */
const MAX_RECURSION = 1;

/** Against programs whose calls multiply: more activations than this are not told apart. */
const MAX_FRAMES = 400_000;

/** Makes and keeps frames: the same activation is the same object, so that allocation sites keep their identity. */
export interface Frames {
  /** The frame of a module's top level. */
  top(module: Module): Frame;
  /** The frame that stands for every activation of a function. */
  generic(module: Module, fn: number): Frame | undefined;
  /** An activation with arguments; `key` tells calls apart, `depth` is the caller's. `undefined` where calls go too deep. */
  enter(callee: FunctionValue, args: readonly Argument[] | undefined, key: string, depth: number, caller?: Frame): Frame | undefined;
  /** One pass of a loop, or another part of a program that is looked at by itself. */
  pass(base: Frame, loop: Place, index: number, values: ReadonlyMap<Binding, readonly Value[]>): Frame;
  /** The frame of `fn`, which stands inside the function of `root` (or is it). */
  inside(root: Frame, fn: number): Frame | undefined;
}

export function createFrames(): Frames {
  const known = new Map<string, Frame>();
  /** By the number of the function: these are asked for most. */
  const generics = new Map<Module, (Frame | undefined)[]>();

  const keep = (key: string, frame: Omit<Frame, 'memo' | 'id'>): Frame => {
    const old = known.get(key);
    if (old) return old;
    const made = { ...frame, id: known.size, memo: new Map() };
    known.set(key, made);
    return made;
  };

  const top = (module: Module): Frame => keep(module.file, { module, fn: functionOf(module, 0), depth: 0 });

  const generic = (module: Module, fn: number): Frame | undefined => {
    const ofModule = generics.get(module) ?? [];
    generics.set(module, ofModule);
    return (ofModule[fn] ??= makeGeneric(module, fn));
  };

  const makeGeneric = (module: Module, fn: number): Frame | undefined => {
    const node = module.functions[fn];
    if (!node) return undefined;
    if (fn === 0) return top(module);
    const parent = generic(module, node.parent);
    if (!parent) return undefined;
    const self = ownSelf(module, node, parent);
    return keep(`${module.file}#${fn}`, { module, fn: node, parent, depth: 0, ...(self && { self }) });
  };

  const enter: Frames['enter'] = (callee, args, key, callerDepth, caller) => {
    const { frame: parent, fn } = callee;
    const depth = Math.max(parent.depth, callerDepth) + 1;
    if (depth > MAX_DEPTH || known.size > MAX_FRAMES || recursions(fn, caller) > MAX_RECURSION) return undefined;
    const self = callee.self ?? (fn.form === 'arrow' ? undefined : ownSelf(parent.module, fn, parent));
    return keep(`${parent.id}>${fn.id}@${key}${callee.self ? ofWhom(callee.self) : ''}^${depth}`, { module: parent.module, fn, parent, depth, ...(caller && { caller }), ...(args && { args }), ...(self && { self }) });
  };

  const pass: Frames['pass'] = (base, loop, index, values) =>
    keep(`${base.id}~${loop.start}[${index}]`, { module: base.module, fn: base.fn, depth: base.depth, pass: { base, loop, values }, ...(base.parent && { parent: base.parent }), ...(base.args && { args: base.args }), ...(base.self && { self: base.self }) });

  const inside: Frames['inside'] = (root, fn) => {
    if (root.fn.id === fn) return root;
    const node = root.module.functions[fn];
    if (!node || fn === 0) return undefined;
    const parent = inside(root, node.parent);
    return parent && keep(`${parent.id}>${fn}`, { module: root.module, fn: node, parent, depth: parent.depth });
  };

  return { top, generic, enter, pass, inside };
}

/** Tells the things apart whose method is called. */
function ofWhom(self: Value): string {
  switch (self.kind) {
    case 'instance': return ` of ${self.key}`;
    case 'class': return ` of ${self.frame.module.file}:${self.node.id}`;
    case 'object': return ` of ${self.frame.id}:${nodeNumber(self.node)}`;
    default: return '';
  }
}

/** How many activations of a function are on the way to a call. */
function recursions(fn: FunctionNode, caller: Frame | undefined): number {
  let count = 0;
  for (let at = caller; at; at = at.caller) if (at.fn === fn) count++;
  return count;
}

/** Methods and constructors see an instance of their class, even where nobody is known who made it. */
function ownSelf(module: Module, fn: FunctionNode, parent: Frame): Value | undefined {
  const node = fn.classId === undefined ? undefined : module.classes[fn.classId];
  if (!node) return undefined;
  const of: ClassValue = { kind: 'class', node, frame: parent };
  return fn.isStatic ? of : anyInstance(of);
}

/** An instance of a class that nobody is known to have made. */
export function anyInstance(of: ClassValue): InstanceValue {
  return { kind: 'instance', of, key: `${of.frame.module.file}!${of.node.id}`, depth: 0 };
}

function functionOf(module: Module, id: number): FunctionNode {
  const node = module.functions[id];
  if (!node) throw new Error(`${module.file} has no function ${id}`);
  return node;
}

/** The frame, of this one and those around it, that holds the bindings of function `fn`. */
export function frameOfFunction(frame: Frame, fn: number): Frame | undefined {
  for (let at: Frame | undefined = frame; at; at = at.parent) if (at.fn.id === fn) return at;
  return undefined;
}

/** What `this` is in a frame: arrow functions see that of the function around them. */
export function selfOf(frame: Frame): Value | undefined {
  for (let at: Frame | undefined = frame; at; at = at.parent) {
    if (at.self) return at.self;
    if (at.fn.form !== 'arrow') return undefined;
  }
  return undefined;
}
