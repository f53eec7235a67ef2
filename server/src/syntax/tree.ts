/**
 * The compact tree that everything above `syntax/` works on: one module of JavaScript or TypeScript, lowered to what decides
 * where values come from and where errors go. Plain data (it can be written to a cache and read back), no parents, no types
 * of the parser; offsets into the file's text. Parentheses, type assertions and non-null marks are gone; what no rule can
 * use (JSX, patterns in odd places) is `opaque`, with the expressions inside it.
 */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** A type annotation, read as syntax: `Repository<User>`, `express.Router`, `User[]` as `Array<User>`. */
export interface TypeReference {
  readonly name: readonly string[];
  readonly args: readonly TypeReference[];
  readonly scope: number;
  /** What is written where more than a name stands. `name` is empty then; of an intersection it is the first part's. */
  readonly form?: TypeForm;
}

export interface TypeMember {
  readonly name: string;
  readonly type?: TypeReference;
}

export type TypeForm =
  /** `typeof db.client` */
  | { readonly kind: 'query'; readonly value: Expression }
  /** `Context['db']`, `Parameters<F>[0]` */
  | { readonly kind: 'member'; readonly of: TypeReference; readonly key: string | number }
  /** `A & B`, and an interface with what it extends: what comes first answers first. */
  | { readonly kind: 'all'; readonly parts: readonly TypeReference[] }
  /** `{ db: DB }` */
  | { readonly kind: 'members'; readonly members: readonly TypeMember[] }
  | { readonly kind: 'function'; readonly parameters: readonly (TypeReference | undefined)[]; readonly returns?: TypeReference }
  /** `'user' | 'session'`, as in `Omit<Context, 'user' | 'session'>` */
  | { readonly kind: 'keys'; readonly keys: readonly string[] };

/** What gives a type a name: an interface, an alias, a type parameter (then the type is what it extends). */
export interface TypeDeclaration {
  readonly name: string;
  readonly scope: number;
  /** The name that it is exported by where it is declared. */
  readonly exportedAs?: string;
  readonly type?: TypeReference;
}

