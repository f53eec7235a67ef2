import type { ErrorMiddleware } from '../frameworks/model.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { Expression, Module, Statement } from '../syntax/tree.ts';
import { findBinding } from '../syntax/find-binding.ts';
import { callsOf } from './calls.ts';
import { importEdits } from './import-edits.ts';
import type { PathReader } from './path-reader.ts';
import type { Host, Registration } from './registration.ts';
import { indentAt, insertion, sourceText, styleOf } from './source.ts';

/** The edits that register an error middleware behind the last route of an application, as its file is written. */
export function handlerEdits(reader: PathReader, host: Host): readonly TextEdit[] | undefined {
  const { errorMiddleware: written } = host.framework.routing;
  const all = reader.registrationsOf(host);
  const last = all.findLast(({ kind }) => kind === 'route' || kind === 'mount');
  const listen = all.find(({ kind }) => kind === 'listen');
  if (!written || !last) return undefined;
  const isBefore = listen !== undefined && (listen.frame.fn === last.frame.fn ? listen.node.start > last.node.start : last.frame.module !== host.module);
  const beside = isBefore ? listen : last;
  if (!isBefore && last.frame.module !== host.module) return undefined;
  const statement = statementOf(beside);
  const receiver = receiverOf(beside.call);
  if (!statement || !receiver) return undefined;
  const { module } = beside.frame;
  const text = reader.source.text(module.file);
  const typed = typedParameters(reader, module, host, written);
  if (!typed) return undefined;
  const { newline, quote, semicolon, indent } = styleOf(text);
  const outer = indentAt(text, statement.start);
  const error = written.parameters[0]?.[0] ?? '';
  const body = [`${loggerIn(reader, module)}.error(${error});`, ...written.body].map((line) => `${outer}${indent}${line.replaceAll("'", quote).replaceAll(';', semicolon)}`);
  const lines = [`${sourceText(reader.source, module, receiver)}.${written.method}((${typed.parameters}) => {`, ...body, `${outer}})${semicolon}`].join(newline);
  const edit = isBefore ? insertion(module.file, statement.start, `${lines}${newline}${newline}${outer}`) : insertion(module.file, statement.end, `${newline}${newline}${outer}${lines}`);
  return [...typed.edits, edit];
}

/** The statement of the function's own that a registration stands in. */
function statementOf({ frame, node }: Registration): Statement | undefined {
  return frame.fn.body.find(({ start, end }) => start <= node.start && node.end <= end);
}

/** What a chain of registrations begins with: `app` of `app.use(a).use(b)`. */
function receiverOf(call: Registration['call']): Expression | undefined {
  let at: Expression | undefined = call;
  while (at?.kind === 'call') at = at.callee.kind === 'member' ? at.callee.object : undefined;
  return at?.kind === 'name' || (at?.kind === 'member' && at.object.kind === 'this') ? at : undefined;
}

/** What the file logs with, under a name of the module: it can log failures, too. */
function loggerIn({ evaluator, loggers }: PathReader, module: Module): string {
  for (const fn of module.functions) {
    const frame = evaluator.frames.generic(module, fn.id);
    for (const { node } of frame ? callsOf(fn) : []) {
      const { callee } = node;
      if (!frame || callee.kind !== 'member' || callee.object.kind !== 'name' || !loggers.tellingOf(node, frame)?.isKnown) continue;
      const binding = findBinding(module, callee.object.scope, callee.object.name);
      const hasErrors = evaluator.evaluate(callee.object, frame).every((value) => value.kind === 'api' || evaluator.member(value, 'error').length > 0);
      if (binding?.scope === 0 && hasErrors) return callee.object.name;
    }
  }
  return 'console';
}

interface Typed {
  readonly parameters: string;
  readonly edits: readonly TextEdit[];
}

/** The parameters, with types where the file has types: those of the framework's own name, or imported. */
function typedParameters(reader: PathReader, module: Module, { framework }: Host, { parameters }: ErrorMiddleware): Typed | undefined {
  if (!/\.[cm]?tsx?$/.test(module.file)) return { parameters: parameters.map(([name]) => name).join(', '), edits: [] };
  const [name] = framework.packages;
  const whole = name !== undefined && wholeImport(module, name);
  const edits: TextEdit[] = [];
  const written: string[] = [];
  for (const [parameter, type] of parameters) {
    const isOwn = framework.routing.conversation.requestTypes.includes(type) || framework.routing.conversation.nextType === type;
    if (!isOwn || whole) {
      written.push(`${parameter}: ${isOwn ? `${whole}.${type}` : type}`);
      continue;
    }
    const imports = importEdits(reader.evaluator.program, reader.source, module, { from: { package: name ?? '' }, exported: type, name: type, isType: true });
    if (!imports) return undefined;
    edits.push(...imports);
    written.push(`${parameter}: ${type}`);
  }
  return { parameters: written.join(', '), edits };
}

/** The name under which a file has a whole package: `import express from 'express'`. */
function wholeImport(module: Module, wanted: string): string | undefined {
  for (const [name, id] of module.scopes[0]?.names ?? []) {
    const [definition] = module.bindings[id]?.definitions ?? [];
    if (definition?.kind === 'import' && definition.specifier === wanted && ['default', '*', '='].includes(definition.imported)) return name;
  }
  return undefined;
}
