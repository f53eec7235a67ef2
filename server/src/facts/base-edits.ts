import type { Reuse } from '../concepts/facts.ts';
import { importEdits } from './import-edits.ts';
import type { RouteInsight, RouteTools } from './route-facts.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { Expression, Module } from '../syntax/tree.ts';

/** What an open route is built on, replaced by what the most guarded ones are built on, nearest first. */
export function baseRepair(tools: RouteTools, { mount }: RouteInsight, groups: readonly (readonly RouteInsight[])[]): Reuse | undefined {
  const { base } = mount;
  if (!base) return undefined;
  const { module } = base.frame;
  const own = tools.source.text(module.file).slice(base.expression.start, base.expression.end);
  for (const group of groups) {
    const counts = new Map<string, { readonly imports: readonly TextEdit[]; count: number }>();
    for (const { guards, mount: other } of group) {
      const guard = guards.find(({ layer }) => layer.handler.expression === other.base?.expression);
      if (!guard || !other.base) continue;
      const { expression, frame } = other.base;
      const written = tools.source.text(frame.module.file).slice(expression.start, expression.end);
      const imports = written === own || written.includes('\n') ? undefined : importBase(tools, module, frame.module, expression);
      const known = counts.get(written);
      if (known) known.count++;
      else if (imports) counts.set(written, { imports, count: 1 });
    }
    const [best] = [...counts].sort(([, a], [, b]) => b.count - a.count);
    if (!best) continue;
    const [name, { imports }] = best;
    return { name, edits: [...imports, { at: { file: module.file, start: base.expression.start, end: base.expression.end }, text: name }] };
  }
  return undefined;
}

/** The edits that make a name of one file mean the same in another. */
function importBase({ evaluator, source }: RouteTools, module: Module, from: Module, expression: Expression): readonly TextEdit[] | undefined {
  if (from === module) return [];
  if (expression.kind !== 'name') return undefined;
  const id = from.scopes[0]?.names.get(expression.name);
  const [definition] = id === undefined ? [] : from.bindings[id]?.definitions ?? [];
  if (definition?.kind === 'value') return from.exports.has(expression.name) ? importEdits(evaluator.program, source, module, { from: { file: from.file }, exported: expression.name, name: expression.name }) : undefined;
  if (definition?.kind !== 'import') return undefined;
  const resolution = evaluator.program.resolve(from.file, definition.specifier);
  const home = resolution.kind === 'file' ? { file: resolution.path } : resolution.kind === 'package' ? { package: definition.specifier } : undefined;
  return home && importEdits(evaluator.program, source, module, { from: home, exported: definition.imported, name: expression.name });
}
