import type { Input, PageSize } from '../concepts/facts.ts';
import type { Expression } from '../syntax/tree.ts';
import { passingMiddleware } from './application-facts.ts';
import { isServerFile, type CollectInput } from './collect-input.ts';
import { inputLabel } from './input-facts.ts';
import { capEdit } from './page-sizes.ts';
import { pageSizeIn } from './query-facts.ts';
import type { RouteInsight } from './route-facts.ts';
import { lastNameOf, spanOf } from './source.ts';

/** One for each place where a file reads unchecked input, with one of the routes that lead there, the same in whatever order they were found. */
export function collectInputs(input: CollectInput, insights: readonly RouteInsight[], file: string): readonly Input[] {
  const byPlace = new Map<number, Input>();
  for (const insight of insights) {
    const first = input.inputs.firstOf(insight.mount);
    if (first?.at.file !== file || !isServerFile(input, file) || !isServerFile(input, insight.at.file)) continue;
    const known = byPlace.get(first.at.start);
    if (!known || insight.label < known.route.label) byPlace.set(first.at.start, { ...first, route: { label: insight.label, at: insight.at }, passingMiddleware: passingMiddleware(input, insight) });
  }
  return [...byPlace.values()];
}

/** One for each limit of a file that a request sets, with the first of the routes that lead there. */
export function collectPageSizes(input: CollectInput, insights: readonly RouteInsight[], file: string): readonly PageSize[] {
  const found = new Map<Expression, PageSize>();
  for (const { mount, label, at } of insights) {
    for (const limit of input.inputs.judge(mount).limits) {
      const { expression, frame, site } = limit;
      const known = found.get(expression);
      if (frame.module.file !== file || !isServerFile(input, file) || (known && known.route.label <= label)) continue;
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
