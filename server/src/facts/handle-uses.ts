import type { AcquisitionRow } from '../frameworks/vocabulary/acquisitions.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachStatement, expressionsOf, partsOf } from '../semantic/returns.ts';
import type { ApiValue, Frame, FunctionValue } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Binding, Call, Expression, FunctionNode, Module } from '../syntax/tree.ts';
import { functionsInside } from './write-order.ts';

/** Something that was taken, and the names by which it is known: its own, and that of a function that gives it back. */
export interface Handle {
  readonly row: AcquisitionRow;
  readonly frame: Frame;
  readonly binding: Binding | undefined;
  readonly release: Binding | undefined;
  /** The call that takes it. */
  readonly node: Call;
  /** The function in which it is known. */
  readonly owner: FunctionNode;
  /** Whether a package's function is a query, or of the library itself: what it is handed it doesn't keep. */
  takesPart(callee: ApiValue): boolean;
}

export interface HandleUses {
  /** The calls that give it back, with the functions in which they stand. */
  readonly releases: readonly { readonly node: Call; readonly fn: FunctionNode }[];
  /** It goes somewhere that can't be followed: it is returned, kept, given to code that isn't seen. */
  readonly escapes: boolean;
}

interface Mention {
  readonly node: Expression;
  /** Outermost first. */
  readonly parents: readonly Expression[];
  readonly fn: FunctionNode;
}

type Use = 'escape' | 'use' | Call;

/** Functions that hand it on, at most. */
const MAX_DEPTH = 3;

/** What becomes of something that was taken. */
export function usesOfHandle(evaluator: Evaluator, { row, frame, binding, release, node, owner, takesPart }: Handle, depth = 0): HandleUses {
  const { module } = frame;
  const releases: { node: Call; fn: FunctionNode }[] = [];
  let escapes = false;
  for (const mention of mentionsOf(module, owner, [binding, release])) {
    const use = mention.node.kind === 'name' && release && findBinding(module, mention.node.scope, mention.node.name) === release ? useOfRelease(mention) : useOf(mention);
    if (use === 'escape') escapes = true;
    else if (use !== 'use') releases.push({ node: use, fn: mention.fn });
  }
  return { releases, escapes };

  /** `done()`; handed on, it will be called by whoever got it. */
  function useOfRelease({ node: name, parents }: Mention): Use {
    const parent = parents[parents.length - 1];
    return parent?.kind === 'call' && parent.callee === name ? parent : 'escape';
  }

  function useOf({ node: name, parents, fn }: Mention): Use {
    let current = name;
    for (let at = parents.length - 1; at >= 0; at -= 1) {
      const parent = parents[at];
      if (!parent) break;
      const use = useIn(parent, current, parents[at - 1], frameOf(fn));
      if (use) return use;
      current = parent;
    }
    if (isTakenApart(current) || isOnlyNamed(module, fn, current)) return 'use';
    const options = row.isHandedOn && current.kind === 'object' && depth < MAX_DEPTH ? namedAs(current) : undefined;
    return options && !usesOfHandle(evaluator, { row, frame, binding: options, release: undefined, node, owner, takesPart }, depth + 1).escapes ? 'use' : 'escape';
  }

  /** `const options = { transaction }` */
  function namedAs(value: Expression): Binding | undefined {
    return module.bindings.find(({ definitions, isConstant }) => isConstant && definitions.some((definition) => definition.kind === 'value' && definition.value === value && definition.path.length === 0));
  }

  /** `undefined` where what stands around the parent decides. */
  function useIn(parent: Expression, current: Expression, around: Expression | undefined, where: Frame | undefined): Use | undefined {
    switch (parent.kind) {
      case 'member': {
        const isReleasing = row.releasedBy.includes(parent.name);
        if (around?.kind === 'call' && around.callee === parent) return isReleasing ? around : 'use';
        return isReleasing ? 'escape' : 'use';
      }
      case 'unary': return 'use';
      case 'template': return parent.tag === current ? 'use' : 'escape';
      case 'binary': return !['&&', '||', '??'].includes(parent.operator) || (parent.operator === '&&' && parent.left === current) ? 'use' : undefined;
      case 'conditional': return parent.test === current ? 'use' : undefined;
      case 'assign': return parent.target === current && isSettingIt(parent.value) ? 'use' : 'escape';
      case 'call': return parent.callee === current ? 'use' : useAsArgument(parent, current, where);
      case 'object':
      case 'array':
      case 'spread': return undefined;
      case 'await': return undefined;
      default: return 'escape';
    }
  }

  /** The variable is empty before, and may be emptied behind. */
  function isSettingIt(value: Expression): boolean {
    return (value.kind === 'literal' && (value.value === null || value.value === undefined)) || (value.kind === 'name' && value.name === 'undefined') || (value.kind === 'call' && value.isNew) || holdsNode(value, node);
  }

  function useAsArgument(call: Call, argument: Expression, where: Frame | undefined): Use {
    const { callee } = call;
    if (callee.kind === 'member' && row.takenBackBy?.includes(callee.name)) return call;
    if (!where || call.isNew) return 'escape';
    const values = evaluator.evaluate(callee, where);
    if (values.length > 0 && values.every((value) => value.kind === 'api')) return row.isHandedOn && values.every(takesPart) ? 'use' : 'escape';
    const fns = values.filter((value) => value.kind === 'function');
    if (fns.length === 0 || fns.length < values.length || depth >= MAX_DEPTH) return 'escape';
    const uses = fns.map((value) => useByFunction(value, call, argument, where));
    return uses.find((use) => use !== 'use') ?? 'use';
  }

  function useByFunction(value: FunctionValue, call: Call, argument: Expression, where: Frame): Use {
    const parameter = value.fn.parameters[call.args.indexOf(argument)];
    const inner = evaluator.callFrame(value, call, where);
    const [id] = parameter?.bindings ?? [];
    const bound = id === undefined ? undefined : value.frame.module.bindings[id];
    if (!inner) return 'escape';
    if (argument.kind !== 'name' || !bound || parameter?.name === undefined) return row.isHandedOn && !mayGiveBack(value) ? 'use' : 'escape';
    const given = usesOfHandle(evaluator, { row, frame: inner, binding: bound, release: undefined, node, owner: value.fn, takesPart }, depth + 1);
    if (given.releases.length > 0) return call;
    return given.escapes ? 'escape' : 'use';
  }

  function mayGiveBack({ fn, frame: { module: home } }: FunctionValue): boolean {
    return functionsInside(home, fn).some((one) => expressionsIn(one).some((expression) => expression.kind === 'member' && row.releasedBy.includes(expression.name)));
  }

  /** `const { manager } = runner` */
  function isTakenApart(value: Expression): boolean {
    const parts = module.bindings.flatMap(({ definitions }) => definitions.flatMap((definition) => (definition.kind === 'value' && definition.value === value ? [definition.path] : [])));
    return parts.length > 0 && parts.every(([first]) => typeof first === 'string' && first !== '...' && !row.releasedBy.includes(first));
  }

  function frameOf(fn: FunctionNode): Frame | undefined {
    if (fn === frame.fn) return frame;
    return fn.parent === frame.fn.id ? evaluator.frames.inside(frame, fn.id) : evaluator.frames.generic(module, fn.id);
  }
}

