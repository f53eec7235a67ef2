import type { Evaluator } from '../semantic/evaluate.ts';
import { frameOfFunction } from '../semantic/frames.ts';
import { decidedBy } from '../semantic/live-code.ts';
import { bodiesOf, expressionsOf } from '../semantic/returns.ts';
import { NOTHING_KNOWN, type Frame, type ObjectValue, type Value } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { ArrayLiteral, Expression, Statement } from '../syntax/tree.ts';

/** An expression, where it stands. */
export interface Written {
  readonly expression: Expression;
  readonly frame: Frame;
}

/** An element of a list, with what it can be. */
export interface Listed extends Written {
  readonly values: readonly Value[];
  /** It may be missing: it stands behind a condition that isn't decided. */
  readonly conditional: boolean;
}

/** Lists within lists, at most. */
const MAX_DEPTH = 8;

/**
 * What a list holds, element by element: spreads, choices and what is pushed later are followed. Of a list that can't be read there is
 * one unknown element.
 */
export function listed(evaluator: Evaluator, { expression, frame }: Written, conditional = false, depth = 0): readonly Listed[] {
  const inner = (one: Expression, maybe = conditional) => listed(evaluator, { expression: one, frame }, maybe, depth + 1);
  if (depth > MAX_DEPTH) return [{ expression, frame, values: NOTHING_KNOWN, conditional: true }];
  switch (expression.kind) {
    case 'array': return elementsOf(evaluator, expression, frame, conditional, depth);
    case 'spread': return inner(expression.value);
    case 'conditional': {
      const decided = decidedBy(evaluator, expression.test, frame);
      if (decided !== undefined) return inner(decided ? expression.whenTrue : expression.whenFalse);
      return [...inner(expression.whenTrue, true), ...inner(expression.whenFalse, true)];
    }
    case 'binary': {
      if (expression.operator !== '&&') return [...inner(expression.left, true), ...inner(expression.right, true)];
      const decided = decidedBy(evaluator, expression.left, frame);
      return decided === false ? [] : inner(expression.right, decided !== true || conditional);
    }
    case 'object': return []; // `...(condition ? [x] : {})`
    case 'name': return ofName(evaluator, expression, frame, conditional, depth) ?? ofValues(evaluator, { expression, frame }, conditional);
    default: return ofValues(evaluator, { expression, frame }, conditional);
  }
}

function elementsOf(evaluator: Evaluator, { elements }: ArrayLiteral, frame: Frame, conditional: boolean, depth: number): readonly Listed[] {
  return elements.flatMap((element) => {
    if (element.kind === 'spread') return listed(evaluator, { expression: element.value, frame }, conditional, depth + 1);
    return choices(evaluator, { expression: element, frame }, conditional);
  });
}

/** An element, or what a choice leaves of it. */
function choices(evaluator: Evaluator, { expression, frame }: Written, conditional: boolean): readonly Listed[] {
  if (expression.kind === 'conditional') {
    const decided = decidedBy(evaluator, expression.test, frame);
    const branch = (one: Expression, maybe: boolean) => choices(evaluator, { expression: one, frame }, maybe);
    if (decided !== undefined) return branch(decided ? expression.whenTrue : expression.whenFalse, conditional);
    return [...branch(expression.whenTrue, true), ...branch(expression.whenFalse, true)];
  }
  return [{ expression, frame, values: evaluator.evaluate(expression, frame), conditional }];
}

/** A list in a variable, with what is pushed onto it in the same function. */
function ofName(evaluator: Evaluator, { name, scope }: Expression & { kind: 'name' }, frame: Frame, conditional: boolean, depth: number): readonly Listed[] | undefined {
  const binding = findBinding(frame.module, scope, name);
  const [definition] = binding?.definitions ?? [];
  if (!binding || binding.definitions.length !== 1 || definition?.kind !== 'value' || definition.path.length > 0) return undefined;
  const fn = frame.module.scopes[binding.scope]?.fn ?? 0;
  const home = frameOfFunction(frame, fn) ?? evaluator.frames.generic(frame.module, fn);
  if (!home) return undefined;
  const first = listed(evaluator, { expression: definition.value, frame: home }, conditional, depth + 1);
  return [...first, ...pushedIn(evaluator, home.fn.body, name, home, conditional, depth)];
}

function pushedIn(evaluator: Evaluator, body: readonly Statement[], name: string, frame: Frame, conditional: boolean, depth: number): readonly Listed[] {
  return body.flatMap((statement): readonly Listed[] => {
    const own = expressionsOf(statement).flatMap((node) => {
      if (node.kind !== 'call' || node.callee.kind !== 'member' || node.callee.name !== 'push' || node.callee.object.kind !== 'name' || node.callee.object.name !== name) return [];
      return node.args.flatMap((argument) => (argument.kind === 'spread' ? listed(evaluator, { expression: argument.value, frame }, conditional, depth + 1) : choices(evaluator, { expression: argument, frame }, conditional)));
    });
    if (statement.kind !== 'if') return [...own, ...bodiesOf(statement).flatMap((inner) => pushedIn(evaluator, inner, name, frame, true, depth))];
    const decided = decidedBy(evaluator, statement.test, frame);
    const maybe = decided === undefined || conditional;
    return [
      ...own,
      ...(decided === false ? [] : pushedIn(evaluator, statement.then, name, frame, maybe, depth)),
      ...(decided === true ? [] : pushedIn(evaluator, statement.otherwise, name, frame, maybe, depth)),
    ];
  });
}

function ofValues(evaluator: Evaluator, written: Written, conditional: boolean): readonly Listed[] {
  const values = evaluator.evaluate(written.expression, written.frame);
  const maybe = conditional || values.length > 1;
  return values.flatMap((value): readonly Listed[] => {
    if (value.kind === 'literal') return []; // `undefined`, `false`
    if (value.kind !== 'array') return [{ ...written, values: NOTHING_KNOWN, conditional: true }];
    const known = value.elements.flatMap((element): readonly Listed[] => ('expression' in element ? choices(evaluator, element, maybe) : [{ ...written, values: element.values, conditional: maybe }]));
    return value.open && known.length === 0 ? [{ ...written, values: NOTHING_KNOWN, conditional: true }] : known;
  });
}

/** What an object holds under a key, spreads included. */
export function propertyOf(evaluator: Evaluator, { node, frame }: ObjectValue, key: string): Written | undefined {
  for (const property of [...node.properties].reverse()) {
    if (!('kind' in property)) {
      if (property.key === key) return { expression: property.value, frame };
      continue;
    }
    for (const value of evaluator.evaluate(property.value, frame)) {
      const found = value.kind === 'object' ? propertyOf(evaluator, value, key) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

/** What stands under a key of an object among the arguments of a call. */
export function optionOf(evaluator: Evaluator, options: Written | undefined, key: string): Written | undefined {
  for (const value of options ? evaluator.evaluate(options.expression, options.frame) : []) {
    const found = value.kind === 'object' ? propertyOf(evaluator, value, key) : undefined;
    if (found) return found;
  }
  return undefined;
}
