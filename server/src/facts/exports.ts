import { relativePath } from '../workspace/paths.ts';
import { isReturnedBy } from './guards.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { Frame, Value } from '../semantic/values.ts';
import type { ClassNode, FunctionNode, Module } from '../syntax/tree.ts';

/** The name under which a module exports a function or class: `=` for `module.exports` itself, a property's name for an object of functions. */
export function exportedNameOf(evaluator: Evaluator, module: Module, wanted: FunctionNode | ClassNode | undefined): string | undefined {
  if (!wanted) return undefined;
  const isIt = (value: Value): boolean => (value.kind === 'function' && value.fn === wanted) || (value.kind === 'class' && value.node === wanted);
  for (const name of module.exports.keys()) {
    const values = evaluator.exported(module, name);
    if (values.some(isIt)) return name;
    for (const value of values) {
      if (value.kind === 'object') {
        for (const property of value.node.properties) {
          if (!('kind' in property) && property.key !== undefined && evaluator.member(value, property.key).some((one) => isIt(one) || holds(one, wanted))) return property.key;
        }
      }
      if (holds(value, wanted)) return name;
    }
  }
  return undefined;
}

/** Whether code outside its module may call a function: it, or a function or class around it, is exported. */
export function isExportedCode({ evaluator }: { readonly evaluator: Evaluator }, { module, fn }: Frame): boolean {
  if (fn.form === 'module') return false;
  let outermost = fn;
  while (outermost.parent > 0) outermost = module.functions[outermost.parent] ?? outermost;
  if (exportedNameOf(evaluator, module, outermost) !== undefined) return true;
  return outermost.classId !== undefined && exportedNameOf(evaluator, module, module.classes[outermost.classId]) !== undefined;
}

/** The name under which a module exports what a package's function gave it: `export const limiter = rateLimit()`. */
export function exportedValueOf(evaluator: Evaluator, module: Module, wanted: Value): string | undefined {
  if (wanted.kind !== 'api' || !wanted.site) return undefined;
  const { node } = wanted.site;
  return [...module.exports.keys()].find((name) => evaluator.exported(module, name).some((value) => value.kind === 'api' && value.site?.node === node));
}

/** An instance that is exported exports its methods; a function that was wrapped exports what it was given. */
function holds(value: Value, wanted: FunctionNode | ClassNode): boolean {
  if (value.kind === 'instance' && value.of.kind === 'class') return value.of.node === wanted || ('classId' in wanted && wanted.classId === value.of.node.id);
  return value.kind === 'function' && (value.frame.args ?? []).some((argument) => 'expression' in argument && argument.expression.kind === 'function' && argument.expression.id === ('form' in wanted ? wanted.id : -1));
}

/** How configuration in `folder` names a function of the project: `src/auth.ts#requireUser`, relative to that folder. */
export function taughtNameOf(evaluator: Evaluator, value: Value, folder: string): string | undefined {
  if (value.kind !== 'function') return undefined;
  // What a factory made is taught by the factory.
  const fn = isReturnedBy(value) ? value.frame.fn : value.fn;
  const { module } = value.frame;
  const name = exportedNameOf(evaluator, module, fn) ?? fn.name;
  return name === undefined ? undefined : `${relativePath(folder, module.file)}#${name}`;
}