/** A statement that is nothing but a test: `if (client)`. */
function isOnlyNamed({ functions }: Module, fn: FunctionNode, value: Expression): boolean {
  let found = false;
  eachStatement(functions[fn.id]?.body ?? [], (statement) => {
    if ((statement.kind === 'if' && statement.test === value) || (statement.kind === 'expression' && statement.value === value)) found = true;
  });
  return found;
}

/** The places where a function, or one inside it, names one of these. */
function mentionsOf(module: Module, owner: FunctionNode, bindings: readonly (Binding | undefined)[]): readonly Mention[] {
  const names = new Set(bindings.flatMap((binding) => binding?.name ?? []));
  const found: Mention[] = [];
  const visit = (node: Expression, parents: readonly Expression[], fn: FunctionNode): void => {
    if (node.kind === 'name' && names.has(node.name) && bindings.includes(findBinding(module, node.scope, node.name))) found.push({ node, parents, fn });
    const inner = [...parents, node];
    for (const part of partsOf(node)) visit(part, inner, fn);
  };
  for (const fn of functionsInside(module, owner)) {
    eachStatement(fn.body, (statement) => {
      for (const expression of expressionsOf(statement)) visit(expression, [], fn);
    });
  }
  return found;
}

function expressionsIn(fn: FunctionNode): readonly Expression[] {
  const found: Expression[] = [];
  const visit = (node: Expression): void => {
    found.push(node);
    for (const part of partsOf(node)) visit(part);
  };
  eachStatement(fn.body, (statement) => expressionsOf(statement).forEach(visit));
  return found;
}

/** Whether an expression is a node, or has it inside. */
export function holdsNode(expression: Expression, node: Expression): boolean {
  return expression === node || partsOf(expression).some((part) => holdsNode(part, node));
}
