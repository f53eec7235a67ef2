import type { Reuse } from '../concepts/facts.ts';
import type { Scopes } from '../frameworks/vocabulary/scopes.ts';
import type { Argument } from '../semantic/values.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { Expression, Module, ObjectLiteral, Property } from '../syntax/tree.ts';
import { importGuard } from './guard-edits.ts';
import { hostOfValue } from './hosts.ts';
import type { Registration } from './registration.ts';
import type { RouteInsight, RouteTools } from './route-facts.ts';
import type { Layer } from './routing.ts';
import { indentAt, insertion } from './source.ts';

/** A guard as it is written in the options of a route. */
interface Written {
  readonly phase: string;
  readonly text: string;
  readonly isListed: boolean;
  readonly imports: readonly TextEdit[];
}

/** What guarded routes have among their options, written into the options of an open one: what the most routes have, nearest first. */
export function optionRepair(tools: RouteTools, insight: RouteInsight, groups: readonly (readonly RouteInsight[])[]): Reuse | undefined {
  const { registration } = insight.mount;
  const scopes = registration.host.framework.routing.calls?.scopes;
  if (!scopes) return undefined;
  for (const group of groups) {
    for (const scope of ['route', 'hook'] as const) {
      const best = mostUsed(group.map((one) => one.guards.map(({ layer }) => layer).filter((layer) => layer.scope === scope)).map((layers) => layers.map((layer) => writtenFor(tools, registration, layer))));
      const edits = best && edit(tools, scopes, registration, best);
      if (best && edits) return { name: best.map(({ text }) => text.replace(/^(['"])(.*)\1$/, '$2')).join(', '), edits: [...best.flatMap(({ imports }) => imports), ...edits] };
    }
  }
  return undefined;
}

function mostUsed(lists: readonly (readonly (Written | undefined)[])[]): readonly Written[] | undefined {
  const counts = new Map<string, { readonly guards: readonly Written[]; count: number }>();
  for (const list of lists) {
    const guards = list.flatMap((one) => (one ? [one] : []));
    if (guards.length === 0 || guards.length < list.length) continue;
    const key = guards.map(({ phase, text }) => `${phase} ${text}`).join();
    const known = counts.get(key) ?? { guards, count: 0 };
    known.count++;
    counts.set(key, known);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.guards;
}

/** A guard as it reads where another route is registered: what belongs to the instance there belongs to the instance here. */
function writtenFor(tools: RouteTools, route: Registration, { handler, phase, scope }: Layer): Written | undefined {
  const { expression, frame } = handler;
  if (phase === undefined || expression.kind === 'function') return undefined;
  const source = tools.source.text(frame.module.file);
  const text = source.slice(expression.start, expression.end);
  if (text.includes('\n')) return undefined;
  const isListed = scope === 'route' && /[[,]\s*$/.test(source.slice(0, expression.start));
  if (expression.kind === 'literal') return { phase, text, isListed: false, imports: [] };
  const [there, here] = [instanceIn(tools, expression, frame), receiverOf(route)];
  if (there !== undefined) return here === undefined ? undefined : { phase, text: there === here ? text : text.replaceAll(new RegExp(`(?<![\\w$.])${escaped(there)}\\.`, 'g'), `${here}.`), isListed, imports: [] };
  const { module } = route.frame;
  const callee = expression.kind === 'call' ? expression.callee : expression;
  const isInScope = callee.kind === 'name' && (module.scopes[0]?.names.has(callee.name) === true || frame.fn === route.frame.fn);
  const imports = frame.module !== module || isInScope ? importGuard(tools, module, frame.module, expression) : undefined;
  return imports && { phase, text, isListed, imports };
}

/** The instance's name in `server.authenticate`, `app.auth([app.verify])`. */
function instanceIn({ evaluator, startup }: RouteTools, expression: Expression, frame: Registration['frame']): string | undefined {
  const callee = expression.kind === 'call' ? expression.callee : expression;
  if (callee.kind !== 'member' || callee.object.kind !== 'name') return undefined;
  return evaluator.evaluate(callee.object, frame).some((value) => hostOfValue(value, frame, startup.hosts) !== undefined) ? callee.object.name : undefined;
}

/** The name of the instance that a route is registered on. */
function receiverOf({ call }: Registration): string | undefined {
  let at: Expression | undefined = call?.callee;
  while (at?.kind === 'member' || at?.kind === 'call') at = at.kind === 'call' ? at.callee : at.object;
  return at?.kind === 'name' ? at.name : undefined;
}

function edit(tools: RouteTools, scopes: Scopes, route: Registration, guards: readonly Written[]): readonly TextEdit[] | undefined {
  const { module } = route.frame;
  const handler = route.handlers[route.handlers.length - 1];
  const [own, nested] = (route.options?.written ?? []).map((one) => objectHere(module, one));
  if ((route.options?.written ?? []).length === 0) {
    return handler && handler.frame.module === module ? [insertion(module.file, handler.expression.start, `{ ${propertiesOf(guards)} }, `)] : undefined;
  }
  const [key] = scopes.optionsIn;
  if (key === undefined) return own && into(tools, scopes, module, own, guards);
  if (nested) return into(tools, scopes, module, nested, guards);
  return own && (route.options?.written ?? []).length === 1 ? [property(tools, scopes, module, own, `${key}: { ${propertiesOf(guards)} }`)] : undefined;
}

/** Into a list that is there, else as a property of its own. */
function into(tools: RouteTools, scopes: Scopes, module: Module, object: ObjectLiteral, guards: readonly Written[]): readonly TextEdit[] | undefined {
  const edits = guards.map(({ phase, text }): TextEdit | undefined => {
    const present = object.properties.find((one): one is Property => !('kind' in one) && one.key === phase);
    if (!present) return property(tools, scopes, module, object, propertiesOf(guards.filter((one) => one.phase === phase)));
    if (present.value.kind !== 'array') return undefined;
    const [first] = present.value.elements;
    return insertion(module.file, present.value.start + 1, first ? `${text}, ` : text);
  });
  const wanted = edits.flatMap((one) => (one ? [one] : []));
  return wanted.length < edits.length ? undefined : wanted.filter((one, index) => wanted.findIndex((other) => other.at.start === one.at.start && other.text === one.text) === index);
}

/** A new property: before the handler where it stands in the same object, else first. */
function property({ source }: RouteTools, { handler }: Scopes, module: Module, object: ObjectLiteral, text: string): TextEdit {
  const whole = source.text(module.file);
  const [first] = object.properties;
  const before = object.properties.find((one) => !('kind' in one) && one.key === handler) ?? first;
  if (!before) return insertion(module.file, object.start + 1, ` ${text} `);
  const isOwnLine = /^[ \t]*$/.test(whole.slice(whole.lastIndexOf('\n', before.start - 1) + 1, before.start));
  const newline = whole.includes('\r\n') ? '\r\n' : '\n';
  return insertion(module.file, before.start, isOwnLine ? `${text},${newline}${indentAt(whole, before.start)}` : `${text}, `);
}

/** `onRequest: [a, b]`, as the routes write it that have it. */
function propertiesOf(guards: readonly Written[]): string {
  const phases = [...new Set(guards.map(({ phase }) => phase))];
  return phases.map((phase) => {
    const own = guards.filter((one) => one.phase === phase);
    const texts = own.map(({ text }) => text).join(', ');
    return `${phase}: ${own.length > 1 || own.some(({ isListed }) => isListed) ? `[${texts}]` : texts}`;
  }).join(', ');
}

function objectHere(module: Module, given: Argument): ObjectLiteral | undefined {
  return 'expression' in given && given.frame.module === module && given.expression.kind === 'object' ? given.expression : undefined;
}

function escaped(text: string): string {
  return text.replace(/[$]/g, '\\$&');
}
