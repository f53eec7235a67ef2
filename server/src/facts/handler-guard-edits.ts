import type { Reuse } from '../concepts/facts.ts';
import { eachExpression, expressionsOf } from '../semantic/returns.ts';
import type { Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { Call, Expression, FunctionNode, Module, Statement } from '../syntax/tree.ts';
import { importGuard } from './guard-edits.ts';
import { wrapperOf, type RouteInsight, type RouteTools } from './route-facts.ts';
import { insertion, indentAt, styleOf } from './source.ts';

/** A guard as a handler has it, and what it takes to have it elsewhere. */
interface Guarding {
  readonly name: string;
  readonly edits: readonly TextEdit[];
}

/**
 * Where guards stand in handlers or around them: the wrapper that guarded routes have, else the one statement that they begin with.
 * What takes more than one statement isn't written for anybody.
 */
export function handlerRepair(tools: RouteTools, insight: RouteInsight, groups: readonly (readonly RouteInsight[])[]): Reuse | undefined {
  for (const group of groups) {
    const best = mostUsed(group.flatMap((one) => wrapped(tools, insight, one) ?? [])) ?? mostUsed(group.flatMap((one) => begun(tools, insight, one) ?? []));
    if (best) return best;
  }
  return undefined;
}

function mostUsed(all: readonly Guarding[]): Guarding | undefined {
  const counts = new Map<string, { readonly one: Guarding; count: number }>();
  for (const one of all) {
    const known = counts.get(one.name) ?? { one, count: 0 };
    known.count++;
    counts.set(one.name, known);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.one;
}

/** The sibling's wrapper, put around the open handler. */
function wrapped(tools: RouteTools, { mount: { handler, registration } }: RouteInsight, { mount, inline, handlerValue }: RouteInsight): Guarding | undefined {
  const { expression, frame } = mount.handler;
  if (inline.presence !== 'present' || handlerValue?.kind !== 'function' || expression.kind !== 'call' || expression.args.length !== 1) return undefined;
  const isWrapper = inline.evidence === 'library' || (inline.asked?.in.includes(handlerValue.fn) === false && wrapperOf(tools, mount.handler, inline.asked.in) === expression.callee);
  if (!isWrapper || expression.callee.kind !== 'name') return undefined;
  const { module } = registration.frame;
  const { name } = expression.callee;
  const imports = importGuard(tools, module, frame.module, expression.callee);
  const around = wrapHandler(tools, module, handler.expression, name);
  return imports && around && { name, edits: [...imports, ...around] };
}

/** Puts a name around what is exported. A declaration becomes a constant, so that there is something to put it around. */
function wrapHandler({ source }: RouteTools, module: Module, expression: Expression, name: string): readonly TextEdit[] | undefined {
  const text = source.text(module.file);
  const fn = expression.kind === 'function' ? module.functions[expression.id] : undefined;
  if (!fn?.isDeclaration) return [insertion(module.file, expression.start, `${name}(`), insertion(module.file, expression.end, ')')];
  const [, isDefault] = /^export\s+(default\s+)?(?=async\b|function\b)/.exec(text.slice(fn.start, fn.end)) ?? [];
  const head = /^export\s+(default\s+)?/.exec(text.slice(fn.start, fn.end))?.[0];
  const { semicolon } = styleOf(text);
  if (head === undefined || (isDefault === undefined && fn.name === undefined)) return undefined;
  const opening = isDefault === undefined ? `const ${fn.name} = ${name}(` : `${name}(`;
  return [insertion(module.file, fn.start + head.length, opening), insertion(module.file, fn.end, `)${semicolon}`)];
}

/** The statement that the sibling begins with, if it alone turns strangers away, put before what the open handler does. */
function begun(tools: RouteTools, open: RouteInsight, guarded: RouteInsight): Guarding | undefined {
  const { inline, handlerValue } = guarded;
  const [from, to] = [bodyOf(guarded), bodyOf(open)];
  if (inline.presence !== 'present' || !inline.asked || handlerValue?.kind !== 'function' || !from || !to) return undefined;
  const [first] = from.fn.body;
  const call = first && callIn(first);
  const home = tools.evaluator.frames.generic(from.module, from.fn.id);
  if (!call || !home || !refusesAlone(tools, call.call, home, inline.asked.refused)) return undefined;
  const imports = namesFrom(tools, call.call, from, to);
  if (!imports || !to.fn.block) return undefined;
  const text = tools.source.text(to.module.file);
  const written = tools.source.text(from.module.file).slice(call.whole.start, call.whole.end);
  const { newline, indent, semicolon } = styleOf(text);
  if (written.includes('\n') || (/^await\b/.test(written) && !to.fn.isAsync)) return undefined;
  const [next] = to.fn.body;
  const inner = next ? indentAt(text, next.start) : `${indentAt(text, to.fn.block.start)}${indent}`;
  const { callee } = call.call;
  const name = tools.source.text(from.module.file).slice(callee.start, callee.end);
  return { name, edits: [...imports, insertion(to.module.file, to.fn.block.start + 1, `${newline}${inner}${written}${semicolon}`)] };
}

interface Body {
  readonly module: Module;
  readonly fn: FunctionNode;
}

/** The function that does a route's work: the one that its handler hands on to, where it does. */
function bodyOf({ mount, handlerValue }: RouteInsight): Body | undefined {
  if (handlerValue?.kind !== 'function') return undefined;
  const { module } = handlerValue.frame;
  const fn = mount.delegate ?? handlerValue.fn;
  return module.functions[fn.id] === fn ? { module, fn } : undefined;
}

/** The call that a statement is, with the `await` before it; what it gives may be kept. */
function callIn(statement: Statement): { readonly call: Call; readonly whole: Expression } | undefined {
  const [whole] = statement.kind === 'expression' || statement.kind === 'declare' ? expressionsOf(statement) : [];
  const call = whole?.kind === 'await' ? whole.value : whole;
  return whole && call?.kind === 'call' ? { call, whole } : undefined;
}

/** Whether strangers never get past a call: it is of a gate, or of the function in which they were turned away. */
function refusesAlone({ evaluator, roles }: RouteTools, { callee }: Call, home: Frame, refused: readonly FunctionNode[]): boolean {
  return evaluator.evaluate(callee, home).some((value) => (value.kind === 'function' ? refused.includes(value.fn) : value.kind === 'api' && roles.roleOf(value) === 'gate'));
}

/** The imports that give a call's names the same meaning in another function; `undefined` where they can't have it. */
function namesFrom(tools: RouteTools, call: Call, from: Body, to: Body): readonly TextEdit[] | undefined {
  const imports: TextEdit[] = [];
  let isPossible = true;
  eachExpression(call, (node) => {
    if (node.kind !== 'name') {
      if (node.kind === 'function' || node.kind === 'this') isPossible = false;
      return;
    }
    const binding = findBinding(from.module, node.scope, node.name);
    if (!binding) return;
    if (binding.scope !== 0) {
      const index = from.fn.parameters.findIndex(({ name }) => name === node.name);
      if (index < 0 || to.fn.parameters[index]?.name !== node.name) isPossible = false;
      return;
    }
    const edits = importGuard(tools, to.module, from.module, node);
    if (edits) imports.push(...edits);
    else isPossible = false;
  });
  return isPossible ? imports : undefined;
}
