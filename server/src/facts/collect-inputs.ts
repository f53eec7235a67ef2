import type { Input, PageSize } from '../concepts/facts.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Expression, Module } from '../syntax/tree.ts';
import { passingMiddleware } from './application-facts.ts';
import { byFile } from './by-file.ts';
import { isServerFile, type CollectInput } from './collect-input.ts';
import { inputLabel } from './input-facts.ts';
import { capEdit } from './page-sizes.ts';
import { pageSizeIn } from './query-facts.ts';
import type { RouteInsight } from './route-facts.ts';
import type { RunFrames } from './run-frames.ts';
import { lastNameOf, spanOf } from './source.ts';

/**
 * One for each place where a file reads unchecked input, with one of the routes that lead there, the same in whatever order they were found.
 * It is read off what a framework gives, where a handler has it: wherever else it is used, there it gets a name.
 */
export function collectInputs(input: CollectInput, frames: RunFrames, file: string): readonly Input[] {
  const byPlace = new Map<number, Input>();
  for (const insight of frames.routesFrom(file)) {
    const first = input.inputs.firstOf(insight.mount);
    if (first?.at.file !== file || !isServerFile(input, file) || !isServerFile(input, insight.at.file)) continue;
    const known = byPlace.get(first.at.start);
    if (!known || insight.label < known.route.label) byPlace.set(first.at.start, { ...first, route: { label: insight.label, at: insight.at }, passingMiddleware: passingMiddleware(input, insight) });
  }
  return [...byPlace.values()];
}

/** Finds each limit of a file that a request sets, with the first of the routes that lead there. */
export function createPageSizes(input: CollectInput, frames: RunFrames): (file: string) => readonly PageSize[] {
  const mayLimit = limitFinder(input);
  const modules = byFile(input.modules, ({ file }) => file);
  return (file) => (isServerFile(input, file) && modules(file).some((module) => mayLimit(module)) ? pageSizesOf(input, frames.routesInto(file), file) : []);
}

function pageSizesOf(input: CollectInput, insights: readonly RouteInsight[], file: string): readonly PageSize[] {
  const found = new Map<Expression, PageSize>();
  for (const { mount, label, at } of insights) {
    for (const limit of input.inputs.judge(mount).limits) {
      const { expression, frame, site } = limit;
      const known = found.get(expression);
      if (frame.module.file !== file || (known && known.route.label <= label)) continue;
      const value = spanOf(frame.module, expression);
      const pageSize = pageSizeIn(frame.module);
      found.set(expression, {
        at: value, table: site.table, route: { label, at },
        input: { label: inputLabel(input.source, limit.input), at: spanOf(limit.input.read.frame.module, limit.input.read.node) },
        query: { label: site.label, at: lastNameOf(site.frame.module, site.node.kind === 'call' ? site.node.callee : site.node) },
        ...(pageSize !== undefined && { pageSize }),
        cap: (most) => [capEdit(input.evaluator, input.source, limit, most)],
      });
    }
  }
  return [...found.values()];
}

/** Says whether something in a module is called as limits of queries are, and may come from a request. */
function limitFinder({ frameworks }: CollectInput): (module: Module) => boolean {
  const slots = frameworks.flatMap(({ queries = [] }) => queries.flatMap(({ limits = [] }) => limits));
  const names = new Set(slots.flatMap((slot) => (slot.slot === 'chained' ? [slot.method] : 'key' in slot ? [slot.key] : [])));

  function isLimiting(node: Expression, module: Module): boolean {
    if (node.kind === 'object') return node.properties.some((property) => !('kind' in property) && property.key !== undefined && names.has(property.key) && mayBeAsked(property.value, module));
    const [first] = node.kind === 'call' && node.callee.kind === 'member' && names.has(node.callee.name) ? node.args : [];
    return first !== undefined && mayBeAsked(first, module);
  }

  return (module) => {
    let may = false;
    for (const { body } of module.functions) {
      eachExpressionOf(body, (node) => {
        may ||= isLimiting(node, module);
      });
    }
    return may;
  };
}

/** `.filter(Boolean)` and `.filter((one) => one.isOpen)` are given what nobody sends. */
function mayBeAsked(node: Expression, module: Module): boolean {
  if (node.kind !== 'name') return node.kind !== 'literal' && node.kind !== 'function';
  const binding = findBinding(module, node.scope, node.name);
  return binding !== undefined && (binding.members.length > 0 || binding.definitions.some(({ kind }) => kind !== 'import'));
}
