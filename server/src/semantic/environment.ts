import { findBinding } from '../syntax/find-binding.ts';
import type { Expression, Module } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import { partsOf, returnsOf } from './returns.ts';
import { GLOBALS, rootOf, type ApiValue, type Frame, type Value } from './values.ts';

/** Names that settings have which tell development from production; they count where nothing else is known. */
const SETTING = /env|prod|dev|stag|debug|local|test/i;

/** Variables, functions and settings between a condition and the variable of the process, at most. */
const MAX_STEPS = 4;

/** What `NODE_ENV === 'development'` comes to where it counts: in production. `undefined` for comparisons of anything else. */
export function inProduction(operator: string, left: readonly Value[], right: readonly Value[]): Value & { kind: 'literal' } | undefined {
  const text = namedEnvironment(left, right) ?? namedEnvironment(right, left);
  return text === undefined ? undefined : { kind: 'literal', value: (text === 'production') === operator.startsWith('=') };
}

function namedEnvironment([variable, ...others]: readonly Value[], [text, ...otherTexts]: readonly Value[]): string | undefined {
  if (others.length > 0 || otherTexts.length > 0 || variable?.kind !== 'api' || !isEnvironment(variable)) return undefined;
  return text?.kind === 'literal' && typeof text.value === 'string' ? text.value : undefined;
}

/** The variable of the process, whether `process` is the global or imported. */
function isEnvironment({ name, of }: ApiValue): boolean {
  return name === 'NODE_ENV' && of?.name === 'env' && isProcess(of.of);
}

function isProcess(holder: ApiValue | undefined): boolean {
  return holder?.name === 'node:process' || (holder?.name === 'process' && holder.of?.name === GLOBALS);
}

/** Whether a value depends on where the program runs: it is read from the variables of the process, or may be, as nothing is known but its name. */
export function asksEnvironment(evaluator: Evaluator, node: Expression, frame: Frame, steps = 0): boolean {
  if (steps > MAX_STEPS) return false;
  const asks = (one: Expression, where: Frame = frame): boolean => asksEnvironment(evaluator, one, where, steps + 1);
  switch (node.kind) {
    case 'member':
    case 'name': {
      const values = evaluator.evaluate(node, frame);
      if (values.some(isOfEnvironment)) return true;
      if (madeOf(evaluator, node, frame).some((made) => asks(made.node, made.frame))) return true;
      return (node.kind === 'member' && asks(node.object)) || (SETTING.test(node.name) && values.some(isUnread));
    }
    case 'call': {
      const isOwn = evaluator.evaluate(node.callee, frame).some((callee) => {
        const inner = callee.kind === 'function' ? evaluator.callFrame(callee, node, frame) : undefined;
        return inner !== undefined && returnsOf(inner.fn).some((value) => asks(value, inner));
      });
      return isOwn || partsOf(node).some((part) => asks(part));
    }
    default: return partsOf(node).some((part) => asksEnvironment(evaluator, part, frame, steps));
  }
}

/** `process.env`, and what is read from it. */
function isOfEnvironment(value: Value): boolean {
  if (value.kind !== 'api') return false;
  for (let at: ApiValue | undefined = value; at; at = at.of) if (at.name === 'env' && isProcess(at.of)) return true;
  return false;
}

/** Whether nothing that can be read says what a value is: it comes from anywhere, or a package has it. */
function isUnread(value: Value): boolean {
  if (value.kind !== 'api') return value.kind === 'unknown' || value.kind === 'parameter';
  for (let at: ApiValue | undefined = value; at; at = at.of) if (at.step === 'callback' || at.step === 'typed') return false;
  return rootOf(value) !== GLOBALS;
}

interface Made {
  readonly node: Expression;
  readonly frame: Frame;
}

/** The expressions that give a variable, or a member of an object or module, what it holds. */
function madeOf(evaluator: Evaluator, node: Expression, frame: Frame): readonly Made[] {
  if (node.kind === 'name') {
    return (findBinding(frame.module, node.scope, node.name)?.definitions ?? []).flatMap((definition) => {
      if (definition.kind === 'value') return definition.path.length === 0 ? [{ node: definition.value, frame }] : heldBy(evaluator, evaluator.evaluate(definition.value, frame), String(definition.path[0]));
      return definition.kind === 'import' ? exportedBy(evaluator, frame.module, definition.specifier, definition.imported) : [];
    });
  }
  return node.kind === 'member' ? heldBy(evaluator, evaluator.evaluate(node.object, frame), node.name) : [];
}

function heldBy(evaluator: Evaluator, values: readonly Value[], name: string): readonly Made[] {
  return values.flatMap((value) => {
    if (value.kind === 'namespace') return exportsOf(evaluator, value.module, name);
    if (value.kind !== 'object') return [];
    return value.node.properties.flatMap((property) => (!('kind' in property) && property.key === name ? [{ node: property.value, frame: value.frame }] : []));
  });
}

function exportedBy(evaluator: Evaluator, { file }: Module, specifier: string, name: string): readonly Made[] {
  const resolution = evaluator.program.resolve(file, specifier);
  const module = resolution.kind === 'file' ? evaluator.program.module(resolution.path) : undefined;
  return module ? exportsOf(evaluator, module, name) : [];
}

function exportsOf(evaluator: Evaluator, module: Module, name: string): readonly Made[] {
  const frame = evaluator.frames.top(module);
  return (module.exports.get(name) ?? []).flatMap((one): readonly Made[] => {
    if (one.kind === 'value') return [{ node: one.value, frame }];
    if (one.kind === 'from') return exportedBy(evaluator, module, one.specifier, one.imported);
    return (findBinding(module, 0, one.name)?.definitions ?? []).flatMap((definition) => (definition.kind === 'value' ? [{ node: definition.value, frame }] : []));
  });
}