export interface Name extends Place {
  readonly kind: 'name';
  readonly name: string;
  readonly scope: number;
}
export interface This extends Place {
  readonly kind: 'this' | 'super';
}
export interface Literal extends Place {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null | undefined;
}
export interface RegularExpression extends Place {
  readonly kind: 'regex';
  readonly text: string;
}
export interface Template extends Place {
  readonly kind: 'template';
  readonly texts: readonly string[];
  readonly parts: readonly Expression[];
  readonly tag?: Expression;
}
export interface Member extends Place {
  readonly kind: 'member';
  readonly object: Expression;
  readonly name: string;
  readonly nameStart: number;
  readonly optional: boolean;
}
export interface Index extends Place {
  readonly kind: 'index';
  readonly object: Expression;
  readonly index: Expression;
  readonly optional: boolean;
}
export interface Call extends Place {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly args: readonly Expression[];
  readonly isNew: boolean;
  readonly optional: boolean;
  /** Offset behind the opening parenthesis; where there is none (`new X`), the end. */
  readonly argsStart: number;
  readonly typeArgs?: readonly TypeReference[];
}
export interface ImportCall extends Place {
  readonly kind: 'import';
  readonly specifier?: string;
}
export interface FunctionReference extends Place {
  readonly kind: 'function';
  readonly id: number;
}
export interface ClassReference extends Place {
  readonly kind: 'class';
  readonly id: number;
}
export interface Property extends Place {
  /** `undefined`: computed from something that isn't a literal. */
  readonly key?: string;
  /** What the key is computed from, then: of `[Op.in]` it is `Op.in`. */
  readonly computed?: Expression;
  readonly value: Expression;
  readonly shorthand: boolean;
  readonly accessor: boolean;
}
export interface ObjectLiteral extends Place {
  readonly kind: 'object';
  readonly properties: readonly (Property | Spread)[];
  /** The binding that it initialises, for members assigned later. */
  readonly owner?: number;
}
export interface ArrayLiteral extends Place {
  readonly kind: 'array';
  readonly elements: readonly Expression[];
}
export interface Spread extends Place {
  readonly kind: 'spread';
  readonly value: Expression;
}
export interface Await extends Place {
  readonly kind: 'await';
  readonly value: Expression;
}
export interface Unary extends Place {
  readonly kind: 'unary';
  readonly operator: string;
  readonly value: Expression;
}
export interface Binary extends Place {
  readonly kind: 'binary';
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Assign extends Place {
  readonly kind: 'assign';
  readonly operator: string;
  readonly target: Expression;
  readonly value: Expression;
}
export interface Conditional extends Place {
  readonly kind: 'conditional';
  readonly test: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
}
export interface Opaque extends Place {
  readonly kind: 'opaque';
  readonly parts: readonly Expression[];
}

export type Expression =
  | Name | This | Literal | RegularExpression | Template | Member | Index | Call | ImportCall | FunctionReference | ClassReference
  | ObjectLiteral | ArrayLiteral | Spread | Await | Unary | Binary | Assign | Conditional | Opaque;

export interface ExpressionStatement extends Place {
  readonly kind: 'expression';
  readonly value: Expression;
}
export interface Declare extends Place {
  readonly kind: 'declare';
  readonly values: readonly Expression[];
}
export interface Return extends Place {
  readonly kind: 'return';
  readonly value?: Expression;
}
export interface Throw extends Place {
  readonly kind: 'throw';
  readonly value: Expression;
}
export interface If extends Place {
  readonly kind: 'if';
  readonly test: Expression;
  readonly then: readonly Statement[];
  readonly otherwise: readonly Statement[];
}
export interface Loop extends Place {
  readonly kind: 'loop';
  readonly form: 'for' | 'while' | 'do' | 'of' | 'in';
  readonly head: readonly Expression[];
  /** The list of a `for … of`, and the bindings that its element fills. */
  readonly iterated?: Expression;
  readonly bindings: readonly number[];
  readonly awaits: boolean;
  readonly body: readonly Statement[];
}
export interface Try extends Place {
  readonly kind: 'try';
  readonly block: readonly Statement[];
  /** `at` is the keyword, `block` what stands in braces. */
  readonly handler?: { readonly at: Place; readonly block: Place; readonly bindings: readonly number[]; readonly body: readonly Statement[] };
  readonly finalizer: readonly Statement[];
}
export interface Switch extends Place {
  readonly kind: 'switch';
  readonly value: Expression;
  readonly cases: readonly { readonly test?: Expression; readonly body: readonly Statement[] }[];
}
export interface Block extends Place {
  readonly kind: 'block';
  readonly body: readonly Statement[];
}
export interface Jump extends Place {
  readonly kind: 'break' | 'continue';
}
export type Statement = ExpressionStatement | Declare | Return | Throw | If | Loop | Try | Switch | Block | Jump;

/** One step into a value that a pattern takes apart: a property, an element, or what is left over. */
export type PathStep = string | number | '...';

export type Definition =
  | { readonly kind: 'value'; readonly value: Expression; readonly path: readonly PathStep[]; readonly fallback?: Expression }
  | { readonly kind: 'parameter'; readonly fn: number; readonly index: number; readonly path: readonly PathStep[]; readonly fallback?: Expression; readonly rest: boolean }
  /** `imported` is `*` for the module itself. */
  | { readonly kind: 'import'; readonly specifier: string; readonly imported: string }
  | { readonly kind: 'element'; readonly of: Expression; readonly path: readonly PathStep[] }
  | { readonly kind: 'opaque' };

export interface MemberAssignment {
  readonly name: string;
  readonly value: Expression;
  /** The function in which the assignment stands. */
  readonly fn: number;
}

export interface Binding extends Place {
  readonly name: string;
  readonly scope: number;
  readonly definitions: Definition[];
  readonly type?: TypeReference;
  /** `x.name = value` for this binding `x`; for `x.prototype.name = value` the name is `prototype.name`, for `x[key] = value` it is `*`. */
  readonly members: MemberAssignment[];
  readonly isConstant: boolean;
}

export interface Scope {
  readonly parent: number;
  /** The function whose frame holds this scope's bindings. */
  readonly fn: number;
  readonly names: Map<string, number>;
}

export interface Parameter extends Place {
  readonly bindings: readonly number[];
  /** The name, where the parameter is one plain name. */
  readonly name?: string;
  readonly type?: TypeReference;
  readonly hasDefault: boolean;
  readonly rest: boolean;
  readonly decorators?: readonly Expression[];
}

export interface FunctionNode extends Place {
  readonly id: number;
  readonly name?: string;
  readonly form: 'module' | 'function' | 'arrow' | 'method' | 'constructor' | 'getter' | 'setter';
  /** A declaration can't be wrapped where it stands; an expression can. */
  readonly isDeclaration: boolean;
  /** The function around it; -1 for the module itself. */
  readonly parent: number;
  readonly scope: number;
  readonly classId?: number;
  readonly isStatic: boolean;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly parameters: readonly Parameter[];
  /** Between the parentheses; for `x => …` the parameter itself, and `hasParentheses` is false. */
  readonly parametersAt: Place;
  readonly hasParentheses: boolean;
  readonly body: readonly Statement[];
  /** `{ … }` with its braces; absent for `x => expression`. */
  readonly block?: Place;
  readonly asyncAt?: Place;
  readonly nameAt?: Place;
  readonly returnType?: TypeReference;
  /** `this.name = value` inside it (arrow functions give theirs to the function around them). */
  readonly thisMembers: MemberAssignment[];
  /** The binding that it initialises or declares, for members assigned later. */
  readonly owner?: number;
  /** What it is assigned to a member of: of `schema.statics.list = function () {}` it is `schema.statics`. */
  readonly assignedTo?: Expression;
  /** The call that it is written as an argument of. */
  readonly passedTo?: { readonly callee: Expression; readonly index: number };
}

export interface ClassMember {
  readonly name: string;
  readonly isStatic: boolean;
  readonly accessor: boolean;
  /** A method's function or a field's value. */
  readonly value?: Expression;
  readonly type?: TypeReference;
  readonly decorators?: readonly Expression[];
}

export interface ClassNode extends Place {
  readonly id: number;
  readonly name?: string;
  readonly extends?: Expression;
  /** What the parent is given for its type parameters: `User` in `extends Repository<User>`. */
  readonly extendsArgs?: readonly TypeReference[];
  readonly members: readonly ClassMember[];
  readonly constructorFn?: number;
  /** The function in which field initialisers stand (they see `this` as a constructor does). */
  readonly fieldsFn: number;
  /** Constructor parameters that are fields too (`constructor(private readonly users: UserService)`): name → index. */
  readonly parameterProperties: ReadonlyMap<string, number>;
  readonly decorators: readonly Expression[];
  /** It says that it implements something: whoever goes by that may call its methods. */
  readonly isImplementing: boolean;
  /** The function in which the class stands. */
  readonly fn: number;
}

/** `at` is the exported name; of what is exported without one, what is exported. */
export type Export = { readonly at: Place } & (
  | { readonly kind: 'binding'; readonly name: string }
  | { readonly kind: 'value'; readonly value: Expression; readonly fn: number }
  | { readonly kind: 'from'; readonly specifier: string; readonly imported: string }
);

/** A comment that says something to us, with its text without the comment marks. */
export interface Note extends Place {
  readonly text: string;
  /** It belongs to a list of the routes that anyone may call, which its head says. */
  readonly listsOpen: boolean;
}

export interface Module {
  readonly file: string;
  readonly scopes: readonly Scope[];
  readonly bindings: readonly Binding[];
  readonly functions: readonly FunctionNode[];
  readonly classes: readonly ClassNode[];
  /** Import specifiers in the order in which they load (ES imports and re-exports; not `require`). */
  readonly imports: readonly { readonly specifier: string; readonly at: Place; readonly typeOnly: boolean }[];
  /** What `require` is called with, anywhere in the module, in source order. */
  readonly requires: readonly { readonly specifier: string; readonly at: Place }[];
  /** By exported name; `=` is what `module.exports` is set to. Several where it is assigned several times. */
  readonly exports: ReadonlyMap<string, readonly Export[]>;
  readonly starExports: readonly string[];
  /** In source order; an interface may be declared in several places. */
  readonly types: readonly TypeDeclaration[];
  readonly isCommonJs: boolean;
  /** Comments that mark something as public, in source order. */
  readonly notes: readonly Note[];
  readonly hasSyntaxErrors: boolean;
  /** Another object for each text that the module stands for: what is remembered of a module as a whole is remembered by this. */
  readonly revision: object;
}
