import type { Reuse } from '../concepts/facts.ts';
import type { Expression } from '../syntax/tree.ts';
import { importEdits } from './import-edits.ts';
import type { InputContext } from './input-facts.ts';
import { shapeOf } from './guards.ts';
import type { Use } from './input-walk.ts';
import type { RouteMount } from './routing.ts';
import { positionOf } from '../frameworks/vocabulary/conversation.ts';
import { indentAt, insertion, sourceText, styleOf } from './source.ts';

/** A handler whose input is held against a schema first, written with the library that the project has. */
export function checkEdits({ evaluator, source, frameworks }: Pick<InputContext, 'evaluator' | 'source' | 'frameworks'>, { registration, handler }: RouteMount, first: Use, unchecked: readonly Use[]): Reuse | undefined {
  const { input } = first;
  const { frame } = input.read;
  const { module, fn } = frame;
  const { routing } = registration.host.framework;
  const library = frameworks.find((model) => model.schemaWriting && model.packages.some((name) => evaluator.program.project.dependsOn(module.file, name)));
  const writing = library?.schemaWriting;
  const response = fn.parameters[positionOf(shapeOf(fn.parameters.length, routing, handler.as), 'response')]?.name;
  const value = rootOf(input.read.node, input.path.length - input.read.rest.length);
  const [beginning] = fn.body;
  if (!library || !writing || !routing.conversation.refusal || response === undefined || !value || !fn.block || !beginning) return undefined;
  const same = unchecked.filter((use) => use.input.of === input.of && use.input.read.frame.fn === fn);
  const names = [...new Set(same.map((use) => use.input.path[0]))].filter((name) => name !== undefined);
  // What a whole object holds, nobody can say.
  if (same.some((use) => use.input.path.length === 0) || !names.every((name) => /^[A-Za-z_$][\w$]*$/.test(name))) return undefined;
  const specifier = library.packages.find((name) => evaluator.program.project.dependsOn(module.file, name)) ?? '';
  const imports = importEdits(evaluator.program, source, module, { from: { package: specifier }, exported: writing.exported, name: writing.name });
  if (!imports) return undefined;
  const text = source.text(module.file);
  const { newline, semicolon, indent: step } = styleOf(text);
  const indent = indentAt(text, beginning.start);
  const result = ['input', 'parsed', 'checked'].find((name) => !new RegExp(`\\b${name}\\b`).test(text.slice(fn.start, fn.end))) ?? 'validInput';
  const fill = (template: string): string => template
    .replaceAll('{{fields}}', names.map((name) => writing.field.replaceAll('{{name}}', name)).join(', '))
    .replaceAll('{{value}}', sourceText(source, module, value)).replaceAll('{{result}}', result).replaceAll('{{response}}', response);
  const refusal = fill(routing.conversation.refusal.replaceAll('{{reason}}', writing.reason));
  const lines = [`${fill(writing.check)}${semicolon}`, `if (${fill(writing.fails)}) {`, `${step}${refusal}${semicolon}`, `${step}return${semicolon}`, '}'];
  return { name: library.name, edits: [...imports, insertion(module.file, beginning.start, lines.map((line) => `${line}${newline}${indent}`).join(''))] };
}

/** The input itself, of an expression that takes so many members out of it. */
function rootOf(node: Expression, members: number): Expression | undefined {
  if (members < 0) return undefined;
  if (members === 0) return node.kind === 'member' || node.kind === 'name' ? node : undefined;
  return node.kind === 'member' || node.kind === 'index' ? rootOf(node.object, members - 1) : undefined;
}
