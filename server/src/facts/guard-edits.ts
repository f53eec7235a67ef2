import type { Reuse } from '../concepts/facts.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { Expression, Module } from '../syntax/tree.ts';
import { baseRepair } from './base-edits.ts';
import { decoratorRepair } from './decorator-edits.ts';
import { exportedNameOf, exportedValueOf } from './exports.ts';
import { handlerRepair } from './handler-guard-edits.ts';
import { importEdits } from './import-edits.ts';
import { optionRepair } from './option-guard-edits.ts';
import type { RouteInsight, RouteTools } from './route-facts.ts';
import type { Layer, RouteMount } from './routing.ts';
import { indentAt, insertion } from './source.ts';

/**
 * What guarded routes stand behind, put before an open one: all the guards of a registration together, those that the most registrations use,
 * nearest first: of the same router, then of the application. What stands in the registrations counts before what stands at a router.
 */
export function guardRepair(tools: RouteTools, insight: RouteInsight, siblings: readonly RouteInsight[], all: readonly RouteInsight[]): Reuse | undefined {
  const { registration } = insight.mount;
  if (insight.mount.base) return baseRepair(tools, insight, [siblings, all]);
  if (registration.host.framework.routing.files) return handlerRepair(tools, insight, [siblings, all]);
  if (registration.options) return optionRepair(tools, insight, [siblings, all]);
  if (registration.host.framework.routing.decorated) return decoratorRepair(tools, insight, [siblings, all]);
  return reuseLayers(tools, insight.mount, [siblings, all].map((group) => group.map((one) => one.guards.map(({ layer }) => layer))));
}

/** Middleware of other routes put before a route; `groups` are the layers of routes, those that count first coming first. */
export function reuseLayers(tools: RouteTools, mount: RouteMount, groups: readonly (readonly (readonly Layer[])[])[]): Reuse | undefined {
  const { module } = mount.registration.frame;
  const first = firstArgument(mount);
  if (!first) return undefined;
  for (const group of groups) {
    const best = mostUsed(tools, module, group.map((layers) => layers.filter(({ scope }) => scope === 'route'))) ?? mostUsed(tools, module, group.flatMap((layers) => layers.map((layer) => [layer])));
    if (best) return { name: best.written.join(', '), edits: [...best.imports, before(tools, module, first.start, best.written)] };
  }
  return undefined;
}

/** The first handler, where it is written as an argument of a registration that takes middleware before it. */
export function firstArgument({ registration }: RouteMount): Expression | undefined {
  if (registration.options || registration.host.framework.routing.calls?.order !== 'sequential') return undefined;
  const [first] = registration.handlers;
  return first && first.frame.module === registration.frame.module && registration.call?.args.includes(first.expression) ? first.expression : undefined;
}

/** Middleware as a route's registration would write it. */
interface Written {
  readonly written: readonly string[];
  readonly imports: readonly TextEdit[];
  count: number;
}

function mostUsed(tools: RouteTools, module: Module, lists: readonly (readonly Layer[])[]): Written | undefined {
  const known = new Map<string, Written | 'impossible'>();
  for (const layers of lists) {
    if (layers.length === 0) continue;
    const written = layers.map(({ handler }) => tools.source.text(handler.frame.module.file).slice(handler.expression.start, handler.expression.end));
    const key = written.join(', ');
    const found = known.get(key);
    if (found) {
      if (found !== 'impossible') found.count++;
      continue;
    }
    const imports = layers.map(({ handler }) => importGuard(tools, module, handler.frame.module, handler.expression));
    const isPossible = !key.includes('\n') && imports.every((edits) => edits !== undefined);
    known.set(key, isPossible ? { written, imports: imports.flatMap((edits) => edits ?? []), count: 1 } : 'impossible');
  }
  const possible = [...known.values()].filter((one) => one !== 'impossible');
  return possible.sort((a, b) => b.count - a.count)[0];
}

/** Arguments put before another, on lines of their own where the arguments stand so. */
export function before({ source }: RouteTools, module: Module, at: number, written: readonly string[]): TextEdit {
  const text = source.text(module.file);
  const isOwnLine = /^[ \t]*$/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at));
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return insertion(module.file, at, written.map((one) => (isOwnLine ? `${one},${newline}${indentAt(text, at)}` : `${one}, `)).join(''));
}

/** The edits that make a middleware, as it is written in one file, mean the same in another. */
export function importGuard({ evaluator, source }: RouteTools, module: Module, from: Module, expression: RouteMount['handler']['expression']) {
  const callee = expression.kind === 'call' ? expression.callee : expression;
  if (expression.kind === 'function') return undefined;
  if (from === module) return [];
  if (callee.kind !== 'name' || (expression.kind === 'call' && expression.args.length > 0)) return undefined;
  const [value] = evaluator.evaluate(callee, evaluator.frames.top(from));
  const home = value?.kind === 'function' ? value.frame.module : value?.kind === 'api' ? value.site?.frame.module : undefined;
  if (!value || !home) return undefined;
  const exported = value.kind === 'function' ? exportedNameOf(evaluator, home, value.fn) : exportedValueOf(evaluator, home, value);
  return exported === undefined ? undefined : importEdits(evaluator.program, source, module, { from: { file: home.file }, exported, name: callee.name });
}
