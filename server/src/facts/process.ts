import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpressionOf, eachStatement } from '../semantic/returns.ts';
import { GLOBALS, type Value } from '../semantic/values.ts';
import type { Expression, FunctionNode, Module } from '../syntax/tree.ts';
import { createReach, type Reach } from './reach.ts';

const EVENT = 'unhandledRejection';
const LISTENING = new Set(['on', 'once', 'addListener', 'prependListener']);

/**
 * Says of a file whether its application listens for unhandled rejections: with a listener Node doesn't end the process. A listener that
 * ends it by itself (`process.exit`, `throw`) is none.
 */
export function survivorsIn(evaluator: Evaluator, modules: readonly Module[]): (file: string) => boolean {
  const { project } = evaluator.program;
  const reach = createReach(evaluator, () => false);
  let roots: Set<string> | undefined;
  return (file) => {
    roots ??= new Set(modules.filter((module) => project.text(module.file)?.includes(EVENT) && listens(evaluator, reach, module)).map((module) => project.packageRoot(module.file)));
    const own = project.packageRoot(file);
    if (roots.has(own)) return true;
    // A package of a workspace runs in the process of the application that depends on it.
    const name = packageName(project.text(`${own}/package.json`));
    return name !== undefined && [...roots].some((root) => project.dependsOn(`${root}/package.json`, name));
  };
}

function packageName(manifest: string | undefined): string | undefined {
  return /"name"\s*:\s*"([^"]+)"/.exec(manifest ?? '')?.[1];
}

function listens(evaluator: Evaluator, reach: Reach, module: Module): boolean {
  let found = false;
  for (const fn of module.functions) {
    const frame = evaluator.frames.generic(module, fn.id);
    eachExpressionOf(fn.body, (node) => {
      if (found || !frame || node.kind !== 'call' || node.callee.kind !== 'member' || !LISTENING.has(node.callee.name)) return;
      const [event, listener] = node.args;
      if (event?.kind !== 'literal' || event.value !== EVENT || !isProcess(evaluator.evaluate(node.callee.object, frame))) return;
      found = !listener || !evaluator.evaluate(listener, frame).some((value) => value.kind === 'function' && reach.reachedFrom(value).some(({ fn }) => throws(fn) || endsProcess(calleesIn(fn))));
    });
  }
  return found;
}

function isProcess(values: readonly Value[]): boolean {
  return values.some((value) => value.kind === 'api' && ((value.step === 'member' && value.name === 'process' && value.of?.name === GLOBALS) || (value.step === 'root' && value.name === 'node:process')));
}

function throws({ body }: FunctionNode): boolean {
  let found = false;
  eachStatement(body, ({ kind }) => {
    found ||= kind === 'throw';
  });
  return found;
}

function calleesIn({ body }: FunctionNode): readonly Expression[] {
  const found: Expression[] = [];
  eachExpressionOf(body, (node) => {
    if (node.kind === 'call') found.push(node.callee);
  });
  return found;
}

function endsProcess(callees: readonly Expression[]): boolean {
  return callees.some((callee) => callee.kind === 'member' && (callee.name === 'exit' || callee.name === 'abort' || callee.name === 'kill') && callee.object.kind === 'name' && callee.object.name === 'process');
}
