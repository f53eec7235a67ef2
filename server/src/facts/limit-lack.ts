import type { Evaluator } from '../semantic/evaluate.ts';
import { frameOfFunction } from '../semantic/frames.ts';
import { eachExpression, returnsOf } from '../semantic/returns.ts';
import type { ApiValue, Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Binding, Call, Definition, Expression } from '../syntax/tree.ts';
import { globalName } from './input-origins.ts';

/** What a limit is for callers who ask for none: a number all the same, `undefined`, or what a conversion makes of that: `NaN`. */
export type Lack = 'none' | 'nothing' | 'no number';

/** Variables, members and calls between a limit and what it was read from, at most. */
const MAX_STEPS = 12;

/** Steps of a schema after which a value is there, by the names that the libraries share. */
const FILLING: ReadonlySet<string> = new Set(['default', 'catch', 'prefault', 'required', 'nonoptional']);

/** Globals that are numbers, or hold nothing but numbers: `Number.MAX_SAFE_INTEGER`. */
const NUMBERS: ReadonlySet<string> = new Set(['Infinity', 'Number']);

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '**']);

export function lackOf(evaluator: Evaluator, node: Expression, frame: Frame): Lack {
  return lackAt(evaluator, node, frame, [], 0);
}

/** `path`: the members of the expression's value that lead to the limit. */
function lackAt(evaluator: Evaluator, node: Expression, frame: Frame, path: readonly string[], steps: number): Lack {
  const inside = (one: Expression, rest = path) => lackAt(evaluator, one, frame, rest, steps + 1);
  if (steps > MAX_STEPS) return 'no number';
  switch (node.kind) {
    case 'name': return lackOfName(evaluator, node, frame, path, steps + 1);
    case 'member': return inside(node.object, [node.name, ...path]);
    case 'await':
    case 'assign': return inside(node.value);
    case 'call': return lackOfCall(evaluator, node, frame, path, steps + 1);
    case 'object': {
      const [wanted, ...rest] = path;
      const held = node.properties.find((property) => !('kind' in property) && property.key === wanted);
      return held ? inside(held.value, rest) : 'nothing';
    }
    case 'literal': return path.length > 0 || node.value === undefined || node.value === null ? 'nothing' : 'none';
    case 'conditional': return widest([isAskedFor(node.test, node.whenTrue) ? 'none' : inside(node.whenTrue), inside(node.whenFalse)]);
    case 'unary': return converted(inside(node.value));
    case 'binary': {
      if (node.operator === '||') return inside(node.right);
      if (node.operator === '??') return widest([inside(node.left) === 'no number' ? 'no number' : 'none', inside(node.right)]);
      return ARITHMETIC.has(node.operator) ? converted(widest([inside(node.left), inside(node.right)])) : 'no number';
    }
    default: return path.length > 0 ? 'nothing' : 'no number';
  }
}

function lackOfName(evaluator: Evaluator, node: Expression & { kind: 'name' }, frame: Frame, path: readonly string[], steps: number): Lack {
  const binding = findBinding(frame.module, node.scope, node.name);
  const home = binding && frameOfFunction(frame, frame.module.scopes[binding.scope]?.fn ?? 0);
  if (!binding && NUMBERS.has(node.name)) return 'none';
  if (!binding || !home || binding.definitions.length === 0) return 'nothing';
  return widest(binding.definitions.map((definition) => lackOfDefinition(evaluator, binding, definition, home, path, steps)));
}

function lackOfDefinition(evaluator: Evaluator, binding: Binding, definition: Definition, home: Frame, path: readonly string[], steps: number): Lack {
  if (definition.kind !== 'value' && definition.kind !== 'parameter') return 'nothing';
  const whole = [...definition.path.map(String), ...path];
  const given = definition.kind === 'value' ? { expression: definition.value, frame: home } : home.args?.[definition.index];
  const own = given && 'expression' in given && !binding.members.some(({ name }) => name === path[0]) ? lackAt(evaluator, given.expression, given.frame, whole, steps) : 'nothing';
  return own === 'nothing' && definition.fallback ? lackAt(evaluator, definition.fallback, home, path, steps) : own;
}

function lackOfCall(evaluator: Evaluator, node: Call, frame: Frame, path: readonly string[], steps: number): Lack {
  const values = evaluator.evaluate(node.callee, frame);
  const [value] = values;
  if (values.length === 1 && value?.kind === 'function') {
    const inner = evaluator.callFrame(value, node, frame);
    return inner ? widest(returnsOf(value.fn).map((returned) => lackAt(evaluator, returned, inner, path, steps))) : 'no number';
  }
  if (values.length !== 1 || value?.kind !== 'api') return path.length > 0 ? 'nothing' : 'no number';
  if (path.length > 0) return value.of ? lackOfField(evaluator, value.of, path) : 'nothing';
  const name = globalName(value);
  const taken = name !== undefined && /^Math\.(?:max|min)$/.test(name) ? node.args : node.args.slice(0, 1);
  return name === undefined ? 'no number' : converted(widest(taken.map((argument) => lackAt(evaluator, argument, frame, [], steps))));
}

/** What a schema lets a field be: its own steps say so. */
function lackOfField(evaluator: Evaluator, schema: ApiValue, path: readonly string[]): Lack {
  const [field, ...rest] = path;
  if (field === undefined || rest.length > 0) return 'nothing';
  for (let at: ApiValue | undefined = schema; at; at = at.of) {
    const [shape] = at.step === 'call' && at.site?.node.kind === 'call' ? at.site.node.args : [];
    if (!shape || !at.site) continue;
    const fields = evaluator.evaluate(shape, at.site.frame).flatMap((value) => (value.kind === 'object' ? evaluator.member(value, field) : []));
    if (fields.length > 0) return fields.every((value) => value.kind === 'api' && isFilled(value)) ? 'none' : 'nothing';
  }
  return 'nothing';
}

function isFilled(field: ApiValue): boolean {
  for (let at: ApiValue | undefined = field; at; at = at.of) if (at.step === 'member' && FILLING.has(at.name)) return true;
  return false;
}

/** `req.query.limit ? Number(req.query.limit) : 20`: the value is asked for before it is taken. */
function isAskedFor(test: Expression, taken: Expression): boolean {
  const asked = nameOf(test.kind === 'binary' ? test.left : test);
  let found = false;
  eachExpression(taken, (node) => {
    found ||= asked !== undefined && nameOf(node) === asked;
  });
  return found;
}

function nameOf(node: Expression): string | undefined {
  if (node.kind === 'name') return node.name;
  const object = node.kind === 'member' ? nameOf(node.object) : undefined;
  return node.kind === 'member' && object !== undefined ? `${object}.${node.name}` : undefined;
}

function converted(lack: Lack): Lack {
  return lack === 'none' ? 'none' : 'no number';
}

function widest(lacks: readonly Lack[]): Lack {
  return lacks.includes('no number') ? 'no number' : lacks.includes('nothing') ? 'nothing' : 'none';
}
