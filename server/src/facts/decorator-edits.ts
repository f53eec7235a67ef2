import type { Reuse } from '../concepts/facts.ts';
import { matches } from '../semantic/api-path.ts';
import { eachExpression } from '../semantic/returns.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { Expression, Module } from '../syntax/tree.ts';
import { exportedNameOf } from './exports.ts';
import { importEdits } from './import-edits.ts';
import type { Written } from './listed.ts';
import type { RouteInsight, RouteTools } from './route-facts.ts';
import { indentAt, insertion, styleOf } from './source.ts';

/** A decorator that guards routes, as it is written, and what a file needs to write it too. */
interface Decoration {
  readonly written: string;
  readonly imports: readonly TextEdit[];
  count: number;
}

/** The decorator that the most guarded routes carry, of the same class before others, put before an open handler. */
export function decoratorRepair(tools: RouteTools, insight: RouteInsight, groups: readonly (readonly RouteInsight[])[]): Reuse | undefined {
  const { registration } = insight.mount;
  const { module } = registration.frame;
  for (const group of groups) {
    const best = mostUsed(tools, module, group.flatMap(guardingDecorators(tools)));
    if (!best) continue;
    const text = tools.source.text(module.file);
    const { start } = registration.node;
    return { name: best.written, edits: [...best.imports, insertion(module.file, start, `@${best.written}${styleOf(text).newline}${indentAt(text, start)}`)] };
  }
  return undefined;
}

/** The decorators that guard a route: its own, and those of its class that do nothing else. */
function guardingDecorators({ evaluator }: RouteTools): (insight: RouteInsight) => readonly Written[] {
  return ({ guards, mount }) => {
    const rows = mount.registration.host.framework.routing.decorated?.layers ?? [];
    const found = new Map<Expression, Written>();
    for (const { layer: { decorator, scope } } of guards) {
      if (!decorator) continue;
      const isGuardOnly = scope === 'route' || evaluator.evaluate(decorator.expression, decorator.frame).every((value) => value.kind === 'api' && rows.some(({ at }) => matches(at, value)));
      if (isGuardOnly) found.set(decorator.expression, decorator);
    }
    return [...found.values()];
  };
}

function mostUsed(tools: RouteTools, module: Module, decorators: readonly Written[]): Decoration | undefined {
  const known = new Map<string, Decoration | 'impossible'>();
  for (const { expression, frame } of decorators) {
    const written = tools.source.text(frame.module.file).slice(expression.start, expression.end);
    const found = known.get(written);
    if (found) {
      if (found !== 'impossible') found.count++;
      continue;
    }
    const imports = written.includes('\n') ? undefined : importNames(tools, module, frame.module, expression);
    known.set(written, imports ? { written, imports, count: 1 } : 'impossible');
  }
  return [...known.values()].filter((one) => one !== 'impossible').sort((a, b) => b.count - a.count)[0];
}

/** The edits that make every name of an expression mean the same in another file. */
function importNames({ evaluator, source }: RouteTools, module: Module, from: Module, expression: Expression): readonly TextEdit[] | undefined {
  if (from === module) return [];
  const names = new Set<string>();
  let isPlain = true;
  eachExpression(expression, (node) => {
    if (node.kind === 'name') names.add(node.name);
    if (node.kind === 'function' || node.kind === 'class') isPlain = false;
  });
  const edits = [...names].map((name): readonly TextEdit[] | undefined => {
    const binding = from.scopes[0]?.names.get(name);
    const definition = binding === undefined ? undefined : from.bindings[binding]?.definitions[0];
    if (definition?.kind === 'import') {
      if (definition.imported !== name && definition.imported !== 'default') return undefined;
      const resolution = evaluator.program.resolve(from.file, definition.specifier);
      if (resolution.kind === 'unresolved' || resolution.kind === 'builtin') return undefined;
      return importEdits(evaluator.program, source, module, { from: resolution.kind === 'file' ? { file: resolution.path } : { package: definition.specifier }, exported: definition.imported, name });
    }
    const [value] = binding === undefined ? [] : evaluator.evaluate({ kind: 'name', name, scope: 0, start: -1, end: -1 }, evaluator.frames.top(from));
    const node = value?.kind === 'class' ? value.node : value?.kind === 'function' ? value.fn : undefined;
    return exportedNameOf(evaluator, from, node) === name ? importEdits(evaluator.program, source, module, { from: { file: from.file }, exported: name, name }) : undefined;
  });
  return isPlain && edits.every((one) => one !== undefined) ? edits.flatMap((one) => one ?? []) : undefined;
}
