import type { Binding, Call, ClassNode, Expression, FunctionNode, Module, ObjectLiteral, Place, Template, TypeReference } from '../syntax/tree.ts';
import type { Remembered } from './memory.ts';

/** An argument: an expression with the frame to evaluate it in, or values that are known already. */
export type Argument = { readonly expression: Expression; readonly frame: Frame } | { readonly values: readonly Value[] };

/**
 * One activation of a function: what its parameters, its `this` and the names around it stand for. A frame without
 * arguments stands for every activation: parameters are then known by their type annotation only.
 */
export interface Frame {
  readonly module: Module;
  readonly fn: FunctionNode;
  readonly parent?: Frame;
  readonly args?: readonly Argument[];
  readonly self?: Value;
  /** One pass of a loop: bindings declared inside `loop` belong to this frame, all others to `base`. */
  readonly pass?: { readonly base: Frame; readonly loop: Place; readonly values: ReadonlyMap<Binding, readonly Value[]> };
  /** The same activation has the same number; allocation sites are told apart by it. Says nothing about order. */
  readonly id: number;
  /** How many activations lead here. */
  readonly depth: number;
  /** The activation that called, where one is known. */
  readonly caller?: Frame;
  readonly memo: Map<object, Remembered<readonly Value[]>>;
}

/** Where something happens: a call or a tagged template, in a frame. */
export interface Site {
  readonly node: Call | Template;
  readonly frame: Frame;
}

/** What an annotation says of a value that nothing else is known of, or not enough: its members may be known by it. */
export interface TypeAt {
  readonly type: TypeReference;
  readonly module: Module;
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly fn: FunctionNode;
  /** The frame in which it was made: closures see its names. */
  readonly frame: Frame;
  readonly self?: Value;
}
export interface ClassValue {
  readonly kind: 'class';
  readonly node: ClassNode;
  readonly frame: Frame;
}
export interface InstanceValue {
  readonly kind: 'instance';
  readonly of: ClassValue | FunctionValue;
  /** Arguments of `new`; absent where the instance is known by its type only. */
  readonly args?: readonly Argument[];
  readonly key: string;
  readonly depth: number;
  /** The whole, where this is an instance as one of the classes that it inherits from sees it: `this` is the whole in all of them. */
  readonly whole?: InstanceValue;
}
export interface ObjectValue {
  readonly kind: 'object';
  readonly node: ObjectLiteral;
  readonly frame: Frame;
  readonly typed?: TypeAt;
}
export interface ArrayValue {
  readonly kind: 'array';
  readonly elements: readonly Argument[];
  /** Whether there may be elements that are not listed. */
  readonly open: boolean;
}
/** Something that comes from a package: the package itself, or a step away from such a value. */
export interface ApiValue {
  readonly kind: 'api';
  readonly of?: ApiValue;
  /** `callback` is what the API gives to the callback that it is called with, by the parameter's position. */
  readonly step: 'root' | 'member' | 'call' | 'new' | 'typed' | 'callback';
  /** The package for `root`, the member's name for `member`, the position for `callback`; the first type argument for what is typed, `User` of `Repository<User>`. */
  readonly name: string;
  readonly site?: Site;
  readonly typed?: TypeAt;
}
/** A parameter that no caller binds, or something reached from it by `path`. */
export interface ParameterValue {
  readonly kind: 'parameter';
  readonly frame: Frame;
  readonly index: number;
  readonly path: readonly string[];
  readonly typed?: TypeAt;
}
export interface UnknownValue {
  readonly kind: 'unknown';
  readonly typed?: TypeAt;
}
export type Value =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null | undefined }
  | UnknownValue | FunctionValue | ClassValue | InstanceValue | ObjectValue | ArrayValue | ApiValue | ParameterValue
  | { readonly kind: 'namespace'; readonly module: Module }
  /** A method that the language gives to a value: `list.bind`, `routes.forEach`. */
  | { readonly kind: 'builtin'; readonly of: Value; readonly name: string };

export const UNKNOWN: Value = { kind: 'unknown' };
export const NOTHING: Value = { kind: 'literal', value: undefined };
export const NOTHING_KNOWN: readonly Value[] = [UNKNOWN];

/** The package (with its subpath) that an API value begins with; `GLOBALS` for what the language brings. */
export function rootOf(value: ApiValue): string {
  let at = value;
  while (at.of) at = at.of;
  return at.name;
}

/** The package name under which globals (`Promise`, `fetch`, `process`) are written as API values. */
export const GLOBALS = '(global)';
